/**
 * What pgbench logged of its transactions (-l), as the record of a run. It prints averages only; every percentile comes
 * from here. A line: client, number, µs or why there are none, script, end as seconds and µs, lag behind the schedule.
 */
import {Histogram} from './histogram.js'
import type {BenchSecond, ErrorKind, RunRecord} from './result.js'
import {summarizeLatency} from './summarize.js'

const US = 1e6
/** Stands before the lines of each thread. */
export const THREAD_MARK = '#'
/** Seconds tell their latencies in buckets 8 times as wide. */
const SECOND_DROP = 3

/** How pgbench was told to run. */
export interface PgbenchPlan {
  readonly warmupS: number
  /** Of the counted part. */
  readonly durationS: number
  readonly clients: number
  readonly threads: number
  /** Transactions per second that are due; absent in the closed model. */
  readonly rate?: number
  /** Share of the transactions that is logged. */
  readonly samplingRate: number
  /** Names of the scripts, in their order. */
  readonly scripts: readonly string[]
}

/** One transaction; times in µs since 1970. */
interface Transaction {
  readonly due: number
  readonly end: number
  /** From due to the end. */
  readonly responseUs: number
  readonly serviceUs: number
  readonly script: number
  readonly thread: number
  /** pgbench's word for what became of it, where it was not done. */
  readonly failure?: string
}

/** Takes the log in pieces, as they come. */
export class PgbenchLog {
  private readonly done: Transaction[] = []
  private thread = -1
  private rest = ''

  take(piece: string): void {
    const lines = (this.rest + piece).split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) this.takeLine(line)
  }

  /** Transactions that were logged, those of the warm-up too. */
  get count(): number {
    return this.done.length
  }

  /** Undefined when nothing is left after the warm-up. */
  toRun(plan: PgbenchPlan): RunRecord | undefined {
    const from = this.done.reduce((least, {due}) => Math.min(least, due), Number.POSITIVE_INFINITY) + plan.warmupS * US
    const last = this.done.reduce((most, {end}) => Math.max(most, end), 0)
    // One that was ended early has no more than it has.
    const to = Math.min(from + plan.durationS * US, last)
    const counted = this.done.filter(({due}) => due >= from && due < to)
    if (counted.length === 0) return undefined
    const ages = plan.rate === undefined ? [] : agesOfUnfinished(counted, {...plan, rate: plan.rate, to})
    return toRecord({counted, ages, from, to, plan})
  }

  private takeLine(line: string): void {
    if (line === THREAD_MARK) {
      this.thread += 1
      return
    }

    const [, , took = '', script, seconds, micros, lag] = line.split(' ')
    // The last line of a full disk is cut.
    if (micros === undefined || micros.length === 0) return
    const end = Number(seconds) * US + Number(micros)
    const isDone = took.charCodeAt(0) < 58
    const lagUs = lag === undefined ? 0 : Number(lag)
    const responseUs = isDone ? Number(took) : lagUs
    this.done.push({
      due: end - responseUs,
      end,
      responseUs,
      serviceUs: responseUs - lagUs,
      script: Number(script),
      thread: this.thread,
      ...(isDone ? {} : {failure: took}),
    })
  }
}

/**
 * At a rate that is too high pgbench ends with transactions that were due and never begun, and tells nothing of them. The
 * last one that a thread began says how far behind it was.
 */
function agesOfUnfinished(
  counted: readonly Transaction[],
  {rate, threads, samplingRate, to}: PgbenchPlan & {readonly rate: number; readonly to: number},
): readonly number[] {
  const newest = new Map<number, number>()
  for (const {thread, due} of counted) newest.set(thread, Math.max(newest.get(thread) ?? 0, due))
  const gapUs = (US * threads) / rate
  return [...newest.values()].flatMap((due) => {
    // The next one is due a gap later; a sample misses some.
    const missing = Math.floor((to - due) / gapUs - 1 / samplingRate)
    return Array.from({length: Math.max(0, missing)}, (_, index) => to - due - (index + 1) * gapUs)
  })
}

interface Counted {
  readonly counted: readonly Transaction[]
  readonly ages: readonly number[]
  readonly from: number
  readonly to: number
  readonly plan: PgbenchPlan
}

function toRecord({counted, ages, from, to, plan}: Counted): RunRecord {
  const {rate, samplingRate} = plan
  const scale = (count: number) => Math.round(count / samplingRate)
  const right = counted.filter(({failure}) => failure === undefined)
  const response = histogramOf(counted.map(({responseUs}) => responseUs))
  for (const age of ages) response.record(age)
  const service = histogramOf(right.map(({serviceUs}) => serviceUs))
  const failed = scale(counted.length - right.length)
  const completed = scale(right.length)
  const offered = completed + failed + ages.length
  const durationS = (to - from) / US
  return {
    model: rate === undefined ? 'closed' : 'open',
    ...(rate === undefined ? {} : {arrivals: 'poisson'}),
    connections: plan.clients,
    warmupS: plan.warmupS,
    durationS,
    offered,
    completed,
    failed,
    unfinished: ages.length,
    offeredRate: offered / durationS,
    deliveredRate: scale(right.filter(({end}) => end < to).length) / durationS,
    response: summarizeLatency(response),
    responseCounts: [...response.toSparse()],
    service: summarizeLatency(service),
    serviceCounts: [...service.toSparse()],
    errors: errorsOf(counted, scale),
    statuses: {},
    bytesSent: 0,
    bytesReceived: 0,
    requests: plan.scripts.map((name, script) => {
      const own = counted.filter((one) => one.script === script)
      const well = own.filter(({failure}) => failure === undefined)
      return {
        name,
        completed: scale(well.length),
        errors: scale(own.length - well.length),
        latency: summarizeLatency(histogramOf(own.map(({responseUs}) => responseUs))),
      }
    }),
    seconds: secondsOf(counted, {from, to, scale}),
    extra: {},
  }
}

function histogramOf(durationsUs: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const us of durationsUs) histogram.record(us)
  return histogram
}

/** One that was skipped had waited beyond its limit before it began. */
function errorsOf(counted: readonly Transaction[], scale: (count: number) => number): RunRecord['errors'] {
  const counts = new Map<string, number>()
  for (const {failure} of counted) if (failure !== undefined) counts.set(failure, (counts.get(failure) ?? 0) + 1)
  return [...counts].map(([word, count]) => {
    const kind: ErrorKind = word === 'skipped' ? 'timeout' : 'server'
    return {kind, count: scale(count), example: word}
  })
}

interface Span {
  readonly from: number
  readonly to: number
  readonly scale: (count: number) => number
}

/** What was due, and what ended, in each second. */
function secondsOf(counted: readonly Transaction[], {from, to, scale}: Span): BenchSecond[] {
  const seconds = Array.from({length: Math.ceil((to - from) / US)}, () => ({
    offered: 0,
    completed: 0,
    errors: 0,
    tookUs: [] as number[],
  }))
  for (const {due, end, responseUs, failure} of counted) {
    const begun = seconds[Math.floor((due - from) / US)]
    if (begun) begun.offered += 1
    const ended = seconds[Math.floor((end - from) / US)]
    if (!ended) continue
    ended.tookUs.push(responseUs)
    if (failure === undefined) ended.completed += 1
    else ended.errors += 1
  }

  const histogram = new Histogram()
  return seconds.map(({offered, completed, errors, tookUs}, atS) => {
    histogram.reset()
    for (const us of tookUs) histogram.record(us)
    const {p50, p90, p99, max} = summarizeLatency(histogram)
    const latency = [...histogram.toSparse(SECOND_DROP)]
    return {
      atS,
      offered: scale(offered),
      completed: scale(completed),
      errors: scale(errors),
      p50,
      p90,
      p99,
      max,
      latency,
    }
  })
}
