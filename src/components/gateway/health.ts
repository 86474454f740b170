/** What proves that the gateway works: its routes reach something, and it runs the configuration on disk. */
import {fail, pass} from '../../checks/check.js'
import {gatewayMessages as say} from '../../messages/gateway.js'
import type {Access, HealthCheck, Stack} from '../component.js'
import {passwordSecret} from './driver.js'
import {covers, type GatewayPlan, type PlannedRoute, planRoutes, ports} from './route-plan.js'

interface RouteFacts {
  readonly name: string
  readonly path: string
  /** Absent when nothing answered. */
  readonly status?: number
  readonly upstreams: readonly string[]
}

type RoutesFacts = {readonly routes: readonly RouteFacts[]}
type ConfigFacts = {readonly running: string; readonly wanted: string}

/** The checks of an enabled gateway. */
export function gatewayHealth(): readonly HealthCheck[] {
  return [routesCheck as unknown as HealthCheck, configCheck as unknown as HealthCheck]
}

/** Asks the server which configuration it runs. */
export async function runningHash(access: Access): Promise<string | undefined> {
  const answer = await access.instance('gateway').http({port: ports.internal, path: '/-/config', timeoutMs: 5000})
  return answer.status === 200 ? answer.body.trim() : undefined
}

const routesCheck: HealthCheck<RoutesFacts> = {
  id: 'gateway.routes',
  title: say.routesAnswer,
  service: 'gateway',
  async probe(access) {
    const plan = planRoutes(access.stack)
    return {routes: await Promise.all(plan.routes.map((route) => probeRoute(access, route, plan)))}
  },
  judge({routes}) {
    const down = routes.filter(({status}) => status === undefined || status >= 500)
    if (down.length === 0) return pass(say.routesFine(routes.length))
    const lines = down.map(({name, path, status}) => ({
      en: say.routeDown(name, path, status === undefined ? say.noAnswer.en : String(status)).en,
      zh: say.routeDown(name, path, status === undefined ? say.noAnswer.zh : String(status)).zh,
    }))
    const detail = {en: lines.map(({en}) => en).join('; '), zh: lines.map(({zh}) => zh).join('；')}
    return fail(detail, say.fixRoute([...new Set(['gateway', ...down.flatMap(({upstreams}) => upstreams)])]))
  },
}

const configCheck: HealthCheck<ConfigFacts> = {
  id: 'gateway.config',
  title: say.configRuns,
  service: 'gateway',
  async probe(access) {
    const [running, wanted] = await Promise.all([runningHash(access), access.configHash('gateway')])
    return {running: running ?? '', wanted}
  },
  judge({running, wanted}) {
    const [is, should] = [running, wanted].map((hash) => hash.slice(0, 12) || '?') as [string, string]
    if (running === wanted) return pass(say.configSame(is))
    return fail(say.configDiffers(is, should), {en: 'opsctl reload gateway', zh: 'opsctl reload gateway'})
  },
}

async function probeRoute(access: Access, route: PlannedRoute, plan: GatewayPlan): Promise<RouteFacts> {
  const path = probePath(route, access.stack)
  const upstreams = route.targets.filter(({kind}) => kind === 'app').map(({host}) => host)
  const [user] = route.basicAuth
  const [host = 'localhost'] = route.hosts
  const facts = {name: route.name, path, upstreams}
  try {
    const {status} = await access.instance('gateway').http({
      port: plan.tls ? ports.https : ports.http,
      tls: plan.tls,
      path,
      headers: {host: host.replace(/^\*\./, 'www.')},
      timeoutMs: 10_000,
      ...(user === undefined ? {} : {basicAuth: {user, password: await access.secret(passwordSecret(user))}}),
    })
    return {...facts, status}
  } catch {
    return facts
  }
}

/** Where the app says whether it is ready, if the route reaches that; else the start of the route. */
export function probePath(route: PlannedRoute, stack: Stack): string {
  const [first = '/'] = route.paths
  const [target] = route.targets
  const app = target?.kind === 'app' ? stack.apps[target.host] : undefined
  if (!app) return first
  const ready = app.health.ready ?? app.health.path
  if (route.stripPrefix) return `${first.replace(/\/$/, '')}${ready}`
  return route.paths.some((path) => covers(path, ready)) ? ready : first
}
