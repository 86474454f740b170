/** Brings up one stack per gateway driver with everything its schema can switch on, and makes what exporters count happen. */
import {cp, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {request} from 'node:https'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

import {type OpenStack, openStack} from '../../src/actions/pipeline.js'
import {listReloadable, reloadComponent} from '../../src/actions/reload-component.js'
import type {StepRunner} from '../../src/actions/step.js'
import {bringUp} from '../../src/actions/up.js'
import type {Access} from '../../src/components/component.js'
import {queryAsAdmin} from '../../src/components/postgres/psql.js'
import {passwordOf} from '../../src/components/redis/acl.js'
import {sendAs} from '../../src/components/redis/client.js'
import {projectAt} from '../../src/project.js'

const HTTPS = 29_443
const ALERTMANAGER = 29_093
const SCRAPE_S = 5
const drivers = ['caddy', 'nginx', 'haproxy'] as const
type Driver = (typeof drivers)[number]

const say = (text: string) => process.stdout.write(`${text}\n`)
const runSteps: StepRunner = async (steps) => {
  for (const step of steps) await step.run(() => undefined)
}

/** Calls back with the folder of each stack in turn, once its exporters have shown what happened. */
export async function playScenarios(record: (directory: string) => Promise<void>): Promise<void> {
  for (const driver of drivers) {
    const folder = await mkdtemp(join(tmpdir(), 'opsctl-record-'))
    try {
      await playOne(driver, join(folder, `rec-${driver}`), record)
    } finally {
      await rm(folder, {recursive: true, force: true})
    }
  }
}

async function playOne(driver: Driver, root: string, record: (directory: string) => Promise<void>): Promise<void> {
  const project = projectAt(root)
  await cp(new URL('../../templates/app/demo', import.meta.url), join(root, 'demo'), {recursive: true})
  await writeFile(project.specFile, specOf(driver))
  let open: OpenStack | undefined
  try {
    const signal = AbortSignal.timeout(600_000)
    const {health, failures} = await bringUp(project, {timeoutS: 70, force: false, runSteps, signal})
    if (health.length === 0) throw new Error(`rec-${driver} did not come up: ${JSON.stringify(failures)}`)
    open = await openStack(project)
    // The route without an upstream is meant to fail its check.
    const failed = health.filter(({verdict}) => verdict.status === 'fail')
    say(`rec-${driver} is up, ${failed.length} of ${health.length} checks fail: ${failed.map(({id}) => id).join(' ')}`)
    await makeTrouble(driver, open)
    await record(root)
  } finally {
    open ??= await openStack(project)
    await open.runtime.down({})
    await open.runtime.removeVolumes((await open.runtime.volumes()).map(({name}) => name))
  }
}

/** One test of the redirect, a cache and a limit where the driver has them, and a route whose upstream is not there. */
function specOf(driver: Driver): string {
  const isCaddy = driver === 'caddy'
  const cache = isCaddy ? '' : 'cache: [{path: /, ttl: 30s}]'
  const limit = isCaddy ? '' : 'rateLimit: {requests: 1, per: 10s}'
  const asked = ', activeHealth: {path: /healthz, interval: 2s}'
  return `version: 1
project: rec-${driver}
images: {source: debian}
apps:
  web:
    build: ./demo
    replicas: 2
    uses: [postgres, redis]
    metrics: /metrics
    health: {ready: /readyz}
gateway:
  driver: ${driver}
  bind: 127.0.0.1
  httpPort: 29080
  httpsPort: ${HTTPS}
  tls: {mode: internal, redirect: true}
  routes:
    web: {paths: [/], upstreams: [web]${driver === 'haproxy' ? asked : ''}}
    private: {paths: [/private], stripPrefix: true, upstreams: [web], basicAuth: [ops]}
    dead: {paths: [/dead], upstreams: ['http://web:9'], passiveHealth: {failCount: 3}${driver === 'caddy' ? asked : ''}}
    kept: {paths: [/kept], stripPrefix: true, upstreams: [web]${cache && `, ${cache}`}}
    scarce: {paths: [/scarce], stripPrefix: true, upstreams: [web]${limit && `, ${limit}`}}
postgres: {}
redis: {role: ${driver === 'haproxy' ? 'cache' : 'store'}, maxMemory: 16MiB}
prometheus: {port: 29090, scrapeInterval: ${SCRAPE_S}s}
alertmanager: {port: ${ALERTMANAGER}}
alerting:
  receivers:
    good: {type: webhook, url: 'http://web:8080/'}
    bad: {type: webhook, url: 'http://web:8080/error'}
  routes: [{severity: [critical, warning, info], receivers: [good, bad]}]
slo:
  shop: {objective: 99.9, window: 7d, route: web}
  fast: {kind: latency, objective: 99, latency: 1s, window: 7d, route: web}
node-exporter: {}
cadvisor: {}
blackbox: {targets: ['http://web:8080/healthz']}
`
}

async function makeTrouble(driver: Driver, {access, stack}: OpenStack): Promise<void> {
  const follower = followWal(access)
  await Promise.all([makeRequests(), troublePostgres(access), troubleRedis(access), notify(access)])
  for (const one of listReloadable(stack)) await tryTo(`reload ${one.id}`, () => reloadComponent(access, one))
  await makeRequests()
  await sleep(3 * SCRAPE_S * 1000)
  await follower
  say(`rec-${driver} has seen what there is to see`)
}

/** A trouble that can not be made is told, not fatal: what it would have shown is then missing from the contract. */
async function tryTo(what: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    say(`could not ${what}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Hits and misses, 401, 404, 405, 429, 500 and an upstream that is not there. */
async function makeRequests(): Promise<void> {
  const paths = ['/', '/kept/', '/kept/healthz', '/private/', '/nothing', '/scarce/', '/scarce/', '/error', '/dead']
  const seen = new Map<string, number>()
  for (let n = 0; n < 20; n++) {
    for (const path of [...paths, '/.env', '/slow?ms=50']) {
      const status = await ask(path)
      seen.set(`${path} ${status}`, (seen.get(`${path} ${status}`) ?? 0) + 1)
    }

    // A cache keeps no answer to a request that says who it is from.
    await ask('/kept/', {authorization: 'Basic bm9ib2R5Og=='})
    await sleep(200)
  }

  say([...seen].map(([what, count]) => `${what} ×${count}`).join(', '))
}

function ask(path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const options = {host: '127.0.0.1', port: HTTPS, path, headers, rejectUnauthorized: false, servername: 'localhost'}
    const sent = request({...options, timeout: 10_000}, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => resolve(0))
    sent.end()
  })
}

/** A deadlock, a rollback, a refused log-in, and a slot that nobody reads. */
async function troublePostgres(access: Access): Promise<void> {
  const must = async (sql: string) => {
    const {exitCode, stderr} = await queryAsAdmin(access, sql)
    if (exitCode !== 0) throw new Error(stderr)
  }
  await tryTo('prepare a deadlock', () =>
    must('CREATE TABLE pair (id int PRIMARY KEY); INSERT INTO pair VALUES (1), (2)'),
  )
  const grab = (first: number, second: number) =>
    queryAsAdmin(
      access,
      `BEGIN; UPDATE pair SET id = id WHERE id = ${first}; SELECT pg_sleep(2); UPDATE pair SET id = id WHERE id = ${second}; COMMIT`,
    )
  await Promise.all([grab(1, 2), grab(2, 1)])
  await queryAsAdmin(access, 'BEGIN; UPDATE pair SET id = id; ROLLBACK')
  await queryAsAdmin(access, 'SELECT 1 / 0')
  await tryTo('make a slot', () => must("SELECT pg_create_physical_replication_slot('idle', true)"))
}

/** A standby that is none: it streams the write-ahead log into its own folder for a while. */
async function followWal(access: Access): Promise<void> {
  const password = await access.secret('postgres-backup-password')
  const script = `IFS= read -r PGPASSWORD; export PGPASSWORD; cd "$(mktemp -d)" && exec timeout 60 "$(ls /usr/lib/postgresql/*/bin/pg_receivewal | tail -n 1)" -w -h postgres -U backup -D . --no-loop`
  await access
    .instance('postgres')
    .exec(['sh', '-c', script], {stdin: `${password}\n`, timeoutMs: 70_000})
    .then(
      ({stderr}) => say(stderr.trim()),
      (error: Error) => say(error.message),
    )
}

/** Refused log-ins, a command on the wrong type, a command that is not allowed, and more data than there is memory. */
async function troubleRedis(access: Access): Promise<void> {
  const app = {user: 'app', password: await access.secret(passwordOf('app'))}
  for (let n = 0; n < 6; n++) await sendAs(access, {user: 'app', password: 'wrong'}, ['PING']).catch(() => undefined)
  const megabyte = 'x'.repeat(2 ** 20)
  const fill = Array.from({length: 24}, (_, n) => `SET fill:${n} ${megabyte}`)
  const commands = [['SET word a', 'INCR word'], ['LPUSH list a', 'GET list'], ['FLUSHALL'], fill, ['DEL fill:0']]
  for (const lines of commands) await tryTo(`send ${lines[0]?.slice(0, 20)}`, () => sendAs(access, app, lines))
  await tryTo('let a key expire', () => sendAs(access, app, ['SET short a PX 1', 'GET missing']))
}

/** Two notifications: one is taken, one is answered with an error. */
async function notify(access: Access): Promise<void> {
  const password = await access.secret('alertmanager-password')
  const authorization = `Basic ${Buffer.from(`opsctl:${password}`).toString('base64')}`
  const url = `http://127.0.0.1:${ALERTMANAGER}/api/v2`
  const headers = {authorization, 'content-type': 'application/json'}
  const post = (path: string, body: unknown) =>
    fetch(url + path, {method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000)})
  const labels = {alertname: 'Recorded', severity: 'critical', component: 'redis'}
  await tryTo('send an alert', () => post('/alerts', [{labels, annotations: {summary: 'recorded'}}]))
  const matchers = [{name: 'alertname', value: 'Silenced', isRegex: false, isEqual: true}]
  const [startsAt, endsAt] = [new Date(), new Date(Date.now() + 3_600_000)].map((date) => date.toISOString())
  await tryTo('silence', () => post('/silences', {matchers, startsAt, endsAt, createdBy: 'recorder', comment: 'none'}))
}
