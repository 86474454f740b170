import {describe, expect, test} from 'vitest'

import {analyseText} from './analyse-text.js'

const start = Date.parse('2026-11-21T10:00:00Z')
const iso = (ms: number) => new Date(start + ms).toISOString()

function access(ms: number, {path = '/', status = 200, seconds = 0.01, client = '10.0.0.1', agent = 'curl/8'} = {}) {
  return JSON.stringify({
    time: iso(ms),
    method: 'GET',
    path,
    status,
    duration_s: seconds,
    client_ip: client,
    user_agent: agent,
    request_id: `r${ms}`,
  })
}

describe('error classes', () => {
  test('join messages that differ in numbers, ids, quotes and addresses', () => {
    const messages = [
      'timeout after 30 ms calling "pay" for 7f3c2a9b1d',
      'timeout after 4500 ms calling "mail" for 00aa11bb22',
      'cannot read /var/lib/app/a.db: 10.0.0.7:5432 refused',
      'cannot read /srv/b.db: 10.0.0.9:5433 refused',
    ]
    const {errors} = analyseText(messages.map((msg, i) => JSON.stringify({level: 'error', time: iso(i * 1000), msg})))
    expect(errors.classes.map(({template, count, first, last}) => [template, count, first, last])).toEqual([
      ['cannot read {path}: {ip} refused', 2, iso(2000), iso(3000)],
      ['timeout after {n} ms calling {text} for {hex}', 2, iso(0), iso(1000)],
    ])
  })

  test('find words that vary without a digit, but keep few different ones apart', () => {
    const names = ['ann', 'bob', 'eve', 'joe', 'kim']
    const lines = [...names.map((name) => `user ${name} could not log in`), 'file was opened', 'file was closed']
    const {errors} = analyseText(lines.map((msg) => JSON.stringify({level: 'error', msg})))
    expect(errors.classes.map(({template, count}) => [template, count])).toEqual([
      ['user {*} could not log in', 5],
      ['file was closed', 1],
      ['file was opened', 1],
    ])
  })

  test('count a varying word in full even when it fills the table many times over', () => {
    const word = (i: number) => Array.from(String(i), (digit) => 'abcdefghij'[Number(digit)]).join('')
    const lines = Array.from({length: 20_000}, (_, i) =>
      JSON.stringify({level: 'error', msg: `no user ${word(i)} here`}),
    )
    expect(analyseText(lines).errors.classes[0]).toMatchObject({template: 'no user {*} here', count: 20_000})
  })

  test('tell requests apart by path and status', () => {
    const lines = [7, 8, 9].map((id) => access(id, {path: `/orders/${id}?x=1`, status: 503}))
    const {errors} = analyseText([...lines, access(10, {path: '/login', status: 500})])
    expect(errors).toMatchObject({count: 4, share: 1})
    expect(errors.classes.map(({template, count}) => [template, count])).toEqual([
      ['GET /orders/{id} 503', 3],
      ['GET /login 500', 1],
    ])
  })

  test('show no secret', () => {
    const analysis = analyseText([
      '{"level":"error","msg":"login with password=hunter2secret failed"}',
      '{"level":"error","method":"GET","path":"/x?token=abc123abc123","status":500,"duration_s":3}',
      '{"level":"error","msg":"pull failed","stack":"Error: Bearer abcdefgh12345678 refused\\n    at pull (/app/a.js:1:2)"}',
    ])
    expect(JSON.stringify(analysis)).not.toMatch(/hunter2|abc123|abcdefgh1234/)
  })
})

describe('latency', () => {
  test('percentiles are within 0.8 % of the true ones', () => {
    const seconds = Array.from({length: 5000}, (_, i) => ((i * 7919) % 5000) / 1000 + 0.001)
    const sorted = seconds.toSorted((a, b) => a - b).map((s) => s * 1000)
    const {latency} = analyseText(seconds.map((s, i) => access(i, {seconds: s})))
    for (const [share, found] of [
      [0.5, latency?.p50],
      [0.9, latency?.p90],
      [0.95, latency?.p95],
      [0.99, latency?.p99],
      [0.999, latency?.p999],
    ] as const) {
      const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
      expect(Math.abs((found ?? 0) - exact) / exact).toBeLessThan(0.008)
    }

    expect(latency).toMatchObject({count: 5000, min: 1, max: 5000, mean: 2500.5})
  })

  test('is told per path, with ids left out', () => {
    const lines = [
      access(1, {path: '/orders/7', seconds: 1}),
      access(2, {path: '/orders/8?full=1', seconds: 3, status: 500}),
      access(3, {path: '/static/app.3f2a9c1b.js', seconds: 0.002}),
      access(4, {path: '/users/123e4567-e89b-12d3-a456-426614174000/cart'}),
      access(5, {path: '/api/v1/health'}),
    ]
    const {paths} = analyseText(lines)
    expect(paths.top.map(({path, count, errors}) => [path, count, errors])).toEqual([
      ['/orders/{id}', 2, 1],
      ['/api/v1/health', 1, 0],
      ['/static/app.{id}.js', 1, 0],
      ['/users/{id}/cart', 1, 0],
    ])
    expect(paths.top[0]?.latency).toMatchObject({count: 2, max: 3000})
  })

  test('the slowest requests come first, of equal ones the earlier', () => {
    const lines = [0.2, 5, 5, 0.1].map((seconds, i) => access(i, {seconds, path: `/p${i}`}))
    expect(analyseText(lines, {top: 3}).slowest).toEqual([
      {durationMs: 5000, time: iso(1), method: 'GET', path: '/p1', status: 200, id: 'r1', source: 'app.log'},
      {durationMs: 5000, time: iso(2), method: 'GET', path: '/p2', status: 200, id: 'r2', source: 'app.log'},
      {durationMs: 200, time: iso(0), method: 'GET', path: '/p0', status: 200, id: 'r0', source: 'app.log'},
    ])
  })
})

describe('counts', () => {
  test('of status, clients and user agents', () => {
    const lines = [200, 204, 404, 503].map((status, i) => access(i, {status, client: `10.0.0.${i % 2}`}))
    const {status, clients, agents, levels} = analyseText(lines)
    expect(status.classes.map((one) => [one.class, one.count, one.share])).toEqual([
      ['2xx', 2, 0.5],
      ['4xx', 1, 0.25],
      ['5xx', 1, 0.25],
    ])
    expect(clients.top).toEqual([
      {value: '10.0.0.0', count: 2, share: 0.5},
      {value: '10.0.0.1', count: 2, share: 0.5},
    ])
    expect(agents.top).toEqual([{value: 'curl/8', count: 4, share: 1}])
    expect(levels.map(({level, count}) => [level, count])).toEqual([
      ['info', 3],
      ['error', 1],
    ])
  })

  test('of a frequent client survive any number of rare ones, and the report says how far off they may be', () => {
    const lines = Array.from({length: 60_000}, (_, i) =>
      access(i, {client: i % 3 === 0 ? '203.0.113.9' : `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`}),
    )
    const {clients} = analyseText(lines)
    const [first] = clients.top
    expect(first?.value).toBe('203.0.113.9')
    expect(20_000 - (first?.count ?? 0)).toBeLessThanOrEqual(clients.table.missedAtMost)
    expect(clients.table.missedAtMost).toBeGreaterThan(0)
    expect(clients.table.missedAtMost).toBeLessThan(20)
  })

  test('over time have their spikes marked', () => {
    const lines = Array.from({length: 30}, (_, second) =>
      Array.from({length: second === 12 ? 200 : 20 + (second % 3)}, (__, i) => access(second * 1000 + i)),
    )
    const {histogram} = analyseText(lines.flat())
    expect(histogram?.widthMs).toBe(1000)
    expect(histogram?.buckets).toHaveLength(30)
    const spikes = histogram?.buckets.filter(({spike}) => spike !== undefined)
    expect(spikes?.map(({start: at, count, spike}) => [at, count, spike?.of])).toEqual([[iso(12_000), 200, 'count']])
  })

  test('over a long time have few, wide buckets and lose none', () => {
    const lines = Array.from({length: 3000}, (_, i) => access(i * 3_600_000, {status: i % 100 === 0 ? 500 : 200}))
    const {histogram} = analyseText(lines)
    expect(histogram?.buckets.length).toBeLessThanOrEqual(70)
    expect(histogram?.buckets.reduce((sum, {count}) => sum + count, 0)).toBe(3000)
    expect(histogram?.buckets.reduce((sum, {errors}) => sum + errors, 0)).toBe(30)
  })
})

describe('a trace', () => {
  test('is every event that holds its id, by time', () => {
    const id = '4bf92f3577b34da6a3ce929d0e0e4736'
    const {trace} = analyseText(
      [
        `{"level":"info","time":"${iso(20)}","trace_id":"${id}","msg":"stored","duration_ms":12}`,
        `{"level":"info","time":"${iso(30)}","trace_id":"other","msg":"no"}`,
        `2026-11-21 10:00:00,010 WARN [main] c.a.Orders - begin trace=${id}`,
        '  with more of it',
        `{"level":"error","time":"${iso(50)}","trace_id":"${id}","msg":"failed, token=abc123abc123"}`,
      ],
      {trace: id},
    )
    expect(trace).toEqual({
      id,
      events: [
        {time: iso(10), level: 'warn', source: 'app.log', message: `begin trace=${id}`},
        {time: iso(20), level: 'info', source: 'app.log', message: 'stored', durationMs: 12},
        {time: iso(50), level: 'error', source: 'app.log', message: 'failed, token=[masked]'},
      ],
      more: 0,
      spanMs: 40,
    })
  })
})

test('a long path of many numbers fails nothing', () => {
  const {errors} = analyseText([
    `10.0.0.1 - - [01/Mar/2026:10:20:30 +0000] "GET ${'/1'.repeat(300)} HTTP/1.1" 500 12 "-" "curl"`,
  ])
  expect(errors.classes[0]?.template).toMatch(/^GET (?:\/\{id\}){50}/)
})

test('what is outside the window is told as that alone', () => {
  const lines = ['no layout', '{"broken', `{"level":"info","time":"${iso(0)}","msg":"in"}`, 'no layout', '{"broken']
  const {totals} = analyseText([...lines], {sinceMs: start})
  expect(totals).toMatchObject({lines: 5, events: 3, outside: 2, unparsed: 2, damaged: 1})
})
