/** The gateway and, where the server does not count by itself, the sidecar that turns its access log into metrics. */
import type {
  Call,
  Listener,
  Mount,
  PublishedPort,
  RenderContext,
  RenderedFile,
  ScrapeJob,
  ServiceSpec,
  Stack,
} from '../component.js'
import {bashHealthcheck, CONFIG, METRICS_FILES, SERVER_FILES, SHARED} from './driver.js'
import {drivers} from './drivers.js'
import {type GatewayPlan, planRoutes, ports, type Upstream} from './route-plan.js'
import {mountedSecrets} from './secrets.js'

const SOCKET = `${SHARED}/access.sock`
const PROGRAMS = '/etc/mtail'

/** A socket that a killed mtail left behind would keep the next one from listening. */
const START_METRICS = `rm -f ${SOCKET} && exec mtail "$@"`

/** The services of an enabled gateway. */
export function gatewayServices(stack: Stack): readonly ServiceSpec[] {
  const plan = planRoutes(stack)
  const service = gatewayService(stack, plan)
  return drivers[stack.gateway.driver].countsItself ? [service] : [service, metricsService(stack)]
}

/** Native configuration of the driver, and the programs of the sidecar. */
export function gatewayFiles(context: RenderContext): readonly RenderedFile[] {
  const plan = planRoutes(context.stack)
  const driver = drivers[plan.gateway.driver]
  if (driver.countsItself) return driver.files(plan, context)
  return [
    ...driver.files(plan, context),
    {path: `${METRICS_FILES}/access.mtail`, content: context.template('gateway/metrics/access.mtail')},
  ]
}

/** Prometheus jobs: the server's own counters, and those from its log. */
export function gatewayJobs({gateway}: Stack): readonly ScrapeJob[] {
  const server = {job_name: 'gateway', static_configs: [{targets: [`gateway:${ports.internal}`]}]}
  if (drivers[gateway.driver].countsItself) return [server]
  return [server, {job_name: 'gateway-metrics', static_configs: [{targets: [`gateway-metrics:${ports.metrics}`]}]}]
}

function gatewayService(stack: Stack, plan: GatewayPlan): ServiceSpec {
  const {gateway} = stack
  const driver = drivers[gateway.driver]
  const config: Mount = {kind: 'config', from: `deploy/${SERVER_FILES}`, to: CONFIG, reload: true}
  return {
    name: 'gateway',
    logs: {layout: 'gateway'},
    image: driver.image,
    entrypoint: driver.entrypoint(plan),
    command: driver.command(plan),
    user: driver.user,
    networks: reachesOut(plan, stack) ? ['edge', 'app', 'obs', 'egress'] : ['edge', 'app', 'obs'],
    listens: listeners(plan),
    calls: callsOf(plan),
    ports: publishedPorts(plan),
    env: driver.env,
    secrets: mountedSecrets(stack),
    mounts: driver.countsItself
      ? [config, ...driver.mounts(plan)]
      : [config, shared(stack, {readOnly: true}), ...driver.mounts(plan)],
    limits: {memoryMiB: gateway.limits.memory, cpus: gateway.limits.cpus, pids: 256},
    healthcheck: {test: driver.healthcheck, intervalS: 5, timeoutS: 5, retries: 3, startPeriodS: 20},
    after: ['gateway-metrics', ...appTargets(plan).map(({host}) => host)],
    capAdd: driver.capAdd,
    stopGraceS: 30,
    stopSignal: driver.stopSignal,
    waivers: driver.waivers,
  }
}

function metricsService(stack: Stack): ServiceSpec {
  const {gateway} = stack
  return {
    name: 'gateway-metrics',
    sidecarOf: 'gateway',
    image: 'mtail',
    entrypoint: ['sh', '-c', START_METRICS, 'mtail'],
    command: [
      `-progs=${PROGRAMS}`,
      `-logs=unix://${SOCKET}`,
      '-address=0.0.0.0',
      `-port=${ports.metrics}`,
      '-emit_prog_label=false',
      '-expired_metrics_gc_interval=5m',
      '-http_debugging_endpoint=false',
      '-logtostderr',
    ],
    // Only the same user may write to the socket.
    user: drivers[gateway.driver].user,
    networks: ['obs'],
    listens: [{name: 'metrics', port: ports.metrics}],
    mounts: [{kind: 'config', from: `deploy/${METRICS_FILES}`, to: PROGRAMS, reload: false}, shared(stack)],
    limits: {memoryMiB: 96, cpus: 1, pids: 128},
    healthcheck: {
      test: bashHealthcheck(ports.metrics, '/metrics'),
      intervalS: 5,
      timeoutS: 5,
      retries: 3,
      startPeriodS: 10,
    },
    stopGraceS: 5,
  }
}

/** The folder of the socket. In a pod it needs no volume, which would outlive the two and tie them to a node. */
function shared({target}: Stack, more: {readonly readOnly?: true} = {}): Mount {
  if (target === 'helm') return {kind: 'tmpfs', to: SHARED, sizeMiB: 1, shared: 'gateway-run'}
  return {kind: 'volume', name: 'gateway-run', to: SHARED, ...more}
}

function publishedPorts({gateway, tls}: GatewayPlan): readonly PublishedPort[] {
  const {bind, httpPort, httpsPort} = gateway
  const http = {bind, host: httpPort, container: ports.http, use: {en: 'Gateway, http', zh: '网关 http'}}
  const https = {bind, host: httpsPort, container: ports.https, use: {en: 'Gateway, https', zh: '网关 https'}}
  return tls ? [http, https] : [http]
}

/** On a cluster `edge` is no way out, so one to upstreams that are URLs is asked for. */
function reachesOut({routes}: GatewayPlan, {target}: Stack): boolean {
  return target === 'helm' && routes.some((route) => route.targets.some(({kind}) => kind === 'url'))
}

/** The internal one first: that is where a cluster knocks, and HAProxy would log a knock at its door as a bad request. */
function listeners({tls}: GatewayPlan): readonly Listener[] {
  const https = {name: 'https', port: ports.https}
  return [{name: 'internal', port: ports.internal}, {name: 'http', port: ports.http}, ...(tls ? [https] : [])]
}

/** Apps, and other services of the stack that a URL names; names of elsewhere have a dot. */
function callsOf({routes}: GatewayPlan): readonly Call[] {
  const near = routes.flatMap((route) => route.targets).filter(({host, isAddress}) => !isAddress && !host.includes('.'))
  const byKey = new Map(near.map(({host, port}) => [`${host}:${port}`, {service: host, port}]))
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, call]) => call)
}

/** The apps that routes lead to, each once. */
function appTargets({routes}: GatewayPlan): readonly Upstream[] {
  const apps = routes.flatMap((route) => route.targets).filter(({kind}) => kind === 'app')
  return [...new Map(apps.map((app) => [app.host, app])).values()].toSorted((a, b) => (a.host < b.host ? -1 : 1))
}
