import {describe, expect, test} from 'vitest'

import {seededRandom} from '../../src/bench/random.js'
import {openQueue, type QueueOptions} from '../../src/load/synthetic-server-queue.js'

/** Times from coming to done, µs, of requests that come at these moments. */
function sojourns(options: QueueOptions, comings: readonly number[]): readonly number[] {
  const queue = openQueue(options)
  return comings.map((us) => (queue(us) ?? Number.NaN) - us)
}

function evenly(count: number, everyUs: number): readonly number[] {
  return Array.from({length: count}, (_, index) => index * everyUs)
}

/** Comings of a Poisson process. */
function poisson(count: number, rate: number): readonly number[] {
  const random = seededRandom(7)
  let us = 0
  return Array.from({length: count}, () => (us += (-Math.log1p(-random()) / rate) * 1e6))
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('the queue of a synthetic server', () => {
  test('carries exactly servers / service, whatever comes', () => {
    const rate = (everyUs: number) => {
      const queue = openQueue({servers: 4, serviceUs: 10_000})
      const last = Math.max(...evenly(4000, everyUs).map((us) => queue(us) as number))
      return 4000 / (last / 1e6)
    }
    expect(rate(2500)).toBeCloseTo(400, -1)
    expect(rate(100)).toBeCloseTo(400, 0)
    expect(rate(5000)).toBeCloseTo(200, 0)
  })

  test('lets nobody wait below its limit, and everybody longer and longer above', () => {
    const options = {servers: 2, serviceUs: 2000}
    expect(new Set(sojourns(options, evenly(500, 1000)))).toEqual(new Set([2000]))
    const late = sojourns(options, evenly(500, 900))
    expect(late.at(-1)).toBeCloseTo(2000 + 500 * 100, -3)
  })

  test('waits as Erlang says where services are random', () => {
    // M/M/1 at half its rate: the mean sojourn is twice the service.
    const got = sojourns({servers: 1, serviceUs: 1000, service: 'exponential', seed: 3}, poisson(200_000, 500))
    expect(mean(got) / 2000).toBeGreaterThan(0.95)
    expect(mean(got) / 2000).toBeLessThan(1.05)
  })

  test('refuses what comes beyond its queue', () => {
    const got = sojourns({servers: 1, serviceUs: 1000, maxQueue: 2}, [0, 0, 0, 0, 0, 1001, 1001])
    expect(got).toEqual([1000, 2000, 3000, Number.NaN, Number.NaN, 2999, Number.NaN])
  })

  test('grows slower with a leak, and slow for a share of its requests', () => {
    const leaking = sojourns({serviceUs: 1000, leakUsPerS: 100}, evenly(11, 1e6))
    expect(leaking.at(-1)).toBeCloseTo(2000)
    const slow = sojourns({serviceUs: 100, slow: {share: 0.1, serviceUs: 5000}, seed: 5}, evenly(20_000, 10_000))
    expect(slow.filter((us) => us > 1000).length / 20_000).toBeCloseTo(0.1, 2)
  })

  test.each([1, 4, 16, 40])('follows the scalability law with %i that ask again at once', (n) => {
    const law = {lambda: 500, sigma: 0.05, kappa: 0.002}
    const queue = openQueue({usl: law})
    // Each asks again 100 µs after its answer; the earliest is always next.
    const next = evenly(n, 30).map((us) => us + 1)
    let done = 0
    let now = 0
    while (now < 20e6) {
      now = Math.min(...next)
      next[next.indexOf(now)] = (queue(now) as number) + 100
      done += 1
    }
    const expected = (n * law.lambda) / (1 + law.sigma * (n - 1) + law.kappa * n * (n - 1))
    expect(done / 20 / expected).toBeGreaterThan(0.94)
    expect(done / 20 / expected).toBeLessThan(1.01)
  })
})
