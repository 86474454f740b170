import fc from 'fast-check'
import {describe, expect, test} from 'vitest'

import {arrivals, arrivalsWithWarmup, expectedArrivals, rateAt} from '../../src/bench/arrivals.js'

const constant = {arrivals: 'constant', seed: 1} as const
const poisson = {arrivals: 'poisson', seed: 1} as const

describe('constant arrivals', () => {
  test('are evenly spaced and begin at once', () => {
    expect([...arrivals([{durationS: 2, from: 2, to: 2}], constant)]).toEqual([0, 0.5, 1, 1.5])
  })

  test('keep their step where one stage follows another', () => {
    const stages = [
      {durationS: 1, from: 2, to: 2},
      {durationS: 1, from: 4, to: 4},
    ]
    expect([...arrivals(stages, constant)]).toEqual([0, 0.5, 1, 1.25, 1.5, 1.75])
  })

  test('come faster and faster on a ramp: half of all in the last 29 % of the time', () => {
    const dues = [...arrivals([{durationS: 10, from: 0, to: 200}], constant)]
    expect(dues).toHaveLength(1000)
    expect(dues[500]).toBeCloseTo(10 * Math.SQRT1_2, 9)
  })

  test('come slower on a ramp down, and pause in a stage without load', () => {
    const dues = [
      ...arrivals(
        [
          {durationS: 1, from: 20, to: 0},
          {durationS: 1, from: 0, to: 0},
          {durationS: 1, from: 10, to: 10},
        ],
        constant,
      ),
    ]
    expect(dues.filter((due) => due < 1)).toHaveLength(10)
    expect(dues.filter((due) => due >= 1 && due < 2)).toEqual([])
    expect(dues.at(-1)).toBeCloseTo(2.9, 9)
  })
})

describe('Poisson arrivals', () => {
  const dues = [...arrivals([{durationS: 100, from: 100, to: 100}], poisson)]

  test('are as many as the rate says, with gaps whose spread equals their mean', () => {
    expect(Math.abs(dues.length - 10_000)).toBeLessThan(400)
    const gaps = dues.slice(1).map((due, at) => due - (dues[at] as number))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length)
    expect(spread / mean).toBeGreaterThan(0.95)
    expect(spread / mean).toBeLessThan(1.05)
  })

  test('are the same for the same seed only', () => {
    expect([...arrivals([{durationS: 100, from: 100, to: 100}], poisson)]).toEqual(dues)
    expect([...arrivals([{durationS: 100, from: 100, to: 100}], {...poisson, seed: 2})]).not.toEqual(dues)
  })
})

test('any stages give ascending times within them, as many as expected', () => {
  const rate = fc.integer({min: 0, max: 500})
  const stage = fc.record({durationS: fc.integer({min: 1, max: 5}), from: rate, to: rate})
  fc.assert(
    fc.property(fc.array(stage, {minLength: 1, maxLength: 4}), (stages) => {
      const dues = [...arrivals(stages, constant)]
      const endS = stages.reduce((sum, {durationS}) => sum + durationS, 0)
      expect(Math.abs(dues.length - expectedArrivals(stages))).toBeLessThanOrEqual(1)
      expect(dues.every((due, at) => at === 0 || due > (dues[at - 1] as number))).toBe(true)
      expect(dues.every((due) => due < endS + 1e-6)).toBe(true)
    }),
    {numRuns: 50},
  )
})

test('the rate of a moment lies on the line of its stage', () => {
  const stages = [
    {durationS: 2, from: 0, to: 100},
    {durationS: 2, from: 50, to: 50},
  ]
  expect([0, 1, 2, 3, 4].map((at) => rateAt(stages, at))).toEqual([0, 50, 50, 50, 0])
})

test('a warm-up at the first rate comes before and changes nothing that counts', () => {
  const model = {
    kind: 'open',
    arrivals: 'poisson',
    stages: [{durationS: 5, from: 50, to: 50}],
    maxConnections: 1,
  } as const
  const alone = [...arrivalsWithWarmup(model, {warmupS: 0, seed: 3})]
  const warmed = [...arrivalsWithWarmup(model, {warmupS: 2, seed: 3})]
  expect(warmed.filter((due) => due >= 2).map((due) => due - 2)).toEqual(alone.map((due) => due + 2 - 2))
  expect(warmed.filter((due) => due < 2).length).toBeGreaterThan(60)
})
