import {describe, expect, it} from 'vitest'

import {seededRandom} from '../../src/bench/random.js'
import {fitUsl, type UslPoint, uslRate} from '../../src/bench/usl.js'

const law = {lambda: 500, sigma: 0.05, kappa: 0.002}
const peakAt = Math.sqrt((1 - law.sigma) / law.kappa)
const peak = uslRate(law, peakAt)

function sweep(concurrencies: readonly number[], noise: number, seed = 1): UslPoint[] {
  const random = seededRandom(seed)
  return concurrencies.map((concurrency) => ({
    concurrency,
    rate: uslRate(law, concurrency) * (1 + noise * (2 * random() - 1)),
  }))
}

describe('the universal scalability law', () => {
  it('finds the parameters of exact points', () => {
    const fit = fitUsl(sweep([1, 2, 4, 8, 16, 32, 64], 0))
    expect(fit?.lambda).toBeCloseTo(500, 2)
    expect(fit?.sigma).toBeCloseTo(0.05, 5)
    expect(fit?.kappa).toBeCloseTo(0.002, 6)
    expect(fit?.peak).toMatchObject({isExtrapolated: false})
  })

  it('is within 1 % of the peak when the sweep passes it, with 1 % of noise', () => {
    const errors = Array.from({length: 100}, (_, seed) => {
      const fit = fitUsl(sweep([1, 2, 4, 8, 12, 16, 24, 32, 48, 64], 0.01, seed))
      return Math.abs((fit?.peak?.rate as number) / peak - 1)
    }).sort((a, b) => a - b)
    expect(errors[90]).toBeLessThan(0.01)
  })

  it('marks a peak beyond the sweep, and its interval has the truth', () => {
    const fits = Array.from({length: 100}, (_, seed) => fitUsl(sweep([1, 2, 3, 4, 6, 8, 10, 12], 0.01, seed))?.peak)
    const found = fits.filter((fit) => fit !== undefined)
    expect(found.every(({isExtrapolated}) => isExtrapolated)).toBe(true)
    const held = found.filter(({low, high}) => low <= peak && peak <= high)
    expect(held.length).toBeGreaterThan(0.8 * found.length)
  })

  it('has no peak where nothing retreats', () => {
    const points = [1, 2, 4, 8, 16, 32].map((concurrency) => ({concurrency, rate: 100 * concurrency}))
    expect(fitUsl(points)?.peak).toBeUndefined()
  })

  it('says nothing of three points', () => {
    expect(fitUsl(sweep([1, 2, 4], 0))).toBeUndefined()
  })
})
