import {describe, expect, test} from 'vitest'

import {listComparisons, listGroupingLabels, listSelectors} from '../../src/alerts/promql.js'
import {listMutants} from '../rules/mutants.js'

describe('an expression', () => {
  test('tells what it selects', () => {
    const found = listSelectors('rate(a_total{x="1", y=~"b|c"}[5m]) / on (z) {__name__="d", e!="f"}')
    expect(found.map(({metric, matchers}) => [metric, matchers.length])).toEqual([
      ['a_total', 2],
      ['d', 1],
    ])
    expect(found[0]?.matchers[1]).toEqual({label: 'y', operator: '=~', value: 'b|c'})
  })

  test('tells what it compares with numbers', () => {
    const found = listComparisons('a / (b > 0) > 0.8 and c <= -5').map(({operator, number}) => operator + number)
    expect(found.toSorted()).toEqual(['<=-5', '>0', '>0.8'])
  })

  test('tells which labels it groups by', () => {
    expect(listGroupingLabels('sum by (a, b) (x) / ignoring (c) group_left (d) y')).toEqual(['a', 'b', 'c', 'd'])
  })
})

describe('the mutants of a rule', () => {
  const rule = {
    alert: 'A',
    expr: 'sum by (job, instance) (x) / (y > 0) > 0.8 and on (job) z == 1 or w',
    for: '10m',
    labels: {severity: 'warning', component: 'redis'},
  }
  const mutants = listMutants(rule)
  const expressions = mutants.map((mutant) => mutant.rule.expr)

  test('flip each comparator', () => {
    expect(
      expressions.filter((expr) => expr.includes('< 0.8') || expr.includes('y < 0') || expr.includes('z != 1')),
    ).toHaveLength(3)
  })

  test('move each threshold to both sides', () => {
    expect(expressions.some((expr) => expr.includes('> 0.88'))).toBe(true)
    expect(expressions.some((expr) => expr.includes('> 0.72'))).toBe(true)
  })

  test('drop guards: what is after and, or, and the filter of a denominator', () => {
    expect(expressions).toContain('sum by (job, instance) (x) / (y > 0) > 0.8 or w')
    expect(expressions).toContain('sum by (job, instance) (x) / (y > 0) > 0.8 and on (job) z == 1')
    expect(expressions.some((expr) => expr.includes('/ (y) >'))).toBe(true)
  })

  test('drop a label from the grouping and from the rule, and halve the duration', () => {
    expect(expressions.some((expr) => expr.includes('by (instance)'))).toBe(true)
    expect(mutants.some((mutant) => mutant.rule.labels?.severity === undefined)).toBe(true)
    expect(mutants.find(({what}) => what.startsWith('for'))?.rule.for).toBe('300000ms')
  })
})
