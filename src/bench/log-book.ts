/** Lines that were written, and when each was found again: how late, which never, which twice. */
import {Histogram} from './histogram.js'
import type {BenchSecond, RunRecord} from './result.js'
import {summarizeLatency} from './summarize.js'

const US_PER_MS = 1000
const MS_PER_S = 1000
/** Seconds tell their latencies in buckets 8 times as wide. */
const SECOND_DROP = 3

interface Found {
  readonly atMs: number
  /** What the store calls its copies. */
  readonly copies: Set<string>
}

/** Times in ms since 1970. */
export class LogBook {
  private readonly writtenMs: number[] = []
  private readonly lines = new Map<number, Found>()
  private readonly sendLag = new Histogram()
  /** All lines before it were found. */
  private firstMissing = 0

  /** Lines up to, but not including, a number were due at a time. */
  write(to: number, atMs: number): void {
    while (this.writtenMs.length < to) this.writtenMs.push(atMs)
  }

  /** The lines up to a number are out. */
  sent(to: number, atMs: number): void {
    const due = this.writtenMs[to - 1]
    if (due !== undefined) this.sendLag.record((atMs - due) * US_PER_MS)
  }

  /** A copy of a line was seen. */
  find(line: number, copy: string, atMs: number): void {
    if (line >= this.writtenMs.length) return
    const known = this.lines.get(line)
    if (known) known.copies.add(copy)
    else this.lines.set(line, {atMs, copies: new Set([copy])})
    while (this.lines.has(this.firstMissing)) this.firstMissing += 1
  }

  get written(): number {
    return this.writtenMs.length
  }

  get found(): number {
    return this.lines.size
  }

  /** When the oldest line that is still missing was written; undefined when none is. */
  get missingSinceMs(): number | undefined {
    return this.writtenMs[this.firstMissing]
  }

  /** Copies beyond the first. */
  get doubled(): number {
    let doubled = 0
    for (const {copies} of this.lines.values()) doubled += copies.size - 1
    return doubled
  }

  /** What became of all lines by now. Those that are missing are lost, or were not waited for. Undefined when there is none. */
  toRun({nowMs, isWhole}: {readonly nowMs: number; readonly isWhole: boolean}): RunRecord | undefined {
    const [firstMs] = this.writtenMs
    if (firstMs === undefined) return undefined
    const response = new Histogram()
    for (const [line, writtenMs] of this.writtenMs.entries())
      response.record(((this.lines.get(line)?.atMs ?? nowMs) - writtenMs) * US_PER_MS)
    const missing = this.written - this.found
    const [lost, unfinished] = isWhole ? [missing, 0] : [0, missing]
    const durationS = Math.max(1, Math.round(((this.writtenMs.at(-1) as number) - firstMs) / MS_PER_S))
    const lastFoundMs = Math.max(firstMs + 1, ...[...this.seconds(firstMs)].map(({endMs}) => endMs))
    const latency = summarizeLatency(response)
    const counts = [...response.toSparse()]
    return {
      ...{model: 'open', arrivals: 'constant', connections: 1, warmupS: 0, durationS},
      ...{offered: this.written, completed: this.found, failed: lost, unfinished},
      offeredRate: this.written / durationS,
      deliveredRate: (this.found * MS_PER_S) / (lastFoundMs - firstMs),
      ...{response: latency, responseCounts: counts, service: latency, serviceCounts: counts},
      sendLag: summarizeLatency(this.sendLag),
      errors: lost === 0 ? [] : [{kind: 'timeout', count: lost, example: `line ${this.firstMissing}`}],
      ...{statuses: {}, bytesSent: 0, bytesReceived: 0, requests: []},
      seconds: [...this.seconds(firstMs)].map(({second}) => second),
      extra: {lost, doubled: this.doubled},
    }
  }

  /** What was due, and what was found, in each second. */
  private *seconds(firstMs: number): Generator<{readonly second: BenchSecond; readonly endMs: number}> {
    const secondOf = (ms: number) => Math.max(0, Math.floor((ms - firstMs) / MS_PER_S))
    const offered = new Map<number, number>()
    for (const ms of this.writtenMs) offered.set(secondOf(ms), (offered.get(secondOf(ms)) ?? 0) + 1)
    const lags = new Map<number, number[]>()
    let endMs = firstMs
    for (const [line, {atMs}] of this.lines) {
      const at = secondOf(atMs)
      const list = lags.get(at) ?? []
      lags.set(at, list)
      list.push((atMs - (this.writtenMs[line] as number)) * US_PER_MS)
      endMs = Math.max(endMs, atMs)
    }

    const last = Math.max(0, ...offered.keys(), ...lags.keys())
    for (let atS = 0; atS <= last; atS++)
      yield {second: toSecond(atS, offered.get(atS) ?? 0, lags.get(atS) ?? []), endMs}
  }
}

function toSecond(atS: number, offered: number, lagsUs: readonly number[]): BenchSecond {
  const histogram = new Histogram()
  for (const us of lagsUs) histogram.record(us)
  const {p50, p90, p99, max} = summarizeLatency(histogram)
  const latency = [...histogram.toSparse(SECOND_DROP)]
  return {atS, offered, completed: lagsUs.length, errors: 0, p50, p90, p99, max, latency}
}
