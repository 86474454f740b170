/** The queue that is most like the server that was probed: how many serve at once, and for how long. */
import {isTractable, type ModelQueue, modelTail} from './capacity-search-model.js'
import {type Probe, type Slo, servedRate} from './capacity-search-probe.js'

/** Distance of the rates at which the model is computed, in logarithms, and the load above which it is taken as constant. */
const NODE = 0.03
const MODEL_LOAD = 0.975
const LEAST_SHARE = 1e-6

/** A queue like the server, and what it says of the promise. */
export interface Model {
  readonly queue: ModelQueue
  /** The latency that as many requests of the model exceed near the capacity as the promise allows the server. */
  readonly limitUs: number
  /** Above, there is no long run. */
  readonly mostRate: number
  shareAbove(rate: number): number
}

/** As many servers as are busy at full load, and as fast as that load says. */
export function chooseModel(probes: readonly Probe[], near: number, slo: Slo): Model | undefined {
  const full = Math.max(fullRate(probes) ?? 1.3 * near, 1.06 * near)
  const service = serviceTime(probes, near)
  const servers = Math.max(1, Math.round(full * service.meanS))
  // Service times that are all alike tell their length better than the load under which they pile up.
  const isEven = service.isEven && service.meanS * near < MODEL_LOAD * servers
  const queue = {servers, serviceS: isEven ? service.meanS : servers / full}
  if (!isTractable(queue, near)) return undefined
  const allowed = 1 - slo.percentile / 100
  const mostRate = (MODEL_LOAD * servers) / queue.serviceS
  const tailAt = (rate: number) => modelTail(queue, Math.min(rate, mostRate))
  const tail = tailAt(near)
  const own = tail(slo.limitUs) / allowed
  const limitUs = own > 0.1 && own < 10 ? slo.limitUs : limitOf((us) => tail(us) > allowed, queue.serviceS * 1e6)
  return {queue, limitUs, mostRate, shareAbove: interpolate((rate) => Math.max(LEAST_SHARE, tailAt(rate)(limitUs)))}
}

function limitOf(isExceeded: (us: number) => boolean, fromUs: number): number {
  let [low, high] = [fromUs, 2 * fromUs]
  while (isExceeded(high)) [low, high] = [high, 2 * high]
  for (let round = 0; round < 20; round++) {
    const middle = (low + high) / 2
    if (isExceeded(middle)) low = middle
    else high = middle
  }
  return high
}

/** What was served while much more was asked for. */
function fullRate(probes: readonly Probe[]): number | undefined {
  const overloaded = probes.filter(({isOverloaded}) => isOverloaded)
  const deepest = overloaded.sort((a, b) => b.seen.quantile(1) - a.seen.quantile(1))[0]
  return deepest && servedRate(deepest)
}

/** Seconds that a request takes when few others are there. */
function serviceTime(probes: readonly Probe[], near: number): {readonly meanS: number; readonly isEven: boolean} {
  const lowest = probes.reduce((least, probe) => (probe.rate < least.rate ? probe : least))
  const alone = probes.filter(({rate}) => rate <= Math.max(lowest.rate, near / 6))
  const requests = alone.reduce((sum, {seen}) => sum + seen.offered, 0)
  const meanUs = alone.reduce((sum, {seen}) => sum + seen.offered * seen.meanUs, 0) / requests
  return {meanS: meanUs / 1e6, isEven: Math.abs(lowest.seen.quantile(0.5) / meanUs - 1) < 0.05}
}

/** A smooth function of the rate from few of its values, which take long to compute; smooth are the logarithms of both. */
function interpolate(compute: (rate: number) => number): (rate: number) => number {
  const kept = new Map<number, number>()
  const at = (node: number) => {
    const value = kept.get(node) ?? Math.log(compute(Math.exp(node * NODE)))
    kept.set(node, value)
    return value
  }
  return (rate) => {
    const place = Math.log(rate) / NODE
    const node = Math.round(place)
    const by = place - node
    const [low, middle, high] = [at(node - 1), at(node), at(node + 1)]
    return Math.exp(middle + ((high - low) / 2) * by + ((high + low - 2 * middle) / 2) * by * by)
  }
}
