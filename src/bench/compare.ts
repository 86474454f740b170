/** Two results of the same load: what became worse, and whether that is more than noise. */
import {OpsError} from '../errors.js'
import {benchCompareMessages as say} from '../messages/bench-compare.js'
import type {Text} from '../text.js'
import {findDoubts, findHindrances} from './comparable.js'
import {seededRandom} from './random.js'
import {type Draw, resampler} from './resample.js'
import type {BenchResult, RunRecord, SearchRecord} from './result.js'

const DRAWS = 1000
/** The interval of a change, and the noise that is exceeded by chance one time in twenty. */
const LOW = 0.05
const HIGH = 0.95
/** Half the width of a 90 % interval in standard deviations, and the two-sided 95 % point. */
const Z90 = 1.645
const Z95 = 1.96
/** Errors are compared as shares of all requests: fewer than this are no regression. */
const ERROR_FLOOR = 0.001
/** Stands for nothing where a ratio is asked for. */
const LEAST = 1e-9

export type Metric = 'p50' | 'p95' | 'p99' | 'rate' | 'errors' | 'capacity'
/** `worse` is beyond the noise and within the bound, `same` within the noise. */
export type ChangeVerdict = 'regression' | 'worse' | 'same' | 'better'

export interface Change {
  readonly metric: Metric
  readonly before: number
  readonly after: number
  /** Relative to before; of errors the difference of the shares. */
  readonly change: number
  /** 90 % interval of the change. */
  readonly low: number
  readonly high: number
  /** What two runs would differ by without any change, exceeded one time in twenty. */
  readonly noise: number
  readonly verdict: ChangeVerdict
}

export interface CompareOptions {
  /** Share by which a figure may become worse. */
  readonly maxRegression: number
  readonly seed: number
}

export interface Comparison extends CompareOptions {
  readonly before: BenchResult
  readonly after: BenchResult
  readonly changes: readonly Change[]
  /** What to know before it is believed. */
  readonly warnings: readonly Text[]
  readonly ok: boolean
}

/** Compares two results. Throws OPS_BENCH_NOT_COMPARABLE with the reasons. */
export function compareRuns(before: BenchResult, after: BenchResult, options: CompareOptions): Comparison {
  const [first, ...rest] = findHindrances(before, after)
  if (first) throw notComparable(before, after, [first, ...rest])
  const changes =
    before.search && after.search
      ? [capacityChange(before.search, after.search, options)]
      : runChanges(before.run as RunRecord, after.run as RunRecord, options)
  const ok = changes.every(({verdict}) => verdict !== 'regression')
  return {...options, before, after, changes, warnings: findDoubts(before, after), ok}
}

function notComparable(before: BenchResult, after: BenchResult, why: readonly Text[]): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_NOT_COMPARABLE',
    kind: 'usage',
    message: say.notComparable(before.id, after.id),
    suggestions: [say.sameLoad, say.seeList],
    problems: why.map((message) => ({file: after.id, message})),
  })
}

function runChanges(before: RunRecord, after: RunRecord, options: CompareOptions): readonly Change[] {
  const random = seededRandom(options.seed)
  const draw = (run: RunRecord): readonly Draw[] => {
    const source = resampler(run, random)
    return source ? Array.from({length: DRAWS}, source) : []
  }
  const drawn = {before: draw(before), after: draw(after)}
  const metrics: readonly (readonly [Metric, keyof Draw, (run: RunRecord) => number])[] = [
    ['p50', 'p50', (run) => run.response.p50],
    ['p95', 'p95', (run) => run.response.p95],
    ['p99', 'p99', (run) => run.response.p99],
    ['rate', 'deliveredRate', (run) => run.deliveredRate],
    ['errors', 'errorRatio', errorRatio],
  ]
  return metrics.map(([metric, key, figure]) => {
    const step = metric === 'errors' ? difference : logRatio
    const spread = spreadOf(
      drawn.before.map((one) => one[key]),
      drawn.after.map((one) => one[key]),
      step,
    )
    return judge({metric, before: figure(before), after: figure(after)}, step(figure(before), figure(after)), {
      ...spread,
      ...options,
    })
  })
}

function errorRatio({failed, unfinished, offered}: RunRecord): number {
  return (failed + unfinished) / Math.max(1, offered)
}

/** Half and double are equally far from the same. */
function logRatio(before: number, after: number): number {
  return Math.log(Math.max(after, LEAST) / Math.max(before, LEAST))
}

function difference(before: number, after: number): number {
  return after - before
}

/** In steps: logarithms of ratios, or differences. */
interface Spread {
  readonly low: number
  readonly high: number
  readonly noise: number
}

function spreadOf(
  before: readonly number[],
  after: readonly number[],
  step: (before: number, after: number) => number,
): Spread {
  const changes = before.map((value, index) => step(value, after[index] as number)).toSorted((a, b) => a - b)
  const within = (values: readonly number[]) =>
    values.map((value, index) => Math.abs(step(value, values[(index + 1) % values.length] as number)))
  const noises = [...within(before), ...within(after)].toSorted((a, b) => a - b)
  return {low: at(changes, LOW), high: at(changes, HIGH), noise: at(noises, HIGH)}
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

function capacityChange(before: SearchRecord, after: SearchRecord, options: CompareOptions): Change {
  const both = Math.hypot(deviationOf(before.capacity), deviationOf(after.capacity))
  const step = logRatio(before.capacity.rate, after.capacity.rate)
  const ends = {metric: 'capacity', before: before.capacity.rate, after: after.capacity.rate} as const
  return judge(ends, step, {low: step - Z90 * both, high: step + Z90 * both, noise: Z95 * both, ...options})
}

/** Of the logarithm of the rate. */
function deviationOf({kind, low, high}: SearchRecord['capacity']): number {
  return kind === 'found' && low > 0 ? Math.log(high / low) / (2 * Z90) : 0
}

function judge(
  ends: Pick<Change, 'metric' | 'before' | 'after'>,
  step: number,
  {low, high, noise, maxRegression}: Spread & CompareOptions,
): Change {
  const isShare = ends.metric === 'errors'
  const shown = isShare ? (value: number) => value : Math.expm1
  const change = {...ends, change: shown(step), low: shown(low), high: shown(high), noise: shown(noise)}
  // Of rates less is worse, of everything else more.
  const isRate = ends.metric === 'rate' || ends.metric === 'capacity'
  const [worse, least, most] = isRate ? [-step, -high, -low] : [step, low, high]
  const bound = isShare ? ERROR_FLOOR + maxRegression * ends.before : maxRegression
  if (worse > noise && least > 0) {
    const isBeyond = (isRate ? -change.change : change.change) > bound
    return {...change, verdict: isBeyond ? 'regression' : 'worse'}
  }

  return {...change, verdict: -worse > noise && most < 0 ? 'better' : 'same'}
}
