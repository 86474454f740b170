import {expect, test} from 'vitest'

import {listMutants} from './mutants.js'

const changes = (expr: string) => listMutants({alert: 'A', expr}).map(({what, rule}) => `${what}: ${rule.expr}`)

test('comparators are flipped and thresholds moved, but what a label may not be is left alone', () => {
  expect(changes('x{a!="b"} > 10')).toEqual([
    'flip > at 10: x{a!="b"} < 10',
    'threshold 10 × 1.1 at 12: x{a!="b"} > 11',
    'threshold 10 × 0.9 at 12: x{a!="b"} > 9',
  ])
})

test('a dropped guard goes with its offset', () => {
  expect(changes('x and y offset 5m')).toEqual(['drop and at 2: x'])
  expect(changes('x offset 5m unless on (job) y')).toEqual(['drop unless at 12: x offset 5m'])
  expect(changes('x / (y > 0)')).toContain('drop guard > at 7: x / (y)')
})

test('grouping, duration and labels are each made less', () => {
  const mutants = listMutants({alert: 'A', expr: 'sum by (a, b) (x)', for: '5m', labels: {severity: 'info'}})
  expect(mutants.map(({what}) => what)).toEqual([
    'drop by a at 8',
    'drop by b at 11',
    'for 5m halved',
    'drop label severity',
  ])
  expect(mutants[0]?.rule.expr).toBe('sum by (b) (x)')
})
