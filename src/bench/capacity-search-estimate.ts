/**
 * From probes to a capacity with an interval: slow and failed requests become more by a factor as the rate grows; the
 * capacity is where they are as many as the promise allows.
 */
import {chooseModel, type Model} from './capacity-search-likeness.js'
import {modelSample} from './capacity-search-model.js'
import type {Probe, Slo} from './capacity-search-probe.js'
import {type CountPoint, fitLogShares, type LogLine, type SlopePrior} from './regression.js'
import type {SearchRecord} from './result.js'

/** Requests/s, with the interval that has it with {@link CONFIDENCE}. */
export interface Estimate {
  readonly rate: number
  readonly low: number
  readonly high: number
}

export const CONFIDENCE = 0.9
/** Probes count the less, the further they are from the limit: no line is straight for long. In logarithms. */
const NEAR_RATE = 0.08
const MAX_DISTANCE = 0.2
const MIN_POINTS = 3
const MAX_STEP = 0.1
const ROUNDS = 4
const DRAWS = 200
/** Windows that are drawn together: a queue reaches from one second into the next. */
const BLOCK = 2
/** How fast slow and failed requests become more with the rate, where no model says it. */
const SLOW_SLOPE: SlopePrior = {slope: 25, sigma: 12}
const FAILED_SLOPE: SlopePrior = {slope: 15, sigma: 10}
/** How much faster or slower than those of the model. */
const MODEL_SLOPE: SlopePrior = {slope: 1, sigma: 0.3}
const MIN_SLOPE = 0.2
/** How far the capacity may turn out from where the model was made for, in logarithms, before another is made. */
const REMODEL = 0.04
/** Seconds of a few probes show less scatter than the search has; found over some thousand simulated searches. */
const WIDEN = 3.2
/** No server is so like its model, nor any clock so good, that less could be claimed. */
export const LEAST_DOUBT = 0.003

export interface Estimator {
  /** Undefined when too few probes are near the limit. `near`: where the capacity is about. */
  estimate(probes: readonly Probe[], near: number): Estimate | undefined
}

/** What a probe says of one promise, and what each of its seconds does. */
interface Evidence {
  readonly rate: number
  readonly among: number
  readonly happened: Float64Array
  /** What the model had under the same arrivals, beyond its long run. */
  readonly luck: Float64Array
  readonly amongParts: Float64Array
}

/** One promise: what may happen, how often, and on which scale of the rate it becomes more by a constant factor. */
interface Promised {
  readonly allowed: number
  readonly prior: SlopePrior
  /** Above, there is no long run. */
  readonly mostRate: number
  scale(rate: number): number
  evidence(probe: Probe): Evidence
}

/** Estimates anew after each probe; what was computed of one is kept. */
export function openEstimator(slo: Slo, arrivals: SearchRecord['arrivals'], random: () => number): Estimator {
  const failures = slo.errorRatio > 0 ? failurePromise(slo) : undefined
  let latency: Promised | undefined
  let madeFor = 0
  let last: number | undefined
  return {
    estimate(probes, gapAt) {
      const near = last ?? gapAt
      if (!latency || Math.abs(Math.log(near / madeFor)) > REMODEL) {
        latency = keepEvidence(latencyPromise(slo, arrivals === 'poisson' ? chooseModel(probes, near, slo) : undefined))
        madeFor = near
      }
      // Under even arrivals an overload says how long it lasted; under random ones, leaving out who was unlucky would be a choice.
      const telling = arrivals === 'poisson' ? probes : probes.filter(({isOverloaded}) => !isOverloaded)
      const estimates = [
        crossing(latency, telling, near, random),
        failures && probes.some(({seen}) => seen.failed > 0) ? crossing(failures, telling, near, random) : undefined,
      ].filter((estimate) => estimate !== undefined)
      const [lowest] = estimates.sort((a, b) => a.rate - b.rate)
      last = lowest?.rate
      return lowest
    },
  }
}

function keepEvidence(promised: Promised): Promised {
  const kept = new Map<Probe, Evidence>()
  return {
    ...promised,
    evidence(probe) {
      const evidence = kept.get(probe) ?? promised.evidence(probe)
      kept.set(probe, evidence)
      return evidence
    },
  }
}

function latencyPromise({percentile, limitUs}: Slo, model: Model | undefined): Promised {
  const allowed = 1 - percentile / 100
  return {
    allowed,
    prior: model ? MODEL_SLOPE : SLOW_SLOPE,
    mostRate: model?.mostRate ?? Number.POSITIVE_INFINITY,
    scale: model ? (rate) => Math.log(model.shareAbove(rate) / allowed) : Math.log,
    evidence({rate, warmupS, seen}) {
      const among = Float64Array.from(seen.windows, ({offered}) => offered)
      const luck = new Float64Array(among.length)
      if (model && seen.arrivalsS) {
        const share = model.shareAbove(rate)
        for (const [index, window] of modelSample(model.queue, seen.arrivalsS(), warmupS).windows.entries())
          if (index < luck.length) luck[index] = window.countAbove(model.limitUs) - share * window.offered
      }
      return {
        rate,
        among: seen.offered,
        amongParts: among,
        happened: Float64Array.from(seen.windows, (window) => window.countAbove(limitUs)),
        luck,
      }
    },
  }
}

function failurePromise({errorRatio}: Slo): Promised {
  return {
    allowed: errorRatio,
    prior: FAILED_SLOPE,
    mostRate: Number.POSITIVE_INFINITY,
    scale: Math.log,
    evidence: ({rate, seen}) => ({
      rate,
      among: seen.offered,
      amongParts: Float64Array.from(seen.windows, ({offered}) => offered),
      happened: Float64Array.from(seen.windows, ({failed}) => failed),
      luck: new Float64Array(seen.windows.length),
    }),
  }
}

interface Weighted {
  readonly evidence: Evidence
  readonly x: number
  readonly weight: number
}

/** Where as much happens as is allowed: by a line that is fitted, moved to its crossing, and fitted again. */
function crossing(
  promised: Promised,
  probes: readonly Probe[],
  near: number,
  random: () => number,
): Estimate | undefined {
  let at = near
  for (let round = 0; ; round++) {
    const points = nearPoints(promised, probes, at)
    if (points.length < MIN_POINTS) return undefined
    const share = luckShare(points)
    const dispersion = dispersionOf(points, share)
    const line = fitLogShares(
      points.map((point) => toCount(point, corrected(point.evidence, share))),
      {unit: promised.allowed, prior: promised.prior, dispersion},
    )
    // A line reaches no further than the probes that made it.
    const next = rateWhere(promised, line, at)
    if (round === ROUNDS || Math.abs(Math.log(next / at)) < 1e-3)
      return withInterval(points, {promised, share, dispersion, at: next, line}, random)
    at = next
  }
}

function nearPoints(promised: Promised, probes: readonly Probe[], at: number): readonly Weighted[] {
  return probes
    .filter(({rate}) => rate < promised.mostRate && Math.abs(Math.log(rate / at)) < MAX_DISTANCE)
    .map((probe) => ({
      evidence: promised.evidence(probe),
      x: promised.scale(probe.rate),
      weight: Math.exp(-((Math.log(probe.rate / at) / NEAR_RATE) ** 2) / 2),
    }))
}

/** The rate at which a line crosses what is allowed, within one step. */
function rateWhere({scale}: Promised, {at, slope}: LogLine, from: number): number {
  const wanted = -at / Math.max(MIN_SLOPE, slope)
  let [low, high] = [from * Math.exp(-MAX_STEP), from * Math.exp(MAX_STEP)]
  for (let round = 0; round < 16; round++) {
    const middle = Math.sqrt(low * high)
    if (scale(middle) < wanted) low = middle
    else high = middle
  }
  return Math.sqrt(low * high)
}

function toCount({evidence, x, weight}: Weighted, happened: number): CountPoint {
  return {x, weight, among: evidence.among, happened}
}

function corrected({happened, luck}: Evidence, share: number): number {
  let sum = 0
  for (let index = 0; index < happened.length; index++)
    sum += (happened[index] as number) - share * (luck[index] as number)
  return sum
}

/** How much of the model's luck was the server's too: from second to second, where one moved with the other. */
function luckShare(points: readonly Weighted[]): number {
  let both = 0
  let own = 0
  for (const {evidence, weight} of points) {
    const rest = restOf(evidence, evidence.happened)
    const luck = restOf(evidence, evidence.luck)
    for (let index = 0; index < rest.length; index++) {
      both += weight * (luck[index] as number) * (rest[index] as number)
      own += weight * (luck[index] as number) ** 2
    }
  }
  return own === 0 ? 0 : Math.min(1.5, Math.max(0, both / own))
}

/** Variance of the counts over their mean: slow requests come together. */
function dispersionOf(points: readonly Weighted[], share: number): number {
  let squares = 0
  let mean = 0
  for (const {evidence, weight} of points) {
    for (const rest of restOf(evidence, correctedParts(evidence, share))) squares += weight * rest * rest
    mean += weight * corrected(evidence, 0)
  }
  return Math.max(0.05, squares / Math.max(1, mean))
}

/** What each second had beyond the others of its probe. */
function restOf({among, amongParts}: Evidence, parts: Float64Array): Float64Array {
  const ratio = parts.reduce((sum, part) => sum + part, 0) / among
  return parts.map((part, index) => part - ratio * (amongParts[index] as number))
}

function correctedParts({happened, luck}: Evidence, share: number): Float64Array {
  return happened.map((part, index) => part - share * (luck[index] as number))
}

interface Fitted {
  readonly promised: Promised
  readonly share: number
  readonly dispersion: number
  readonly at: number
  readonly line: LogLine
}

/** Draws the seconds of each probe anew, and takes what the capacity would have been. */
function withInterval(
  points: readonly Weighted[],
  {promised, share, dispersion, at, line}: Fitted,
  random: () => number,
): Estimate {
  const {prior, allowed} = promised
  const drawable = points.map((point) => ({
    point,
    happened: corrected(point.evidence, share),
    rest: restOf(point.evidence, correctedParts(point.evidence, share)),
  }))
  const strays: number[] = []
  for (let draw = 0; draw < DRAWS; draw++) {
    const drawn = fitLogShares(
      drawable.map(({point, happened, rest}) => toCount(point, happened + drawSum(rest, random))),
      {unit: allowed, prior: {...prior, slope: prior.slope + prior.sigma * normal(random)}, dispersion, from: line},
    )
    strays.push(Math.log(rateWhere(promised, drawn, at) / at))
  }
  strays.sort((a, b) => a - b)
  const tail = (1 - CONFIDENCE) / 2
  const stray = (part: number) => at * Math.exp(WIDEN * (strays[Math.round(part * (DRAWS - 1))] as number))
  return {
    rate: at,
    low: Math.min(at * (1 - LEAST_DOUBT), stray(tail)),
    high: Math.max(at * (1 + LEAST_DOUBT), stray(1 - tail)),
  }
}

function drawSum(parts: Float64Array, random: () => number): number {
  let sum = 0
  for (let index = 0; index < parts.length; index += BLOCK) {
    const start = Math.floor(random() * parts.length)
    for (let next = 0; next < BLOCK && index + next < parts.length; next++)
      sum += parts[(start + next) % parts.length] as number
  }
  return sum
}

/** A number of the normal distribution, near enough: twelve uniform ones. */
function normal(random: () => number): number {
  let sum = -6
  for (let index = 0; index < 12; index++) sum += random()
  return sum
}
