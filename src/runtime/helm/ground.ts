/** What must be there before a release: the namespaces, labelled for Pod Security, and the Secrets. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {OpsError} from '../../errors.js'
import {clusterMessages as say} from '../../messages/cluster.js'
import type {Project} from '../../project.js'
import type {ChartValues} from '../../render/helm/chart-values.js'
import {askKubectl, clusterError, kubectl} from '../../system/kubectl.js'
import {apiPath, readApi} from '../../system/kubectl-reads.js'
import {verbatim} from '../../text.js'
import type {ClusterTarget} from '../cluster-target.js'
import {secretsOf, shorten} from './chart-files.js'
import {DIGESTS_ANNOTATION, listOwnSecrets, namespacesOf, ownSecretsOf} from './cluster-facts.js'
import type {HelmContext} from './helm-context.js'
import type {KubeObject} from './kube-object.js'

type Strings = Readonly<Record<string, string>>

const MANAGER = '--field-manager=opsctl'

/** Makes the namespaces that the stack needs, and labels them. What others labelled stays as it is. */
export async function ensureNamespaces(
  target: ClusterTarget,
  values: ChartValues,
  signal?: AbortSignal,
): Promise<void> {
  const hasAgents = Object.values(values.services).some(({agent}) => agent)
  const wanted = [
    {name: target.namespace, level: 'restricted'},
    ...(hasAgents && target.agentsNamespace !== target.namespace
      ? [{name: target.agentsNamespace, level: 'privileged'}]
      : []),
  ]
  await Promise.all(
    wanted.map(({name, level}) => ensureNamespace(target, namespaceObject(target, name, level), signal)),
  )
}

/** A namespace with its level of Pod Security. Pure. */
export function namespaceObject({release}: ClusterTarget, name: string, level: string): KubeObject {
  const levels = level === 'restricted' ? ['enforce', 'warn', 'audit'] : ['enforce']
  const security = Object.fromEntries(levels.map((mode) => [`pod-security.kubernetes.io/${mode}`, level]))
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {name, labels: {'app.kubernetes.io/part-of': 'opsctl', 'opsctl/release': release, ...security}},
  }
}

async function ensureNamespace(target: ClusterTarget, object: KubeObject, signal?: AbortSignal): Promise<void> {
  const {name} = object.metadata
  if (await isLabelled(target, object, signal)) return
  const control = {stdin: JSON.stringify(object), ...(signal && {signal})}
  const result = await kubectl(target, ['apply', '--server-side', MANAGER, '-f', '-', '-o', 'json'], control)
  if (result.exitCode === 0) {
    const {status} = JSON.parse(result.stdout) as {status?: {phase?: string}}
    if (status?.phase === 'Terminating') throw terminating(name)
    return
  }
  // Somebody else's labels on it win.
  if (/conflict/i.test(result.stderr)) return
  const isDenied = /forbidden/i.test(result.stderr)
  // Without the right to label it, it is enough that whoever has the right has made it.
  if (isDenied && (await kubectl(target, ['get', 'namespace', name])).exitCode === 0) return
  throw clusterError(target, result)
}

/** Whether it is there as it should be; then nothing is written. */
async function isLabelled(target: ClusterTarget, {metadata}: KubeObject, signal?: AbortSignal): Promise<boolean> {
  const answer = await readApi(target, apiPath('namespaces', {name: metadata.name}), signal ? {signal} : {})
  if (answer.exitCode !== 0) return false
  const found = JSON.parse(answer.stdout) as KubeObject & {readonly status?: {readonly phase?: string}}
  if (found.status?.phase === 'Terminating') throw terminating(metadata.name)
  return contains(found.metadata.labels, metadata.labels)
}

function contains(all: Strings | undefined, some: Strings | undefined): boolean {
  return Object.entries(some ?? {}).every(([key, value]) => all?.[key] === value)
}

function terminating(name: string): OpsError {
  return new OpsError({
    code: 'OPS_NAMESPACE_TERMINATING',
    kind: 'environment',
    message: say.namespaceTerminating(name),
    suggestions: [say.namespaceTerminatingFix(name), verbatim('opsctl up')],
  })
}

/** Puts the secrets of the project into the cluster; the answer puts back what was there before. */
export async function applySecrets(
  {project, stack, target}: HelmContext,
  values: ChartValues,
  digests: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> {
  const nothing = async () => undefined
  if (stack.kubernetes.secrets.from !== 'opsctl') return nothing
  const contents = await readContents(project, Object.keys(values.secrets.items))
  const objects = secretObjects(target, values, {contents, digests})
  if (objects.length === 0) return nothing
  const former = await listFormer(target, objects)
  const stale = objects.filter((one) => !isSame(one, find(former, one)))
  if (stale.length > 0) await applyAll(target, stale)
  const changed = former.filter((one) => digestsOf(one) !== digestsOf(find(objects, one)))
  return async () => {
    if (changed.length > 0) await applyAll(target, changed)
  }
}

/** What pods that try configurations share. */
export interface TrialGround {
  readonly values: ChartValues
  /** The Secrets as they would be, before anyone else sees them; none where others make them. */
  readonly secrets: readonly KubeObject[]
}

/** Makes the namespaces and reads the secrets. */
export async function prepareTrials({project, stack, target}: HelmContext, values: ChartValues): Promise<TrialGround> {
  const isOurs = stack.kubernetes.secrets.from === 'opsctl'
  const [contents] = await Promise.all([
    isOurs ? readContents(project, Object.keys(values.secrets.items)) : {},
    ensureNamespaces(target, values),
  ])
  return {values, secrets: isOurs ? secretObjects(target, values, {contents, digests: {}}) : []}
}

export interface SecretContents {
  /** What each secret is, by name. */
  readonly contents: Readonly<Record<string, Buffer>>
  readonly digests: Readonly<Record<string, string>>
}

/** One Secret per component and namespace. In that of the agents lies only what agents read. Pure. */
export function secretObjects(
  target: ClusterTarget,
  values: ChartValues,
  {contents, digests}: SecretContents,
): readonly KubeObject[] {
  const {items} = values.secrets
  const agents = Object.values(values.services).filter(({agent}) => agent)
  const ofAgents = new Set(agents.flatMap(secretsOf))
  const places = [
    {namespace: target.namespace, names: Object.keys(items)},
    {namespace: target.agentsNamespace, names: Object.keys(items).filter((name) => ofAgents.has(name))},
  ]
  return places.flatMap(({namespace, names}) => {
    const there = names.filter((name) => contents[name] !== undefined)
    const secrets = [...new Set(there.map((name) => items[name]?.secret ?? ''))].toSorted()
    return secrets.map((secret) => {
      const own = there.filter((name) => items[name]?.secret === secret).toSorted()
      return secretObject(
        target,
        {namespace, name: secret},
        {
          data: Object.fromEntries(
            own.map((name) => [items[name]?.key ?? name, contents[name]?.toString('base64') ?? '']),
          ),
          digests: Object.fromEntries(own.map((name) => [name, shorten(digests[name] ?? '')])),
        },
      )
    })
  })
}

function secretObject(
  {release}: ClusterTarget,
  {namespace, name}: {readonly namespace: string; readonly name: string},
  {
    data,
    digests,
  }: {readonly data: Readonly<Record<string, string>>; readonly digests: Readonly<Record<string, string>>},
): KubeObject {
  const labels = {
    'app.kubernetes.io/instance': release,
    'app.kubernetes.io/part-of': 'opsctl',
    'app.kubernetes.io/managed-by': 'opsctl',
  }
  const annotations = {[DIGESTS_ANNOTATION]: JSON.stringify(digests)}
  return {apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: {name, namespace, labels, annotations}, data}
}

async function readContents(project: Project, names: readonly string[]): Promise<Readonly<Record<string, Buffer>>> {
  const contents: Record<string, Buffer> = {}
  for (const name of names) {
    const content = await readFile(join(project.secrets, name)).catch(() => undefined)
    if (content !== undefined) contents[name] = content
  }
  return contents
}

async function listFormer(target: ClusterTarget, objects: readonly KubeObject[]): Promise<readonly KubeObject[]> {
  return (await listOwnSecrets(target))
    .filter((one) => find(objects, one))
    .map(({apiVersion, kind, type, data, metadata: {name, namespace = '', labels = {}, annotations = {}}}) => ({
      apiVersion,
      kind,
      type,
      data,
      metadata: {name, namespace, labels, annotations},
    }))
}

/** Whether a Secret lies in the cluster as it should, also where somebody changed it by hand. */
function isSame({metadata, data}: KubeObject, found: KubeObject | undefined): boolean {
  const [want, have] = [data ?? {}, found?.data ?? {}] as Strings[]
  const hasLabels = contains(found?.metadata.labels, metadata.labels)
  const hasNotes = contains(found?.metadata.annotations, metadata.annotations)
  return hasLabels && hasNotes && contains(have, want) && contains(want, have)
}

function find(objects: readonly KubeObject[], {metadata}: KubeObject): KubeObject | undefined {
  return objects.find((one) => one.metadata.name === metadata.name && one.metadata.namespace === metadata.namespace)
}

function digestsOf(object: KubeObject | undefined): string | undefined {
  return object?.metadata.annotations?.[DIGESTS_ANNOTATION]
}

async function applyAll(target: ClusterTarget, items: readonly KubeObject[]): Promise<void> {
  const stdin = JSON.stringify({apiVersion: 'v1', kind: 'List', items})
  await askKubectl(target, ['apply', '--server-side', '--force-conflicts', MANAGER, '-f', '-'], {stdin})
}

/** Takes away the Secrets that opsctl put there. */
export async function removeSecrets(target: ClusterTarget): Promise<void> {
  const selected = ['--selector', ownSecretsOf(target)]
  for (const namespace of namespacesOf(target)) {
    await askKubectl(target, ['delete', 'secrets', '--namespace', namespace, ...selected, '--wait=false'])
  }
}
