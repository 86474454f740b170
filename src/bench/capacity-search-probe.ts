/** One probe of the search: what it is told, what it saw, and whether the server kept its promise. */

import {formatShare, formatUs} from '../figures.js'
import {benchCapacityMessages as say} from '../messages/bench-capacity.js'
import type {Text} from '../text.js'
import {fitTrend, type Trend} from './regression.js'
import type {ProbeRecord, ResourceUse, SearchRecord, Trust} from './result.js'

/** What is promised: the latency of a percentile, and how many requests may fail or stay unanswered. */
export type Slo = SearchRecord['slo']

export interface ProbePlan {
  /** Requests/s. */
  readonly rate: number
  readonly durationS: number
  /** At the same rate, before anything counts. */
  readonly warmupS: number
  /** Of the arrivals. */
  readonly seed: number
}

/** A second of a probe. */
export interface ProbeWindow {
  readonly offered: number
  readonly failed: number
  readonly medianUs: number
  /** Requests that took longer. */
  countAbove(us: number): number
}

export interface Observation {
  readonly startedAt: string
  readonly offered: number
  readonly completed: number
  readonly failed: number
  /** Requests/s answered right. */
  readonly deliveredRate: number
  /** Of the response time, µs. */
  readonly meanUs: number
  /** Response time, µs, that a share of all does not exceed. */
  quantile(share: number): number
  readonly windows: readonly ProbeWindow[]
  /** When the requests were due, seconds from the start of the warm-up, where they were random. */
  readonly arrivalsS?: () => Iterable<number>
  readonly trust: Trust
  readonly resources: readonly ResourceUse[]
}

/** A probe with its verdict. */
export interface Probe extends ProbePlan {
  readonly seen: Observation
  readonly verdict: ProbeRecord['verdict']
  readonly reason: Text
  /** Latency of the percentile that is promised, µs. */
  readonly atSloUs: number
  /** How the median grew from second to second, µs. */
  readonly trend: Trend
  /** Requests came faster than they were served, from one end of the probe to the other. */
  readonly isOverloaded: boolean
  /** Whether it broke the promise by more than the chance of its few requests explains. */
  readonly isSure: boolean
}

/** A growth that the probe does not see the end of counts when it would break the promise within this time. */
const HORIZON_S = 600
const STRAIGHT = 0.98
/** In a second, for its median to mean something. */
const MIN_REQUESTS = 20
/** As many bad requests as the promise allows are more than a chance. */
const ENOUGH = 3

/** Judges what a probe saw. What the generator or other programs spoiled is neither kept nor broken. */
export function judgeProbe(plan: ProbePlan, seen: Observation, slo: Slo, arrivals: SearchRecord['arrivals']): Probe {
  const atSloUs = seen.quantile(slo.percentile / 100)
  const isLate = seen.quantile(0.5) > slo.limitUs
  // Random arrivals make queues that grow for a while by chance.
  const trend = fitTrend(isLate || arrivals === 'constant' ? seen.windows.map(({medianUs}) => medianUs) : [])
  // Half of the requests too late: no chance of arrivals does that to a server that keeps up.
  const isOverloaded = isLate || isGrowing(seen, trend, slo)
  const broken = findBroken(seen, slo, atSloUs) ?? (isOverloaded ? say.growing(formatUs(trend.slope)) : undefined)
  const judged = {
    ...plan,
    seen,
    atSloUs,
    trend,
    isOverloaded,
    isSure: isOverloaded || isBeyondChance(seen, slo, arrivals),
  }
  const {verdict, reasons} = seen.trust
  // A late generator makes requests wait longer: what keeps the promise in spite of it would keep it without.
  const isSpoilt = verdict === 'disturbed' || (verdict === 'generator-limited' && broken !== undefined)
  if (isSpoilt) return {...judged, verdict, reason: reasons[0] ?? say.untrusted}
  if (broken) return {...judged, verdict: 'fail', reason: broken}
  return {...judged, verdict: 'pass', reason: say.kept(slo.percentile, formatUs(atSloUs))}
}

/** Overload of a part of a percent takes minutes to reach the limit, but under even arrivals it shows as a straight line at once. */
function isGrowing(seen: Observation, trend: Trend, slo: Slo): boolean {
  const median = seen.quantile(0.5)
  const seconds = seen.windows.length
  if (seen.offered < MIN_REQUESTS * seconds || trend.explained < STRAIGHT || trend.slope * seconds < 0.2 * median)
    return false
  return median + trend.slope * HORIZON_S > slo.limitUs && trend.slope > 8 * trend.slopeError
}

/** Random arrivals make slow requests come together, so that more of them are needed for a proof. */
function isBeyondChance(
  {windows, offered, failed, completed}: Observation,
  slo: Slo,
  arrivals: SearchRecord['arrivals'],
): boolean {
  const slow = windows.reduce((sum, window) => sum + window.countAbove(slo.limitUs), 0)
  const isBeyond = (seen: number, due: number) => {
    const chance = arrivals === 'constant' && due >= ENOUGH ? 0 : 3 * Math.sqrt(due) + 1
    return seen > due + chance
  }
  return (
    isBeyond(slow, offered * (1 - slo.percentile / 100)) ||
    isBeyond(failed, offered * slo.errorRatio) ||
    isBeyond(offered - completed - failed, offered * (1 - slo.deliveredRatio))
  )
}

function findBroken({offered, completed, failed}: Observation, slo: Slo, atSloUs: number): Text | undefined {
  if (failed > slo.errorRatio * offered) return say.failing(formatShare(failed / offered), formatShare(slo.errorRatio))
  if (completed + failed < slo.deliveredRatio * offered)
    return say.unanswered(formatShare(completed / offered), formatShare(slo.deliveredRatio))
  if (atSloUs > slo.limitUs) return say.slow(slo.percentile, formatUs(atSloUs), formatUs(slo.limitUs))
  return undefined
}

/** Requests/s that a server under overload gets done: all that came, in the time until the last one was answered. */
export function servedRate({seen, warmupS, durationS}: Probe): number {
  const loadedS = warmupS + durationS
  return ((seen.offered / durationS) * loadedS) / (loadedS + seen.quantile(1) / 1e6)
}

/** What is kept of a probe. */
export function toProbeRecord({seen, ...probe}: Probe): ProbeRecord {
  return {
    startedAt: seen.startedAt,
    rate: probe.rate,
    durationS: probe.durationS,
    offered: seen.offered,
    completed: seen.completed,
    failed: seen.failed,
    deliveredRate: seen.deliveredRate,
    p50: seen.quantile(0.5),
    p95: seen.quantile(0.95),
    p99: seen.quantile(0.99),
    atSlo: probe.atSloUs,
    verdict: probe.verdict,
    reason: probe.reason,
    resources: [...seen.resources],
  }
}
