/**
 * A queue of the server's size whose service time is constant, as a control of the search: Poisson arrivals of a few seconds
 * press harder or softer by chance, the model under the very same arrivals shows by how much, and theory says what it would
 * show in the long run. What the chance did to the model is taken off what was measured. It need not resemble the server:
 * the less it does, the less is taken off.
 */

/** Requests go, in their order, to the one of `servers` that is free first, and keep it for `serviceS` seconds. */
export interface ModelQueue {
  readonly servers: number
  readonly serviceS: number
}

/** Response times of a span of time in µs, split in seconds. */
export interface Sample {
  readonly offered: number
  readonly meanUs: number
  /** Latency that a share of all does not exceed. */
  quantile(share: number): number
  readonly windows: readonly {readonly offered: number; readonly medianUs: number; countAbove(us: number): number}[]
}

const US = 1_000_000

/** Response times of the model under arrivals, in seconds from the start of a warm-up, which does not count. */
export function modelSample(queue: ModelQueue, arrivalsS: Iterable<number>, warmupS: number): Sample {
  const sampler = new Sampler()
  const freeAt = new Float64Array(queue.servers)
  let next = 0
  for (const at of arrivalsS) {
    const end = Math.max(at, freeAt[next] as number) + queue.serviceS
    freeAt[next] = end
    // All services are equally long, so that servers get free in the order in which they were taken.
    next = next + 1 === queue.servers ? 0 : next + 1
    if (at >= warmupS) sampler.add(at - warmupS, (end - at) * US)
  }
  return sampler.done()
}

/** Collects latencies in ascending order of their time. */
export class Sampler {
  private latencies = new Float64Array(4096)
  private count = 0
  private readonly starts: number[] = [0]

  /** `atS` since the start of what counts. */
  add(atS: number, us: number): void {
    while (atS >= this.starts.length) this.starts.push(this.count)
    if (this.count === this.latencies.length) {
      const larger = new Float64Array(2 * this.count)
      larger.set(this.latencies)
      this.latencies = larger
    }
    this.latencies[this.count] = us
    this.count += 1
  }

  done(): Sample {
    const all = this.latencies.subarray(0, this.count)
    let sorted: Float64Array | undefined
    return {
      offered: all.length,
      get meanUs() {
        return all.reduce((sum, us) => sum + us, 0) / Math.max(1, all.length)
      },
      quantile(share) {
        sorted ??= all.slice().sort()
        return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] ?? 0
      },
      windows: this.starts.map((start, index) => windowOf(all.subarray(start, this.starts[index + 1] ?? all.length))),
    }
  }
}

function windowOf(latencies: Float64Array): Sample['windows'][number] {
  return {
    offered: latencies.length,
    get medianUs() {
      return latencies.slice().sort()[latencies.length >> 1] ?? 0
    },
    countAbove(us) {
      let above = 0
      for (let index = 0; index < latencies.length; index++) if ((latencies[index] as number) > us) above += 1
      return above
    },
  }
}

/** More servers than this would take longer to compute than it helps: their arrivals are smooth anyway. */
const MAX_SERVERS = 500
/** Nearer to full load the long run is longer than any probe. */
const MAX_LOAD = 0.98
const MAX_ROUNDS = 500
const PRECISION = 1e-10

/** Whether the long run of a model is known at a rate, requests/s. */
export function isTractable({servers, serviceS}: ModelQueue, rate: number): boolean {
  return servers <= MAX_SERVERS && (rate * serviceS) / servers < MAX_LOAD
}

/**
 * The share of requests that take longer than some µs in the long run under Poisson arrivals: the exact law of waiting in
 * M/D/c (Franx 2001) over the stationary number of requests at multiples of the service time.
 */
export function modelTail(queue: ModelQueue, rate: number): (us: number) => number {
  const perService = rate * queue.serviceS
  const below = cumulate(stationary(queue.servers, perService))
  return (us) => {
    const wait = us / US / queue.serviceS - 1
    return wait < 0 ? 1 : Math.max(0, 1 - waitsAtMost(wait, queue.servers, perService, below))
  }
}

/** Share of requests that wait no longer than `wait` service times. */
function waitsAtMost(wait: number, servers: number, perService: number, below: Float64Array): number {
  const turns = Math.floor(wait) + 1
  const rest = perService * (turns - wait)
  let term = Math.exp(-rest)
  let sum = 0
  for (let index = 0; index < turns * servers && term > 1e-17; index++) {
    const place = Math.min(below.length - 1, servers + turns * servers - index - 1)
    sum += term * (below[place] as number)
    term *= rest / (index + 1)
  }
  return sum
}

/**
 * Probabilities of the number of requests there: after one service time, all in service have left and a Poisson number came.
 * Only the first ones are iterated, because the rest soon falls by the same factor at each step.
 */
function stationary(servers: number, perService: number): Float64Array {
  const falling = tailFactor(servers, perService)
  const head = servers + Math.ceil(3 * Math.sqrt(perService)) + 2
  const coming = poisson(perService, head + servers + 1)
  let now: Float64Array = new Float64Array(head + servers + 1).fill(1 / head, 0, head)
  for (let round = 0, change = 1; round < MAX_ROUNDS && change > PRECISION; round++) {
    const next = serveOnce(now, coming, {servers, head, falling})
    change = next.reduce((sum, value, index) => sum + Math.abs(value - (now[index] as number)), 0)
    now = next
  }

  const all = new Float64Array(head + Math.ceil(Math.log(PRECISION) / Math.log(falling)))
  all.set(now.subarray(0, head))
  for (let count = head; count < all.length; count++) all[count] = (all[count - 1] as number) * falling
  return all
}

interface Shape {
  readonly servers: number
  readonly head: number
  readonly falling: number
}

function serveOnce(now: Float64Array, coming: Float64Array, {servers, head, falling}: Shape): Float64Array {
  const next = new Float64Array(now.length)
  let served = 0
  for (let count = 0; count <= servers; count++) served += now[count] as number
  for (let count = 0; count < head; count++) {
    let value = served * (coming[count] as number)
    for (let left = 1; left <= count; left++)
      value += (now[servers + left] as number) * (coming[count - left] as number)
    next[count] = value
  }

  for (let count = head; count < next.length; count++) next[count] = (next[count - 1] as number) * falling
  const beyond = ((next[head - 1] as number) * falling) / (1 - falling)
  const sum = next.subarray(0, head).reduce((total, value) => total + value, beyond)
  return next.map((value) => value / sum)
}

/** By which factor each further number of requests is less likely, where there are many. */
function tailFactor(servers: number, perService: number): number {
  let [low, high] = [servers / perService, 2]
  const balance = (factor: number) => perService * (factor - 1) - servers * Math.log(factor)
  while (balance(high) < 0) high *= 2
  for (let round = 0; round < 50; round++) {
    const middle = (low + high) / 2
    if (balance(middle) < 0) low = middle
    else high = middle
  }
  return 1 / high
}

function poisson(mean: number, size: number): Float64Array {
  const terms = new Float64Array(size)
  terms[0] = Math.exp(-mean)
  for (let index = 1; index < terms.length; index++) terms[index] = ((terms[index - 1] as number) * mean) / index
  return terms
}

function cumulate(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length)
  let sum = 0
  for (let index = 0; index < values.length; index++) {
    sum += values[index] as number
    sums[index] = sum
  }
  return sums
}
