/** The engine without any I/O: bytes in, an Analysis out. */
import {makeAggregate} from './aggregate.js'
import type {Analysis} from './analysis.js'
import {type Feed, openFeed} from './open-feed.js'
import type {AnalysisOptions} from './options.js'
import {toAnalysis} from './report.js'
import {makeSource, type SourceState} from './source.js'

export type {Feed}

export interface Analyser {
  /** Opens one source. Feeds may be pushed to in turns. Times without a year are taken near `nearMs`, or now. */
  feed(name: string, nearMs?: number): Feed
  /** What was read so far; a stack trace that may go on and a line without its newline are not in it yet. */
  snapshot(): Analysis
}

/** An analyser in this thread, for streams that go on: see actions/logs/read-sources.ts for files. */
export function createAnalyser(options: AnalysisOptions = {}): Analyser {
  const aggregate = makeAggregate(options)
  const sources: SourceState[] = []
  return {
    feed(name, nearMs = Date.now()) {
      const source = makeSource(name)
      sources.push(source)
      return openFeed(aggregate, source, nearMs)
    },
    snapshot: () => toAnalysis(aggregate, sources),
  }
}
