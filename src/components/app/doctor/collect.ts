/** Looks at apps: their containers, what they answer, and what they rest on. */
import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import type {z} from 'zod'

import {type CollectContext, defineCollector} from '../../../doctor/collect.js'
import {CannotSee} from '../../../doctor/facts.js'
import {OpsError} from '../../../errors.js'
import type {Stack} from '../../component.js'
import {answers, containers, metrics, migrations, secretFiles, stores} from './facts.js'
import {FIND_MIGRATIONS, readMigrations} from './migrations.js'
import {parseMetrics} from './parse-metrics.js'

const TIMEOUT_MS = 3500

type App = Stack['apps'][string]

const appsOf = (stack: Stack) => Object.entries(stack.apps)
const some = (fits: (app: App) => boolean) => (stack: Stack) => Object.values(stack.apps).some(fits)
const any = some(() => true)

export const collectors = [
  defineCollector({key: containers, isFor: any, collect: countContainers}),
  defineCollector({
    key: answers,
    isFor: any,
    collect: async (context) => Promise.all(appsOf(context.stack).map(([name, app]) => askHealth(context, name, app))),
  }),
  defineCollector({
    key: metrics,
    isFor: some((app) => app.metrics !== undefined),
    collect: async (context) =>
      Promise.all(withMetrics(context.stack).map(([name, app]) => askMetrics(context, name, app))),
  }),
  defineCollector({key: stores, isFor: some((app) => app.uses.length > 0), collect: lookAtStores}),
  defineCollector({key: secretFiles, isFor: any, collect: compareSecrets}),
  defineCollector({key: migrations, isFor: some((app) => app.uses.includes('postgres')), collect: askMigrations}),
]

/** Apps that expose metrics. */
export function withMetrics(stack: Stack): readonly (readonly [string, App])[] {
  return appsOf(stack).filter(([, app]) => app.metrics !== undefined)
}

async function countContainers({stack, states}: CollectContext): Promise<z.infer<typeof containers.schema>> {
  const all = await states()
  return appsOf(stack).map(([app, {replicas}]) => {
    const own = all.filter(({service}) => service === app)
    const running = own.filter(({state}) => state === 'running')
    const starts = running.flatMap(({startedAt}) => (startedAt === undefined ? [] : [Date.parse(startedAt)]))
    return {
      app,
      running: running.length,
      wanted: replicas,
      state: own.find(({state}) => state !== 'running')?.state ?? 'running',
      restarts: own.reduce((sum, {restarts}) => sum + restarts, 0),
      ...(starts.length === 0 ? {} : {startedAt: Math.min(...starts)}),
    }
  })
}

async function askHealth(context: CollectContext, name: string, app: App) {
  const isRunning = (await context.states()).some(({service, state}) => service === name && state === 'running')
  const [live, ready] = [app.health.path, app.health.ready ?? app.health.path]
  if (!isRunning) {
    const nothing = (path: string) => ({path, status: 0, ms: 0, error: 'no running container'})
    return {app: name, running: false, live: nothing(live), ready: nothing(ready)}
  }

  // The first request finds the container, so the second is the one that is timed rightly.
  const first = await get(context, name, app.port, live)
  const [liveAnswer, readyAnswer] = await Promise.all([
    first.status === 0 ? first : get(context, name, app.port, live),
    get(context, name, app.port, ready),
  ])
  return {app: name, running: true, live: pick(liveAnswer), ready: pick(readyAnswer)}
}

interface Got {
  readonly path: string
  readonly status: number
  readonly ms: number
  readonly error: string
  readonly body: string
}

/** One GET. Never throws. */
export async function get({access}: CollectContext, name: string, port: number, path: string): Promise<Got> {
  const started = performance.now()
  const ms = () => Math.round(performance.now() - started)
  try {
    const {status, body} = await access.instance(name).http({port, path, timeoutMs: TIMEOUT_MS})
    return {path, status, ms: ms(), error: '', body}
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const words = error instanceof Error ? error.message : String(error)
    return {path, status: 0, ms: ms(), error: typeof code === 'string' && code.startsWith('E') ? code : words, body: ''}
  }
}

function pick({path, status, ms, error}: Got) {
  return {path, status, ms, error}
}

async function askMetrics(context: CollectContext, app: string, {port, metrics: path = ''}: App) {
  const {status, error, body} = await get(context, app, port, path)
  return {app, path, status, error, ...parseMetrics(status === 200 ? body : '')}
}

async function lookAtStores({stack, states}: CollectContext): Promise<z.infer<typeof stores.schema>> {
  const all = await states()
  return appsOf(stack).flatMap(([app, {uses}]) =>
    uses.map((store) => {
      const own = all.find(({service}) => service === store)
      return {app, store, state: own?.state ?? 'missing', health: own?.health ?? 'none'}
    }),
  )
}

/** Apps read their secrets when they start. */
async function compareSecrets({stack, project, fact}: CollectContext): Promise<z.infer<typeof secretFiles.schema>> {
  const found = await fact(containers)
  const names = await readdir(project.secrets).catch(() => [])
  const rows = found.map(async ({app, startedAt}) => {
    if (startedAt === undefined) return []
    const {uses = []} = stack.apps[app] ?? {}
    const own = names.filter(
      (name) => name.startsWith(`app-${app}-`) || uses.some((store) => name === `${store}-app-password`),
    )
    const times = await Promise.all(
      own.map(async (name) => [name, await changedAt(join(project.secrets, name))] as const),
    )
    const newer = times.filter(([, at]) => at > startedAt).map(([name]) => name)
    return [{app, startedAt, newer}]
  })
  return (await Promise.all(rows)).flat()
}

async function changedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0
}

const silent = {en: 'the database does not answer in time', zh: '数据库未及时应答'}

async function askMigrations({access, stack}: CollectContext): Promise<z.infer<typeof migrations.schema>> {
  const argv = ['psql', '-X', '-q', '-A', '-t', '-w', '-F', '\t', '-U', 'postgres', '-d', stack.postgres.database]
  const env = ['env', 'PGAPPNAME=opsctl', 'PGOPTIONS=-c default_transaction_read_only=on -c statement_timeout=3000']
  const {exitCode, stdout, stderr} = await access
    .instance('postgres')
    .exec([...env, ...argv], {stdin: FIND_MIGRATIONS, timeoutMs: TIMEOUT_MS})
    .catch((error: unknown) => {
      throw error instanceof OpsError ? new CannotSee('unreachable', silent) : error
    })
  if (exitCode !== 0) {
    const why = stderr.trim().split('\n').at(-1) ?? ''
    throw new CannotSee('unreachable', {en: `the database does not answer: ${why}`, zh: `数据库没有应答：${why}`})
  }
  return readMigrations(stdout)
}
