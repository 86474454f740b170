/** A server whose limit is known, as arithmetic: when a request that comes now will be done. Knows no socket and no real clock. */
import {seededRandom} from '../bench/random.js'

export interface QueueOptions {
  /** Requests that are worked on at once; 1 when absent. */
  readonly servers?: number
  /** Mean time that one takes, µs; 0, and so absent: it is answered at once. */
  readonly serviceUs?: number
  /** `constant` when absent. */
  readonly service?: 'constant' | 'exponential'
  /** A share of the requests takes another time. */
  readonly slow?: {readonly share: number; readonly serviceUs: number}
  /** µs that the service grows by each second: a leak. */
  readonly leakUsPerS?: number
  /** Requests that may wait; more are refused. */
  readonly maxQueue?: number
  /**
   * Service that follows the universal scalability law instead: N at once take (1 + sigma (N - 1) + kappa N (N - 1)) / lambda
   * seconds each.
   */
  readonly usl?: {readonly lambda: number; readonly sigma: number; readonly kappa: number}
  readonly seed?: number
}

/** Tells when a request that comes at a moment, µs, will be done; undefined when it is refused. Moments must not go back. */
export type SyntheticQueue = (nowUs: number) => number | undefined

/**
 * A connection whose answer is this young is about to ask again, so it counts as in flight: a loopback's round trip and
 * the work of the client, generously.
 */
const TURN_US = 500
const US_PER_S = 1e6

/**
 * The time that a server becomes free follows from the model alone and not from when the answer really left, so late
 * timers never change how much the server can carry: exactly servers / service.
 */
export function openQueue(options: QueueOptions): SyntheticQueue {
  if (options.usl) return openUsl(options.usl)
  const free = new Float64Array(options.servers ?? 1).fill(Number.NEGATIVE_INFINITY)
  const maxQueue = options.maxQueue ?? Number.POSITIVE_INFINITY
  const serviceAt = drawServices(options)
  let waiting: number[] = []
  return (nowUs) => {
    waiting = waiting.length > 0 && (waiting[0] as number) <= nowUs ? waiting.filter((start) => start > nowUs) : waiting
    const server = earliest(free)
    const start = Math.max(nowUs, free[server] as number)
    if (start > nowUs && waiting.length >= maxQueue) return undefined
    if (start > nowUs && Number.isFinite(maxQueue)) waiting.push(start)
    const finish = start + serviceAt(nowUs)
    free[server] = finish
    return finish
  }
}

function earliest(free: Float64Array): number {
  let least = 0
  for (let index = 1; index < free.length; index++) {
    if ((free[index] as number) < (free[least] as number)) least = index
  }
  return least
}

/** Times of service in µs, one after the other. */
function drawServices({
  serviceUs = 0,
  service,
  slow,
  leakUsPerS = 0,
  seed = 1,
}: QueueOptions): (nowUs: number) => number {
  const random = seededRandom(seed)
  let firstUs: number | undefined
  return (nowUs) => {
    firstUs ??= nowUs
    const mean = slow && random() < slow.share ? slow.serviceUs : serviceUs
    const drawn = service === 'exponential' ? -mean * Math.log1p(-random()) : mean
    return drawn + (leakUsPerS * (nowUs - firstUs)) / US_PER_S
  }
}

function openUsl({lambda, sigma, kappa}: NonNullable<QueueOptions['usl']>): SyntheticQueue {
  let finishes: number[] = []
  return (nowUs) => {
    finishes = finishes.filter((finish) => finish > nowUs - TURN_US)
    const done = finishes.filter((finish) => finish <= nowUs)
    // The one that comes now takes the place of one that was just answered.
    if (done.length > 0) finishes.splice(finishes.indexOf(Math.min(...done)), 1)
    const n = finishes.length + 1
    const finish = nowUs + ((1 + sigma * (n - 1) + kappa * n * (n - 1)) / lambda) * US_PER_S
    finishes.push(finish)
    return finish
  }
}
