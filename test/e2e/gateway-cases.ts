/** The tests that each driver passes, run by gateway-<driver>.e2e.ts. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'

import {
  ask,
  askEcho,
  type Bench,
  docker,
  eventually,
  LOG_FIELDS,
  makeBench,
  query,
  readLog,
  removeBench,
  startClients,
  up,
  writeSpec,
} from './gateway-bench.js'
import {mustRun, opsctl} from './opsctl.js'

const SECURE = {host: 'secure.example.com'}
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

/** Declares the tests of one driver. Ports from `firstPort` on are its own. */
export function gatewayTests(driver: 'caddy' | 'nginx' | 'haproxy', firstPort: number): void {
  let bench: Bench
  const secret = async (name: string) => (await readFile(join(bench.folder, 'secrets', name), 'utf8')).trim()

  beforeAll(async () => {
    bench = await makeBench(driver, firstPort)
    await up(bench)
  })
  afterAll(() => removeBench(bench))

  test('requests go to the longest path, in turn to each replica, with the client named', async () => {
    const echoes = []
    for (let sent = 0; sent < 20; sent += 1) echoes.push(await askEcho(bench, '/a%20b?x=1'))
    const {headers, url} = echoes[0] as (typeof echoes)[0]
    const names = echoes.map((echo) => echo.name)

    expect(url).toBe('/a%20b?x=1')
    expect(headers['x-forwarded-for']).toMatch(/^[\d.]+$/)
    expect(headers['x-forwarded-proto']).toBe('http')
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{32,36}$/)
    expect(new Set(names).size).toBe(2)
    expect(names.filter((name) => name === names[0]).length).toBeGreaterThanOrEqual(8)
    expect(names.filter((name) => name === names[0]).length).toBeLessThanOrEqual(12)
  })

  test('a host of its own has a password, and a path no spelling gets around', async () => {
    const password = await secret('gateway-password-alice')

    for (const path of ['/private', '/private/x', '/%70rivate/x', '//private/x', '/y/../private/x']) {
      expect([path, (await ask(bench, path, {headers: SECURE})).status]).toEqual([path, 401])
    }
    expect((await ask(bench, '/private/x', {headers: {host: 'a.wild.example.com'}})).status).toBe(401)
    expect((await ask(bench, '/private/x', {headers: {...SECURE, ...basic('bob', password)}})).status).toBe(401)
    const echo = await askEcho(bench, '/private/x', {headers: {...SECURE, ...basic('alice', password)}})
    expect(echo.url).toBe('/x')
    expect(echo.headers.authorization).toBeUndefined()
    for (const [host, path] of [
      ['other.example.com', '/private/x'],
      ['a.b.wild.example.com', '/private/x'],
      ['secure.example.com', '/privateer'],
    ] as const) {
      expect((await askEcho(bench, path, {headers: {host}})).url).toBe(path)
    }
  })

  test('a body that is too large is refused, its size told or not', async () => {
    const body = 'x'.repeat(2000)

    expect((await ask(bench, '/small', {method: 'POST', body})).status).toBe(413)
    expect((await ask(bench, '/small', {method: 'POST', body: 'small'})).status).toBe(200)
    const chunked = await ask(bench, '/small', {method: 'POST', body, headers: {'transfer-encoding': 'chunked'}})
    expect(chunked.status).toBe(driver === 'haproxy' ? 411 : 413)
  })

  test('https works with the certificate of the project’s own authority', async () => {
    const ca = await secret('gateway-ca-certificate')

    expect((await ask(bench, '/', {ca})).status).toBe(200)
    await expect(ask(bench, '/', {ca: (await secret('gateway-tls-certificate')).slice(0, 20)})).rejects.toThrow()
  })

  if (driver === 'caddy') {
    test('a cache or a rate limit is refused with the drivers that have one', async () => {
      for (const key of ['cache.0.path=/', 'rateLimit.requests=5']) {
        const text = key.startsWith('cache') ? 'cache: [{path: /, ttl: 60s}]' : 'rateLimit: {requests: 5}'
        const answer = await refuse(bench, text)
        expect(answer.code).toBe(2)
        expect(answer.stderr + answer.stdout).toMatch(/nginx or haproxy/)
      }
    })
  } else {
    test('an answer is kept for its time, and not for those who show who they are', async () => {
      const first = await askEcho(bench, '/cached/x')

      expect(await askEcho(bench, '/cached/x')).toEqual(first)
      const other = await askEcho(bench, '/cached/x', {headers: {authorization: 'Bearer me'}})
      expect(other.headers.authorization).toBe('Bearer me')
    })

    test('a client that asks too often gets 429', async () => {
      const statuses = []
      for (let sent = 0; sent < 10; sent += 1) statuses.push((await ask(bench, '/limited')).status)

      expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 200])
      expect(statuses.slice(-3)).toEqual([429, 429, 429])
    })
  }

  test('each request leaves one line with exactly the documented fields', async () => {
    await ask(bench, '/logged/a%20b?token=hidden', {headers: {'user-agent': 'quote " and \\ backslash'}})
    const log = await eventually(
      () => readLog(bench),
      (lines) => lines.some(({path}) => path === '/logged/a%20b'),
    )
    const line = log.find(({path}) => path === '/logged/a%20b')

    expect(new Set(log.map((entry) => Object.keys(entry).toSorted().join()))).toEqual(
      new Set([Object.keys(LOG_FIELDS).toSorted().join()]),
    )
    for (const entry of log) {
      for (const [field, type] of Object.entries(LOG_FIELDS)) {
        const is = entry[field] === null ? 'null' : typeof entry[field]
        expect([field, is, type.split(' or ').includes(is)]).toEqual([field, is, true])
      }
    }
    expect(line).toMatchObject({route: 'web', method: 'GET', status: 200, level: 'info', cache: 'none'})
    expect(line?.user_agent).toBe('quote " and \\ backslash')
    expect(line?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(line?.upstream).toMatch(/^[\d.]+:8080$/)
    expect(Math.abs(Date.now() - Date.parse(String(line?.time)))).toBeLessThan(60_000)
    expect(JSON.stringify(log)).not.toContain('hidden')
  })

  test('the recorded series say what a client counted', async () => {
    const total = 1000
    const counted = 'gateway:requests:total{route="counted"}'
    const statuses: number[] = []
    const sendAll = async (from: number) => {
      for (let sent = from; sent < total; sent += 20) {
        const status = sent % 20 === 3 ? 500 : 200
        statuses.push((await ask(bench, `/counted?status=${status}`)).status)
      }
    }
    // One of each first: a counter has no rate before its second sample.
    await ask(bench, '/counted')
    await ask(bench, '/counted?status=500')
    await eventually(
      () => query(bench, counted, 'code_class'),
      (series) => (series['5xx'] ?? 0) >= 1,
    )
    await Promise.all(Array.from({length: 20}, (_, from) => sendAll(from)))
    const errors = statuses.filter((status) => status >= 500).length
    const series = await eventually(
      () => query(bench, counted, 'code_class'),
      (seen) => (seen['2xx'] ?? 0) + (seen['5xx'] ?? 0) >= total + 2,
    )

    expect(errors).toBe(50)
    expect(series['2xx']).toBeGreaterThanOrEqual((total - errors) * 0.98)
    expect(series['2xx']).toBeLessThanOrEqual((total - errors) * 1.02)
    expect(series['5xx']).toBeGreaterThanOrEqual(errors * 0.98)
    expect(series['5xx']).toBeLessThanOrEqual(errors * 1.02)
    const rates = await eventually(
      () => query(bench, 'gateway:requests:rate5m{route="counted"}', 'code_class'),
      (rate) => (rate['2xx'] ?? 0) > 0 && (rate['5xx'] ?? 0) > 0,
    )
    // No closer: the rate of a series that has just begun is extrapolated at its edges.
    const share = (rates['5xx'] ?? 0) / ((rates['5xx'] ?? 0) + (rates['2xx'] ?? 0))
    expect(share).toBeGreaterThan(errors / total / 2)
    expect(share).toBeLessThan((errors / total) * 2)
    for (const quantile of ['p50_5m', 'p95_5m', 'p99_5m']) {
      // Counted by another program than the requests, from their log lines: a scrape later at times.
      const latency = await eventually(
        () => query(bench, `gateway:latency_seconds:${quantile}`, 'route'),
        (delay) => (delay.counted ?? 0) > 0,
      )
      expect(latency.counted).toBeGreaterThan(0)
    }
    const healthy = () => query(bench, 'gateway:upstreams_healthy', 'route')
    expect((await eventually(healthy, (upstreams) => upstreams.counted === 2)).counted).toBe(2)
    expect(await query(bench, 'gateway:in_flight', 'route')).toHaveProperty([''])
    expect((await query(bench, 'gateway:errors:ratio5m', 'route'))['']).toBeGreaterThan(0.02)
    if (driver === 'caddy') return
    // One miss, nine hits.
    for (let sent = 0; sent < 10; sent += 1) await ask(bench, '/cached/counted')
    const hits = await eventually(
      async () => (await query(bench, 'gateway:cache_hit:ratio5m', 'route'))[''] ?? 0,
      (share) => share > 0.5,
    )
    expect(hits).toBeGreaterThan(0.5)
    expect(hits).toBeLessThanOrEqual(1)
  })

  test('ten reloads under fifty busy connections fail no request', async () => {
    const stop = startClients(bench, 50)
    for (let reload = 0; reload < 10; reload += 1) {
      await writeSpec(bench, driver, 3 + (reload % 2))
      await mustRun('-C', bench.folder, 'reload', 'gateway')
    }
    const {answers, failures} = await stop()

    expect(failures).toEqual([])
    expect(answers).toBeGreaterThan(1000)
  })

  test('an upstream that dies costs no request once it is left out, and comes back', async () => {
    await docker('kill', `${bench.project}-web-2`)
    const statuses = []
    for (let sent = 0; sent < 60; sent += 1) statuses.push((await ask(bench, '/')).status)
    await docker('start', `${bench.project}-web-2`)
    const names = await eventually(
      async () => new Set([(await askEcho(bench, '/')).name, (await askEcho(bench, '/')).name]),
      ({size}) => size === 2,
    )

    expect(statuses.filter((status) => status !== 200).length).toBeLessThanOrEqual(4)
    expect(statuses.slice(-40)).toEqual(Array(40).fill(200))
    expect(names.size).toBe(2)
  })
}

/** Validates the project with one more setting in its first route. */
async function refuse(bench: Bench, setting: string) {
  const {readFile: read, writeFile: write} = await import('node:fs/promises')
  const file = join(bench.folder, 'opsctl.yaml')
  const before = await read(file, 'utf8')
  await write(file, before.replace('    web:\n', `    web:\n      ${setting}\n`))
  const answer = await opsctl(['-C', bench.folder, 'validate'])
  await write(file, before)
  return answer
}
