import {expect, test} from 'vitest'

import {indexSeries, loadContracts} from '../../src/alerts/contracts.js'
import {
  diskQueries,
  diskRateQueries,
  historyQueries,
  resourceQueries,
  triggerQueries,
} from '../../src/capacity/queries.js'
import {selectorsOf} from '../../src/promql/ast.js'
import {parseExpression} from '../../src/promql/parse.js'

const series = indexSeries(loadContracts())
/** Recorded by the rules of every gateway driver, see test/rules. */
const RECORDED = /^gateway:(requests:rate5m|latency_seconds:p95_5m|errors:ratio5m)$/

const queries = [
  ...Object.values(resourceQueries).flatMap(({used, total}) => (total ? [used, total] : [used])),
  ...[diskQueries, historyQueries, triggerQueries, diskRateQueries].flatMap((some) => Object.values(some)),
]

test.each(queries)('%s asks only for series that an exporter of the stack has', (query) => {
  const parsed = parseExpression(query)
  if (!('expr' in parsed)) throw new Error(`broken at ${parsed.brokenAt}`)
  const metrics = selectorsOf(parsed.expr).map(({metric = ''}) => metric)
  expect(metrics.length).toBeGreaterThan(0)
  expect(metrics.filter((metric) => !RECORDED.test(metric) && !series.has(metric))).toEqual([])
})
