/** What one thread counts. Times in µs on the clock of all threads. */
import {Histogram, type HistogramParts} from '../bench/histogram.js'
import type {ErrorKind} from '../bench/result.js'
import type {InFlight} from './in-flight.js'
import type {Scanner} from './wire.js'

/** When the run counts. */
export interface CountedTime {
  /** Start of the load; from `from` on it counts, at `to` the last request is due. */
  readonly start: number
  readonly from: number
  readonly to: number
}

/** A second of one thread. Negative places are those of the warm-up. */
export interface WindowReport {
  readonly index: number
  readonly offered: number
  readonly completed: number
  readonly failed: number
  /** Absent where nothing was measured. */
  readonly response?: HistogramParts
  readonly sendLag?: HistogramParts
}

/** What a thread counted in all. */
export interface TallyReport {
  readonly offered: number
  readonly completed: number
  readonly failed: number
  readonly unfinished: number
  /** Right answers between `from` and `to`, whenever they were due. */
  readonly delivered: number
  readonly service: HistogramParts
  readonly errors: readonly {readonly kind: ErrorKind; readonly count: number; readonly example: string}[]
  readonly statuses: readonly (readonly [status: number, count: number])[]
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly kinds: readonly {readonly completed: number; readonly failed: number; readonly response: HistogramParts}[]
}

/** A request that has no answer. */
export interface Owed {
  readonly kind: number
  readonly due: number
}

const SECOND = 1e6
const MOST_STATUS = 1000

export class Tally {
  windowEnd: number

  private readonly service = new Histogram()
  private readonly kinds: {completed: number; failed: number; readonly response: Histogram}[]
  private readonly errors = new Map<ErrorKind, {count: number; readonly example: string}>()
  private readonly statuses = new Uint32Array(MOST_STATUS)
  private bytesSent = 0
  private bytesReceived = 0
  private offered = 0
  private completed = 0
  private failed = 0
  private unfinished = 0
  private delivered = 0

  private index: number
  private readonly windowResponse = new Histogram()
  private readonly windowLag = new Histogram()
  private windowOffered = 0
  private windowCompleted = 0
  private windowFailed = 0

  constructor(
    names: readonly string[],
    private readonly time: CountedTime,
    private readonly tell: (report: WindowReport) => void,
  ) {
    this.index = Math.floor((time.start - time.from) / SECOND)
    this.windowEnd = time.from + (this.index + 1) * SECOND
    this.kinds = names.map(() => ({completed: 0, failed: 0, response: new Histogram()}))
  }

  offer(due: number): void {
    this.windowOffered += 1
    if (due >= this.time.from) this.offered += 1
  }

  /** How late a request was sent that a connection was free for. */
  lag(due: number, sent: number): void {
    if (due >= this.time.from) this.windowLag.record(sent - due)
  }

  bytes(received: number, sent: number): void {
    if (this.index < 0) return
    this.bytesReceived += received
    this.bytesSent += sent
  }

  answer({kind, due, sent}: InFlight, scanner: Scanner, now: number): void {
    const isCounted = due >= this.time.from
    if (isCounted && scanner.status > 0) this.statuses[scanner.status] = (this.statuses[scanner.status] as number) + 1
    if (scanner.error !== undefined) {
      this.fail(kind, due, scanner.error, () => scanner.describe())
      return
    }
    if (now >= this.time.from && now < this.time.to) this.delivered += 1
    if (!isCounted) {
      if (this.index < 0) this.windowCompleted += 1
      return
    }
    const counts = this.kinds[kind] as {completed: number; readonly response: Histogram}
    counts.completed += 1
    // One kind has the latencies of all.
    if (this.kinds.length > 1) counts.response.record(now - due)
    this.completed += 1
    this.windowCompleted += 1
    this.windowResponse.record(now - due)
    this.service.record(now - sent)
  }

  fail(kind: number, due: number, error: ErrorKind, example: () => string): void {
    if (due < this.time.from) {
      if (this.index < 0) this.windowFailed += 1
      return
    }
    this.failed += 1
    this.windowFailed += 1
    const counts = this.kinds[kind]
    if (counts) counts.failed += 1
    const known = this.errors.get(error)
    if (known) known.count += 1
    else this.errors.set(error, {count: 1, example: example()})
  }

  /** A request that was given up took at least as long as it waited: to leave it out would praise the server for it. */
  giveUp({kind, due}: Owed, now: number, example: string): void {
    this.fail(kind, due, 'timeout', () => example)
    if (due >= this.time.from) this.age(kind, now - due)
  }

  /** The run ended before the answer came. */
  leave({kind, due}: Owed, now: number): void {
    if (due < this.time.from) return
    this.unfinished += 1
    this.age(kind, now - due)
  }

  private age(kind: number, us: number): void {
    this.windowResponse.record(us)
    if (this.kinds.length > 1) this.kinds[kind]?.response.record(us)
  }

  /** Closes the windows that are over. */
  advance(now: number): void {
    while (now >= this.windowEnd) this.closeWindow()
  }

  closeWindow(): void {
    this.tell({
      index: this.index,
      offered: this.windowOffered,
      completed: this.windowCompleted,
      failed: this.windowFailed,
      // To sum up here would hold up requests: another thread does.
      ...(this.windowResponse.count > 0 && {response: this.windowResponse.release()}),
      ...(this.windowLag.count > 0 && {sendLag: this.windowLag.release()}),
    })
    this.windowOffered = 0
    this.windowCompleted = 0
    this.windowFailed = 0
    this.index += 1
    this.windowEnd += SECOND
  }

  /** Closes the last window, too. */
  report(): TallyReport {
    this.closeWindow()
    return {
      offered: this.offered,
      completed: this.completed,
      failed: this.failed,
      unfinished: this.unfinished,
      delivered: this.delivered,
      service: this.service.release(),
      errors: [...this.errors].map(([kind, {count, example}]) => ({kind, count, example})),
      statuses: [...this.statuses.entries()].filter(([, count]) => count > 0),
      bytesSent: this.bytesSent,
      bytesReceived: this.bytesReceived,
      kinds: this.kinds.map(({completed, failed, response}) => ({completed, failed, response: response.release()})),
    }
  }
}
