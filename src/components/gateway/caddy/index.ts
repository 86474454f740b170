/** Caddy behind the route model: templates/gateway/caddy. */
import {
  CONFIG,
  certificateSecret,
  type Driver,
  keySecret,
  SERVER_FILES,
  secretFile,
  toBytes,
  usersSecret,
} from '../driver.js'
import {fullName, type GatewayPlan, ports, type Rule, type Upstream} from '../route-plan.js'

export const caddy: Driver = {
  id: 'caddy',
  image: 'caddy',
  user: '1000:1000',
  entrypoint: () => ['caddy'],
  command: () => ['run', '--config', `${CONFIG}/Caddyfile`, '--adapter', 'caddyfile'],
  healthcheck: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${ports.internal}/healthz`],
  env: {XDG_CONFIG_HOME: '/tmp', XDG_DATA_HOME: '/tmp'},
  capAdd: ['NET_BIND_SERVICE'],
  stopSignal: 'SIGTERM',
  countsItself: false,
  waivers: [
    {
      rule: 'cap-drop',
      reason: {
        en: 'The official caddy binary carries NET_BIND_SERVICE as a file capability: without it the kernel refuses to start it at all.',
        zh: '官方 caddy 二进制文件带有 NET_BIND_SERVICE 文件能力：缺少它内核将拒绝启动。',
      },
    },
  ],
  mounts: () => [],
  files: (plan, {template}) => [
    {path: `${SERVER_FILES}/Caddyfile`, content: template('gateway/caddy/Caddyfile.hbs', view(plan))},
    {path: `${SERVER_FILES}/hold.Caddyfile`, content: template('gateway/caddy/hold.Caddyfile')},
    {path: `${SERVER_FILES}/reload.sh`, content: template('gateway/caddy/reload.sh')},
  ],
  stamp: (sha256) => ({path: `${SERVER_FILES}/stamp.conf`, content: `respond /-/config ${sha256}\n`}),
  formatUsers: (_, users) => users.map(({user, hash}) => `${user} ${hash}\n`).join(''),
  validate: () => ['caddy', 'validate', '--config', `${CONFIG}/Caddyfile`, '--adapter', 'caddyfile'],
  async reload(access) {
    const {exitCode, stderr} = await access.instance('gateway').exec(['sh', `${CONFIG}/reload.sh`])
    if (exitCode !== 0) throw new Error(stderr.trim().split('\n').at(-1))
  },
}

function view(plan: GatewayPlan) {
  return {
    tls: plan.tls,
    redirects: plan.redirects,
    httpsSuffix: plan.httpsSuffix,
    certificate: secretFile(certificateSecret),
    key: secretFile(keySecret),
    // Docker's own name server; on a cluster, that of the container.
    resolver: plan.domain === null ? '127.0.0.11' : null,
    inCluster: plan.domain !== null,
    rules: plan.rules.map((rule, index) => viewRule(rule, index, plan)),
  }
}

function viewRule(rule: Rule, index: number, plan: GatewayPlan) {
  const {route} = rule
  return {
    matcher: `@rule${index + 1}`,
    name: route.name,
    path: rule.path === '/' ? null : pathPattern(rule),
    hosts: rule.hosts.length === 0 ? null : rule.hosts,
    users: route.basicAuth.length === 0 ? null : secretFile(usersSecret(route.name)),
    maxBytes: toBytes(route.maxBody),
    strip: rule.strip,
    // Caddy resolves a name anew only as a dynamic upstream, and checks only static ones actively.
    dynamic: route.activeHealth
      ? null
      : route.targets.map((target) => ({host: rooted(target, plan), port: target.port})),
    fixed: route.activeHealth ? route.targets.map(dial) : null,
    activeHealth: route.activeHealth ?? null,
    tries: route.targets.some((target) => target.most > 1) || route.targets.length > 1 ? 2 : 1,
    failCount: route.passiveHealth.failCount,
    failTimeoutS: route.passiveHealth.failTimeout,
    connectS: route.timeouts.connect,
    readS: route.timeouts.read,
    upstreamHost: route.upstreamHost,
    tls: route.tls,
    serverName: route.targets[0]?.host ?? '',
  }
}

/** A whole name with a dot at its end, which keeps the client from trying it under every domain of the search list first. */
function rooted(target: Upstream, plan: GatewayPlan): string {
  const name = fullName(target, plan)
  return name === target.host ? name : `${name}.`
}

function dial({host, port}: Upstream): string {
  return `${host}:${port}`
}

/** Caddy's own `path` ignores case, unlike the other drivers. */
function pathPattern({exact, beneath}: Rule): string {
  const stem = beneath.slice(0, -1).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return exact === null ? `^${stem}/` : `^${stem}(/|$)`
}
