/** The seconds of all threads become the seconds of the run. */
import {Histogram, type HistogramParts} from '../bench/histogram.js'
import type {BenchSecond} from '../bench/result.js'
import type {WindowReport} from './tally.js'

/** Seconds tell their latencies in buckets 8 times as wide. */
const DROP = 3

/** Takes the windows of each thread in their order; tells a second when it has all threads' parts. */
export class WindowMerge {
  readonly seconds: BenchSecond[] = []
  /** Of all seconds. */
  readonly response = new Histogram()
  readonly sendLag = new Histogram()
  private readonly parts = new Map<number, WindowReport[]>()

  constructor(
    private readonly threads: number,
    /** Also hears the seconds of the warm-up, whose latencies are not known. */
    private readonly onSecond: (second: BenchSecond) => void,
  ) {}

  take(report: WindowReport): void {
    const parts = this.parts.get(report.index) ?? []
    parts.push(report)
    this.parts.set(report.index, parts)
    if (parts.length === this.threads) this.close(report.index, parts)
  }

  /** What some threads had after others were done. */
  flush(): void {
    for (const [index, parts] of [...this.parts].toSorted(([one], [other]) => one - other)) this.close(index, parts)
  }

  private close(index: number, parts: readonly WindowReport[]): void {
    this.parts.delete(index)
    const response = merged(parts.map((part) => part.response))
    const sendLag = merged(parts.map((part) => part.sendLag))
    this.response.add(response)
    this.sendLag.add(sendLag)
    const second = toSecond(index, parts, {response, sendLag})
    const isEmpty = second.offered + second.completed + second.errors === 0 && second.latency.length === 0
    // The last window of a run that ends with a second has nothing in it.
    if (index >= 0 && !isEmpty) this.fill(second)
    this.onSecond(second)
  }

  /** A second in which nothing happened is one, too, when others follow. */
  private fill(second: BenchSecond): void {
    for (let at = this.seconds.length; at < second.atS; at++) this.seconds.push(emptySecond(at))
    this.seconds.push(second)
  }
}

function emptySecond(index: number): BenchSecond {
  return toSecond(index, [], {response: new Histogram(), sendLag: new Histogram()})
}

function toSecond(
  index: number,
  parts: readonly WindowReport[],
  {response, sendLag}: {readonly response: Histogram; readonly sendLag: Histogram},
): BenchSecond {
  const sum = (of: (part: WindowReport) => number) => parts.reduce((total, part) => total + of(part), 0)
  return {
    atS: index,
    offered: sum(({offered}) => offered),
    completed: sum(({completed}) => completed),
    errors: sum(({failed}) => failed),
    p50: response.quantile(0.5),
    p90: response.quantile(0.9),
    p99: response.quantile(0.99),
    max: response.max,
    latency: response.toSparse(DROP),
    ...(sendLag.count > 0 && {sendLagP99: sendLag.quantile(0.99)}),
  }
}

function merged(all: readonly (HistogramParts | undefined)[]): Histogram {
  const sum = new Histogram()
  for (const parts of all) if (parts) sum.add(Histogram.fromParts(parts))
  return sum
}
