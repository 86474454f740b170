/**
 * Compares what the chart renders with what Compose is told, service by service: image, argv, environment, configuration
 * files, user, limits, health, secrets, volumes, scratch folders and ports. Says every difference in a line.
 */
import {load} from 'js-yaml'

import {emptyOverlay} from '../../../src/render/overlay.js'
import {renderStack} from '../../../src/render/render-stack.js'
import type {Stack} from '../../../src/spec/stack.js'
import {
  isHook,
  type KubeContainer,
  type KubeObject,
  ofKind,
  type PodSpec,
  type Workload,
  workloadsOf,
} from './kube-objects.js'

import {type MeantDifference, meantDifferences} from './meant-differences.js'

/** A service of the Compose files, as far as it is compared. */
export interface ComposeService {
  readonly image: string
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly scale?: number
  readonly user: string
  readonly read_only: boolean
  readonly cap_add?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly env_file?: readonly {readonly path: string}[]
  readonly secrets?: readonly {readonly source: string; readonly target: string}[]
  readonly volumes?: readonly {readonly type: string; readonly source: string; readonly target: string}[]
  readonly tmpfs: readonly string[]
  readonly mem_limit: string
  readonly cpus: number
  readonly ports?: readonly {readonly target: number; readonly published: string; readonly host_ip: string}[]
  readonly stop_grace_period: string
  readonly shm_size?: string
  readonly network_mode?: string
  readonly pid?: string
  readonly healthcheck?: {
    readonly test: readonly string[]
    readonly interval: string
    readonly timeout: string
    readonly retries: number
    readonly start_period: string
  }
  readonly [key: string]: unknown
}

/** Compose’s view of a stack: services by name, and the files under deploy/ by path, of both targets. */
export interface ComposeView {
  readonly services: ReadonlyMap<string, ComposeService>
  readonly files: ReadonlyMap<string, string>
  readonly helmFiles: ReadonlyMap<string, string>
}

type Flat = Readonly<Record<string, unknown>>

/** The Compose files of a stack whose rooms speak to the given target. */
export function composeView(stack: Stack): ComposeView {
  const rendered = renderStack({...stack, target: 'compose'}, emptyOverlay)
  const services = rendered
    .filter(({path}) => path.endsWith('/compose.yaml'))
    .flatMap(({content}) => Object.entries((load(content) as {services: Record<string, ComposeService>}).services))
  const plain = services.map(([name, one]) => [name, unescapeDollars(one) as ComposeService] as const)
  const byPath = (files: typeof rendered) => new Map(files.map(({path, content}) => [path, content] as const))
  return {
    services: new Map(plain),
    files: byPath(rendered),
    helmFiles: byPath(renderStack({...stack, target: 'helm'}, emptyOverlay)),
  }
}

/** The differences in meaning that are not meant, a line each: `postgres limits: … is not …`. Meant ones are added to `met`. */
export function findDifferences(
  view: ComposeView,
  objects: readonly KubeObject[],
  met: Set<MeantDifference>,
): readonly string[] {
  const pods = workloadsOf(objects.filter((object) => !isHook(object)))
  const lines: string[] = []
  for (const [name, service] of view.services) {
    const found = containerOf(name, pods)
    if (!found) {
      lines.push(`${name}: no container of this name`)
      continue
    }

    const compose = flatCompose(service, view)
    const helm = flatHelm(found, service, objects)
    for (const key of Object.keys(compose)) {
      const [left, right] = [JSON.stringify(compose[key]), JSON.stringify(helm[key])]
      if (left === right) continue
      const meant = meantDifferences.find((one) => one.service === name && one.key === key)
      if (meant?.fits(helm[key], compose[key])) met.add(meant)
      else lines.push(`${name} ${key}: ${shorten(left, right)} is not ${shorten(right, left)}`)
    }
  }
  const unknown = pods.flatMap(({pod}) => allContainers(pod)).filter(({name}) => !view.services.has(name))
  return [...lines, ...unknown.map(({name}) => `${name}: a container that Compose has not`)]
}

interface Found {
  readonly workload: Workload
  readonly container: KubeContainer
}

function containerOf(name: string, pods: readonly Workload[]): Found | undefined {
  for (const workload of pods) {
    const container = allContainers(workload.pod).find((one) => one.name === name)
    if (container) return {workload, container}
  }

  return undefined
}

function allContainers({containers, initContainers = []}: PodSpec): readonly KubeContainer[] {
  return [...initContainers, ...containers]
}

function flatCompose(service: ComposeService, {helmFiles}: ComposeView): Flat {
  const health = service.healthcheck
  const binds = (service.volumes ?? []).filter(({type}) => type === 'bind')
  const configs = binds.filter(({source}) => source.startsWith('deploy/'))
  return {
    image: service.image,
    entrypoint: service.entrypoint ?? [],
    command: service.command ?? [],
    replicas: service.scale ?? 1,
    user: service.user,
    readOnly: service.read_only,
    capabilities: (service.cap_add ?? []).toSorted(),
    env: sorted(service.environment ?? {}),
    secretFiles: (service.secrets ?? []).map(({target}) => target).toSorted(),
    memoryKiB: composeKiB(service.mem_limit),
    millicores: Math.round(service.cpus * 1000),
    ...(health && {
      healthTest: health.test.slice(1),
      healthTimes: [health.interval, health.timeout, health.retries],
    }),
    config: configsOf(configs, helmFiles),
    data: (service.volumes ?? [])
      .filter(({type}) => type === 'volume')
      .map(({target}) => target)
      .toSorted(),
    scratch: [
      ...service.tmpfs.map((line) => `${line.split(':')[0]} ${/size=(\d+)m/.exec(line)?.[1]}`),
      ...(service.shm_size === undefined ? [] : [`/dev/shm ${Number.parseInt(service.shm_size, 10)}`]),
    ].toSorted(),
    secretEnv: service.env_file !== undefined,
    // A port of this machine alone is one that its own Service has; any other is reached through one of the cluster.
    ports: (service.ports ?? [])
      .map(({target, published, host_ip}) => (host_ip.startsWith('127.') ? `${target}` : `${target} as ${published}`))
      .toSorted(),
    hostPid: service.pid === 'host',
    hostNetwork: service.network_mode === 'host',
  }
}

function configsOf(
  mounts: readonly {readonly source: string; readonly target: string}[],
  files: ReadonlyMap<string, string>,
): Flat {
  return sorted(
    Object.fromEntries(
      mounts.flatMap(({source, target}) => {
        const folder = `${source.replace(/^deploy\//, '')}/`
        const inside = [...files].filter(([path]) => path.startsWith(folder))
        return inside.map(([path, content]) => [`${target}/${path.slice(folder.length)}`, content])
      }),
    ),
  )
}

function flatHelm(
  {workload: {object, pod}, container}: Found,
  service: ComposeService,
  objects: readonly KubeObject[],
): Flat {
  const {startupProbe, readinessProbe, securityContext: security = {}} = container
  // A sidecar holds up no traffic, so it is asked once, when it starts.
  const ready = readinessProbe ?? startupProbe
  const user = {...pod.securityContext, ...security} as {runAsUser?: number; runAsGroup?: number}
  const limits = container.resources?.limits ?? {}
  const literal = (container.env ?? []).filter(({value, valueFrom}) => value !== undefined || valueFrom === undefined)
  return {
    image: container.image,
    entrypoint: (container.command ?? []).map(expand),
    command: (container.args ?? []).map(expand),
    replicas: object.kind === 'DaemonSet' ? (service.scale ?? 1) : ((object.spec?.replicas as number | undefined) ?? 1),
    user: `${user.runAsUser}:${user.runAsGroup}`,
    readOnly: security.readOnlyRootFilesystem,
    capabilities: (security.capabilities?.add ?? []).toSorted(),
    env: sorted(Object.fromEntries(literal.map(({name, value = ''}) => [name, expand(value)]))),
    secretFiles: secretFilesOf(container, pod),
    memoryKiB: kubeKiB(String(limits.memory ?? '')),
    millicores: kubeMillicores(String(limits.cpu ?? '')),
    healthTest: ready?.exec?.command.map(expand),
    healthTimes: [
      `${ready?.periodSeconds ?? 10}s`,
      `${ready?.timeoutSeconds ?? 1}s`,
      readinessProbe ? (readinessProbe.failureThreshold ?? 3) : service.healthcheck?.retries,
    ],
    config: configMapsOf(container, pod, objects),
    data: dataOf(container, pod, object),
    scratch: mountsOf(container, pod, ({emptyDir}) => emptyDir !== undefined)
      .map(({mountPath, volume}) => `${mountPath} ${kubeKiB(volume.emptyDir?.sizeLimit ?? '') / 1024}`)
      .toSorted(),
    secretEnv: (container.env ?? []).some(({valueFrom}) => valueFrom?.secretKeyRef !== undefined),
    ports: portsOf(service, container, objects),
    hostPid: pod.hostPID ?? false,
    hostNetwork: pod.hostNetwork ?? false,
  }
}

/** In the words of the Compose file, as far as a Service leads to the port; nothing else may be compared: most ports are not published. */
function portsOf(service: ComposeService, {name}: KubeContainer, objects: readonly KubeObject[]): readonly string[] {
  const own = ofKind(objects, 'Service').filter(({metadata}) => metadata.name === name)
  const ports = own.flatMap(({spec}) => (spec?.ports ?? []) as readonly {port: number; targetPort?: number | string}[])
  const named = new Map(ports.map(({port, targetPort}) => [port, targetPort ?? port]))
  return (service.ports ?? [])
    .flatMap(({target, published, host_ip}) => {
      const isLocal = host_ip.startsWith('127.')
      const leads = named.has(isLocal ? target : Number(published))
      return leads ? [isLocal ? `${target}` : `${target} as ${published}`] : []
    })
    .toSorted()
}

type PodVolume = NonNullable<PodSpec['volumes']>[number]

function mountsOf(container: KubeContainer, pod: PodSpec, fits: (volume: PodVolume) => boolean) {
  return (container.volumeMounts ?? []).flatMap(({name, mountPath}) => {
    const volume = (pod.volumes ?? []).find((one) => one.name === name)
    return volume && fits(volume) ? [{mountPath, volume}] : []
  })
}

function secretFilesOf(container: KubeContainer, pod: PodSpec): readonly string[] {
  const items = mountsOf(container, pod, ({secret, projected}) => (secret ?? projected) !== undefined).flatMap(
    ({volume}) => [
      ...(volume.secret?.items ?? []),
      ...(volume.projected?.sources ?? []).flatMap(({secret}) => secret?.items ?? []),
    ],
  )
  return items.map(({path}) => path).toSorted()
}

function configMapsOf(container: KubeContainer, pod: PodSpec, objects: readonly KubeObject[]): Flat {
  const maps = new Map(ofKind(objects, 'ConfigMap').map((map) => [map.metadata.name, map.data ?? {}]))
  const entries = mountsOf(container, pod, ({configMap, projected}) => (configMap ?? projected) !== undefined).flatMap(
    ({mountPath, volume}) => {
      const map = volume.configMap
      if (!map) return []
      const data = maps.get(map.name) ?? {}
      const items = map.items ?? Object.keys(data).map((key) => ({key, path: key}))
      return items.map(({key, path}) => [`${mountPath}/${path}`, data[key]] as const)
    },
  )
  return sorted(Object.fromEntries(entries))
}

function dataOf(container: KubeContainer, pod: PodSpec, {spec}: KubeObject): readonly string[] {
  const claims = (spec?.volumeClaimTemplates ?? []) as readonly {metadata: {name: string}}[]
  const names = new Set([
    ...claims.map(({metadata}) => metadata.name),
    ...(pod.volumes ?? []).filter(({persistentVolumeClaim}) => persistentVolumeClaim).map(({name}) => name),
  ])
  const mounts = container.volumeMounts ?? []
  return mounts
    .filter(({name}) => names.has(name))
    .map(({mountPath}) => mountPath)
    .toSorted()
}

function composeKiB(size: string): number {
  return Number.parseInt(size, 10) * (size.endsWith('m') ? 1024 : 1)
}

function kubeKiB(size: string): number {
  const [, number = 'NaN', unit = ''] = /^([\d.]+)(Ki|Mi|Gi)?$/.exec(size) ?? []
  return Number(number) * ({Ki: 1, Mi: 1024, Gi: 1024 ** 2}[unit] ?? 1 / 1024)
}

function kubeMillicores(cpu: string): number {
  return Math.round(cpu.endsWith('m') ? Number.parseFloat(cpu) : Number(cpu) * 1000)
}

function sorted<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** As the kubelet reads argv, environment and exec probes: a doubled dollar is a plain one. */
function expand(text: string): string {
  return text.replaceAll('$$', '$')
}

function unescapeDollars(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$$', '$')
  if (Array.isArray(value)) return value.map(unescapeDollars)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unescapeDollars(entry)]))
}

/** The part around the first difference, so that a file that differs in one byte can be read. */
function shorten(text: string | undefined, other: string | undefined): string {
  if (text === undefined) return 'nothing'
  let same = 0
  while (same < text.length && text[same] === other?.[same]) same++
  const from = Math.max(0, same - 60)
  return `${from > 0 ? '…' : ''}${text.slice(from, same + 100)}`
}
