/** The light log path of a whole stack, from opsctl's own files: every container's lines become documents, and nothing leaks. */
import {readdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {run} from '../../src/system/run.js'
import {askJson, makeFolder, mustRun, opsctl} from './opsctl.js'
import {ensureTestImages, TEST_MAJOR, TEST_REGISTRY} from './tools/images.js'
import {containerOf, type Hits, openStore, type Store, until} from './tools/log-stack.js'
import {toolsAbsent} from './tools/tools.js'

const PROJECT = 'tl-light'
const DATASETS = 'tl_light'
const GATEWAY = 26_100
const PROMETHEUS = 26_101
const STORE = 26_103
const ANSWERS = {
  'gateway.httpPort': GATEWAY,
  'prometheus.port': PROMETHEUS,
  'alertmanager.port': 26_102,
  'cadvisor.enabled': false,
  'images.registry': TEST_REGISTRY,
  'logs.path': 'light',
  'elasticsearch.version': TEST_MAJOR,
  'elasticsearch.port': STORE,
  'elasticsearch.limits.memory': '1GiB',
  'filebeat.limits.memory': '256MiB',
}

/** A document, as far as these tests look at it. */
interface Line {
  readonly '@timestamp': string
  readonly message: string
  readonly tags?: readonly string[]
  readonly log?: {readonly level?: string}
  readonly http?: {
    readonly request?: {readonly method?: string; readonly id?: string}
    readonly response?: {readonly status_code?: number; readonly bytes?: number}
  }
  readonly url?: {readonly path?: string}
  readonly event?: {readonly duration?: number; readonly original?: string}
  readonly process?: {readonly pid?: number}
  readonly service?: {readonly name?: string}
  readonly labels?: Readonly<Record<string, string>>
  readonly app?: Readonly<Record<string, unknown>>
}

const docker = async (...argv: string[]) => (await run('docker', argv)).trim()

describe.skipIf(toolsAbsent('elasticsearch8', 'filebeat'))('a stack with the light log path', () => {
  let home: string
  let shop: string
  let store: Store
  let up: Record<string, unknown>

  beforeAll(async () => {
    home = await makeFolder()
    shop = join(home, PROJECT)
    await ensureTestImages()
    const set = Object.entries(ANSWERS).flatMap(([path, value]) => ['--set', `${path}=${value}`])
    await mustRun('init', shop, '--preset', 'demo', '--images', 'registry', '--yes', ...set)
    const answer = await askJson('-C', shop, 'up', '--yes')
    if (answer.code !== 0) throw new Error(JSON.stringify(answer.json, null, 1))
    up = answer.json
    store = openStore(shop, STORE)
  })

  afterAll(async () => {
    await opsctl(['-C', shop, 'destroy', '--yes', '--project', PROJECT])
    await rm(home, {recursive: true, force: true})
  })

  /** The newest document of a service that matches, once there is one. */
  const find = (service: string, query: string) =>
    until(`a line of ${service} with ${query}`, 60_000, async () => {
      const path = `/logs-${DATASETS}.${service}-*/_search?size=1&sort=@timestamp:desc&q=${encodeURIComponent(query)}`
      return (await store.ask<Hits<Line>>(path)).json.hits?.hits[0]?._source
    })

  /** Lets the app's container write a line to its own stdout. */
  const write = async (line: string) => {
    const program = `require('node:fs').appendFileSync('/proc/1/fd/1', process.argv[1] + '\\n')`
    await docker('exec', await containerOf(PROJECT, 'web'), 'node', '-e', program, line)
  }

  const running = async () => {
    const format = '{{.Label "com.docker.compose.service"}} {{.ID}}'
    const lines = await docker(
      'ps',
      '--no-trunc',
      '--filter',
      `label=com.docker.compose.project=${PROJECT}`,
      '--format',
      format,
    )
    return new Map(lines.split('\n').map((line) => line.split(' ') as [string, string]))
  }

  test('up finds a marked line of a container in the store', () => {
    const health = up.health as {id: string; verdict: {status: string}}[]
    expect(health.find((one) => one.id === 'filebeat.line-stored')?.verdict.status).toBe('pass')
    expect(health.filter((one) => one.verdict.status === 'fail')).toEqual([])
  })

  test('a request is a document of the gateway and one of the app, with the same fields', async () => {
    const answer = await fetch(`http://127.0.0.1:${GATEWAY}/error`, {headers: {'user-agent': 'tl-light/1'}})
    expect(answer.status).toBe(500)
    const access = await find('gateway', 'url.path:"/error"')
    expect(access).toMatchObject({
      message: 'GET /error 500',
      log: {level: 'error'},
      http: {request: {method: 'GET'}, response: {status_code: 500}},
      labels: {route: 'web'},
      service: {name: 'gateway'},
    })
    expect(Number.isInteger(access.event?.duration)).toBe(true)
    const own = await find('web', 'url.path:"/error"')
    expect(own).toMatchObject({log: {level: 'error'}, http: {request: {method: 'GET'}, response: {status_code: 500}}})
    expect(own.http?.request?.id).toBe(access.http?.request?.id)
  })

  test('lines of Postgres and Redis have their level, their time and no frame around the message', async () => {
    const postgres = await find('postgres', 'message:"ready to accept connections"')
    expect(postgres).toMatchObject({message: 'database system is ready to accept connections', log: {level: 'info'}})
    expect(postgres.process?.pid).toBeGreaterThan(0)
    const redis = await find('redis', 'message:"Ready to accept connections"')
    expect(redis).toMatchObject({log: {level: 'info'}})
    expect(redis.message).toMatch(/^Ready to accept connections/)
  })

  test('a password in a line is hidden before it is stored', async () => {
    await write('{"level":"warn","msg":"login of sesame","password":"hunter2-opensesame"}')
    const line = await find('web', 'message:sesame')
    expect(JSON.stringify(line)).toContain('[masked]')
    const everywhere = await store.ask<Hits<Line>>(
      `/logs-*/_search?q=${encodeURIComponent('"hunter2-opensesame" OR hunter2')}`,
    )
    expect(everywhere.json.hits.total.value).toBe(0)
  })

  test('what can not be parsed is kept whole and tagged', async () => {
    await write('{"level":"info","msg":"cut in the midd')
    expect(await find('web', 'message:midd')).toMatchObject({
      message: '{"level":"info","msg":"cut in the midd',
      tags: expect.arrayContaining(['unparsed', 'broken_json']),
    })
  })

  test('the lines of the log rooms themselves do not come back', async () => {
    const found = await store.ask<{aggregations: {datasets: {buckets: {key: string}[]}}}>(`/logs-*/_search`, {
      size: 0,
      aggs: {datasets: {terms: {field: 'data_stream.dataset', size: 100}}},
    })
    const datasets = found.json.aggregations.datasets.buckets.map(({key}) => key)
    expect(datasets).toEqual(
      expect.arrayContaining(['gateway', 'postgres', 'redis', 'web'].map((one) => `${DATASETS}.${one}`)),
    )
    expect(datasets.filter((one) => /elasticsearch|filebeat|logstash|kibana|keeper/.test(one))).toEqual([])
  })

  test('Prometheus scrapes every program of the log path', async () => {
    const up = await until('every target of the log rooms is up', 60_000, async () => {
      const query = encodeURIComponent('min by (job) (up{job=~"elasticsearch|filebeat|log-keeper"})')
      const password = (await readFile(join(shop, 'secrets/prometheus-password'), 'utf8')).trim()
      const answer = await fetch(`http://127.0.0.1:${PROMETHEUS}/api/v1/query?query=${query}`, {
        headers: {authorization: `Basic ${Buffer.from(`opsctl:${password}`).toString('base64')}`},
      })
      const {data} = (await answer.json()) as {data: {result: {metric: {job: string}; value: [number, string]}[]}}
      const jobs = data.result.filter(({value}) => value[1] === '1').map(({metric}) => metric.job)
      return jobs.length === 3 ? jobs.toSorted() : undefined
    })
    expect(up).toEqual(['elasticsearch', 'filebeat', 'log-keeper'])
  })

  test('log-keeper counts what is stored against the budget', async () => {
    const program = 'fetch("http://127.0.0.1:9691/metrics").then(async (answer) => console.log(await answer.text()))'
    const metrics = await until('log-keeper has measured the store', 90_000, async () => {
      const text = await docker('exec', await containerOf(PROJECT, 'log-keeper'), 'node', '-e', program)
      return /^opsctl_logs_stored_bytes [1-9]/m.test(text) ? text : undefined
    })
    expect(metrics).toMatch(/^opsctl_logs_up 1$/m)
    expect(metrics).toMatch(/^opsctl_logs_budget_bytes 2\d{10}$/m)
  })

  test('no secret is in docker inspect, in an argument of a program, or in a container log', async () => {
    const names = (await readdir(join(shop, 'secrets'))).filter((name) => /password|-key$|token/.test(name))
    const values = (await Promise.all(names.map((name) => readFile(join(shop, 'secrets', name), 'utf8')))).map((text) =>
      text.trim(),
    )
    expect(values.length).toBeGreaterThan(6)
    for (const [service, id] of await running()) {
      const logs = await run('docker', ['logs', id])
      const all = [await docker('inspect', id), await docker('top', id, '-eo', 'pid,args'), logs].join('\n')
      expect(
        values.filter((value) => all.includes(value)),
        service,
      ).toEqual([])
    }
  })

  test('Docker rotates the log of every container, and a rotated line is stored like any other', async () => {
    const containers = await running()
    expect(containers.size).toBeGreaterThan(10)
    for (const [service, id] of containers) {
      const {Type, Config} = JSON.parse(await docker('inspect', '--format', '{{json .HostConfig.LogConfig}}', id))
      expect([service, Type, Config['max-size'], Config['max-file']]).toEqual([service, 'json-file', '10m', '5'])
    }
    const web = containers.get('web') ?? ''
    const program = `const {appendFileSync} = require('node:fs')
for (let n = 1; n <= 1200; n += 1) appendFileSync('/proc/1/fd/1', JSON.stringify({level: 'debug', msg: 'rotated', n, pad: 'x'.repeat(10000)}) + '\\n')`
    await docker('exec', web, 'node', '-e', program)
    const root = await docker('info', '--format', '{{.DockerRootDir}}')
    expect(await readdir(join(root, 'containers', web))).toContain(`${web}-json.log.1`)
    await until('every rotated line is stored', 120_000, async () =>
      (await store.count(`logs-${DATASETS}.web-*`, 'message:rotated')) === 1200 ? true : undefined,
    )
  })
})
