/**
 * What a search has seen so far, and how it looks at one more rate: again where something else spoiled the probe, after a
 * rest where the last one was too much, and never beyond the time it has.
 */

import {formatRate} from '../figures.js'
import {benchCapacityMessages as say} from '../messages/bench-capacity.js'
import type {Text} from '../text.js'
import {type Estimator, openEstimator} from './capacity-search-estimate.js'
import {
  judgeProbe,
  type Observation,
  type Probe,
  type ProbePlan,
  type Slo,
  toProbeRecord,
} from './capacity-search-probe.js'
import {seededRandom} from './random.js'
import type {ProbeRecord, SearchRecord} from './result.js'

export interface SearchOptions {
  /** Puts the load on the target. Rejects when it can't go on at all. */
  readonly probe: (plan: ProbePlan) => Promise<Observation>
  /** Latency of single requests, µs: after an overload the next probe waits until it is what it was. */
  readonly latencyNow?: () => Promise<number>
  readonly slo: Slo
  readonly arrivals: SearchRecord['arrivals']
  readonly limits: SearchLimits
  /** Half width of the interval, as a share of the capacity, that ends the search. */
  readonly tolerance: number
  readonly seed: number
  readonly onProbe?: (probe: ProbeRecord) => void
  readonly signal?: AbortSignal
}

export interface SearchLimits {
  readonly minRate: number
  readonly maxRate: number
  /** Seconds of load, all probes together. */
  readonly loadS: number
}

const WARMUP_SHARE = 0.2
const WARMUP_S = {least: 0.3, most: 2}
/** Tries of one rate when other programs disturb, and when the generator was late. */
const TRIES = {disturbed: 3, 'generator-limited': 3}
const MAX_REPEATS = 10
const COOL_DOWNS = 40
/** Times what is promised. */
const GROSS = 5

/** Its state. */
export interface Search {
  readonly options: SearchOptions
  readonly probes: Probe[]
  readonly random: () => number
  readonly estimator: Estimator
  spentS: number
  /** Kept for the repetition of the lowest rate. */
  reserveS: number
  repeats: number
  /** Lowest rate at which the generator was the limit. */
  ceiling: number
  ended: Text | undefined
}

/** A search that has seen nothing. */
export function openSearch(options: SearchOptions): Search {
  const random = seededRandom(options.seed)
  return {
    options,
    probes: [],
    random,
    estimator: openEstimator(options.slo, options.arrivals, random),
    spentS: 0,
    reserveS: 0,
    repeats: 0,
    ceiling: Number.POSITIVE_INFINITY,
    ended: undefined,
  }
}

/** Runs one rate until it can be believed, at most a few times. Undefined: there is no time left. */
export async function measure(search: Search, rate: number, durationS: number): Promise<Probe['verdict'] | undefined> {
  const {options} = search
  for (let tries = 1; ; tries++) {
    const warmupS = Math.min(WARMUP_S.most, Math.max(WARMUP_S.least, WARMUP_SHARE * durationS))
    if (options.signal?.aborted) search.ended = say.interrupted
    else if (search.spentS + warmupS + durationS > options.limits.loadS - search.reserveS)
      search.ended = say.timeEnded(String(Math.round(options.limits.loadS)))
    if (search.ended) return undefined
    const plan = {rate, durationS, warmupS, seed: Math.floor(search.random() * 2 ** 31)}
    await coolDown(search)
    const probe = judgeProbe(plan, await options.probe(plan), options.slo, options.arrivals)
    search.spentS += warmupS + durationS
    search.probes.push(probe)
    options.onProbe?.(toProbeRecord(probe))
    if (isGood(probe)) return probe.verdict
    const most = TRIES[probe.verdict as keyof typeof TRIES]
    search.repeats += 1
    if (tries < most && search.repeats < MAX_REPEATS) continue
    if (probe.verdict === 'generator-limited') search.ceiling = Math.min(search.ceiling, rate)
    else search.ended = say.disturbedEnded(formatRate(rate))
    return probe.verdict
  }
}

/** How long one more probe may last beside its warm-up, seconds. */
export function secondsLeft({options: {limits}, reserveS, spentS}: Search): number {
  return (limits.loadS - reserveS - spentS) / (1 + WARMUP_SHARE) - 0.01
}

/** After an overload, waits until single requests are as fast as they were. */
async function coolDown({options: {latencyNow}, probes}: Search): Promise<void> {
  const last = probes.at(-1)
  const first = probes.find(isGood)
  if (!latencyNow || !last || !first || last.verdict === 'pass') return
  const calm = 1.5 * first.seen.quantile(0.5)
  for (let tries = 0; tries < COOL_DOWNS; tries++) if ((await latencyNow()) <= calm) return
}

/** Whether its verdict is about the target. */
export function isGood({verdict}: Probe): boolean {
  return verdict === 'pass' || verdict === 'fail'
}

/** Whether it broke the promise, and by more than a chance. */
export function isLimit({verdict, isSure}: Probe): boolean {
  return verdict === 'fail' && isSure
}

/** Between the highest rate that kept the promise and the lowest that broke it; where they cross, around both. */
export function gap(search: Search): {readonly low: number; readonly high: number} {
  const {probes, ceiling} = search
  const paused = findPaused(search)
  const passed = probes.filter(({verdict}) => verdict === 'pass').map(({rate}) => rate)
  const failed = probes.filter((probe) => isLimit(probe) && probe !== paused).map(({rate}) => rate)
  const low = Math.max(0, ...passed.filter((rate) => !failed.some((other) => other <= rate)))
  const high = Math.min(ceiling, ...failed.filter((rate) => rate > low))
  return {low, high}
}

/** The probe in which the target paused, if one did. Who pauses again and again breaks the promise at any rate. */
function findPaused({probes, options: {slo}}: Search): Probe | undefined {
  const isPause = (probe: Probe, place: number) =>
    isLimit(probe) && isGross(probe, slo) && isRefuted(probe, probes.slice(place))
  const [paused, ...more] = probes.filter(isPause)
  return more.length === 0 ? paused : undefined
}

/** So many slow or failed requests as no bad luck of arrivals explains. */
function isGross({seen}: Probe, {percentile, limitUs, errorRatio}: Slo): boolean {
  const isSlow = seen.quantile(1 - GROSS * (1 - percentile / 100)) > limitUs
  return isSlow || seen.failed > GROSS * errorRatio * seen.offered
}

/** What kept the promise later, at no lower a rate and for no shorter a time, shows that it was not the rate. */
function isRefuted({rate, durationS}: Probe, later: readonly Probe[]): boolean {
  return later.some((other) => other.verdict === 'pass' && other.rate >= rate && other.durationS >= durationS)
}

/** What an estimate may rest on: all that is about the target, but for its pause. */
export function evidence(search: Search): readonly Probe[] {
  const paused = findPaused(search)
  return search.probes.filter((probe) => isGood(probe) && probe !== paused)
}

/** Whether the last probe broke the promise by no more than a chance of few requests. */
export function isDoubtful({probes}: Search): boolean {
  const last = probes.at(-1)
  return last?.verdict === 'fail' && !last.isSure
}
