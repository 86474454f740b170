import {describe, expect, test} from 'vitest'

import {statedGrowth} from '../../src/capacity/growth.js'
import {foresee, needPerQuarter, type Resource, soonestFirst} from '../../src/capacity/outlook.js'
import {judgeTriggers} from '../../src/capacity/triggers.js'

const now = Date.parse('2026-01-01T00:00:00Z')
const growth = (rate: number) => statedGrowth(rate, 'year', 'given', 0.25)
const growths = {users: growth(0.2), requests: growth(0.3), data: growth(0.25)}
const resource = (more: Partial<Resource>): Resource => ({
  id: 'requests',
  unit: 'requests/s',
  total: 1000,
  limit: 0.7,
  source: 'bench',
  ...more,
})

describe('an outlook', () => {
  test('is wider when the measured capacity is wide', () => {
    const narrow = foresee(resource({used: 300}), growths, now)
    const wide = foresee(resource({used: 300, totalLow: 800, totalHigh: 1200}), growths, now)
    expect(wide.date).toBe(narrow.date)
    expect((wide.early ?? '') < (narrow.early ?? '')).toBe(true)
    expect((wide.late ?? '') > (narrow.late ?? '')).toBe(true)
  })

  test('says full at the limit, not at the total', () => {
    expect(foresee(resource({used: 700}), growths, now).state).toBe('full')
    expect(foresee(resource({used: 699}), growths, now).state).toBe('dated')
  })

  test('names no date that lies beyond twenty years, or that never comes', () => {
    expect(foresee(resource({used: 1}), growths, now)).toMatchObject({state: 'later'})
    expect(foresee(resource({used: 1}), growths, now).date).toBeUndefined()
    expect(foresee(resource({used: 300}), {...growths, requests: growth(0)}, now).state).toBe('never')
  })

  test('comes first when it ends first', () => {
    const all = [
      resource({used: 300}),
      resource({id: 'disk', unit: 'bytes', used: 690}),
      resource({id: 'cpu', unit: 'cores'}),
    ]
    expect(soonestFirst(all.map((one) => foresee(one, growths, now))).map(({id}) => id)).toEqual([
      'disk',
      'requests',
      'cpu',
    ])
  })
})

test('a quarter needs what keeps the use at its limit, and says when that is more than there is', () => {
  const [today, , , , year] = needPerQuarter([resource({used: 600})], growths, {now, quarters: 4})
  expect(today?.needs[0]).toMatchObject({total: 600 / 0.7, isShort: false})
  expect(year?.needs[0]?.total).toBeCloseTo((600 * 1.3) / 0.7, 9)
  expect(year?.needs[0]?.isShort).toBe(true)
})

test('triggers are those of the manual, and unknown where nothing tells them', () => {
  const states = judgeTriggers({latency: 1.01, errors: 0.01, connections: 0.81, cpu: 0.8}).map(({id, state}) => [
    id,
    state,
  ])
  expect(states).toEqual([
    ['latency', 'scale'],
    ['errors', 'quiet'],
    ['connections', 'scale'],
    ['cpu', 'quiet'],
    ['memory', 'unknown'],
  ])
})
