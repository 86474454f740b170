/** An analysis with something in every part, for what is made of one. */
import type {Analysis, Percentiles} from '../../src/logs/analysis.js'

const percentiles: Percentiles = {
  count: 900,
  min: 0.4,
  p50: 12,
  p90: 40,
  p95: 80,
  p99: 410,
  p999: 1200,
  max: 9800,
  mean: 20,
}

const bucket = (minute: number, count: number, errors: number) => ({
  start: `2026-11-21T10:${String(minute).padStart(2, '0')}:00.000Z`,
  count,
  errors,
})

/** A thousand events of ten minutes. */
export const sampleAnalysis: Analysis = {
  version: 1,
  filter: {since: '2026-11-21T10:00:00.000Z', trace: 'abc'},
  totals: {
    sources: 2,
    bytes: 312_000_000,
    lines: 1_204_332,
    events: 1000,
    outside: 3,
    unparsed: 100,
    damaged: 12,
    timeless: 1,
    backwards: 2,
  },
  range: {first: '2026-11-21T10:00:00.000Z', last: '2026-11-21T10:09:59.000Z'},
  sources: [
    {
      name: 'app.log',
      compression: 'none',
      layout: 'json',
      layouts: [{layout: 'json', count: 900}],
      bytes: 300_000_000,
      lines: 1_000_000,
      events: 900,
      unparsed: 0,
      damaged: 0,
    },
    {
      name: 'old.log.gz',
      compression: 'gzip',
      layout: 'plain',
      layouts: [{layout: 'plain', count: 100}],
      bytes: 12_000_000,
      lines: 204_332,
      events: 100,
      unparsed: 100,
      damaged: 12,
      problem: {kind: 'truncated', detail: 'unexpected end of file'},
    },
  ],
  levels: [
    {level: 'info', count: 850, share: 0.85},
    {level: 'error', count: 50, share: 0.05},
    {level: 'none', count: 100, share: 0.1},
  ],
  errors: {
    count: 50,
    share: 0.05,
    classes: [
      {
        template: 'connection to <ip> refused after <n> ms',
        level: 'error',
        count: 49,
        share: 0.98,
        first: '2026-11-21T10:05:00.000Z',
        last: '2026-11-21T10:06:30.000Z',
        example: 'connection to 10.0.0.3 refused after 31 ms <script>alert(1)</script>',
        source: 'app.log',
      },
    ],
    table: {distinct: 1, missedAtMost: 3},
  },
  latency: percentiles,
  status: {
    classes: [
      {class: '2xx', count: 860, share: 0.9556},
      {class: '5xx', count: 40, share: 0.0444},
    ],
    codes: [
      {status: 200, count: 860},
      {status: 502, count: 40},
    ],
  },
  paths: {
    top: [{path: '/orders/{id}', count: 700, share: 0.78, errors: 40, latency: percentiles}],
    table: {distinct: 4, missedAtMost: 0},
  },
  clients: {top: [{value: '10.0.0.9', count: 500, share: 0.55}], table: {distinct: 9, missedAtMost: 0}},
  agents: {top: [{value: 'curl/8.5', count: 500, share: 0.55}], table: {distinct: 2, missedAtMost: 0}},
  histogram: {
    widthMs: 60_000,
    buckets: [
      ...[0, 1, 2, 3, 4].map((minute) => bucket(minute, 80, 0)),
      {...bucket(5, 520, 49), spike: {of: 'count', score: 12}},
      ...[6, 7, 8, 9].map((minute) => bucket(minute, 20, 0)),
    ],
  },
  slowest: [
    {
      durationMs: 9800,
      time: '2026-11-21T10:05:01.000Z',
      method: 'GET',
      path: '/orders/17',
      status: 502,
      id: 'abc',
      source: 'app.log',
    },
  ],
  stacks: {
    count: 7,
    groups: [
      {
        language: 'node',
        type: 'TypeError',
        message: 'x is undefined',
        count: 7,
        frames: ['handle (app.js)', 'next (router.js)'],
        source: 'app.log',
      },
    ],
    table: {distinct: 1, missedAtMost: 0},
  },
  trace: {
    id: 'abc',
    events: [
      {
        time: '2026-11-21T10:05:01.000Z',
        level: 'error',
        source: 'app.log',
        message: 'GET /orders/17 502',
        durationMs: 9800,
      },
    ],
    more: 2,
    spanMs: 9800,
  },
}

/** What an empty file gives. */
export const emptyAnalysis: Analysis = {
  version: 1,
  filter: {},
  totals: {sources: 1, bytes: 0, lines: 0, events: 0, outside: 0, unparsed: 0, damaged: 0, timeless: 0, backwards: 0},
  sources: [],
  levels: [],
  errors: {count: 0, share: 0, classes: [], table: {distinct: 0, missedAtMost: 0}},
  status: {classes: [], codes: []},
  paths: {top: [], table: {distinct: 0, missedAtMost: 0}},
  clients: {top: [], table: {distinct: 0, missedAtMost: 0}},
  agents: {top: [], table: {distinct: 0, missedAtMost: 0}},
  slowest: [],
  stacks: {count: 0, groups: [], table: {distinct: 0, missedAtMost: 0}},
}
