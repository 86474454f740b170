/** Looks at the gateway from within, from outside, and through what Prometheus recorded. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {z} from 'zod'

import {type CollectContext, defineCollector} from '../../../doctor/collect.js'
import {CannotSee} from '../../../doctor/facts.js'
import type {Stack} from '../../component.js'
import {SERVER_FILES} from '../driver.js'
import {probePath} from '../health.js'
import {planRoutes, ports} from '../route-plan.js'
import {configTest, detour, self, traffic, upstreams} from './facts.js'
import {INSIDE_MS, lookInside} from './look-inside.js'

const TIMEOUT_MS = 4000
const SAMPLES = 5

const isEnabled = (stack: Stack) => stack.gateway.enabled

export const collectors = [
  defineCollector({key: self, isFor: isEnabled, collect: askSelf}),
  defineCollector({
    key: configTest,
    timeoutMs: INSIDE_MS,
    isFor: isEnabled,
    collect: async (context) => (await lookInside(context)).configTest,
  }),
  defineCollector({
    key: upstreams,
    timeoutMs: INSIDE_MS,
    isFor: isEnabled,
    collect: async (context) => (await lookInside(context)).upstreams,
  }),
  defineCollector({
    key: traffic,
    isFor: (stack) => stack.gateway.enabled && stack.prometheus.enabled,
    collect: askTraffic,
  }),
  defineCollector({key: detour, isFor: isEnabled, collect: compareWays}),
]

async function askSelf(context: CollectContext): Promise<z.infer<typeof self.schema>> {
  const {access} = context
  const get = (path: string) => access.instance('gateway').http({port: ports.internal, path, timeoutMs: TIMEOUT_MS})
  const besides = Promise.all([access.configHash('gateway'), countRefusals(context)])
  try {
    // The first request finds the container, the second is the one that is timed.
    const config = await get('/-/config')
    const started = performance.now()
    const health = await get('/healthz')
    const ms = Math.round(performance.now() - started)
    const limits = await readLimits(context, (await get('/metrics')).body)
    const [onDisk, outOfConnections] = await besides
    const running = config.status === 200 ? config.body.trim() : ''
    return {status: health.status, ms, error: '', running, onDisk, outOfConnections, ...limits}
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const [onDisk, outOfConnections] = await besides
    return {status: 0, ms: 0, error: why, running: '', onDisk, outOfConnections}
  }
}

/** HAProxy has counters for it; the others say it in their log. */
async function countRefusals(context: CollectContext): Promise<number> {
  if (context.stack.gateway.driver === 'haproxy') return 0
  const lines = await context.logs('gateway', {tail: 200, since: '15m'}).catch(() => [])
  const isRefusal = /worker_connections are not enough|Too many open files/i
  return lines.filter((line) => !line.includes('"request_id"') && isRefusal.test(line)).length
}

type Limits = Pick<z.infer<typeof self.schema>, 'connections' | 'queued' | 'connectErrors'>

/** What bounds connections differs: nginx has workers, HAProxy a number of its own, Caddy only open files. */
async function readLimits({stack, project}: CollectContext, metrics: string): Promise<Limits> {
  const sum = (name: string) => sumOf(metrics, name)
  const pair = (used: number | undefined, max: number | undefined, of: 'connections' | 'files'): Limits =>
    used === undefined || !max ? {} : {connections: {used, max, of}}
  if (stack.gateway.driver === 'caddy') return pair(sum('process_open_fds'), sum('process_max_fds'), 'files')
  if (stack.gateway.driver === 'haproxy') {
    const [queued, connectErrors] = [
      sum('haproxy_backend_current_queue'),
      sum('haproxy_backend_connection_errors_total'),
    ]
    return {
      ...pair(sum('haproxy_process_current_connections'), sum('haproxy_process_max_connections'), 'connections'),
      ...(queued === undefined ? {} : {queued}),
      ...(connectErrors === undefined ? {} : {connectErrors}),
    }
  }

  const conf = await readFile(join(project.deploy, SERVER_FILES, 'nginx.conf'), 'utf8').catch(() => '')
  const number = (name: string) => Number(new RegExp(`^\\s*${name}\\s+(\\d+);`, 'm').exec(conf)?.[1] ?? 0)
  const max = number('worker_processes') * number('worker_connections')
  return pair(sum('nginx_connections_active'), max, 'connections')
}

function sumOf(metrics: string, name: string): number | undefined {
  const lines = metrics.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
  return lines.length === 0 ? undefined : lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

async function askTraffic({promql}: CollectContext): Promise<z.infer<typeof traffic.schema>> {
  const named = (name: string, expression: string) => `label_replace(${expression}, "is", "${name}", "", "")`
  const samples = await promql(
    [
      named('requests5m', 'sum(gateway:requests:rate5m) * 300'),
      named('errorRatio', 'gateway:errors:ratio5m'),
      named('hitRatio', 'avg_over_time(gateway:cache_hit:ratio5m[15m])'),
      named(
        'lookups',
        '(sum(increase(gateway_cache_requests_total{result=~"hit|miss"}[15m])) or sum(increase(haproxy_backend_http_cache_lookups_total{job="gateway"}[15m])))',
      ),
      named('perS', 'sum(gateway:requests:rate5m)'),
      named('perSYesterday', 'sum(gateway:requests:rate5m offset 1d)'),
      named('p95S', 'gateway:latency_seconds:p95_5m'),
      named('errorsPerS', 'sum by (route) (gateway:requests:rate5m{code_class="5xx"})'),
      named('routePerS', 'sum by (route) (gateway:requests:rate5m)'),
    ].join(' or '),
  )
  const seen = samples.filter(({value}) => Number.isFinite(value))
  const one = (name: string) => seen.find(({labels}) => labels.is === name && labels.route === undefined)?.value
  const of = (name: string, route: string) =>
    seen.find(({labels}) => labels.is === name && labels.route === route)?.value
  const names = [...new Set(seen.flatMap(({labels}) => labels.route ?? []))].toSorted()
  const whole = ['requests5m', 'errorRatio', 'hitRatio', 'lookups', 'perS', 'perSYesterday'] as const
  return {
    ...Object.fromEntries(whole.flatMap((name) => (one(name) === undefined ? [] : [[name, one(name)]]))),
    routes: names.map((name) => {
      const values = {p95S: of('p95S', name), errorsPerS: of('errorsPerS', name), perS: of('routePerS', name)}
      return {name, ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))}
    }),
  }
}

/** The first route to an app, on the path where it says whether it is ready: that is asked for all the time. */
async function compareWays({access, stack}: CollectContext): Promise<z.infer<typeof detour.schema>> {
  const plan = planRoutes(stack)
  const route = plan.routes.find(({targets, basicAuth}) => targets[0]?.kind === 'app' && basicAuth.length === 0)
  const target = route?.targets[0]
  const app = target ? stack.apps[target.host] : undefined
  if (!route || !target || !app) {
    throw new CannotSee('not-applicable', {en: 'no open route leads to an app', zh: '没有指向应用的开放路由'})
  }

  const path = probePath(route, stack)
  const [name = 'localhost'] = route.hosts
  const host = name.replace(/^\*\./, 'www.')
  const direct = () =>
    access
      .instance(target.host)
      .http({port: target.port, path: app.health.ready ?? app.health.path, timeoutMs: TIMEOUT_MS})
  const through = () =>
    access.instance('gateway').http({
      port: plan.tls ? ports.https : ports.http,
      tls: plan.tls,
      path,
      headers: {host},
      timeoutMs: TIMEOUT_MS,
    })
  const times = {direct: [] as number[], through: [] as number[]}
  try {
    for (let sample = 0; sample < SAMPLES; sample++) {
      times.direct.push(await timed(direct))
      times.through.push(await timed(through))
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CannotSee('unreachable', {en: `one of them does not answer: ${why}`, zh: `其中之一没有应答：${why}`})
  }
  return {
    route: route.name,
    path,
    directMs: Math.min(...times.direct),
    throughMs: Math.min(...times.through),
    samples: SAMPLES,
  }
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await ask()
  return Number((performance.now() - started).toFixed(2))
}
