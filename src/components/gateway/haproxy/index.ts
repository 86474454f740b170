/** HAProxy behind the route model: templates/gateway/haproxy. */
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
import {fullName, type GatewayPlan, type PlannedRoute, ports, type Rule, type Upstream} from '../route-plan.js'

export const haproxy: Driver = {
  id: 'haproxy',
  image: 'haproxy',
  user: '99:99',
  entrypoint: () => ['haproxy'],
  command: (plan) => ['-W', '-db', ...configArgv(plan)],
  healthcheck: bashHealthcheck(ports.internal, '/healthz'),
  env: {},
  capAdd: [],
  stopSignal: 'SIGUSR1',
  countsItself: false,
  waivers: [],
  mounts: () => [],
  files: (plan, {template}) => [
    {path: `${SERVER_FILES}/haproxy.cfg`, content: template('gateway/haproxy/haproxy.cfg.hbs', view(plan))},
  ],
  stamp: (sha256) => ({
    path: `${SERVER_FILES}/stamp.cfg`,
    content: `backend config_stamp\n  mode http\n  http-request return status 200 content-type text/plain string ${sha256}\n`,
  }),
  formatUsers: (route, users) =>
    [`userlist users_${route}`, ...users.map(({user, hash}) => `  user ${user} password ${hash}`), ''].join('\n'),
  validate: (plan) => ['haproxy', '-c', ...configArgv(plan)],
  reload: (access) => access.instance('gateway').signal('SIGUSR2'),
}

/** The configuration holds no hash of a password: a list of users is a file of its own, kept as a secret. */
function configArgv(plan: GatewayPlan): readonly string[] {
  const protectedRoutes = plan.routes.filter((route) => route.basicAuth.length > 0)
  return ['-f', CONFIG, ...protectedRoutes.flatMap((route) => ['-f', secretFile(usersSecret(route.name))])]
}

function view(plan: GatewayPlan) {
  const memory = plan.gateway.limits.memory
  return {
    threads: wholeCpus(plan),
    maxConnections: Math.floor(memory * 8),
    cacheMiB: Math.max(4, Math.floor(memory / 4)),
    caches: plan.rules.some((rule) => rule.ttlS !== null),
    tls: plan.tls,
    redirects: plan.redirects,
    httpsSuffix: plan.httpsSuffix,
    certificate: secretFile(certificateSecret),
    key: secretFile(keySecret),
    rules: plan.rules.map(viewRule),
    inCluster: plan.domain !== null,
    routes: plan.routes.map((route) => viewRoute(route, plan)),
  }
}

function viewRule(rule: Rule, index: number) {
  const [host] = rule.hosts
  const isWildcard = host?.startsWith('*.')
  return {
    number: index + 1,
    name: rule.route.name,
    backend: backendOf(rule.route),
    isEverything: rule.path === '/',
    exact: rule.exact,
    beneath: rule.beneath,
    exactHosts: isWildcard || host === undefined ? null : rule.hosts,
    suffixes: isWildcard ? rule.hosts.map((name) => `^[^.]+${escapeRegex(name.slice(1))}$`) : null,
  }
}

function viewRoute(route: PlannedRoute, plan: GatewayPlan) {
  const own = plan.rules.map((rule, index) => ({rule, number: index + 1})).filter(({rule}) => rule.route === route)
  return {
    name: route.name,
    backend: backendOf(route),
    users: route.basicAuth.length === 0 ? null : `users_${route.name}`,
    rateLimit: route.rateLimit
      ? {perS: route.rateLimit.per, most: route.rateLimit.requests + route.rateLimit.burst}
      : null,
    maxBytes: toBytes(route.maxBody),
    strips: own
      .filter(({rule}) => rule.strip !== null)
      .map(({rule, number}) => ({number, pattern: `^${escapeRegex(rule.strip ?? '')}/?(.*)$`})),
    caches: own.filter(({rule}) => rule.ttlS !== null).map(({rule, number}) => ({number, ttlS: rule.ttlS})),
    activeHealth: route.activeHealth ?? null,
    failCount: route.passiveHealth.failCount,
    failTimeoutS: route.passiveHealth.failTimeout,
    connectS: route.timeouts.connect,
    readS: route.timeouts.read,
    upstreamHost: route.upstreamHost,
    checkHost: route.upstreamHost ?? route.targets[0]?.host ?? '',
    tls: route.tls,
    targets: route.targets.map((target, index) => viewTarget(target, index, plan)),
  }
}

function viewTarget(target: Upstream, index: number, plan: GatewayPlan) {
  const {kind, host, port, isAddress, most, tls} = target
  return {
    label: `${kind}${index + 1}`,
    address: `${fullName(target, plan)}:${port}`,
    host,
    resolves: !isAddress,
    tls,
    // Two more than there should be: while containers are made anew, old addresses linger.
    slots: kind === 'app' ? most + 2 : null,
  }
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function backendOf(route: PlannedRoute): string {
  return `route_${route.name}`
}
