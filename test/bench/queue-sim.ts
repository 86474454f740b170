/** Servers that exist only as arithmetic, under a clock that does not wait: what a search says of them can be checked by the thousand. */
import {Sampler} from '../../src/bench/capacity-search-model.js'
import type {Observation, ProbePlan} from '../../src/bench/capacity-search-probe.js'
import {seededRandom} from '../../src/bench/random.js'

export interface SimulatedServer {
  readonly servers: number
  /** Seconds that a request takes; `random` is the server's own chance. */
  service(random: () => number, served: number): number
  /** Answers 503 at once when so many are there. */
  readonly queueMax?: number
  /** Freezes for `forS` at the end of each `everyS`; a probe begins `sinceS` after the end of a freeze, or right then. */
  readonly stall?: {readonly everyS: number; readonly forS: number; readonly sinceS?: number}
}

export const constantService = (serviceS: number) => () => serviceS
export const exponentialService = (meanS: number) => (random: () => number) => -meanS * Math.log1p(-random())

export interface SimulatedLoad {
  readonly server: SimulatedServer
  readonly arrivals: 'constant' | 'poisson'
  readonly seed: number
}

/** Due times, seconds. */
export function dueTimes(rate: number, untilS: number, load: Pick<SimulatedLoad, 'arrivals' | 'seed'>): Float64Array {
  const times = new Float64Array(Math.ceil(rate * untilS + 10 * Math.sqrt(rate * untilS) + 10))
  const random = seededRandom(load.seed)
  const gap = () => -Math.log1p(-random()) / rate
  let count = 0
  let at = load.arrivals === 'constant' ? 0 : gap()
  while (at < untilS) {
    times[count] = at
    count += 1
    at = load.arrivals === 'constant' ? count / rate : at + gap()
  }
  return times.subarray(0, count)
}

/** What one probe sees of a server; `served` requests came before it. */
export function simulateProbe(load: SimulatedLoad, plan: ProbePlan, served = 0): Observation {
  const {server} = load
  const random = seededRandom(plan.seed ^ 0x5bd1e995)
  const due = dueTimes(plan.rate, plan.warmupS + plan.durationS, {arrivals: load.arrivals, seed: plan.seed})
  const freeAt = new Float64Array(server.servers)
  const sampler = new Sampler()
  const failed: number[] = []
  let errors = 0
  for (const at of due) {
    let first = 0
    for (let index = 1; index < freeAt.length; index++)
      if ((freeAt[index] as number) < (freeAt[first] as number)) first = index
    const second = at - plan.warmupS
    const start = Math.max(at, freeAt[first] as number)
    const service = server.service(random, served++)
    const isRefused = server.queueMax !== undefined && start - at > (server.queueMax * service) / server.servers
    const end = isRefused ? at + 0.0002 : afterStall(start, service, server.stall)
    if (!isRefused) freeAt[first] = end
    if (second < 0) continue
    if (isRefused) {
      errors += 1
      failed[Math.floor(second)] = (failed[Math.floor(second)] ?? 0) + 1
    }
    sampler.add(second, (end - at) * 1e6)
  }
  const sample = sampler.done()
  return {
    startedAt: '2026-01-01T00:00:00.000Z',
    offered: sample.offered,
    completed: sample.offered - errors,
    failed: errors,
    deliveredRate: (sample.offered - errors) / plan.durationS,
    meanUs: sample.meanUs,
    quantile: sample.quantile,
    windows: sample.windows.map((window, index) => ({...window, failed: failed[index] ?? 0})),
    ...(load.arrivals === 'poisson' ? {arrivalsS: () => due} : {}),
    trust: {verdict: 'good', reasons: []},
    resources: [],
  }
}

function afterStall(start: number, service: number, stall: SimulatedServer['stall']): number {
  if (!stall) return start + service
  const awake = stall.everyS - stall.forS
  const since = (start + (stall.sinceS ?? 0)) % stall.everyS
  const isFrozen = since >= awake
  const begin = isFrozen ? start - since + stall.everyS : start
  const left = isFrozen ? awake : awake - since
  return service <= left ? begin + service : begin + service + stall.forS
}

/** The highest rate within a promise, by long simulations. */
export function simulatedTruth(
  load: SimulatedLoad,
  isKept: (seen: Observation) => boolean,
  [from, to]: readonly [number, number],
): number {
  let [low, high] = [from, to]
  for (let round = 0; round < 14; round++) {
    const rate = (low + high) / 2
    const seen = simulateProbe(load, {rate, durationS: Math.ceil(1_500_000 / rate), warmupS: 20, seed: load.seed})
    if (isKept(seen)) low = rate
    else high = rate
  }
  return (low + high) / 2
}
