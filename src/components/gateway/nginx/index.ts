/** nginx behind the route model: templates/gateway/nginx. */
import {
  bashHealthcheck,
  CONFIG,
  certificateSecret,
  type Driver,
  keySecret,
  SERVER_FILES,
  secretFile,
  toBytes,
  usersSecret,
  wholeCpus,
} from '../driver.js'
import {fullName, type GatewayPlan, type PlannedRoute, ports, type Rule} from '../route-plan.js'
import {formatRate} from './rate.js'

export const nginx: Driver = {
  id: 'nginx',
  image: 'nginx',
  user: '101:101',
  entrypoint: start,
  command: () => ['-c', `${CONFIG}/nginx.conf`, '-g', 'daemon off;'],
  healthcheck: bashHealthcheck(ports.internal, '/healthz'),
  env: {TZ: 'UTC'},
  capAdd: [],
  stopSignal: 'SIGQUIT',
  countsItself: true,
  waivers: [],
  mounts: (plan) => [{kind: 'tmpfs', to: '/var/cache/nginx', sizeMiB: cacheMiB(plan) + 16, mode: '0700', uid: 101}],
  files: (plan, {template}) => [
    {path: `${SERVER_FILES}/nginx.conf`, content: template('gateway/nginx/nginx.conf.hbs', view(plan))},
    {path: `${SERVER_FILES}/metrics.js`, content: template('gateway/nginx/metrics.js')},
    ...(plan.domain === null ? [] : [{path: `${SERVER_FILES}/start.sh`, content: template('gateway/nginx/start.sh')}]),
  ],
  stamp: (sha256) => ({
    path: `${SERVER_FILES}/stamp.conf`,
    content: `location = /-/config {\n  default_type text/plain;\n  return 200 ${sha256};\n}\n`,
  }),
  formatUsers: (_, users) => users.map(({user, hash}) => `${user}:${hash}\n`).join(''),
  validate: (plan) => [...start(plan), '-t', '-c', `${CONFIG}/nginx.conf`],
  reload: (access) => access.instance('gateway').signal('SIGHUP'),
}

/** nginx takes no name server from its container: on a cluster a script writes it down first. */
function start({domain}: GatewayPlan): readonly string[] {
  return domain === null ? ['nginx'] : ['sh', `${CONFIG}/start.sh`]
}

function view(plan: GatewayPlan) {
  return {
    inCluster: plan.domain !== null,
    config: CONFIG,
    workers: wholeCpus(plan),
    cacheMiB: cacheMiB(plan),
    caches: plan.rules.some((rule) => rule.ttlS !== null),
    tls: plan.tls,
    redirects: plan.redirects,
    httpsSuffix: plan.httpsSuffix,
    certificate: secretFile(certificateSecret),
    key: secretFile(keySecret),
    routes: plan.routes.map((route) => viewRoute(route, plan)),
    servers: serversOf(plan),
  }
}

/** A quarter of the memory limit; the folder is in memory. */
function cacheMiB({gateway}: GatewayPlan): number {
  return Math.max(4, Math.floor(gateway.limits.memory / 4))
}

function viewRoute(route: PlannedRoute, plan: GatewayPlan) {
  return {
    name: route.name,
    group: groupOf(route),
    zone: `rate_${route.name}`,
    rate: route.rateLimit ? formatRate(route.rateLimit) : null,
    failCount: route.passiveHealth.failCount,
    failTimeoutS: route.passiveHealth.failTimeout,
    servers: route.targets.map((target) => ({
      address: `${fullName(target, plan)}:${target.port}`,
      resolves: !target.isAddress,
    })),
  }
}

interface Server {
  readonly exact: readonly string[]
  /** What a `*.` name ends with; nginx's own `*.` would match several labels. */
  readonly suffix: string | null
  readonly isDefault: boolean
  readonly locations: readonly Location[]
  /** Whether some location takes every path. */
  readonly hasRoot: boolean
}

type Location = ReturnType<typeof viewLocation>

/** One server for each host that some route names, and one for the rest: nginx picks the server before the path. */
function serversOf({rules}: GatewayPlan): readonly Server[] {
  const hosts = [...new Set(rules.flatMap((rule) => rule.hosts))].toSorted()
  const wildcards = hosts.filter((host) => host.startsWith('*.')).toSorted((a, b) => b.length - a.length)
  const unnamed = locationsOf(rules.filter((rule) => rule.hosts.length === 0))
  return [
    server(unnamed, {exact: [], suffix: null, isDefault: true}),
    ...hosts
      .filter((host) => !host.startsWith('*.'))
      .map((host) => server(locationsFor(host, rules), {exact: [host], suffix: null, isDefault: false})),
    ...wildcards.map((host) => server(locationsFor(host, rules), {exact: [], suffix: host.slice(1), isDefault: false})),
  ]
}

function server(locations: readonly Location[], names: Pick<Server, 'exact' | 'suffix' | 'isDefault'>): Server {
  return {...names, locations, hasRoot: locations.some(({path, isExact}) => path === '/' && !isExact)}
}

function locationsFor(host: string, rules: readonly Rule[]) {
  const wildcard = `*${host.slice(host.indexOf('.'))}`
  const isOurs = ({hosts}: Rule) => hosts.length === 0 || hosts.includes(host) || hosts.includes(wildcard)
  return locationsOf(rules.filter(isOurs))
}

/** The rules come in the order they are tried, so the first to take a location keeps it. */
function locationsOf(rules: readonly Rule[]) {
  const found = new Map<string, Location>()
  for (const rule of rules) {
    for (const [path, isExact] of [
      [rule.exact, true],
      [rule.beneath, false],
    ] as const) {
      if (path === null) continue
      const key = `${isExact ? '= ' : ''}${path}`
      if (!found.has(key)) found.set(key, viewLocation(rule, path, isExact))
    }
  }
  return [...found.values()]
}

function viewLocation(rule: Rule, path: string, isExact: boolean) {
  const {route} = rule
  return {
    path,
    isExact,
    name: route.name,
    // Without a path after the group, nginx forwards the path as the client wrote it.
    target: `${route.tls ? 'https' : 'http'}://${groupOf(route)}${rule.strip === null ? '' : path.slice(rule.strip.length) || '/'}`,
    zone: `rate_${route.name}`,
    // The first requests of a fresh client count as burst too, so that `requests` of them pass at once.
    burst: route.rateLimit ? route.rateLimit.requests - 1 + route.rateLimit.burst : null,
    isLimited: route.rateLimit !== undefined,
    users: route.basicAuth.length === 0 ? null : secretFile(usersSecret(route.name)),
    maxBytes: toBytes(route.maxBody),
    connectS: route.timeouts.connect,
    readS: route.timeouts.read,
    tries: route.targets.some((target) => target.most > 1) || route.targets.length > 1 ? 3 : 2,
    upstreamHost: route.upstreamHost,
    tls: route.tls,
    serverName: route.targets[0]?.host ?? '',
    ttlS: rule.ttlS,
  }
}

function groupOf(route: PlannedRoute): string {
  return `route_${route.name}`
}
