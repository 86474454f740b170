/** One stack from nothing to nothing: what is touched, what is not, and what survives. */
import {execFile} from 'node:child_process'
import {chmod, mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, expect, test} from 'vitest'

import {askJson, makeFolder, mustRun, opsctl} from './opsctl.js'

const PROJECT = 'lifetest'
const docker = async (...argv: string[]) => (await promisify(execFile)('docker', argv)).stdout.trim()

let home: string
let shop: string

const spec = (redisMemory = '256MiB', interval = '15s') => `version: 1
project: ${PROJECT}
images: {source: debian}
redis: {limits: {memory: ${redisMemory}}}
prometheus: {port: 18310, scrapeInterval: ${interval}}
`

beforeAll(async () => {
  home = await makeFolder()
  shop = join(home, PROJECT)
  await mkdir(shop)
  await writeFile(join(shop, 'opsctl.yaml'), spec())
})

afterAll(async () => {
  await opsctl(['-C', shop, 'destroy', '--yes', '--project', PROJECT])
  await rm(home, {recursive: true, force: true})
})

/** Container id of each service. */
async function ids(): Promise<Map<string, string>> {
  const filter = `label=com.docker.compose.project=${PROJECT}`
  const format = '{{.Label "com.docker.compose.service"}} {{.ID}}'
  const lines = await docker('ps', '-a', '--no-trunc', '--filter', filter, '--format', format)
  return new Map(lines.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ') as [string, string]])))
}

interface PlanAnswer {
  readonly services: readonly {readonly service: string; readonly action: string; readonly because: readonly string[]}[]
}

async function changes(): Promise<PlanAnswer['services']> {
  const plan = (await askJson('-C', shop, 'plan')).json as unknown as PlanAnswer
  return plan.services.filter((one) => one.action !== 'unchanged')
}

test('up starts everything and asks each component to do its work', async () => {
  const up = await askJson('-C', shop, 'up')

  expect(up.code).toBe(0)
  expect(up.json.ok).toBe(true)
  expect((up.json.health as {verdict: {status: string}}[]).map((one) => one.verdict.status)).not.toContain('fail')
  expect([...(await ids()).keys()].toSorted()).toEqual(['prometheus', 'redis', 'redis-exporter'])
})

test('a second up recreates nothing, and the plan is empty', async () => {
  const before = await ids()
  await mustRun('-C', shop, 'up')

  expect(await ids()).toEqual(before)
  const plan = await opsctl(['-C', shop, 'plan'])
  expect(plan.code).toBe(0)
  expect(plan.stdout).toContain('Nothing to change')
})

test('a killed container is named with the reason, and up starts it without touching the others', async () => {
  const before = await ids()
  await docker('update', '--restart=no', before.get('redis') ?? '')
  await docker('kill', before.get('redis') ?? '')

  const status = await opsctl(['-C', shop, 'status'])
  expect(status.code).toBe(1)
  expect(status.stdout).toMatch(/✗ lifetest-redis-1 +exited \(137\)/)
  expect(status.stdout).toMatch(/killed from outside/)
  expect(status.stdout).toMatch(/✓ lifetest-prometheus-1/)

  await mustRun('-C', shop, 'up')
  expect((await opsctl(['-C', shop, 'status'])).code).toBe(0)
  const after = await ids()
  for (const [service, id] of before) if (service !== 'redis') expect(after.get(service)).toBe(id)
})

test('a removed container is missing in status, and comes back', async () => {
  await docker('rm', '--force', (await ids()).get('redis-exporter') ?? '')
  const status = await opsctl(['-C', shop, 'status'])

  expect(status.code).toBe(1)
  expect(status.stdout).toMatch(/✗ redis-exporter +missing/)
  await mustRun('-C', shop, 'up')
  expect((await opsctl(['-C', shop, 'status'])).code).toBe(0)
})

test('a changed limit is planned, and done, as the recreation of that service alone', async () => {
  const before = await ids()
  await writeFile(join(shop, 'opsctl.yaml'), spec('300MiB'))

  const planned = await changes()
  expect(planned.map((one) => [one.service, one.action])).toEqual([['redis', 'recreate']])
  expect(planned[0]?.because).toContain('mem_limit')

  await mustRun('-C', shop, 'up')
  const after = await ids()
  expect([...before].filter(([service, id]) => after.get(service) !== id).map(([service]) => service)).toEqual([
    'redis',
  ])
})

test('a changed secret is planned, and done, as the recreation of its readers alone', async () => {
  const before = await ids()
  const file = join(shop, 'secrets/redis-exporter-password')
  await chmod(file, 0o644)
  await writeFile(file, `${'Qz7'.repeat(9)}kfXw94TbnLs2`)

  const planned = await changes()
  expect(planned.map((one) => one.action)).toEqual(['recreate', 'recreate'])
  expect(planned.map((one) => one.service)).toEqual(['redis', 'redis-exporter'])
  expect(planned.flatMap((one) => one.because).join(' ')).toContain('secret redis-')

  await mustRun('-C', shop, 'up')
  expect((await ids()).get('prometheus')).toBe(before.get('prometheus'))
  expect(await changes()).toEqual([])
})

test('reload gives Prometheus its new configuration without a restart, and proves it by hash', async () => {
  const before = await ids()
  await writeFile(join(shop, 'opsctl.yaml'), spec('300MiB', '9s'))
  expect(await changes()).toMatchObject([{service: 'prometheus', action: 'reload'}])

  const {code, json} = await askJson('-C', shop, 'reload', 'prometheus')
  expect(code).toBe(0)
  const [answer] = json.reloaded as {wanted: string; running: string; taken: boolean}[]
  expect(answer).toMatchObject({taken: true, running: answer?.wanted})
  expect(await ids()).toEqual(before)
  expect(await changes()).toEqual([])
})

test('a broken rule of the person never reaches the running Prometheus', async () => {
  const live = join(shop, 'deploy/prometheus/config')
  const tree = async () => (await readdir(live, {recursive: true})).toSorted()
  const before = {files: await tree(), main: await readFile(join(live, 'prometheus.yml'), 'utf8'), ids: await ids()}
  await mkdir(join(shop, 'overlay/rules'), {recursive: true})
  const rule = join(shop, 'overlay/rules/broken.yaml')
  await writeFile(rule, 'groups:\n- name: mine\n  rules:\n  - alert: Broken\n    expr: "up =="\n')

  for (const verb of ['up', 'reload', 'plan']) {
    const answer = await opsctl(['-C', shop, verb])
    expect([2, 4]).toContain(answer.code)
    expect(answer.stderr).toContain('broken')
  }

  expect({files: await tree(), main: await readFile(join(live, 'prometheus.yml'), 'utf8'), ids: await ids()}).toEqual(
    before,
  )
  await rm(rule)
})

test('a service that can not start is named with its last lines, its cause and the next command', async () => {
  await mkdir(join(shop, 'overlay'), {recursive: true})
  const override = join(shop, 'overlay/compose.override.yaml')
  await writeFile(override, 'services:\n  redis-exporter:\n    entrypoint: ["/no/such/program"]\n')
  const before = await ids()

  const answer = await opsctl(['-C', shop, 'up', '--timeout', '40s'])
  await rm(override)
  expect(answer.code).toBe(1)
  expect(answer.stdout).toContain('✗ redis-exporter')
  expect(answer.stdout).toContain('exit code 127')
  const after = await ids()
  expect([after.get('redis'), after.get('prometheus')]).toEqual([before.get('redis'), before.get('prometheus')])
  await mustRun('-C', shop, 'up')
})

/** Programs of this project that still work in the background. */
async function composing(): Promise<readonly string[]> {
  const {stdout} = await promisify(execFile)('ps', ['-eo', 'args'])
  return stdout.split('\n').filter((line) => line.includes(`--project-name ${PROJECT}`) && line.includes('compose'))
}

test('an interrupt at any moment of a change leaves a state from which up works', async () => {
  for (const afterMs of [300, 1000, 1700, 2500, 4000]) {
    await writeFile(join(shop, 'opsctl.yaml'), spec(`${300 + afterMs / 100}MiB`))
    const cut = await opsctl(['-C', shop, 'up'], {signal: AbortSignal.timeout(afterMs)})
    expect([0, 130]).toContain(cut.code)
    expect(await composing()).toEqual([])
  }

  await mustRun('-C', shop, 'up')
  expect((await opsctl(['-C', shop, 'status'])).code).toBe(0)
  expect((await ids()).size).toBe(3)
  expect(await changes()).toEqual([])
})

test('an interrupt at any moment of a first start leaves a state from which down or up works', async () => {
  for (const afterMs of [900, 1500, 2200, 3500]) {
    await mustRun('-C', shop, 'down')
    const cut = await opsctl(['-C', shop, 'up'], {signal: AbortSignal.timeout(afterMs)})
    expect(cut.code).toBe(130)
    expect(await composing()).toEqual([])
  }

  await mustRun('-C', shop, 'up')
  expect((await opsctl(['-C', shop, 'status'])).code).toBe(0)
})

test('down keeps all data, and up has it again', async () => {
  await docker('exec', `${PROJECT}-redis-1`, 'sh', '-c', 'echo kept > /data/marker')
  const down = await askJson('-C', shop, 'down')
  expect(down.code).toBe(0)
  expect(down.json.kept).toEqual([`${PROJECT}_prometheus-data`, `${PROJECT}_redis-data`])
  expect((await ids()).size).toBe(0)

  await mustRun('-C', shop, 'up')
  expect(await docker('exec', `${PROJECT}-redis-1`, 'cat', '/data/marker')).toBe('kept')
})

test('destroy wants the name of the project, then removes containers, networks and volumes', async () => {
  for (const words of [[], ['--yes'], ['--yes', '--project', 'other']]) {
    const refused = await opsctl(['-C', shop, 'destroy', ...words])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain(`--project ${PROJECT}`)
  }
  expect((await ids()).size).toBe(3)

  await mustRun('-C', shop, 'destroy', '--yes', '--project', PROJECT)
  expect((await ids()).size).toBe(0)
  for (const kind of ['volume', 'network']) {
    expect(await docker(kind, 'ls', '-q', '--filter', `name=${PROJECT}_`)).toBe('')
  }
  expect(await readdir(shop)).toContain('secrets')
})
