import {expect, test} from 'vitest'

import {linearScale, logScale} from '../../../src/bench/report/scale.js'

test.each([
  [0, 650, 8, [0, 100, 200, 300, 400, 500, 600]],
  [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [-0.2, 0.2, 8, [-0.2, -0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.2]],
  [5, 5, 4, [5]],
])('a linear axis from %d to %d names round numbers', (from, to, count, ticks) => {
  expect(linearScale([from, to], [0, 100], count).ticks).toEqual(ticks)
})

test.each([
  [800, 12_000, [1000, 2000, 5000, 10_000]],
  [1000, 300_000, [1000, 3000, 10_000, 30_000, 100_000, 300_000]],
  [0.5, 5_000_000, [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]],
])('a logarithmic axis from %d to %d names as many as there is room for', (from, to, ticks) => {
  expect(logScale([from, to], [0, 100]).ticks).toEqual(ticks)
})

test('a logarithmic axis puts equal ratios at equal distances, and nothing below its beginning', () => {
  const scale = logScale([1, 10_000], [400, 0])
  expect([1, 10, 100, 10_000].map(scale)).toEqual([400, 300, 200, 0])
  expect(scale(0)).toBe(400)
})
