/** Reads files on all processors and streams in this thread, and adds up what they hold. */
import {createReadStream} from 'node:fs'
import type {Readable} from 'node:stream'

import {makeAggregate} from '../../logs/aggregate.js'
import type {Analysis} from '../../logs/analysis.js'
import {findEventStart, isBinary} from '../../logs/boundary.js'
import {openFeed} from '../../logs/open-feed.js'
import type {AnalysisOptions} from '../../logs/options.js'
import {mergePart, toPart} from '../../logs/part.js'
import {toAnalysis} from '../../logs/report.js'
import {appendSource, makeSource, type SourceState} from '../../logs/source.js'
import {nowMs} from '../../system/clock.js'
import {
  compressionOf,
  decompress,
  inspectLogFile,
  isPipe,
  type LogFileHead,
  type ReadProblem,
  readBytesAt,
  untilAborted,
} from '../../system/log-files.js'
import {processors, runOnThreads} from '../../system/threads.js'
import {type PartAnswer, type PartJob, type PartNote, readPart} from './read-part.js'

/** Where lines come from: a file (plain, gzip or zstd by its content), or a stream such as stdin or a container's output. */
export type LogSource = {readonly path: string} | {readonly name: string; readonly stream: Readable}

export interface AnalyseOptions extends AnalysisOptions {
  /** Threads that read; the number of processors when absent, 0 = none but this one. The answer does not depend on it. */
  readonly workers?: number
  /** Bytes after which a plain file is cut; tests cut small files. */
  readonly partBytes?: number
  readonly signal?: AbortSignal
}

export interface AnalyseProgress {
  /** Bytes read from the sources, as stored. */
  readonly bytes: number
  /** Size of all files; absent when a stream is among the sources. */
  readonly totalBytes?: number
  readonly lines: number
}

/**
 * Plain files are cut here, whatever the number of threads: every part has tables of its own that are added up in order,
 * so that what is dropped from a full table does not depend on who read what.
 */
const PART = 64 * 2 ** 20
/** Bytes after a cut in which an event has to begin. */
const SEARCH = 2 ** 20
/** For less, starting threads takes longer than reading. */
const WORTH_THREADS = 24 * 2 ** 20

/** Reads all sources to their end. A source that can't be read is told of in the answer, never thrown. */
export async function analyse(
  given: readonly LogSource[],
  options: AnalyseOptions = {},
  onProgress?: (progress: AnalyseProgress) => void,
): Promise<Analysis> {
  const {workers, signal, partBytes = PART, ...wanted} = options
  const total = makeAggregate(wanted)
  const sources = await Promise.all(given.map(openPipe))
  const states = sources.map((source) => makeSource('path' in source ? source.path : source.name))
  const files = await inspectFiles(sources, states)
  const size = files.reduce((sum, {head}) => sum + head.size, 0)
  const hasStream = sources.some((source) => 'stream' in source)
  const report = progressOf(hasStream ? undefined : size, onProgress)
  const take = ({place, part}: PartAnswer) => {
    appendSource(states[place] as SourceState, part.source)
    mergePart(total, part)
  }
  await readFiles(files, wanted, {
    partBytes,
    threads: workers ?? (size < WORTH_THREADS ? 0 : processors()),
    signal,
    onAnswer: take,
    onNote: (note) => report(note as PartNote),
  })
  for (const [place, source] of sources.entries()) {
    if ('stream' in source) take({place, part: await readStream(source, wanted, report, signal)})
  }
  return toAnalysis(total, states)
}

async function openPipe(source: LogSource): Promise<LogSource> {
  if (!('path' in source) || !(await isPipe(source.path))) return source
  return {name: source.path, stream: createReadStream(source.path)}
}

interface OpenFile {
  readonly place: number
  readonly head: LogFileHead
}

/** The files that can be read; of the others, the state says why not. */
async function inspectFiles(
  sources: readonly LogSource[],
  states: readonly SourceState[],
): Promise<readonly OpenFile[]> {
  const files: OpenFile[] = []
  for (const [place, source] of sources.entries()) {
    if (!('path' in source)) continue
    const head = await inspectLogFile(source.path)
    const state = states[place] as SourceState
    if ('kind' in head) state.problem = head
    else if (head.compression === 'none' && isBinary(head.head)) state.problem = {kind: 'binary', detail: ''}
    else files.push({place, head})
  }
  return files
}

interface ReadOptions {
  readonly partBytes: number
  readonly threads: number
  readonly signal: AbortSignal | undefined
  onAnswer(answer: PartAnswer): void
  onNote(note: unknown): void
}

async function readFiles(files: readonly OpenFile[], wanted: AnalysisOptions, options: ReadOptions): Promise<void> {
  const jobs = makeJobs(files, wanted, options.partBytes)
  if (options.threads > 0) {
    return runOnThreads(jobs, {bundled: 'logs-worker.cjs', module: 'actions/logs/worker', ...options})
  }
  for await (const job of jobs) {
    options.signal?.throwIfAborted()
    options.onAnswer(await readPart(job, options.onNote))
  }
}

async function* makeJobs(
  files: readonly OpenFile[],
  options: AnalysisOptions,
  partBytes: number,
): AsyncGenerator<PartJob> {
  for (const {place, head} of files) {
    const {path, compression, size, mtimeMs: nearMs} = head
    const job = {path, compression, place, nearMs, options}
    if (compression !== 'none') yield {...job, from: 0, to: size}
    else for await (const [from, to] of cutFile(head, options, partBytes)) yield {...job, from, to}
  }
}

/** Parts of about the same size, each beginning where an event does. */
async function* cutFile(
  {path, size, mtimeMs}: LogFileHead,
  options: AnalysisOptions,
  partBytes: number,
): AsyncGenerator<[number, number]> {
  let from = 0
  for (let cut = partBytes; cut < size; cut += partBytes) {
    const bytes = await readBytesAt(path, cut, Math.min(SEARCH, size - cut)).catch(() => Buffer.alloc(0))
    const start = findEventStart(bytes, options, mtimeMs)
    if (start < 0 || cut + start <= from) continue
    yield [from, cut + start]
    from = cut + start
  }
  yield [from, size]
}

async function readStream(
  {name, stream}: {readonly name: string; readonly stream: Readable},
  options: AnalysisOptions,
  report: (note: PartNote) => void,
  signal: AbortSignal | undefined,
) {
  const aggregate = makeAggregate(options)
  const source = makeSource(name)
  const feed = openFeed(aggregate, source, nowMs())
  const push = (chunk: Uint8Array) => {
    const before = source.lines
    feed.push(chunk)
    report({bytes: chunk.length, lines: source.lines - before})
  }
  source.problem = await readInto(source, stream, push, signal)
  feed.end()
  return toPart(aggregate, source)
}

async function readInto(
  source: SourceState,
  stream: Readable,
  push: (chunk: Uint8Array) => void,
  signal: AbortSignal | undefined,
): Promise<SourceState['problem']> {
  const chunks = untilAborted(stream, signal)
  try {
    const first = await chunks.next()
    signal?.throwIfAborted()
    if (first.done) return undefined
    source.compression = compressionOf(first.value)
    const all = withFirst(first.value, chunks, signal)
    if (source.compression !== 'none') return await decompress(all, source.compression, push)
    if (isBinary(first.value.subarray(0, SEARCH))) return {kind: 'binary', detail: ''}
    for await (const chunk of all) push(chunk)
    return undefined
  } catch (cause) {
    signal?.throwIfAborted()
    return {kind: 'unreadable', detail: cause instanceof Error ? cause.message : String(cause)} satisfies ReadProblem
  }
}

async function* withFirst(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  signal?.throwIfAborted()
}

function progressOf(totalBytes: number | undefined, onProgress: ((progress: AnalyseProgress) => void) | undefined) {
  let bytes = 0
  let lines = 0
  return (note: PartNote) => {
    bytes += note.bytes
    lines += note.lines
    onProgress?.({bytes, lines, ...(totalBytes === undefined ? {} : {totalBytes})})
  }
}
