import {expect, test} from 'vitest'

import type {KnownSeries} from '../../src/alerts/contracts.js'
import {judgeSelector} from '../../src/alerts/dead-selectors.js'
import {selectorsOf} from '../../src/promql/ast.js'
import {parseExpression} from '../../src/promql/parse.js'

const selector = (text: string) => {
  const parsed = parseExpression(text)
  const [first] = 'expr' in parsed ? selectorsOf(parsed.expr) : []
  if (!first) throw new Error(`${text} has no selector`)
  return first
}
const known = (exporter: string, flag?: string): KnownSeries => ({
  name: 'x',
  type: 'gauge',
  labels: [],
  room: 'r',
  exporter,
  ...(flag === undefined ? {} : {flag}),
})
const nothing = {matched: false, hasMetric: false}

test('a selector that matches is alive', () => {
  expect(judgeSelector(selector('x'), {matched: true, hasMetric: true}, [], new Set())).toEqual({state: 'matched'})
})

test('a metric that is there with other labels waits for what is asked of it', () => {
  expect(judgeSelector(selector('x{err="OOM"}'), {matched: false, hasMetric: true}, [], new Set()).state).toBe('quiet')
})

test('a metric of an exporter that is not scraped names the exporter', () => {
  expect(judgeSelector(selector('x'), nothing, [known('redis_exporter')], new Set())).toEqual({
    state: 'missing',
    exporter: 'redis_exporter',
  })
})

test('a metric behind a flag names the flag', () => {
  const verdict = judgeSelector(selector('x'), nothing, [known('pg', '--collector.wal')], new Set(['pg']))
  expect(verdict).toEqual({state: 'missing', exporter: 'pg', flag: '--collector.wal'})
})

test('a metric of an exporter that is scraped appears once there is something to count', () => {
  expect(judgeSelector(selector('x'), nothing, [known('pg')], new Set(['pg'])).state).toBe('dormant')
  expect(judgeSelector(selector('ALERTS{alertstate="firing"}'), nothing, [], new Set()).state).toBe('dormant')
})

test('a metric that no contract knows is told as such', () => {
  expect(judgeSelector(selector('made_up_total'), nothing, [], new Set()).state).toBe('unknown')
})
