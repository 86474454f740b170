/** Reads one part of one file into an aggregate of its own: the work of a thread. */
import {makeAggregate} from '../../logs/aggregate.js'
import {openFeed} from '../../logs/open-feed.js'
import type {AnalysisOptions} from '../../logs/options.js'
import {type Part, toPart} from '../../logs/part.js'
import {makeSource} from '../../logs/source.js'
import {type Compression, readCompressed, readRange} from '../../system/log-files.js'

export interface PartJob {
  readonly path: string
  readonly compression: Compression
  /** Bytes of a plain file. */
  readonly from: number
  readonly to: number
  /** Place of the source among all. */
  readonly place: number
  readonly nearMs: number
  readonly options: AnalysisOptions
}

export interface PartAnswer {
  readonly place: number
  readonly part: Part
}

/** Stored bytes and lines since the last note. */
export interface PartNote {
  readonly bytes: number
  readonly lines: number
}

const NOTE_EVERY = 2 ** 22

export async function readPart(job: PartJob, tell: (note: PartNote) => void): Promise<PartAnswer> {
  const {path, compression, options, place} = job
  const aggregate = makeAggregate(options)
  const source = makeSource(path)
  source.compression = compression
  const feed = openFeed(aggregate, source, job.nearMs)
  const note = noteTaker(tell, () => source.lines)
  const read = (chunk: Uint8Array) => feed.push(chunk)
  const problem =
    compression === 'none'
      ? await readRange(path, job.from, job.to, (chunk) => {
          read(chunk)
          note(chunk.length)
        })
      : await readCompressed(path, compression, read, note)
  feed.end()
  source.problem = problem
  note(0, true)
  return {place, part: toPart(aggregate, source)}
}

function noteTaker(tell: (note: PartNote) => void, linesNow: () => number) {
  let bytes = 0
  let lines = 0
  return (more: number, isLast = false) => {
    bytes += more
    if (bytes < NOTE_EVERY && !isLast) return
    const now = linesNow()
    tell({bytes, lines: now - lines})
    bytes = 0
    lines = now
  }
}
