/** The engine without any I/O: bytes in, an Analysis out. */
import {makeAggregate} from './aggregate.js'
import type {Analysis} from './analysis.js'
import {LineFeed} from './feed.js'
import type {AnalysisOptions} from './options.js'
import {toAnalysis} from './report.js'
import {makeSource, type SourceState} from './source.js'

/** One source that is read bit by bit, in order. */
export interface Feed {
  /** Any part of the source's (decompressed) bytes; a line may be cut anywhere. The bytes may be reused after the call. */
  push(chunk: Uint8Array): void
  /** The source ended: a last line without a newline counts. */
  end(): void
}

export interface Analyser {
  /** Opens one source. Feeds may be pushed to in turns. Times without a year are taken near `nearMs`, or now. */
  feed(name: string, nearMs?: number): Feed
  /** What was read so far; a stack trace that may go on and a line without its newline are not in it yet. */
  snapshot(): Analysis
}

/** An analyser in this thread, for streams that go on: see actions/logs/analyse.ts for files. */
export function createAnalyser(options: AnalysisOptions = {}): Analyser {
  const aggregate = makeAggregate(options)
  const sources: SourceState[] = []
  return {
    feed(name, nearMs = Date.now()) {
      const source = makeSource(name)
      sources.push(source)
      return new LineFeed(aggregate, source, nearMs)
    },
    snapshot: () => toAnalysis(aggregate, sources),
  }
}
