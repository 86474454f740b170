/**
 * The highest rate within a promise. Rates double until one breaks it, halve the gap in between, and then short and long
 * probes around the limit, in random order, say how precisely it is known. Whatever makes the probes is given: sockets, or
 * a simulation.
 */

import {formatRate} from '../figures.js'
import {benchCapacityMessages as say} from '../messages/bench-capacity.js'
import type {Text} from '../text.js'
import {CONFIDENCE, type Estimate, type Estimator, LEAST_DOUBT, openEstimator} from './capacity-search-estimate.js'
import {
  judgeProbe,
  type Observation,
  type Probe,
  type ProbePlan,
  type Slo,
  servedRate,
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

export type Finding = Pick<SearchRecord, 'probes' | 'capacity' | 'drift'>

const START_RATE = 10
const GROWTH = 2
const GROWTH_S = {least: 1, most: 3, requests: 50}
const BISECT_S = 3
/** The gap in which probes get long. */
const CLOSE = 1.2
const LONG_S = {least: 8, most: 20, slow: 20}
/** Under even arrivals an overload shows as a straight line, long before it reaches the limit. */
const LONG_EVEN_S = 6
const WARMUP_SHARE = 0.2
const WARMUP_S = {least: 0.3, most: 2}
/** Tries of one rate when other programs disturb, and when the generator was late. */
const TRIES = {disturbed: 3, 'generator-limited': 3}
const MAX_REPEATS = 10
const COOL_DOWNS = 40
const BATCH = 3
const MIN_LONG = 6

interface Search {
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

/** Searches until the interval is narrow enough or the time for load is over. */
export async function searchCapacity(options: SearchOptions): Promise<Finding> {
  const random = seededRandom(options.seed)
  const estimator = openEstimator(options.slo, options.arrivals, random)
  const search: Search = {
    options,
    probes: [],
    random,
    estimator,
    spentS: 0,
    reserveS: 0,
    repeats: 0,
    ceiling: Number.POSITIVE_INFINITY,
    ended: undefined,
  }
  await grow(search)
  const [first] = search.probes
  search.reserveS = first ? first.durationS + first.warmupS : 0
  if (gap(search).low > 0 && gap(search).high < Number.POSITIVE_INFINITY) {
    await bisect(search)
    if (isGradual(search)) await refine(search)
  }
  const drift = await repeatLowest(search)
  return {probes: search.probes.map(toProbeRecord), capacity: conclude(search), ...(drift ? {drift} : {})}
}

/** Doubles the rate until it breaks the promise; halves it when already the first one does. */
async function grow(search: Search): Promise<void> {
  const {minRate, maxRate} = search.options.limits
  let rate = Math.min(maxRate, Math.max(minRate, START_RATE))
  for (;;) {
    const durationS = Math.min(GROWTH_S.most, Math.max(GROWTH_S.least, GROWTH_S.requests / rate))
    let verdict = await measure(search, rate, durationS)
    // One slow request at a low rate is no limit yet.
    if (isDoubtful(search)) verdict = await measure(search, rate, 2 * durationS)
    if (verdict === 'pass' || isDoubtful(search)) {
      if (rate >= maxRate || gap(search).high < Number.POSITIVE_INFINITY) return
      rate = Math.min(maxRate, rate * GROWTH)
    } else if (verdict === 'fail' && gap(search).low === 0 && rate > minRate) rate = Math.max(minRate, rate / GROWTH)
    else return
  }
}

function isDoubtful({probes}: Search): boolean {
  const last = probes.at(-1)
  return last?.verdict === 'fail' && !last.isSure
}

/** Halves the gap with short probes. Where latency leaps at the limit, until the gap itself is the answer. */
async function bisect(search: Search): Promise<void> {
  const {tolerance, arrivals} = search.options
  for (;;) {
    const {low, high} = gap(search)
    const ratio = high / low
    if (ratio <= 1 + tolerance || (ratio <= CLOSE && (arrivals === 'poisson' || isGradual(search)))) return
    const rate = guess(search, low, high)
    const durationS = ratio > CLOSE ? BISECT_S : longDuration(search, rate)
    const verdict = await measure(search, rate, durationS)
    // Near the limit chance decides; what follows reckons with it.
    if (isDoubtful(search)) return
    if (verdict !== 'pass' && verdict !== 'fail') {
      if (search.ended || search.ceiling / low <= CLOSE) return
      if (verdict !== 'generator-limited') return
    }
  }
}

/** What is served under overload is the limit of many servers: both sides of it are tried first. */
function guess({probes, options: {tolerance, arrivals}}: Search, low: number, high: number): number {
  const middle = Math.sqrt(low * high)
  const lowest = probes.filter((probe) => isGood(probe) && probe.isOverloaded).sort((a, b) => a.rate - b.rate)[0]
  if (!lowest) return middle
  const full = servedRate(lowest)
  const margin = tolerance * 0.4
  const sides = arrivals === 'poisson' ? [0.9 * full] : [full * (1 - margin), full * (1 + margin)]
  return sides.find((side) => side > low * (1 + margin / 2) && side < high / (1 + margin / 2)) ?? middle
}

/** Long enough for the slow requests to be more than a handful, and for an overload as small as the tolerance to show. */
function longDuration(
  {options: {slo, arrivals, tolerance, limits}, spentS, reserveS, probes}: Search,
  rate: number,
): number {
  const service = (probes[0] as Probe).seen.quantile(0.5)
  const needed =
    arrivals === 'poisson'
      ? LONG_S.slow / ((1 - slo.percentile / 100) * rate)
      : Math.min(LONG_EVEN_S, (slo.limitUs - service) / 1e6 / (tolerance / 2))
  const wanted = Math.min(LONG_S.most, Math.max(arrivals === 'poisson' ? LONG_S.least : 5, needed))
  const left = (limits.loadS - reserveS - spentS) / (1 + WARMUP_SHARE) - 0.01
  return wanted / 2 < left && left < wanted ? left : wanted
}

/** Whether latency rises towards the limit, so that a line through it says more than the gap. */
function isGradual(search: Search): boolean {
  const {slo, arrivals} = search.options
  if (arrivals === 'poisson') return true
  const {low} = gap(search)
  const near = search.probes.filter((probe) => isGood(probe) && !probe.isOverloaded && probe.rate > 0.9 * low)
  const failed = near.some(({verdict, seen}) => verdict === 'fail' && seen.failed <= slo.errorRatio * seen.offered)
  return failed && near.some(({verdict, atSloUs}) => verdict === 'pass' && atSloUs > slo.limitUs / 2)
}

/** Long probes around the limit, in random order, so that what changes with time is not taken for what changes with the rate. */
async function refine(search: Search): Promise<void> {
  const {tolerance} = search.options
  for (let long = 0; ; ) {
    const near = Math.sqrt(gap(search).low * gap(search).high)
    const estimate = estimateNow(search)
    const spread = estimate ? Math.log(estimate.high / estimate.low) / 2 : CLOSE
    if (long >= MIN_LONG && spread <= tolerance) return
    const step = Math.min(0.05, Math.max(0.015, spread))
    for (const side of shuffle([-step, 0, step].slice(0, BATCH), search.random)) {
      const rate = clampRate(search, (estimate?.rate ?? near) * Math.exp(side))
      const verdict = await measure(search, rate, longDuration(search, rate))
      if (verdict === undefined || verdict === 'disturbed') return
      long += 1
    }
  }
}

function clampRate({options: {limits}, ceiling}: Search, rate: number): number {
  return Math.max(limits.minRate, Math.min(limits.maxRate, rate, ceiling * 0.95))
}

function shuffle(values: number[], random: () => number): number[] {
  return values
    .map((value) => ({value, place: random()}))
    .sort((a, b) => a.place - b.place)
    .map(({value}) => value)
}

function estimateNow(search: Search): Estimate | undefined {
  const {low, high} = gap(search)
  return search.estimator.estimate(search.probes.filter(isGood), Math.sqrt(low * high))
}

/** Runs one rate until it can be believed, at most a few times. Undefined: there is no time left. */
async function measure(search: Search, rate: number, durationS: number): Promise<Probe['verdict'] | undefined> {
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

/** After an overload, waits until single requests are as fast as they were. */
async function coolDown({options: {latencyNow}, probes}: Search): Promise<void> {
  const last = probes.at(-1)
  const first = probes.find(isGood)
  if (!latencyNow || !last || !first || last.verdict === 'pass') return
  const calm = 1.5 * first.seen.quantile(0.5)
  for (let tries = 0; tries < COOL_DOWNS; tries++) if ((await latencyNow()) <= calm) return
}

function isGood({verdict}: Probe): boolean {
  return verdict === 'pass' || verdict === 'fail'
}

/** Between the highest rate that kept the promise and the lowest that broke it; where they cross, around both. */
function gap({probes, ceiling}: Search): {readonly low: number; readonly high: number} {
  const passed = probes.filter(({verdict}) => verdict === 'pass').map(({rate}) => rate)
  const failed = probes.filter(({verdict, isSure}) => verdict === 'fail' && isSure).map(({rate}) => rate)
  const low = Math.max(0, ...passed.filter((rate) => !failed.some((other) => other <= rate)))
  const high = Math.min(ceiling, ...failed.filter((rate) => rate > low))
  return {low, high}
}

/** How much the latency of the lowest rate changed from the first probe to the last. */
async function repeatLowest(search: Search): Promise<Finding['drift']> {
  const passed = search.probes.filter(({verdict}) => verdict === 'pass')
  const [first] = passed.sort((a, b) => a.rate - b.rate)
  if (!first || search.probes.length < 3) return undefined
  const {ended} = search
  search.ended = undefined
  search.reserveS = 0
  const verdict = await measure(search, first.rate, first.durationS)
  search.ended = ended
  if (verdict === undefined) return undefined
  const last = search.probes.at(-1) as Probe
  return isGood(last)
    ? {rate: first.rate, beforeUs: first.seen.quantile(0.5), afterUs: last.seen.quantile(0.5)}
    : undefined
}

function conclude(search: Search): Finding['capacity'] {
  const {probes, ceiling, ended} = search
  const good = probes.filter(isGood)
  const {low, high} = gap(search)
  const failed = good.filter(({verdict}) => verdict === 'fail')
  const bare = {rate: low, low, high: low, confidence: CONFIDENCE}
  if (good.length === 0) return {...bare, kind: 'unknown', reason: ended ?? say.generatorEnded(formatRate(ceiling))}
  if (low === 0) {
    const lowest = failed.reduce((least, probe) => (probe.rate < least.rate ? probe : least))
    return {...bare, kind: 'none', reason: say.lowestFailed(formatRate(lowest.rate), lowest.reason)}
  }
  const estimate = (isGradual(search) ? estimateNow(search) : undefined) ?? gapEstimate(search)
  if (failed.some(({rate}) => rate > low) && estimate.rate < ceiling)
    return {...estimate, kind: 'found', confidence: CONFIDENCE}
  const reason =
    ceiling < high || high === ceiling ? say.generatorEnded(formatRate(ceiling)) : say.maxRateEnded(formatRate(low))
  return {...bare, kind: 'at-least', reason: ended ?? reason}
}

/** The middle of the gap. An overload too small for its probe to show may still be below. */
function gapEstimate(search: Search): Estimate {
  const {slo} = search.options
  const {low, high} = gap(search)
  const passed = search.probes.filter(({verdict}) => verdict === 'pass')
  const lowest = passed.find(({rate}) => rate === low) as Probe
  const room = (slo.limitUs - lowest.seen.quantile(0.5)) / lowest.durationS
  const unseen = LEAST_DOUBT + Math.max(0, Math.min(room, 3 * lowest.trend.slopeError)) / 1e6
  const highest = Math.max(high, ...passed.map(({rate}) => rate))
  return {rate: Math.sqrt(low * high), low: low / (1 + unseen), high: highest * (1 + LEAST_DOUBT)}
}
