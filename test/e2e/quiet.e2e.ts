/** A healthy stack under light load: one alert fires, Watchdog. QUIET_MINUTES says for how long; five minutes without it. */
import {readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, expect, test} from 'vitest'

import {type Watch, watchAlerts} from './faults/watch.js'
import {askJson, makeFolder, mustRun, opsctl} from './opsctl.js'

const NAME = 'fm-quiet'
const PORTS = {http: 28_080, prometheus: 28_090, alertmanager: 28_093}
const MINUTES = Number(process.env.QUIET_MINUTES ?? 5)
const MAX_SERIES = 60_000
/** Requests a second, and what they ask for: mostly pages, now and then one that takes its time. */
const RATE = 6
const PATHS = ['/', '/', '/healthz', '/', '/readyz', '/', '/slow?ms=50', '/']

let home: string
let folder: string
let watch: Watch

beforeAll(async () => {
  home = await makeFolder()
  folder = join(home, NAME)
  const set = [
    `gateway.httpPort=${PORTS.http}`,
    `prometheus.port=${PORTS.prometheus}`,
    `alertmanager.port=${PORTS.alertmanager}`,
  ].flatMap((one) => ['--set', one])
  await mustRun('init', folder, '--preset', 'demo', '--images', 'debian', '--yes', ...set)
  await mustRun('-C', folder, 'up', '--yes')
  watch = watchAlerts({prometheus: ask})
}, 600_000)

afterAll(async () => {
  await watch?.stop()
  await opsctl(['-C', folder, 'destroy', '--yes', '--project', NAME])
  await rm(home, {recursive: true, force: true})
}, 200_000)

/** `data` of an answer of Prometheus' API. */
async function ask<T>(path: string): Promise<T> {
  const password = (await readFile(join(folder, 'secrets/prometheus-password'), 'utf8')).trim()
  const answer = await fetch(`http://127.0.0.1:${PORTS.prometheus}${path}`, {
    headers: {authorization: `Basic ${Buffer.from(`opsctl:${password}`).toString('base64')}`},
    signal: AbortSignal.timeout(5000),
  })
  return ((await answer.json()) as {data: T}).data
}

/** Asks the gateway at a steady rate until the time is up; returns the answers by status. */
async function browse(minutes: number): Promise<Record<number, number>> {
  const end = Date.now() + minutes * 60_000
  const statuses: Record<number, number> = {}
  for (let sent = 0; Date.now() < end; sent += 1) {
    const path = PATHS[sent % PATHS.length] ?? '/'
    const {status} = await fetch(`http://127.0.0.1:${PORTS.http}${path}`)
      .then(async (answer) => ({status: answer.status, body: await answer.text()}))
      .catch(() => ({status: 0}))
    statuses[status] = (statuses[status] ?? 0) + 1
    await sleep(1000 / RATE)
  }

  return statuses
}

test(
  `only Watchdog fires in ${MINUTES} minutes of light load`,
  async () => {
    const statuses = await browse(MINUTES)
    const named = (kind: 'fired' | 'pending') => [
      ...new Set(watch.seen.filter((one) => (one.firingAt !== undefined) === (kind === 'fired')).map(({name}) => name)),
    ]
    process.stdout.write(
      `${MINUTES} min, answers ${JSON.stringify(statuses)}: fired ${named('fired').join(', ') || 'nothing'}; ` +
        `pending for a while ${named('pending').join(', ') || 'nothing'}\n`,
    )

    expect(Object.keys(statuses)).toEqual(['200'])
    expect(named('fired')).toEqual(['Watchdog'])
  },
  (MINUTES + 2) * 60_000,
)

test('every selector of every rule finds its exporter', async () => {
  const {code, stdout, stderr} = await opsctl(['-C', folder, 'alerts', 'check'])
  expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, ''])
})

test('alerts list --firing shows Watchdog', async () => {
  const {code, json} = await askJson('-C', folder, 'alerts', 'list', '--firing')
  expect(code).toBe(0)
  expect(JSON.stringify(json)).toContain('Watchdog')
})

test('the default stack has few series', async () => {
  const {result} = await ask<{result: {value: [number, string]}[]}>('/api/v1/query?query=prometheus_tsdb_head_series')
  const series = Number(result[0]?.value[1])
  process.stdout.write(`${series} series in the default stack\n`)
  expect(series).toBeGreaterThan(1000)
  expect(series).toBeLessThanOrEqual(MAX_SERIES)
})
