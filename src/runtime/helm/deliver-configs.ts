/**
 * Configuration files of pods come from ConfigMaps, which the kubelet fetches when it next looks at a pod: up to two
 * minutes late. Before a server is told to read its files again, they must be there.
 */
import {OpsError} from '../../errors.js'
import {clusterMessages as say} from '../../messages/cluster.js'
import type {ChartValues, ConfigValues} from '../../render/helm/chart-values.js'
import {monotonicMs, nowMs, sleep} from '../../system/clock.js'
import {helmHistory} from '../../system/helm-cli.js'
import {askKubectl, kubectl} from '../../system/kubectl.js'
import {interrupted} from '../../system/run.js'
import {verbatim} from '../../text.js'
import type {ClusterTarget} from '../cluster-target.js'
import {readValues} from './chart-files.js'
import {listMaps, listPods} from './cluster-facts.js'
import type {HelmContext} from './helm-context.js'
import type {KubeObject} from './kube-object.js'
import {containersOf, type ServiceContainer} from './pods.js'
import {renderManifest} from './release.js'

/** Data of the ConfigMaps in the cluster, by name. */
export type Maps = ReadonlyMap<string, Readonly<Record<string, string>>>

const PATIENCE_MS = 150_000
const PAUSE_MS = 500
/** What the kubelet takes for a pod that it was made to look at, where nothing in the image can show a file. */
const BLIND_MS = 10_000

/** Reads the ConfigMaps of the stack. */
export async function readMaps(target: ClusterTarget): Promise<Maps> {
  const maps = await listMaps(target)
  return new Map(maps.map((one) => [one.metadata.name, (one.data ?? {}) as Record<string, string>]))
}

/** The services with a reloadable ConfigMap that differs from what it should be. Pure. */
export function staleServices({services, files}: ChartValues, maps: Maps): readonly string[] {
  return Object.entries(services)
    .filter(([, {config}]) => config.some((one) => one.reload && isStale(one, files, maps.get(one.name))))
    .map(([service]) => service)
}

function isStale(
  {items}: ConfigValues,
  files: Readonly<Record<string, string>>,
  data: Readonly<Record<string, string>> | undefined,
): boolean {
  if (!data) return false
  return items.length !== Object.keys(data).length || items.some(({file, key}) => data[key] !== files[file])
}

/** Waits for the files of the services whose ConfigMaps an upgrade changed. */
export async function deliverChanged(
  context: HelmContext,
  values: ChartValues,
  before: Maps,
  signal?: AbortSignal,
): Promise<void> {
  await awaitFiles(context.target, values, staleServices(values, before), signal)
}

/** Puts the ConfigMaps of deploy/ into the cluster where they differ, and waits until the pods of the services have them. */
export async function deliverConfigs(
  context: HelmContext,
  services: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (services.length === 0) return
  const {project, target} = context
  const [values, maps] = await Promise.all([readValues(project), readMaps(target)])
  const wanted = services.filter((service) => values.services[service]?.config.some(({reload}) => reload))
  const stale = staleServices(values, maps).filter((service) => wanted.includes(service))
  if (stale.length > 0) await applyMaps(context, values, stale)
  await awaitFiles(target, values, wanted, signal)
}

/** Applied in Helm's name, and whole: the next upgrade finds its own fields, with the values it would have written. */
async function applyMaps(context: HelmContext, values: ChartValues, services: readonly string[]) {
  const names = new Set(services.flatMap((service) => (values.services[service]?.config ?? []).map(({name}) => name)))
  const {target} = context
  const known = {history: helmHistory(target), values: Promise.resolve(values)}
  const manifest = await renderManifest(context, {changedFiles: [], secrets: {}}, known)
  const items = manifest
    .filter(({kind, metadata}) => kind === 'ConfigMap' && names.has(metadata.name))
    .map((one) => ({
      ...one,
      metadata: {...ownedByHelm(target, one), namespace: one.metadata.namespace ?? target.namespace},
    }))
  const stdin = JSON.stringify({apiVersion: 'v1', kind: 'List', items})
  await askKubectl(target, ['apply', '--server-side', '--force-conflicts', '--field-manager=helm', '-f', '-'], {stdin})
}

/** What Helm writes on every object of a release: without it, the next upgrade would not know the object. */
function ownedByHelm({release, namespace}: ClusterTarget, {metadata}: KubeObject): KubeObject['metadata'] {
  const annotations = {'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': namespace}
  return {
    ...metadata,
    labels: {...metadata.labels, 'app.kubernetes.io/managed-by': 'Helm'},
    annotations: {...metadata.annotations, ...annotations},
  }
}

async function awaitFiles(
  target: ClusterTarget,
  values: ChartValues,
  services: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (services.length === 0) return
  const pods = (await listPods(target)).filter((pod) => !pod.metadata.deletionTimestamp)
  const running = pods
    .flatMap(containersOf)
    .filter(({service, status}) => services.includes(service) && status?.state?.running)
  await Promise.all(running.map((one) => awaitPod(target, values, one, signal)))
}

async function awaitPod(
  target: ClusterTarget,
  values: ChartValues,
  one: ServiceContainer,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = monotonicMs() + PATIENCE_MS
  for (let isPoked = false; ; isPoked = true) {
    const seen = await hasFiles(target, values, one)
    if (seen === 'yes') return
    if (!isPoked) await poke(target, one)
    if (seen === 'blind') return sleep(BLIND_MS, signal)
    if (signal?.aborted) throw interrupted()
    if (monotonicMs() > deadline) throw late(one)
    await sleep(PAUSE_MS, signal)
  }
}

/** A change of the pod itself makes the kubelet look at it at once. */
async function poke(target: ClusterTarget, {pod}: ServiceContainer): Promise<void> {
  const note = `opsctl/looked-at=${nowMs()}`
  const where = ['--namespace', pod.metadata.namespace ?? target.namespace]
  await askKubectl(target, ['annotate', 'pod', pod.metadata.name, note, '--overwrite', ...where])
}

/** Whether the container sees the files of deploy/; `blind` when nothing in its image can show a file. */
async function hasFiles(
  target: ClusterTarget,
  {services, files}: ChartValues,
  {pod, service}: ServiceContainer,
): Promise<'yes' | 'no' | 'blind'> {
  const items = (services[service]?.config ?? [])
    .filter(({reload}) => reload)
    .flatMap(({to, items: all}) => all.map((item) => ({...item, at: `${to}/${item.path}`})))
  const where = ['--namespace', pod.metadata.namespace ?? target.namespace, pod.metadata.name, '--container', service]
  const result = await kubectl(target, ['exec', ...where, '--', 'cat', ...items.map(({at}) => at)], {
    requestTimeoutS: 0,
  })
  if (result.exitCode !== 0)
    return /executable file not found|no such file or directory: unknown/.test(result.stderr) ? 'blind' : 'no'
  const wanted = items.map(({file}) => files[file] ?? '').join('')
  // What runs a program strips the last line end.
  return result.stdout.trimEnd() === wanted.trimEnd() ? 'yes' : 'no'
}

function late({pod, service}: ServiceContainer): OpsError {
  return new OpsError({
    code: 'OPS_CONFIG_LATE',
    kind: 'external',
    message: say.configLate(service, pod.metadata.name, PATIENCE_MS / 1000),
    suggestions: [verbatim(`opsctl reload ${service}`), verbatim(`opsctl restart ${service}`)],
  })
}
