/** The seconds of all threads become the seconds of the run. */
import {Histogram} from '../bench/histogram.js'
import type {BenchSecond} from '../bench/result.js'
import type {WindowReport} from './tally.js'

/** Takes the windows of each thread in their order; tells a second when it has all threads' parts. */
export class WindowMerge {
  readonly seconds: BenchSecond[] = []
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
    const second = mergeWindows(index, parts)
    const isEmpty = second.offered + second.completed + second.errors === 0 && second.latency.length === 0
    // The last window of a run that ends with a second has nothing in it.
    if (index >= 0 && !isEmpty) this.fill(second)
    this.onSecond(second)
  }

  /** A second in which nothing happened is one, too, when others follow. */
  private fill(second: BenchSecond): void {
    for (let at = this.seconds.length; at < second.atS; at++) this.seconds.push(mergeWindows(at, []))
    this.seconds.push(second)
  }
}

function mergeWindows(index: number, parts: readonly WindowReport[]): BenchSecond {
  const response = merged(parts.map(({response}) => response))
  const sendLag = merged(parts.map(({sendLag}) => sendLag))
  const sum = (of: (part: WindowReport) => number) => parts.reduce((total, part) => total + of(part), 0)
  return {
    atS: index,
    offered: sum(({offered}) => offered),
    completed: sum(({completed}) => completed),
    errors: sum(({failed}) => failed),
    p50: response.quantile(0.5),
    p90: response.quantile(0.9),
    p99: response.quantile(0.99),
    max: Math.max(0, ...parts.map(({max}) => max)),
    latency: response.toSparse(),
    ...(sendLag.count > 0 && {sendLagP99: sendLag.quantile(0.99)}),
  }
}

function merged(all: readonly WindowReport['response'][]): Histogram {
  const sum = new Histogram()
  for (const one of all) sum.add(Histogram.fromSparse(one))
  return sum
}
