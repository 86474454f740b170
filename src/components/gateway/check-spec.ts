/** Rules on the gateway that the schema alone can't state. Reads no file. */
import {gatewayMessages as say} from '../../messages/gateway.js'
import type {SpecProblem, Stack} from '../component.js'
import {lacking} from './capabilities.js'
import {covers, NO_ROUTE, type PlannedRoute, planRoutes, type Upstream} from './route-plan.js'

type Path = SpecProblem['path']

/** Everything wrong with the gateway of a stack. */
export function checkSpec(stack: Stack): readonly SpecProblem[] {
  const {routes} = planRoutes(stack)
  return [
    ...checkListeners(stack),
    ...(routes.length === 0 ? [warning(['gateway', 'routes'], say.noRoutes)] : []),
    ...routes.flatMap((route) => checkRoute(route, stack)),
    ...checkOverlaps(routes),
  ]
}

function checkListeners({gateway}: Stack): readonly SpecProblem[] {
  const {httpPort, httpsPort, tls} = gateway
  const problems: SpecProblem[] = []
  const at = (key: string): Path => ['gateway', 'tls', key]
  if (tls.mode !== 'off' && httpPort === httpsPort) problems.push(problem(['gateway', 'httpsPort'], say.samePort))
  if (tls.mode === 'files') {
    if (!tls.certificate) problems.push(problem(at('certificate'), say.needsFile('key')))
    if (!tls.key) problems.push(problem(at('key'), say.needsFile('certificate')))
  } else {
    if (tls.certificate) problems.push(warning(at('certificate'), say.unusedFile(tls.mode)))
    if (tls.key) problems.push(warning(at('key'), say.unusedFile(tls.mode)))
  }

  return problems
}

function checkRoute(route: PlannedRoute, stack: Stack): readonly SpecProblem[] {
  const at = (...keys: Path): Path => ['gateway', 'routes', route.name, ...keys]
  const https = route.targets.filter((target) => target.tls)
  const mixed = https.length > 0 && new Set(route.targets.map(({host, tls}) => `${tls} ${host}`)).size > 1
  return [
    ...(route.name === NO_ROUTE ? [problem(at(), say.reservedRoute(NO_ROUTE))] : []),
    ...route.targets.flatMap((target, index) => {
      const message = checkTarget(target, route.upstreams[index] ?? '', stack)
      return message ? [problem(at('upstreams', index), message)] : []
    }),
    ...(mixed ? [problem(at('upstreams'), say.mixedUpstreams)] : []),
    ...route.cache.flatMap(({path}, index) =>
      route.paths.some((own) => covers(own, path) || covers(path, own))
        ? []
        : [problem(at('cache', index, 'path'), say.cacheOutside(path, route.paths))],
    ),
    ...lacking(stack.gateway.driver, route).map(({key, title, drivers}) =>
      problem(at(key), say.cannot(stack.gateway.driver, title, drivers)),
    ),
  ]
}

function checkTarget(target: Upstream, written: string, stack: Stack) {
  const apps = Object.keys(stack.apps).toSorted()
  if (isGateway(target, stack)) return say.loop(written)
  if (target.kind === 'app' && !Object.hasOwn(stack.apps, written)) return say.unknownApp(written, apps)
  return target.port < 1 || target.port > 65_535 ? say.badPort(written) : undefined
}

/** Names that lead back to the gateway: its own, this machine's, and the hosts it serves on the ports it serves. */
function isGateway({kind, host, port}: Upstream, {gateway}: Stack): boolean {
  if (host === 'gateway') return true
  if (kind === 'app') return false
  if (/^(localhost|.*\.localhost|127\.[\d.]+|0\.0\.0\.0)$/.test(host)) return true
  const served = Object.values(gateway.routes).some((route) => route.hosts.includes(host))
  return (served || host === gateway.bind) && (port === gateway.httpPort || port === gateway.httpsPort)
}

function checkOverlaps(routes: readonly PlannedRoute[]): readonly SpecProblem[] {
  const taken = new Map<string, string>()
  const problems: SpecProblem[] = []
  for (const route of routes) {
    const hosts = route.hosts.length === 0 ? [undefined] : route.hosts
    for (const host of hosts) {
      for (const [index, path] of route.paths.entries()) {
        const key = `${host ?? ''} ${path}`
        const other = taken.get(key)
        taken.set(key, other ?? route.name)
        if (other === undefined) continue
        const where = {en: host ?? say.everyHost.en, zh: host ?? say.everyHost.zh}
        const [en, zh] = [say.sameMatch(path, where.en, other), say.sameMatch(path, where.zh, other)]
        problems.push(problem(['gateway', 'routes', route.name, 'paths', index], {en: en.en, zh: zh.zh}))
      }
    }
  }

  return problems
}

function problem(path: Path, message: SpecProblem['message']): SpecProblem {
  return {path, message}
}

function warning(path: Path, message: SpecProblem['message']): SpecProblem {
  return {path, message, level: 'warning'}
}
