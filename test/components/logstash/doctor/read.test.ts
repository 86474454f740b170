import {expect, test} from 'vitest'

import {readReport, readStats, readTried} from '../../../../src/components/logstash/doctor/read.js'

test('statistics leave its own pipelines out, and shares that are no numbers', () => {
  const seen = readStats({
    jvm: {uptime_in_millis: 600_000, mem: {heap_used_percent: 41}},
    pipelines: {
      '.monitoring-logstash': {events: {in: 1, out: 1}},
      main: {
        events: {in: 12, out: 11},
        flow: {worker_utilization: {last_1_minute: 12.4, last_5_minutes: 'Infinity'}},
        queue: {events_count: 1, queue_size_in_bytes: 10, max_queue_size_in_bytes: 100},
        dead_letter_queue: {queue_size_in_bytes: 1, dropped_events: 0, last_error: 'no errors'},
        reloads: {failures: 0, last_error: null},
      },
    },
  })
  expect(seen.pipelines).toHaveLength(1)
  expect(seen.pipelines[0]).toMatchObject({in: 12, out: 11, busy1m: 12.4, queued: 1, deadError: '', reloadError: ''})
  expect(seen.pipelines[0]).not.toHaveProperty('busy5m')
})

test('a report is what its pipelines are diagnosed with', () => {
  const main = {status: 'red', diagnosis: [{cause: 'c', action: 'a', help_url: 'u'}]}
  expect(readReport({status: 'red', indicators: {pipelines: {indicators: {main}}}})).toEqual({
    status: 'red',
    diagnosis: [{pipeline: 'main', cause: 'c', action: 'a', url: 'u'}],
  })
})

test('the error of a trial is found among lines of JSON', () => {
  const lines = [
    '{"level":"INFO","logEvent":{"message":"Starting"}}',
    '{"level":"FATAL","logEvent":{"message":"The given configuration is invalid. Reason: Expected one of #"}}',
  ]
  expect(readTried(1, lines.join('\n')).error).toMatch(/Reason: Expected one of #/)
  expect(readTried(0, 'x is deprecated\nConfiguration OK')).toEqual({
    ok: true,
    error: '',
    deprecated: ['x is deprecated'],
  })
})
