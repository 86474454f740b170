import fc from 'fast-check'
import {describe, expect, test} from 'vitest'

import {
  dayAfter,
  growthFactor,
  LEAST_DAYS,
  measureGrowth,
  parseGrowth,
  statedGrowth,
  yearsUntil,
} from '../../src/capacity/growth.js'

const DAY_MS = 86_400_000
const now = Date.parse('2026-11-21T12:00:00Z')

describe('a growth', () => {
  test.each([
    ['20%/year', {rate: 0.2, per: 'year'}],
    ['2.5 % / month', {rate: 0.025, per: 'month'}],
    ['-10%/year', {rate: -0.1, per: 'year'}],
  ])('%s is read', (written, growth) => {
    expect(parseGrowth(written)).toEqual(growth)
  })

  test.each(['20%', '20', '20%/week', '-100%/year', '', '%/year'])('%j is refused', (written) => {
    expect(parseGrowth(written)).toBeUndefined()
  })

  test('meets a limit after ln(limit / value) / ln(1 + rate) periods', () => {
    expect(yearsUntil(50, 160, {rate: 0.25, per: 'year'})).toBeCloseTo(Math.log(3.2) / Math.log(1.25), 12)
    expect(yearsUntil(1, 2, {rate: 0.01, per: 'month'})).toBeCloseTo(Math.log(2) / Math.log(1.01) / 12, 12)
  })

  test('is at its limit at that time, whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.double({min: 0.1, max: 1e9, noNaN: true}),
        fc.double({min: 1.01, max: 1e4, noNaN: true}),
        fc.double({min: 0.001, max: 3, noNaN: true}),
        fc.constantFrom('month', 'year'),
        (value, times, rate, per) => {
          const years = yearsUntil(value, value * times, {rate, per})
          expect(value * growthFactor(rate, per, years)).toBeCloseTo(
            value * times,
            -Math.floor(Math.log10(value * times)) + 4,
          )
        },
      ),
    )
  })

  test('never meets a limit when it does not grow, and has met one that lies below', () => {
    expect(yearsUntil(5, 10, {rate: 0, per: 'year'})).toBe(Number.POSITIVE_INFINITY)
    expect(yearsUntil(5, 10, {rate: -0.1, per: 'year'})).toBe(Number.POSITIVE_INFINITY)
    expect(yearsUntil(10, 10, {rate: 0.1, per: 'year'})).toBe(0)
  })

  test('stated with a doubt of a quarter lies a quarter lower and higher', () => {
    const {low, high} = statedGrowth(0.2, 'year', 'given', 0.25)
    expect(low).toBeCloseTo(0.15)
    expect(high).toBeCloseTo(0.25)
  })
})

describe('measured growth', () => {
  const days = (count: number, value: (day: number) => number) =>
    Array.from({length: count}, (_, day) => ({at: now - (count - day) * DAY_MS, value: value(day)}))

  test('is what the values grew by', () => {
    const growth = measureGrowth(days(120, (day) => 100 * 1.4 ** (day / 365.2425)))
    expect(growth?.rate).toBeCloseTo(0.4, 6)
    expect(growth).toMatchObject({per: 'year', source: 'measured', days: 120})
  })

  test('has an interval that holds the truth in nine of ten noisy months and a half', () => {
    let seed = 7
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    const noise = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
    const held = Array.from({length: 300}, () => {
      const growth = measureGrowth(days(90, (day) => 100 * 1.3 ** (day / 365.2425) * Math.exp(0.1 * noise())))
      return growth !== undefined && growth.low <= 0.3 && growth.high >= 0.3
    }).filter(Boolean).length
    // Days count as one per week, so that of independent days too much is held rather than too little.
    expect(held / 300).toBeGreaterThan(0.9)
  })

  test('is not told from less than two weeks', () => {
    expect(measureGrowth(days(LEAST_DAYS - 1, () => 5))).toBeUndefined()
    expect(measureGrowth(days(LEAST_DAYS, () => 5))?.rate).toBeCloseTo(0)
  })

  test('leaves out days without a value', () => {
    const values = days(40, (day) => (day < 20 ? 0 : 100))
    expect(measureGrowth(values)?.days).toBe(20)
  })
})

test('a day some years from now is told in UTC', () => {
  expect(dayAfter(now, 0)).toBe('2026-11-21')
  expect(dayAfter(now, 1)).toBe('2027-11-21')
})
