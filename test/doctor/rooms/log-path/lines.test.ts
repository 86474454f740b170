import {expect, test} from 'vitest'

import {countJson, countPatterns, readStored} from '../../../../src/doctor/rooms/log-path/lines.js'

test('a line counts for the worst that it tells', () => {
  const lines = [
    'panic: runtime error: invalid memory address',
    '{"level":"error","msg":"connect ECONNREFUSED 10.0.0.3:5432"}',
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    '{"level":"info","msg":"ready"}',
    'LOG:  statement_timeout is 30 s',
  ]
  expect(countPatterns(lines)).toEqual([
    {pattern: 'panic', count: 1},
    {pattern: 'refused', count: 1},
    {pattern: 'out of memory', count: 1},
  ])
})

test('a line about a request needs no message', () => {
  const request = '{"time":"2026-11-22T01:50:05.207Z","level":"info","path":"/readyz","status":200}'
  expect(countJson([request, '{"msg":"no level"}', 'plain', '{broken'])).toEqual({json: 2, complete: 1})
})

test('what is stored is counted as Elasticsearch tells it', () => {
  const none = {buckets: []}
  const body = {
    hits: {total: {value: 168}},
    aggregations: {
      newest: {value: 1_795_311_589_381},
      recent: {
        doc_count: 168,
        levels: {buckets: [{key: 'info', doc_count: 161}]},
        services: none,
        failing: {services: {buckets: [{key: 'web', doc_count: 1}]}},
      },
      hour: {
        minutes: {
          buckets: [
            {key: 1_795_311_420_000, doc_count: 1},
            {key: 1_795_311_480_000, doc_count: 0},
          ],
        },
      },
    },
  }
  expect(readStored(body)).toEqual({
    total: 168,
    newestAt: 1_795_311_589_381,
    recent: 168,
    levels: [{name: 'info', count: 161}],
    services: [],
    failing: [{name: 'web', count: 1}],
    errorMinutes: [{at: 1_795_311_420_000, count: 1}],
  })
  expect(readStored({hits: {total: {value: 0}}})).toMatchObject({total: 0, recent: 0})
})
