import fc from 'fast-check'
import {describe, expect, test} from 'vitest'

import {Histogram} from '../../src/bench/histogram.js'

const durations = fc.array(fc.double({min: 0, max: 1e9, noNaN: true}), {minLength: 1, maxLength: 200})

function filled(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

const shares = [0, 0.5, 0.9, 0.99, 1]
const figures = (histogram: Histogram) => ({
  count: histogram.count,
  min: histogram.min,
  max: histogram.max,
  quantiles: shares.map((share) => histogram.quantile(share)),
  sparse: histogram.toSparse(),
})

describe('percentiles', () => {
  test('lie within 0.1 % of the exact ones', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const sorted = values.toSorted((one, other) => one - other)
        const histogram = filled(values)
        return shares.every((share) => {
          const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] as number
          return Math.abs(histogram.quantile(share) - exact) <= exact * 0.001 + 0.01
        })
      }),
    )
  })

  test('are the same whether added up, sent between threads, or stored', () => {
    fc.assert(
      fc.property(durations, durations, (some, others) => {
        const all = filled([...some, ...others])
        const added = filled(some)
        const released = filled(others)
        added.add(Histogram.fromParts(released.release()))
        expect(figures(added)).toEqual(figures(all))
        expect(released.count).toBe(0)
        expect(released.toSparse()).toEqual([])
        const stored = Histogram.fromSparse(all.toSparse())
        expect(stored.count).toBe(all.count)
        expect(stored.quantile(0.5)).toBeCloseTo(all.quantile(0.5), 0)
      }),
    )
  })
})

test('what is emptied counts anew', () => {
  const histogram = filled([1, 1000, 1e8])
  histogram.reset()
  expect(figures(histogram)).toEqual(figures(new Histogram()))
  histogram.record(5)
  expect(histogram.countAbove(4)).toBe(1)
  expect(histogram.mean).toBe(5)
})
