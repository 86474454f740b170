import {readdir, writeFile} from 'node:fs/promises'
import {createServer, type Server} from 'node:http'
import {createServer as createSecureServer} from 'node:https'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'

import {benchHttp, type HttpBenchOptions, parseStages, readModel} from '../../../src/actions/bench/http.js'
import {loadResult} from '../../../src/actions/bench/store.js'
import {makeAuthority, makeKey, makeLeaf} from '../../../src/components/certificates.js'
import type {OpsError} from '../../../src/errors.js'
import {projectAt} from '../../../src/project.js'
import {tempDir} from '../../temp-dir.js'

const options: HttpBenchOptions = {
  headers: [],
  expectStatus: [],
  keepAlive: true,
  timeoutS: 5,
  seed: 1,
  threads: 1,
  pace: 'timer',
  allowRemote: [],
  maxErrorRatio: 0.5,
  maxConnections: 50,
  duration: '1s',
  warmup: '0s',
  command: ['opsctl', 'bench', 'http'],
  signal: new AbortController().signal,
  onNotKept(error) {
    throw error
  },
}

function listen(server: Server): Promise<number> {
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

/** Answers 200 with the path; /status/N with N; /away leads to another host; /flaky fails once it was asked 5 times. */
async function startTarget(): Promise<{readonly url: string; readonly seen: readonly string[]}> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    seen.push(`${request.method} ${path} ${request.headers.authorization ?? '-'}`)
    const status = Number(/^\/status\/(\d+)/.exec(path)?.[1] ?? 200)
    const isAway = path === '/away'
    const isBroken = path === '/flaky' && seen.length > 5
    response.writeHead(isBroken ? 500 : isAway ? 302 : status, isAway ? {location: 'http://shop.example.com/'} : {})
    response.end(`you asked ${path}`)
  })
  return {url: `http://127.0.0.1:${await listen(server)}`, seen}
}

async function run(url: string, rest: Partial<HttpBenchOptions> = {}) {
  const project = projectAt(await tempDir())
  return {project, result: await benchHttp(project, url, {...options, ...rest})}
}

async function refusal(url: string, rest: Partial<HttpBenchOptions> = {}): Promise<OpsError> {
  return (await run(url, rest).catch((error: unknown) => error)) as OpsError
}

describe('a load on a URL', () => {
  test('at a rate asks on time, is kept, and tells every second', async () => {
    const {url} = await startTarget()
    const told: number[] = []
    const {project, result} = await run(`${url}/x?y=1#z`, {rate: '100', onSecond: ({atS}) => void told.push(atS)})
    expect(result).toMatchObject({kind: 'http', target: `${url}/x?y=1`, status: 'complete', seed: 1})
    expect(result.run).toMatchObject({model: 'open', arrivals: 'constant', offered: 100, failed: 0})
    expect(told[0]).toBe(0)
    expect(await loadResult(project, 'last:http')).toEqual(result)
  })

  test('of connections asks as fast as they go, by several weighted requests with a log-in', async () => {
    const {url, seen} = await startTarget()
    const folder = await tempDir()
    await writeFile(join(folder, 'ids.csv'), 'id\n7\n8\n')
    await writeFile(join(folder, 'login'), 'ann:secret-password\n')
    await writeFile(
      join(folder, 'load.yaml'),
      'requests:\n  - {name: home, path: /, weight: 3}\n  - {name: item, path: "/i/{id}", data: ids.csv, method: PUT}\n',
    )
    const {result} = await run(url, {
      connections: 2,
      duration: '0.5s',
      scenarioFile: join(folder, 'load.yaml'),
      authFile: join(folder, 'login'),
    })
    expect(result.run?.requests.map(({name, errors}) => [name, errors])).toEqual([
      ['home', 0],
      ['item', 0],
    ])
    const login = `Basic ${Buffer.from('ann:secret-password').toString('base64')}`
    expect(new Set(seen)).toEqual(new Set([`GET / ${login}`, `PUT /i/7 ${login}`, `PUT /i/8 ${login}`]))
    expect(JSON.stringify(result)).not.toContain('secret-password')
  })

  test('fills its path from rows', async () => {
    const {url, seen} = await startTarget()
    const dataFile = join(await tempDir(), 'ids.csv')
    await writeFile(dataFile, 'id\n7\n8 9\n')
    const {result} = await run(`${url}/i/{id}?all={id}`, {dataFile, connections: 1, duration: '0.3s'})
    expect(result.target).toBe(`${url}/i/{id}?all={id}`)
    expect(new Set(seen)).toEqual(new Set(['GET /i/7?all=7 -', 'GET /i/8%209?all=8%209 -']))
  })

  test('that is interrupted is kept with what there is, and marked', async () => {
    const {url} = await startTarget()
    const interrupt = new AbortController()
    const onSecond = () => interrupt.abort()
    const {project, result} = await run(url, {rate: '50', duration: '30s', signal: interrupt.signal, onSecond})
    expect(result.status).toBe('interrupted')
    expect(result.run?.completed).toBeGreaterThan(20)
    expect((await loadResult(project, 'last')).status).toBe('interrupted')
  })

  test('that mostly fails is stopped', async () => {
    const {url} = await startTarget()
    const {result} = await run(`${url}/flaky`, {rate: '300', duration: '30s', maxErrorRatio: 0.2})
    expect(result.status).toBe('stopped')
    expect(result.statusReason?.en).toMatch(/failed/)
    expect(result.run?.errors).toMatchObject([{kind: '5xx'}])
  })
})

describe('a load that can’t work fails before it begins, and nothing is kept', () => {
  test('without a server', async () => {
    const error = await refusal('http://127.0.0.1:9/')
    expect(error).toMatchObject({code: 'OPS_BENCH_UNREACHABLE', exitCode: 3})
  })

  test.each([
    ['/status/404', {}, 'OPS_BENCH_FIRST_ANSWER', '404'],
    ['/status/200', {expectStatus: ['201']}, 'OPS_BENCH_FIRST_ANSWER', '200'],
    ['/x', {expectBody: 'welcome'}, 'OPS_BENCH_FIRST_ANSWER', ''],
    ['/away', {}, 'OPS_BENCH_FIRST_ANSWER', 'http://shop.example.com'],
    ['/', {rate: '0'}, 'OPS_FLAG_RATE', '--rate 0'],
    ['/', {rate: '300000'}, 'OPS_BENCH_TOO_MUCH', '200,000/s'],
    ['/', {duration: '2h'}, 'OPS_BENCH_TOO_MUCH', '1h'],
    ['/', {duration: '0s'}, 'OPS_FLAG_DURATION', '--duration'],
    ['/', {arrivals: 'poisson'}, 'OPS_FLAG_LOAD', '--arrivals'],
  ] as const)('with %s and %j: %s', async (path, rest, code, words) => {
    const {url} = await startTarget()
    const error = await refusal(`${url}${path}`, rest as Partial<HttpBenchOptions>)
    expect(error.code).toBe(code)
    expect(error.text.en).toContain(words)
    expect(error.ways.length).toBeGreaterThan(0)
  })

  test('of a scenario whose second request is wrong', async () => {
    const {url} = await startTarget()
    const scenarioFile = join(await tempDir(), 'load.yaml')
    await writeFile(scenarioFile, 'requests:\n  - {path: /, weight: 1000}\n  - {path: /status/503}\n')
    expect((await refusal(url, {scenarioFile})).text.en).toContain('503')
  })

  test('with a log-in in the URL, which is not repeated', async () => {
    const error = await refusal('http://ann:secret-password@127.0.0.1:1/')
    expect(error).toMatchObject({code: 'OPS_BENCH_URL', exitCode: 2})
    expect(error.text.en).not.toContain('secret-password')
  })

  test.each(['ftp://localhost/', 'http://', 'http://[::1/'])('at %s', async (url) => {
    expect((await refusal(url)).code).toBe('OPS_BENCH_URL')
  })

  test('at another host that nobody allowed', async () => {
    expect((await refusal('http://192.0.2.1/')).code).toBe('OPS_BENCH_REMOTE')
  })
})

describe('over TLS', () => {
  const startSecure = async () => {
    const key = makeKey()
    const authorityKey = makeKey()
    const certificate = await makeAuthority(authorityKey, 'test')
    const cert = await makeLeaf(key, ['localhost'], {authority: {certificate, key: authorityKey}})
    const port = await listen(createSecureServer({key, cert}, (_, response) => void response.end('ok')))
    const caFile = join(await tempDir(), 'ca.pem')
    await writeFile(caFile, certificate)
    return {port, caFile}
  }

  test('the certificate is checked against the given authority', async () => {
    const {port, caFile} = await startSecure()
    const {result} = await run(`https://localhost:${port}/`, {caFile, connections: 1, duration: '0.3s'})
    expect(result.run?.failed).toBe(0)
    expect(result.run?.completed).toBeGreaterThan(0)
  })

  test('a certificate for another name, or of an unknown authority, is one error', async () => {
    const {port, caFile} = await startSecure()
    const wrongName = await refusal(`https://127.0.0.1:${port}/`, {caFile})
    const unknown = await refusal(`https://localhost:${port}/`)
    for (const error of [wrongName, unknown]) expect(error.code).toBe('OPS_BENCH_UNREACHABLE')
    expect(wrongName.detail).toMatch(/ALTNAME/)
    expect(unknown.ways[0]?.en).toContain('--ca')
  })
})

describe('how much load', () => {
  const model = {maxConnections: 50, duration: '10s', warmup: '2s'}

  test('rises and falls by stages', () => {
    expect(parseStages('100:30s, 500:1m,500:10s')).toEqual([
      {durationS: 30, from: 100, to: 100},
      {durationS: 60, from: 100, to: 500},
      {durationS: 10, from: 500, to: 500},
    ])
    expect(readModel({...model, stages: '10:5s', arrivals: 'poisson'}).model).toEqual({
      ...{kind: 'open', arrivals: 'poisson', maxConnections: 50},
      stages: [{durationS: 5, from: 10, to: 10}],
    })
  })

  test.each(['100', '100:', ':30s', '100:30s:1', '100:30s,', '0:30s', '100:0s'])('is not "%s"', (stages) => {
    expect(() => readModel({...model, stages})).toThrow(/--(stages|rate|duration)/)
  })

  test('is ten clients when nothing is said', () => {
    expect(readModel(model).model).toEqual({kind: 'closed', connections: 10, durationS: 10})
  })
})

test('a project without a result has no folder of ours', async () => {
  const project = projectAt(await tempDir())
  await benchHttp(project, 'http://127.0.0.1:9/', options).catch(() => undefined)
  expect(await readdir(project.root)).toEqual([])
})
