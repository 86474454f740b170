/**
 * The highest rate within a promise. Rates double until one breaks it, halve the gap in between, and then short and long
 * probes around the limit, in random order, say how precisely it is known. Whatever makes the probes is given: sockets, or
 * a simulation.
 */

import {formatRate} from '../figures.js'
import {benchCapacityMessages as say} from '../messages/bench-capacity.js'
import {CONFIDENCE, type Estimate, LEAST_DOUBT} from './capacity-search-estimate.js'
import {type Probe, servedRate, toProbeRecord} from './capacity-search-probe.js'
import {
  evidence,
  gap,
  isDoubtful,
  isGood,
  isLimit,
  measure,
  openSearch,
  type Search,
  type SearchOptions,
  secondsLeft,
} from './capacity-search-run.js'
import type {SearchRecord} from './result.js'

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
const BATCH = 3
const MIN_LONG = 6

/** Searches until the interval is narrow enough or the time for load is over. */
export async function searchCapacity(options: SearchOptions): Promise<Finding> {
  const search = openSearch(options)
  await grow(search)
  const [first] = search.probes
  search.reserveS = first ? first.durationS + first.warmupS : 0
  if (isBounded(search)) {
    await bisect(search)
    if (isBounded(search) && isGradual(search)) await refine(search)
  }
  // What the lowest rate does at the end says how the target changed, and nothing of its limit.
  const capacity = conclude(search)
  const drift = await repeatLowest(search)
  return {probes: search.probes.map(toProbeRecord), capacity, ...(drift ? {drift} : {})}
}

function isBounded(search: Search): boolean {
  const {low, high} = gap(search)
  return low > 0 && high < Number.POSITIVE_INFINITY
}

/** Doubles the rate until it breaks the promise; halves it when already the first one does. */
async function grow(search: Search): Promise<void> {
  const {minRate, maxRate} = search.options.limits
  let rate = Math.min(maxRate, Math.max(minRate, START_RATE))
  for (;;) {
    const durationS = Math.min(GROWTH_S.most, Math.max(GROWTH_S.least, GROWTH_S.requests / rate))
    let verdict = await measure(search, rate, durationS)
    // One slow request at a low rate is no limit yet, nor is one pause at any.
    if (verdict === 'fail') verdict = await measure(search, rate, 2 * durationS)
    if (verdict === 'pass' || isDoubtful(search)) {
      if (rate >= maxRate || gap(search).high < Number.POSITIVE_INFINITY) return
      rate = Math.min(maxRate, rate * GROWTH)
    } else if (verdict === 'fail' && gap(search).low === 0 && rate > minRate) rate = Math.max(minRate, rate / GROWTH)
    else return
  }
}

/** Halves the gap with short probes. Where latency leaps at the limit, until the gap itself is the answer. */
async function bisect(search: Search): Promise<void> {
  const {tolerance, arrivals, limits} = search.options
  for (;;) {
    const {low, high} = gap(search)
    if (low >= limits.maxRate) return
    const ratio = high / low
    if (ratio <= 1 + tolerance || (ratio <= CLOSE && (arrivals === 'poisson' || isGradual(search)))) {
      if (await holds(search, high)) return
      continue
    }
    // What seemed a limit was a pause: upwards again.
    const rate = high < Number.POSITIVE_INFINITY ? guess(search, low, high) : Math.min(limits.maxRate, low * GROWTH)
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

/** A pause of the target may have been the only reason why a rate failed: then it passes when it is asked for again. */
async function holds(search: Search, high: number): Promise<boolean> {
  const {arrivals, tolerance} = search.options
  const reach = high * (arrivals === 'poisson' ? CLOSE : 1 + 2 * tolerance)
  const failed = search.probes.filter((probe) => isLimit(probe) && probe.rate >= high && probe.rate <= reach)
  const [only] = failed
  if (!only || failed.length > 1) return true
  return (await measure(search, only.rate, only.durationS)) !== 'pass'
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
function longDuration(search: Search, rate: number): number {
  const {
    options: {slo, arrivals, tolerance},
    probes,
  } = search
  const service = (probes[0] as Probe).seen.quantile(0.5)
  const needed =
    arrivals === 'poisson'
      ? LONG_S.slow / ((1 - slo.percentile / 100) * rate)
      : Math.min(LONG_EVEN_S, (slo.limitUs - service) / 1e6 / (tolerance / 2))
  const wanted = Math.min(LONG_S.most, Math.max(arrivals === 'poisson' ? LONG_S.least : 5, needed))
  const left = secondsLeft(search)
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
  if (!isBounded(search)) return undefined
  const {low, high} = gap(search)
  const estimate = search.estimator.estimate(evidence(search), Math.sqrt(low * high))
  // Under even arrivals nothing is left to chance between what kept the promise and what broke it.
  return estimate && search.options.arrivals === 'constant' ? within(estimate, low, high) : estimate
}

function within({rate, low, high}: Estimate, least: number, most: number): Estimate {
  const bounded = Math.min(most, Math.max(least, rate))
  return {rate: bounded, low: Math.min(low, bounded), high: Math.max(high, bounded)}
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
  if (isBounded(search) && failed.some(({rate}) => rate > low) && estimate.rate < ceiling)
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
