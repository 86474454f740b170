/** The route model as every driver needs it: upstreams resolved to addresses, rules in the order they are tried. Pure. */
import type {Stack} from '../component.js'
import type {Route} from './schema.js'

/** Ports inside the container: unprivileged, so that no driver needs to be root. */
export const ports = {http: 8080, https: 8443, internal: 9180, metrics: 3903} as const

/** The label of requests that no route takes. */
export const NO_ROUTE = 'none'

export interface Upstream {
  readonly kind: 'app' | 'url'
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** An address needs no name resolution. */
  readonly isAddress: boolean
  /** How many containers answer to the name. */
  readonly replicas: number
  /** How many may do so at once, those of an upgrade that are about to come and to go among them. */
  readonly most: number
}

export interface PlannedRoute extends Route {
  readonly name: string
  readonly targets: readonly Upstream[]
  /** Whether the upstreams speak https. */
  readonly tls: boolean
  /** The Host header that upstreams get instead of the client's: that of a URL, when there is but one. */
  readonly upstreamHost: string | null
}

/** Requests that one route takes: some hosts, one path prefix. */
export interface Rule {
  readonly route: PlannedRoute
  /** Exact names and `*.` names; empty means every host. */
  readonly hosts: readonly string[]
  readonly path: string
  /** Matched as it is; null when only what lies beneath is matched. */
  readonly exact: string | null
  /** Matched with anything after it; always ends with a slash. */
  readonly beneath: string
  /** What is removed from the path before forwarding, without a final slash. */
  readonly strip: string | null
  /** How long a GET answer is kept; null when it isn't. */
  readonly ttlS: number | null
}

export interface GatewayPlan {
  readonly gateway: Stack['gateway']
  readonly routes: readonly PlannedRoute[]
  /** Longest path first; of equal paths, exact hosts first, then wildcards, then every host. */
  readonly rules: readonly Rule[]
  readonly tls: boolean
  /** Whether plain http only redirects. */
  readonly redirects: boolean
  /** `:8443`, or nothing for the standard port: what follows the host in a redirect. */
  readonly httpsSuffix: string
  /** On a cluster, where a bare name lies: not every server asks by the search list of its container. */
  readonly domain: string | null
}

/** Works out the plan of a valid stack. */
export function planRoutes(stack: Stack): GatewayPlan {
  const {gateway} = stack
  const routes = Object.entries(gateway.routes)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, route]) => planRoute(name, route, stack))
  const tls = gateway.tls.mode !== 'off'
  return {
    gateway,
    routes,
    rules: routes.flatMap(planRules).toSorted(compareRules),
    tls,
    redirects: tls && gateway.tls.redirect,
    httpsSuffix: gateway.httpsPort === 443 ? '' : `:${gateway.httpsPort}`,
    domain: domainOf(stack),
  }
}

function domainOf({kubernetes, project, target}: Stack): string | null {
  return target === 'helm' ? `${kubernetes.namespace ?? project}.svc.${kubernetes.clusterDomain}` : null
}

/** The whole name of an upstream, as a name server knows it. */
export function fullName({host, isAddress}: Upstream, {domain}: GatewayPlan): string {
  return domain === null || isAddress || host.includes('.') ? host : `${host}.${domain}`
}

/** Whether requests under `path` all begin with `prefix`, by whole path segments. */
export function covers(prefix: string, path: string): boolean {
  return path === prefix || path.startsWith(withSlash(prefix))
}

/** Reads an upstream as written. An app that isn't in the stack has port 0 here; validation refuses it. */
export function readUpstream(written: string, stack: Stack): Upstream {
  if (!/^https?:/.test(written)) {
    const app = stack.apps[written]
    return {
      kind: 'app',
      host: written,
      port: app?.port ?? 0,
      tls: false,
      isAddress: false,
      replicas: app?.replicas ?? 1,
      most: mostOf(app, stack),
    }
  }
  const url = new URL(written)
  const tls = url.protocol === 'https:'
  const port = url.port === '' ? (tls ? 443 : 80) : Number(url.port)
  return {kind: 'url', host: url.hostname, port, tls, isAddress: /^[\d.]+$/.test(url.hostname), replicas: 1, most: 1}
}

/** On a cluster an upgrade adds a quarter, at least one, and what leaves is still named for a moment. */
function mostOf(app: Stack['apps'][string] | undefined, {target}: Stack): number {
  const replicas = app?.replicas ?? 1
  return target === 'helm' ? Math.ceil((app?.autoscale?.max ?? replicas) * 1.25) + 1 : replicas
}

function planRoute(name: string, route: Route, stack: Stack): PlannedRoute {
  const targets = route.upstreams.map((written) => readUpstream(written, stack))
  const hosts = new Set(targets.map((target) => target.host))
  const [first] = targets
  const only = first && first.kind === 'url' && hosts.size === 1 ? first : undefined
  return {
    ...route,
    name,
    targets,
    tls: targets.some((target) => target.tls),
    upstreamHost: only ? hostHeader(only) : null,
  }
}

function hostHeader({host, port, tls}: Upstream): string {
  return port === (tls ? 443 : 80) ? host : `${host}:${port}`
}

function planRules(route: PlannedRoute): readonly Rule[] {
  const exactHosts = route.hosts.filter((host) => !host.startsWith('*.')).toSorted()
  const wildcards = route.hosts.filter((host) => host.startsWith('*.')).toSorted()
  const hostSets = route.hosts.length === 0 ? [[]] : [exactHosts, wildcards].filter((hosts) => hosts.length > 0)
  return hostSets.flatMap((hosts) => [...pathsOf(route)].map(([path, parent]) => planRule(route, hosts, path, parent)))
}

/** The paths of a route and the cached ones beneath them, each with the path of the route that it lies under. */
function pathsOf(route: PlannedRoute): ReadonlyMap<string, string> {
  const paths = new Map(route.paths.map((path) => [path, path]))
  for (const {path} of route.cache) {
    const [parent] = route.paths.filter((own) => covers(own, path)).toSorted((a, b) => b.length - a.length)
    if (parent !== undefined && !paths.has(path)) paths.set(path, parent)
  }
  return paths
}

function planRule(route: PlannedRoute, hosts: readonly string[], path: string, parent: string): Rule {
  const [cached] = route.cache
    .filter((entry) => covers(entry.path, path))
    .toSorted((a, b) => b.path.length - a.path.length)
  const strip = parent.replace(/\/$/, '')
  return {
    route,
    hosts,
    path,
    exact: path.endsWith('/') ? null : path,
    beneath: withSlash(path),
    strip: route.stripPrefix && strip !== '' ? strip : null,
    ttlS: cached?.ttl ?? null,
  }
}

function compareRules(a: Rule, b: Rule): number {
  const order = b.path.length - a.path.length || specificity(b) - specificity(a)
  if (order !== 0) return order
  const keys = [a, b].map((rule) => `${rule.path} ${rule.hosts.join(' ')} ${rule.route.name}`)
  return (keys[0] ?? '') < (keys[1] ?? '') ? -1 : 1
}

function specificity({hosts: [host]}: Rule): number {
  if (host === undefined) return 0
  return host.startsWith('*.') ? 1 : 2
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`
}
