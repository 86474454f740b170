import {expect, test} from 'vitest'

import {countJoined, readInputs, readStats, readTest} from '../../../../src/components/filebeat/doctor/read.js'

test('statistics are read as Filebeat tells them', () => {
  const body = JSON.stringify({
    beat: {info: {uptime: {ms: 95_564}, version: '7.17.29'}},
    libbeat: {
      output: {events: {acked: 168, dropped: 0, failed: 0, total: 168}, type: 'elasticsearch'},
      pipeline: {events: {active: 2}},
    },
  })
  expect(readStats(body)).toEqual({
    version: '7.17.29',
    uptimeMs: 95_564,
    output: 'elasticsearch',
    total: 168,
    acked: 168,
    failed: 0,
    dropped: 0,
    active: 2,
  })
})

test('its own log is not taken for the error of a test', () => {
  const log = '{"level":"warn","message":"an error that is none"}'
  const failed = `${log}\nelasticsearch: https://elasticsearch:9200...\n  connection...\n    dns lookup... ERROR lookup elasticsearch: no such host`
  expect(readTest(1, failed)).toEqual({ok: false, error: 'lookup elasticsearch: no such host'})
  expect(readTest(1, `${log}\nError initializing beat: error loading config file`).error).toMatch(
    /^Error initializing beat/,
  )
  expect(readTest(0, 'version: 8.19.5')).toEqual({ok: true, error: ''})
})

test('patterns of several inputs are listed once', () => {
  const parsers = [{multiline: {pattern: '^\\s', match: 'after'}}]
  const config = {
    'filebeat.inputs': [
      {type: 'filestream', parsers},
      {type: 'filestream', parsers},
    ],
  }
  expect(readInputs(config)).toEqual({types: ['filestream'], multiline: [{pattern: '^\\s', match: 'after'}]})
})

test('only a pattern that joins the line it looks at counts, and only whole objects', () => {
  const lines = ['{"a":1}', '  at main.js', '{broken']
  expect(countJoined(lines, [{pattern: '^\\{', match: 'after'}])).toMatchObject({lines: 3, json: 1, joined: 1})
  expect(countJoined(lines, [{pattern: '^\\{', match: 'before'}]).joined).toBe(0)
  expect(countJoined(lines, [{pattern: '(?P<x>a)', match: 'after'}]).joined).toBe(0)
})
