/** ServiceSpec → what the chart must know of it. Says what the service is; how Kubernetes is told is the templates' business. */
import type {Mount, ServiceSpec, Stack} from '../../components/component.js'
import {imageRef} from '../../images/image-refs.js'
import type {HostValues, PortValues, ProbeAction, ScratchValues, ServiceValues, VolumeValues} from './chart-values.js'
import type {Edge} from './edges.js'

/** What one service must know of the rest. */
export interface ServiceContext {
  readonly stack: Stack
  /** Component id of the service. */
  readonly component: string
  /** The service in whose pod it runs: itself, but for a sidecar. */
  readonly pod: ServiceSpec
  readonly edges: readonly Edge[]
  readonly config: ServiceValues['config']
  /** sha256 over the config that only a new pod takes; undefined when it has none. */
  readonly configHash: string | undefined
}

/** Whoever is outside of the stack, among callers. */
export const OUTSIDE = '*'

/** What must be the last to go when a node is short of room: without these no request is answered. */
const FIRST: ReadonlySet<string> = new Set(['postgres', 'redis', 'elasticsearch', 'gateway'])

const DEFAULT_VOLUME_MIB = 10 * 1024
const TMP: ScratchValues = {to: '/tmp', sizeMiB: 64}

/** One service as the chart takes it. */
export function toServiceValues(service: ServiceSpec, context: ServiceContext): ServiceValues {
  const {stack, component, config, configHash, pod} = context
  const kind = kindOf(pod)
  const isAgent = kind === 'DaemonSet'
  const [uid, gid] = service.user.split(':').map(Number)
  return {
    component,
    kind,
    agent: isAgent,
    ...(service.sidecarOf === undefined ? {} : {sidecarOf: service.sidecarOf}),
    image: imageRef(stack, service.image),
    ...(service.entrypoint && {entrypoint: service.entrypoint}),
    ...(service.command && {command: service.command}),
    uid: uid ?? 0,
    gid: gid ?? 0,
    ...(isAgent ? {} : {replicas: pod.replicas ?? 1}),
    headless: isAgent || component === 'app',
    ports: portsOf(service),
    env: sorted(service.env ?? {}),
    secretEnv: sorted(service.secretEnv ?? {}),
    secrets: (service.secrets ?? []).toSorted(),
    config,
    ...storage(service, stack, kind),
    limits: {memoryMiB: service.limits.memoryMiB, cpus: service.limits.cpus},
    requests: requestsOf(service, kind),
    ...probe(service),
    callers: callersOf(service, context.edges),
    calls: context.edges.filter(({from}) => from === service.name).map(({to, port}) => ({service: to, port})),
    ...confinement(service),
    stopGraceS: service.stopGraceS ?? 30,
    ...(service.stopSignal === undefined ? {} : {stopSignal: service.stopSignal}),
    ...(service.lookupTimeoutS === undefined ? {} : {lookupTimeoutS: service.lookupTimeoutS}),
    sysctls: sorted(service.sysctls ?? {}),
    priority: service.name === component && FIRST.has(component),
    ...scaling(service),
    ...(configHash === undefined ? {} : {configHash}),
  }
}

function scaling({autoscale, migrate, replicas = 1}: ServiceSpec): Pick<ServiceValues, 'autoscale' | 'migrate'> {
  return {...(autoscale && {autoscale: {min: replicas, ...autoscale}}), ...(migrate && {migrate})}
}

/** What reads its host must be on each; what keeps data keeps its name and its volume. */
function kindOf({mounts = []}: ServiceSpec): ServiceValues['kind'] {
  if (mounts.some(({kind}) => kind === 'host')) return 'DaemonSet'
  return mounts.some(({kind}) => kind === 'volume') ? 'StatefulSet' : 'Deployment'
}

function confinement(
  service: ServiceSpec,
): Pick<ServiceValues, 'egress' | 'readOnly' | 'capAdd' | 'hostPid' | 'hostNetwork' | 'shmMiB'> {
  const {networks, readOnly = true, capAdd = [], hostPid = false, waivers = [], shmMiB} = service
  return {
    egress: networks.includes('egress'),
    readOnly,
    capAdd: capAdd.toSorted(),
    hostPid,
    hostNetwork: waivers.some(({rule}) => rule === 'host-network'),
    ...(shmMiB === undefined ? {} : {shmMiB}),
  }
}

/** The ports it listens on. One that Docker publishes is reached from outside unless it is bound to this machine alone. */
function portsOf({listens = [], ports = []}: ServiceSpec): readonly PortValues[] {
  const unnamed = ports
    .filter(({container}) => listens.every(({port}) => port !== container))
    .map(({container}) => ({name: `port-${container}`, port: container}))
  return [...listens, ...unnamed].map(({name, port}) => {
    const published = ports.find(({container, bind}) => container === port && !isLoopback(bind))
    const isMoved = published !== undefined && published.host !== port
    return {name, port, outside: published !== undefined, ...(isMoved ? {servicePort: published.host} : {})}
  })
}

function isLoopback(bind: string): boolean {
  return bind === '::1' || bind.startsWith('127.')
}

function callersOf(service: ServiceSpec, edges: readonly Edge[]): ServiceValues['callers'] {
  const ports = portsOf(service)
  const to = edges.filter((edge) => edge.to === service.name)
  const all = [...new Set([...ports.map(({port}) => port), ...to.map(({port}) => port)])].toSorted((a, b) => a - b)
  return all
    .map((port) => {
      const outside = ports.some((one) => one.port === port && one.outside) ? [OUTSIDE] : []
      return {port, from: [...outside, ...to.filter((edge) => edge.port === port).map(({from}) => from)]}
    })
    .filter(({from}) => from.length > 0)
}

/**
 * Stores are promised all the memory they may use, so that a full node never takes it back from them; others half of
 * it. A tenth of the processors: what is idle may be used by whoever needs it.
 */
function requestsOf({limits}: ServiceSpec, kind: ServiceValues['kind']): ServiceValues['requests'] {
  const memoryMiB = kind === 'StatefulSet' ? limits.memoryMiB : Math.ceil(limits.memoryMiB / 2)
  return {memoryMiB, cpus: Math.max(0.01, Math.round(limits.cpus * 100) / 1000)}
}

type Storage = Pick<ServiceValues, 'volumes' | 'scratch' | 'host'>

/** An agent has no claim of its own on each node: what it keeps lies on the node it speaks of. */
function storage({mounts = []}: ServiceSpec, stack: Stack, kind: ServiceValues['kind']): Storage {
  const volumes = mounts.filter((mount) => mount.kind === 'volume')
  const scratch = mounts.filter((mount) => mount.kind === 'tmpfs').map(toScratch)
  const host = mounts.filter((mount) => mount.kind === 'host').map(toHost)
  const kept = volumes.map(({name, to}) => ({from: `/var/lib/opsctl/${stack.project}/${name}`, to, readOnly: false}))
  return {
    volumes: kind === 'DaemonSet' ? [] : volumes.map((mount) => toVolume(mount, stack)),
    scratch: scratch.some(({to}) => to === TMP.to) ? scratch : [TMP, ...scratch],
    host: kind === 'DaemonSet' ? [...host, ...kept] : host,
  }
}

function toVolume(
  {name, to, sizeMiB = DEFAULT_VOLUME_MIB, readOnly = false}: Extract<Mount, {kind: 'volume'}>,
  {kubernetes}: Stack,
): VolumeValues {
  return {name, to, sizeMiB: kubernetes.storage[name] ?? sizeMiB, readOnly}
}

function toScratch({to, sizeMiB, shared}: Extract<Mount, {kind: 'tmpfs'}>): ScratchValues {
  return {to, sizeMiB, ...(shared === undefined ? {} : {shared})}
}

function toHost({from, to, readOnly, propagation}: Extract<Mount, {kind: 'host'}>): HostValues {
  return {from, to, readOnly, ...(propagation === 'rslave' ? {propagation: 'HostToContainer' as const} : {})}
}

/** How often one is asked whose image holds no program that asks. */
const OUTER_TIMES = {intervalS: 5, timeoutS: 3, retries: 3, startPeriodS: 60}

/** Ready is the healthcheck, or an app's own path. Live is no more than an open port: a store that is away must restart nobody. */
function probe(service: ServiceSpec): Pick<ServiceValues, 'probe'> {
  if (service.probe) {
    const {port, live, ready} = service.probe
    const get = (path: string): ProbeAction => ({httpGet: {path, port}})
    return {probe: {ready: get(ready), live: get(live), ...OUTER_TIMES}}
  }

  const port = portsOf(service)[0]?.port
  const tcp: ProbeAction | undefined = port === undefined ? undefined : {tcp: port}
  const live = tcp === undefined ? {} : {live: tcp}
  if (service.healthcheck) {
    const {test, ...times} = service.healthcheck
    return {probe: {ready: {exec: test}, ...live, ...times}}
  }

  return tcp === undefined ? {} : {probe: {ready: tcp, ...live, ...OUTER_TIMES}}
}

function sorted(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
