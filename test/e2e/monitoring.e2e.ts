/** Prometheus, Alertmanager, the exporters and the sample app as they really run, with the stores and without a gateway. */
import {execFile} from 'node:child_process'
import {cp, readFile, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {type OpenStack, openStack, type Prepared, prepareFiles} from '../../src/actions/pipeline.js'
import type {StepRunner} from '../../src/actions/step.js'
import {bringUp} from '../../src/actions/up.js'
import {alertmanager} from '../../src/components/alertmanager/index.js'
import type {ReloadSpec} from '../../src/components/component.js'
import {prometheus} from '../../src/components/prometheus/index.js'
import {projectAt} from '../../src/project.js'
import {askHealth, listHealthChecks} from '../../src/runtime/semantic-health.js'
import {makeFolder} from './opsctl.js'

const NAME = 'montest'
const run = promisify(execFile)

const SPEC = `version: 1
project: ${NAME}
images: {source: debian}
apps:
  web:
    build: ./demo
    uses: [postgres, redis]
    metrics: /metrics
    health: {ready: /readyz}
    secrets: [SESSION_KEY]
  worker:
    build: ./demo
    uses: [postgres, redis]
    deliver: env
    replicas: 2
    metrics: /metrics
    health: {ready: /readyz}
postgres: {}
redis: {}
prometheus: {port: 19090, scrapeInterval: 2s, retention: {time: 3d, size: 1GiB}}
alertmanager: {port: 19093}
node-exporter: {}
cadvisor: {}
blackbox: {}
`

const project = projectAt(join(await makeFolder(), NAME))
const runSteps: StepRunner = async (steps) => {
  for (const step of steps) await step.run(() => undefined)
}
let stack: OpenStack
let prepared: Prepared

beforeAll(async () => {
  await cp(new URL('../../templates/app/demo', import.meta.url), join(project.root, 'demo'), {recursive: true})
  await writeFile(project.specFile, SPEC)
  const report = await bringUp(project, {timeoutS: 180, force: false, runSteps, signal: AbortSignal.timeout(300_000)})
  stack = await openStack(project)
  expect(report.failures).toEqual([])
})

afterAll(async () => {
  await stack?.runtime.down({})
  await stack?.runtime.removeVolumes((await stack.runtime.volumes()).map(({name}) => name))
  await rm(dirname(project.root), {recursive: true, force: true})
})

const query = async (promql: string) => {
  const password = await stack.access.secret('prometheus-password')
  const answer = await stack.access.instance('prometheus').http({
    port: 9090,
    path: `/api/v1/query?query=${encodeURIComponent(promql)}`,
    basicAuth: {user: 'opsctl', password},
  })
  const {data} = JSON.parse(answer.body) as {
    data: {result: {metric: Record<string, string>; value: [number, string]}[]}
  }
  return data.result
}

test('every semantic check passes, with every scrape target up', async () => {
  const results = await askHealth(stack.access, listHealthChecks(stack.access), {patienceMs: 60_000})

  expect(results.filter(({verdict}) => verdict.status !== 'pass')).toEqual([])
  expect(results.map(({id}) => id)).toEqual(
    expect.arrayContaining(['prometheus.targets', 'alertmanager.config', 'cadvisor.metrics', 'app.web', 'app.worker']),
  )
})

describe.each([
  ['prometheus', 19_090],
  ['alertmanager', 19_093],
] as const)('%s', (service, port) => {
  const address = `http://127.0.0.1:${port}`
  const basic = (password: string) => `Basic ${Buffer.from(`opsctl:${password}`).toString('base64')}`

  test('refuses to answer without the right password', async () => {
    const password = await stack.access.secret(`${service}-password`)

    expect((await fetch(`${address}/metrics`)).status).toBe(401)
    expect((await fetch(`${address}/metrics`, {headers: {authorization: basic('wrong')}})).status).toBe(401)
    expect((await fetch(`${address}/metrics`, {headers: {authorization: basic(password)}})).status).toBe(200)
  })

  test('runs without privileges and shows no secret in docker inspect', async () => {
    const {stdout} = await run('docker', ['inspect', `${NAME}-${service}-1`])
    const [container] = JSON.parse(stdout)

    expect(container.HostConfig).toMatchObject({CapDrop: ['ALL'], ReadonlyRootfs: true})
    expect(container.Config.User).toBe('65534:65534')
    expect(stdout).not.toContain(await stack.access.secret(`${service}-password`))
  })

  test('keeps its web configuration byte for byte while the password stays', async () => {
    const file = join(project.secrets, `${service}-web`)
    const before = await readFile(file, 'utf8')
    await prepareFiles(stack, {force: true}).then(({staged}) => staged.discard())

    expect(await readFile(file, 'utf8')).toBe(before)
  })
})

describe('a reload', () => {
  const reloadOf = (component: typeof prometheus | typeof alertmanager) => component.reload?.(stack.stack) as ReloadSpec
  const change = async (from: string, to: string) => {
    await writeFile(project.specFile, SPEC.replace(from, to))
    stack = await openStack(project)
    prepared = await prepareFiles(stack, {force: true})
  }

  test('makes Prometheus run the new configuration in the same process', async () => {
    const reload = reloadOf(prometheus)
    const before = await reload.runningHash(stack.access)
    const [started] = await query('process_start_time_seconds{job="prometheus"}')
    await change('scrapeInterval: 2s', 'scrapeInterval: 3s')

    const tried = await stack.runtime.validate(prepared.rendered, 'prometheus', reload.validate)
    expect(tried).toMatchObject({ok: true})
    await prepared.staged.commit()
    expect(await reload.runningHash(stack.access)).toBe(before)
    await reload.apply(stack.access)

    await expect
      .poll(() => reload.runningHash(stack.access), {timeout: 10_000})
      .toBe(await stack.access.configHash('prometheus'))
    expect(await reload.runningHash(stack.access)).not.toBe(before)
    const [stillStarted] = await query('process_start_time_seconds{job="prometheus"}')
    expect(stillStarted?.value[1]).toBe(started?.value[1])
  })

  test('makes Alertmanager tell the hash of what it loaded', async () => {
    const reload = reloadOf(alertmanager)
    const file = join(project.deploy, 'alertmanager/config/alertmanager.yml')
    const rendered = await readFile(file, 'utf8')
    expect(await reload.runningHash(stack.access)).toBe(await stack.access.configHash('alertmanager'))

    await writeFile(file, rendered.replace('group_wait: 30s', 'group_wait: 31s'))
    expect(await reload.runningHash(stack.access)).toBeUndefined()
    await reload.apply(stack.access)
    await expect.poll(() => reload.runningHash(stack.access), {timeout: 10_000}).toMatch(/^[0-9a-f]{64}$/)

    await writeFile(file, rendered)
    await reload.apply(stack.access)
    await expect
      .poll(() => reload.runningHash(stack.access), {timeout: 10_000})
      .toBe(await stack.access.configHash('alertmanager'))
  })

  test('is refused for a broken rule file and for a broken Alertmanager configuration', async () => {
    await change('scrapeInterval: 2s', 'scrapeInterval: 4s')
    await writeFile(join(prepared.staged.dir, 'prometheus/config/rules.d/broken.yaml'), 'groups: [{name: x, rules: 1}]')
    await writeFile(join(prepared.staged.dir, 'alertmanager/config/alertmanager.yml'), 'route: {receiver: nobody}')

    const rules = await stack.runtime.validate(prepared.rendered, 'prometheus', reloadOf(prometheus).validate)
    const routes = await stack.runtime.validate(prepared.rendered, 'alertmanager', reloadOf(alertmanager).validate)
    await prepared.staged.discard()

    expect(rules).toMatchObject({ok: false, output: expect.stringContaining('broken.yaml')})
    expect(routes).toMatchObject({ok: false, output: expect.stringContaining('nobody')})
  })
})

describe('the container exporter', () => {
  test('measures every container of the stack and no other', async () => {
    const {stdout} = await run('docker', [
      'ps',
      '--filter',
      `label=com.docker.compose.project=${NAME}`,
      '--format',
      '{{.Names}}',
    ])
    const measured = await query('container_memory_usage_bytes')

    expect(measured.map(({metric}) => metric.name).toSorted()).toEqual(stdout.trim().split('\n').toSorted())
  })

  test('agrees with docker stats on memory and limits', async () => {
    const {stdout} = await run('docker', ['stats', '--no-stream', '--format', '{{.MemUsage}}', `${NAME}-postgres-1`])
    const [used = 0, limit = 0] = stdout.split('/').map(toBytes)
    const selector = '{container_label_com_docker_compose_service="postgres"}'
    const [workingSet] = await query(`container_memory_working_set_bytes${selector}`)
    const [limited] = await query(`container_spec_memory_limit_bytes${selector}`)

    expect(Math.abs(Number(workingSet?.value[1]) - used)).toBeLessThan(0.25 * used + 2 ** 20)
    expect(Number(limited?.value[1])).toBe(limit)
  })

  test('counts the CPU time that a busy container uses', async () => {
    const selector = '{container_label_com_docker_compose_service="web"}'
    const seconds = async () => Number((await query(`container_cpu_usage_seconds_total${selector}`))[0]?.value[1])
    const before = await seconds()
    const burn = 'let used; do used = process.cpuUsage(); while (used.user + used.system < 2e6)'
    await run('docker', ['exec', `${NAME}-web-1`, 'node', '-e', burn], {timeout: 60_000})

    await expect.poll(async () => (await seconds()) - before, {timeout: 15_000, interval: 1000}).toBeGreaterThan(1.9)
    expect((await seconds()) - before).toBeLessThan(6)
  })
})

describe('the sample app', () => {
  const ask = (service: string, path: string) => stack.access.instance(service).http({port: 8080, path})

  test.each(['web', 'worker'])('%s counts visits in Postgres and hits in Redis', async (service) => {
    const first = JSON.parse((await ask(service, '/')).body)
    const second = JSON.parse((await ask(service, '/')).body)

    expect(second.postgres.visit).toBeGreaterThan(first.postgres.visit)
    expect(second.redis.hits).toBe(first.redis.hits + 1)
  })

  test('takes secrets as files, or by environment where that was chosen', async () => {
    const env = async (service: string) => {
      const {stdout} = await run('docker', ['inspect', '--format', '{{json .Config.Env}}', `${NAME}-${service}-1`])
      return JSON.parse(stdout) as string[]
    }

    expect(await env('web')).toContain('SESSION_KEY_FILE=/run/secrets/app-web-session-key')
    expect((await env('web')).join()).not.toContain(await stack.access.secret('postgres-app-url'))
    expect(await env('worker')).toContain(`DATABASE_URL=${await stack.access.secret('postgres-app-url')}`)
  })

  test('sleeps, fails and is measured', async () => {
    const started = Date.now()
    expect((await ask('web', '/slow?ms=300')).status).toBe(200)
    expect(Date.now() - started).toBeGreaterThanOrEqual(295)
    expect((await ask('web', '/error')).status).toBe(500)
    expect((await ask('web', '/nowhere')).status).toBe(404)

    await expect
      .poll(() => query('http_requests_total{app="web",route="/error",code="500"}'), {timeout: 15_000})
      .toHaveLength(1)
    expect(await query('up{job="app-worker"}')).toHaveLength(2)
  })

  test('writes one JSON object per request to its log, and none of its secrets', async () => {
    const {stdout} = await run('docker', ['logs', `${NAME}-web-1`])
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))

    expect(lines).toContainEqual(expect.objectContaining({level: 'error', path: '/error', status: 500}))
    expect(stdout).not.toContain(await stack.access.secret('postgres-app-password'))
  })

  test('is not ready while Redis is down, and stays alive', async () => {
    await run('docker', ['stop', `${NAME}-redis-1`])
    const [ready, alive] = await Promise.all([ask('web', '/readyz'), ask('web', '/healthz')])
    await run('docker', ['start', `${NAME}-redis-1`])

    expect([ready.status, alive.status]).toEqual([503, 200])
    await expect.poll(async () => (await ask('web', '/readyz')).status, {timeout: 20_000}).toBe(200)
  })

  test('ends in time when asked to', async () => {
    const started = Date.now()
    await run('docker', ['stop', '--time', '20', `${NAME}-web-1`])
    const {stdout} = await run('docker', ['inspect', '--format', '{{.State.ExitCode}}', `${NAME}-web-1`])

    expect(stdout.trim()).toBe('0')
    expect(Date.now() - started).toBeLessThan(10_000)
  })
})

function toBytes(text: string): number {
  const [, count = '0', unit = 'B'] = /([\d.]+)([KMG]i)?B/.exec(text) ?? []
  return Number(count) * ({Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30}[unit] ?? 1)
}
