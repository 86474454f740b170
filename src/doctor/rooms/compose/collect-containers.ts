/** Looks at the containers of the stack: one list, each inspected once. */
import {stat} from 'node:fs/promises'
import type Dockerode from 'dockerode'

import {listServices} from '../../../images/list-services.js'
import type {Stack} from '../../../spec/stack.js'
import {inspectContainers, measureContainers} from '../../../system/docker-facts.js'
import {redact} from '../../../system/redact.js'
import {defineCollector} from '../../collect.js'
import {sight} from '../docker/sight.js'
import {type Container, containersFact, type Expected, pastFact, usesFact} from './facts.js'

const isFor = (stack: Stack) => stack.target === 'compose'
const NS = 1e9
const MOST_OUTPUT = 300

export const containers = defineCollector({
  key: containersFact,
  isFor,
  async collect({stack}) {
    const found = await sight(inspectContainers(stack.project))
    return {expected: expectedOf(stack), containers: await Promise.all(found.map(toContainer))}
  },
})

/** What opsctl.yaml wants to run. */
export function expectedOf(stack: Stack): Expected[] {
  const services = listServices(stack)
  const names = new Set(services.map(({service}) => service.name))
  return services.map(({component, service}) => ({
    service: service.name,
    component,
    replicas: service.replicas ?? 1,
    hasHealthcheck: service.healthcheck !== undefined,
    mayLackHealthcheck: service.healthcheck === undefined,
    calls: (service.calls ?? []).filter((call) => names.has(call.service)),
    volumes: (service.mounts ?? []).flatMap((mount) =>
      mount.kind === 'volume'
        ? [{target: mount.to, name: `${stack.project}_${mount.name}`, writable: mount.readOnly !== true}]
        : [],
    ),
  }))
}

const NEVER = '0001-01-01T00:00:00Z'

async function toContainer(found: Dockerode.ContainerInspectInfo): Promise<Container> {
  const {State: state, HostConfig: host, Config: config} = found
  const labels = config.Labels ?? {}
  const time = (name: 'startedAt' | 'finishedAt', value: string) => (value === NEVER ? {} : {[name]: value})
  const timezone = config.Env?.find((entry) => entry.startsWith('TZ='))?.slice(3)
  const sha256 = labels['opsctl.config-sha256']
  return {
    service: labels['com.docker.compose.service'] ?? '',
    component: labels['opsctl.component'] ?? '',
    name: found.Name.replace(/^\//, ''),
    id: found.Id,
    number: Number(labels['com.docker.compose.container-number'] ?? 1),
    state: state.Status,
    ...toHealth(found),
    exitCode: state.ExitCode,
    oomKilled: state.OOMKilled,
    error: redact(state.Error ?? ''),
    restarts: found.RestartCount,
    ...time('startedAt', state.StartedAt),
    ...time('finishedAt', state.FinishedAt),
    image: config.Image,
    imageId: found.Image,
    pid: state.Pid,
    user: config.User ?? '',
    limits: {memoryBytes: host.Memory ?? 0, cpus: (host.NanoCpus ?? 0) / NS, pids: Math.max(0, host.PidsLimit ?? 0)},
    log: await toLog(found),
    ports: toPorts(found.NetworkSettings.Ports),
    networks: Object.fromEntries(
      Object.entries(found.NetworkSettings.Networks ?? {}).map(([name, {IPAddress}]) => [name, IPAddress]),
    ),
    mounts: found.Mounts.map((mount) => ({
      type: mount.Type ?? 'bind',
      ...(mount.Name === undefined ? {} : {name: mount.Name}),
      source: mount.Source,
      target: mount.Destination,
      writable: mount.RW,
    })),
    restartPolicy: host.RestartPolicy?.Name ?? '',
    privileged: host.Privileged === true,
    readOnly: host.ReadonlyRootfs === true,
    capAdd: list(host.CapAdd),
    capDrop: list(host.CapDrop),
    securityOpt: list(host.SecurityOpt),
    ...(timezone === undefined ? {} : {timezone}),
    ...(sha256 === undefined ? {} : {configSha256: sha256}),
  }
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function toHealth({
  State: {Health: health},
  Config: config,
}: Dockerode.ContainerInspectInfo): Pick<Container, 'health' | 'healthcheck' | 'failingStreak' | 'healthOutput'> {
  const spec = config.Healthcheck
  const status = health?.Status
  const isKnown = status === 'healthy' || status === 'unhealthy' || status === 'starting'
  const hasOne = spec?.Test !== undefined && spec.Test[0] !== 'NONE'
  return {
    health: isKnown ? status : 'none',
    failingStreak: health?.FailingStreak ?? 0,
    healthOutput: redact(health?.Log?.at(-1)?.Output?.trim() ?? '').slice(0, MOST_OUTPUT),
    ...(hasOne
      ? {
          healthcheck: {
            test: list(spec.Test).map(redact),
            intervalS: (spec.Interval ?? 30 * NS) / NS,
            timeoutS: (spec.Timeout ?? 30 * NS) / NS,
            startPeriodS: (spec.StartPeriod ?? 0) / NS,
            retries: spec.Retries ?? 3,
          },
        }
      : {}),
  }
}

async function toLog({HostConfig: host, LogPath: path}: Dockerode.ContainerInspectInfo): Promise<Container['log']> {
  const driver = host.LogConfig?.Type ?? ''
  const size = path && driver === 'json-file' ? await stat(path).catch(() => undefined) : undefined
  return {driver, options: host.LogConfig?.Config ?? {}, ...(size ? {bytes: size.size} : {})}
}

function toPorts(ports: Dockerode.ContainerInspectInfo['NetworkSettings']['Ports'] | null): Container['ports'] {
  return Object.entries(ports ?? {}).flatMap(([key, bindings]) =>
    ((bindings ?? []) as {HostIp: string; HostPort: string}[]).map(({HostIp, HostPort}) => ({
      bind: HostIp,
      host: Number(HostPort),
      container: Number.parseInt(key, 10),
    })),
  )
}

export const uses = defineCollector({
  key: usesFact,
  isFor,
  async collect(context) {
    const running = (await context.fact(containersFact)).containers.filter(({state}) => state === 'running')
    const measured = await sight(measureContainers(running.map(({id}) => id)))
    const byId = new Map(running.map((one) => [one.id, one]))
    const named = measured.flatMap((use) => {
      const {service, name} = byId.get(use.id) ?? {}
      return service === undefined || name === undefined ? [] : [{service, name, ...use}]
    })
    return {uses: named}
  },
})

const SERVICE = 'container_label_com_docker_compose_service'

export const past = defineCollector({
  key: pastFact,
  isFor: (stack) => isFor(stack) && stack.prometheus.enabled && stack.cadvisor.enabled,
  async collect({promql, stack}) {
    const own = `{container_label_com_docker_compose_project="${stack.project}"}`
    const ask = async (expression: string) =>
      Object.fromEntries(
        (await promql(expression)).flatMap(({labels, value}) => {
          const service = labels[SERVICE]
          return service === undefined || !Number.isFinite(value) ? [] : [[service, value] as const]
        }),
      )
    const share = (window: string) =>
      `sum by (${SERVICE}) (rate(container_cpu_cfs_throttled_periods_total${own}[${window}])) / ` +
      `(sum by (${SERVICE}) (rate(container_cpu_cfs_periods_total${own}[${window}])) > 0)`
    const [restarts, throttled] = await Promise.all([
      ask(`max by (${SERVICE}) (increase(container_restarts_total${own}[15m]))`),
      ask(share('5m')),
    ])
    return {restarts, throttled}
  },
})
