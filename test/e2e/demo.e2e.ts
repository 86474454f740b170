/** The main job, as a new user does it, once for each gateway driver. */
import {execFile} from 'node:child_process'
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {parseDocument} from 'yaml'

import type {Analysis} from '../../src/logs/analysis.js'
import {askJson, makeFolder, mustRun, opsctl} from './opsctl.js'

const docker = async (...argv: string[]) => (await promisify(execFile)('docker', argv)).stdout.trim()

const drivers = ['caddy', 'nginx', 'haproxy'] as const

describe.each(drivers)('the demo stack behind %s', (driver) => {
  const port = 18_400 + drivers.indexOf(driver) * 10
  let home: string
  let shop: string

  beforeAll(async () => {
    home = await makeFolder()
    shop = join(home, `shop-${driver}`)
    const ports = [`gateway.httpPort=${port}`, `prometheus.port=${port + 1}`, `alertmanager.port=${port + 2}`]
    const set = [`gateway.driver=${driver}`, ...ports].flatMap((one) => ['--set', one])
    await mustRun('init', shop, '--preset', 'demo', '--images', 'debian', '--yes', ...set)
    await mustRun('-C', shop, 'up', '--yes')
  })

  afterAll(async () => {
    await opsctl(['-C', shop, 'destroy', '--yes', '--project', `shop-${driver}`])
    await rm(home, {recursive: true, force: true})
  })

  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    return (await answer.json()) as {postgres: {visit: number}; redis: {hits: number}}
  }

  const ids = async () => {
    const lines = await docker(
      'ps',
      '-a',
      '--no-trunc',
      '--filter',
      `label=com.docker.compose.project=shop-${driver}`,
      '--format',
      '{{.ID}} {{.Label "com.docker.compose.service"}}',
    )
    return new Map(lines.split('\n').map((line) => line.split(' ').toReversed() as [string, string]))
  }

  test('answers through the gateway with data that went through Postgres and Redis', async () => {
    const first = await ask()
    const second = await ask()
    expect(second.postgres.visit).toBeGreaterThan(first.postgres.visit)
    expect(second.redis.hits).toBeGreaterThan(first.redis.hits)
  })

  test('is healthy in status, and a second up recreates nothing', async () => {
    const before = await ids()
    expect((await askJson('-C', shop, 'status')).code).toBe(0)
    expect((await opsctl(['-C', shop, 'plan'])).code).toBe(0)
    await mustRun('-C', shop, 'up', '--yes')
    expect(await ids()).toEqual(before)
  })

  test('shows no secret in docker inspect or in any container log', async () => {
    const names = (await readdir(join(shop, 'secrets'))).filter((name) => name.endsWith('-password'))
    const values = await Promise.all(names.map((name) => readFile(join(shop, 'secrets', name), 'utf8')))
    expect(values.length).toBeGreaterThan(3)
    for (const id of (await ids()).values()) {
      const {stdout, stderr} = await promisify(execFile)('docker', ['logs', id], {maxBuffer: 64 * 1024 ** 2})
      const all = `${await docker('inspect', id)}${stdout}${stderr}`
      for (const value of values) expect(all.includes(value.trim())).toBe(false)
    }
  })

  // What does not depend on the driver is shown once, behind the default one.
  if (driver !== 'caddy') return

  test('heals one killed container without touching the others', async () => {
    const before = await ids()
    await docker('kill', before.get('redis') ?? '')
    await docker('update', '--restart=no', before.get('redis') ?? '')
    const status = await opsctl(['-C', shop, 'status'])
    expect(status.code).toBe(1)
    expect(status.stdout).toMatch(/redis/)
    expect(status.stdout).toMatch(/137/)

    await mustRun('-C', shop, 'up', '--yes')
    const after = await ids()
    for (const [service, id] of before) if (service !== 'redis') expect(after.get(service)).toBe(id)
    expect((await opsctl(['-C', shop, 'status'])).code).toBe(0)
  })

  test('tells from the real logs of the stack what was asked and how it went', async () => {
    await ask()
    const {code, json} = await askJson('-C', shop, 'logs', 'analyze', '--component', 'gateway', '--component', 'web')
    expect(code).toBe(0)
    const {totals, status, latency, paths} = json as unknown as Analysis
    expect(totals).toMatchObject({damaged: 0})
    expect(totals.events).toBeGreaterThan(0)
    expect(status.classes.find((one) => one.class === '2xx')?.count).toBeGreaterThan(0)
    expect(latency?.count).toBeGreaterThan(0)
    expect(paths.top.map(({path}) => path)).toContain('/')
    const text = await mustRun('-C', shop, 'logs', 'analyze')
    expect(text.split('\n').length).toBeLessThanOrEqual(60)
    expect(text).toContain('LATENCY')
  })

  test('plans a changed limit as the recreation of that service alone', async () => {
    const spec = join(shop, 'opsctl.yaml')
    const written = await readFile(spec, 'utf8')
    const edited = parseDocument(written)
    edited.setIn(['redis', 'limits', 'memory'], '300MiB')
    await writeFile(spec, String(edited))
    const {code, json} = await askJson('-C', shop, 'plan')
    await writeFile(spec, written)

    expect(code).toBe(10)
    const changes = (json.services as {service: string; action: string}[]).filter(
      (change) => change.action !== 'unchanged',
    )
    expect(changes.map((change) => change.service)).toEqual(['redis'])
  })

  test('keeps a broken rule away from the running Prometheus', async () => {
    const rule = join(shop, 'overlay/rules/broken.yaml')
    await mkdir(dirname(rule), {recursive: true})
    await writeFile(
      rule,
      'groups:\n  - name: broken\n    rules:\n      - alert: Broken\n        expr: sum(rate(up[5m])\n',
    )
    const answer = await opsctl(['-C', shop, 'reload', 'prometheus'])
    await rm(rule)

    expect(answer.code).toBe(2)
    expect(answer.stderr).toMatch(/overlay\/rules\/broken\.yaml:5/)
    expect((await opsctl(['-C', shop, 'status'])).code).toBe(0)
  })

  test('down keeps the data, and up brings it back', async () => {
    const before = await ask()
    await mustRun('-C', shop, 'down', '--yes')
    expect((await opsctl(['-C', shop, 'status'])).code).toBe(1)
    await mustRun('-C', shop, 'up', '--yes')
    const after = await ask()
    expect(after.postgres.visit).toBeGreaterThan(before.postgres.visit)
    expect(after.redis.hits).toBeGreaterThan(before.redis.hits)
  })
})
