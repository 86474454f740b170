/**
 * ServiceSpec → Compose. Every service gets the hardening baseline; only what its room states, with a waiver, differs.
 * Decides nothing else: which services there are and what they need is the rooms' business.
 */
import type {Mount, Network, PublishedPort, ServiceSpec, Waiver} from '../components/component.js'
import {imageRef} from '../images/image-refs.js'
import {datasetOf} from '../spec/log-streams.js'
import type {Stack} from '../spec/stack.js'

/** A Compose document; the order of its keys is the order in the file. */
export type ComposeModel = Readonly<Record<string, unknown>>

/** What one service must know of the others. */
export interface ComposeContext {
  readonly stack: Stack
  /** Component id of the services. */
  readonly component: string
  /** Every service of the stack by name, for what it may wait for. */
  readonly services: ReadonlyMap<string, ServiceSpec>
  /** sha256 over the config of a service that only a new container takes; undefined when it has none. */
  configHash(service: ServiceSpec): string | undefined
}

/** On a container whose lines are not collected. */
const LOGS_OFF = 'opsctl_logs'

const INTERNAL: ReadonlySet<Network> = new Set(['app', 'data', 'obs'])
const TMP = {kind: 'tmpfs', to: '/tmp', sizeMiB: 64, mode: '1777'} as const

/** Whether a network has no way out of the host; ports of a service that is only on such networks are silently dropped. */
export function isInternal(network: Network): boolean {
  return INTERNAL.has(network)
}

/** The services of one component, with the networks, volumes and secrets they use. What two components share is declared with the same words in both. */
export function toCompose(services: readonly ServiceSpec[], context: ComposeContext): ComposeModel {
  const {project} = context.stack
  const networks = unique(services.flatMap((service) => (usesHostNetwork(service) ? [] : service.networks)))
  const volumes = unique(
    services.flatMap(({mounts = []}) => mounts.flatMap((m) => (m.kind === 'volume' ? [m.name] : []))),
  )
  const secrets = unique(services.flatMap((service) => service.secrets ?? []))
  return escapeDollars({
    services: Object.fromEntries(services.map((service) => [service.name, toService(service, context)])),
    ...section('networks', networks, (name) => ({
      name: `${project}_${name}`,
      ...(isInternal(name) ? {internal: true} : {}),
    })),
    ...section('volumes', volumes, (name) => ({name: `${project}_${name}`, external: true})),
    ...section('secrets', secrets, (name) => ({file: `secrets/${name}`})),
  }) as ComposeModel
}

function toService(service: ServiceSpec, context: ComposeContext): ComposeModel {
  return {
    image: imageRef(context.stack, service.image),
    ...optional('entrypoint', service.entrypoint),
    ...optional('command', service.command),
    ...optional('scale', service.replicas === 1 ? undefined : service.replicas),
    labels: {...labels(service, context), ...logLabels(service, context.stack)},
    ...baseline(service),
    logging: logging(service, context.stack),
    ...limits(service),
    ...optional('environment', service.env && sorted(service.env)),
    ...optional(
      'env_file',
      service.envFiles?.map((name) => ({path: `secrets/${name}`, required: true})),
    ),
    ...attachments(service),
    ...dependencies(service, context),
    ...health(service),
  }
}

function labels(service: ServiceSpec, context: ComposeContext): ComposeModel {
  return {
    'opsctl.component': context.component,
    ...optional('opsctl.config-sha256', context.configHash(service)),
  }
}

/** Every log is rotated. Where logs are collected, Docker writes into each line whose it is, so that no one has to ask Docker. */
function logging(service: ServiceSpec, stack: Stack): ComposeModel {
  const attributes = Object.keys(logLabels(service, stack)).filter((label) => label !== LOGS_OFF)
  return {
    driver: 'json-file',
    options: {'max-size': '10m', 'max-file': '5', ...optional('labels', attributes.join(',') || undefined)},
  }
}

/** Written without dots: the reader of the lines would take them for levels. */
function logLabels({name, logs}: ServiceSpec, {filebeat, project}: Stack): Readonly<Record<string, string>> {
  if (!filebeat.enabled) return {}
  if (logs?.collect === false) return {[LOGS_OFF]: 'off'}
  return {
    opsctl_dataset: datasetOf(project, name),
    opsctl_layout: logs?.layout ?? 'auto',
    opsctl_project: project,
    opsctl_service: name,
  }
}

/** What every container gets unless a waiver says otherwise. */
function baseline(service: ServiceSpec): ComposeModel {
  return {
    user: service.user,
    read_only: service.readOnly ?? true,
    ...(isWaived(service, 'cap-drop') && !service.capAdd ? {} : {cap_drop: ['ALL']}),
    ...optional('cap_add', service.capAdd?.toSorted()),
    ...(isWaived(service, 'no-new-privileges') ? {} : {security_opt: ['no-new-privileges:true']}),
    ...(service.hostPid ? {pid: 'host'} : {}),
    init: service.init ?? true,
    restart: 'unless-stopped',
    stop_grace_period: `${service.stopGraceS ?? 30}s`,
    ...optional('stop_signal', service.stopSignal),
    ...optional('sysctls', service.sysctls && sorted(service.sysctls)),
    ...optional(
      'dns_opt',
      service.lookupTimeoutS === undefined ? undefined : [`timeout:${service.lookupTimeoutS}`, 'attempts:1'],
    ),
  }
}

/** Swap is set to the same as memory: a container that swaps slows the whole host before anything is noticed. */
function limits({limits: {memoryMiB, cpus, pids}, shmMiB}: ServiceSpec): ComposeModel {
  const bytes = Number.isInteger(memoryMiB) ? `${memoryMiB}m` : `${Math.round(memoryMiB * 1024)}k`
  return {
    mem_limit: bytes,
    memswap_limit: bytes,
    cpus,
    pids_limit: pids,
    ...optional('shm_size', shmMiB === undefined ? undefined : `${shmMiB}m`),
  }
}

function attachments(service: ServiceSpec): ComposeModel {
  const mounts = service.mounts ?? []
  const tmpfs = mounts.filter((mount) => mount.kind === 'tmpfs')
  const others = mounts.filter((mount) => mount.kind !== 'tmpfs')
  const temporary = tmpfs.some(({to}) => to === TMP.to) ? tmpfs : [TMP, ...tmpfs]
  return {
    ...(usesHostNetwork(service)
      ? {network_mode: 'host'}
      : {networks: Object.fromEntries(service.networks.toSorted().map((name) => [name, {}]))}),
    ...optional('ports', service.ports?.map(toPort)),
    ...optional(
      'secrets',
      service.secrets?.toSorted().map((name) => ({source: name, target: name})),
    ),
    ...optional('volumes', others.length === 0 ? undefined : others.map(toVolume)),
    tmpfs: temporary.map(toTmpfs),
  }
}

function toPort({bind, host, container}: PublishedPort): ComposeModel {
  return {target: container, published: String(host), host_ip: bind, protocol: 'tcp'}
}

function toVolume(mount: Exclude<Mount, {kind: 'tmpfs'}>): ComposeModel {
  if (mount.kind === 'volume') {
    return {type: 'volume', source: mount.name, target: mount.to, ...(mount.readOnly ? {read_only: true} : {})}
  }

  const propagation = mount.kind === 'host' ? optional('propagation', mount.propagation) : {}
  return {
    type: 'bind',
    source: mount.from,
    target: mount.to,
    read_only: mount.kind === 'config' || mount.readOnly,
    // A missing source must be an error: Docker would make an empty folder owned by root.
    bind: {...propagation, create_host_path: false},
  }
}

function toTmpfs(mount: Extract<Mount, {kind: 'tmpfs'}>): string {
  const owner = mount.uid === undefined ? [] : [`uid=${mount.uid}`, `gid=${mount.uid}`]
  const mode = mount.mode === undefined ? [] : [`mode=${mount.mode}`]
  const exec = mount.exec ? 'exec' : 'noexec'
  return `${mount.to}:${[`size=${mount.sizeMiB}m`, ...mode, ...owner, exec, 'nosuid', 'nodev'].join(',')}`
}

function dependencies({after = [], startsLast}: ServiceSpec, {services}: ComposeContext): ComposeModel {
  const others = startsLast ? [...services.values()].filter((other) => !other.startsLast).map(({name}) => name) : []
  const present = unique([...after, ...others]).filter((name) => services.has(name))
  return section('depends_on', present, (name) => {
    const mustWork = after.includes(name) && services.get(name)?.healthcheck
    return {condition: mustWork ? 'service_healthy' : 'service_started'}
  })
}

function health({healthcheck}: ServiceSpec): ComposeModel {
  if (!healthcheck) return {}
  const {test, intervalS, timeoutS, retries, startPeriodS} = healthcheck
  return {
    healthcheck: {
      test: ['CMD', ...test],
      interval: `${intervalS}s`,
      timeout: `${timeoutS}s`,
      retries,
      start_period: `${startPeriodS}s`,
    },
  }
}

function usesHostNetwork(service: ServiceSpec): boolean {
  return isWaived(service, 'host-network')
}

function isWaived({waivers = []}: ServiceSpec, rule: Waiver['rule']): boolean {
  return waivers.some((waiver) => waiver.rule === rule)
}

function optional(key: string, value: unknown): ComposeModel {
  const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0)
  return isEmpty ? {} : {[key]: value}
}

function section<Name extends string>(
  key: string,
  names: readonly Name[],
  entry: (name: Name) => ComposeModel,
): ComposeModel {
  return names.length === 0 ? {} : {[key]: Object.fromEntries(names.map((name) => [name, entry(name)]))}
}

function unique<Name extends string>(names: readonly Name[]): readonly Name[] {
  return [...new Set(names)].toSorted()
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Compose expands variables in every value; a doubled dollar is a plain one. */
function escapeDollars(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$')
  if (Array.isArray(value)) return value.map(escapeDollars)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, escapeDollars(entry)]))
}
