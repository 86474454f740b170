/** What the cluster has of a stack, read through kubectl. */
import {type ClusterControl, clusterError} from '../../system/kubectl.js'
import {apiPath, listApi, readApi} from '../../system/kubectl-reads.js'
import type {ClusterTarget} from '../cluster-target.js'
import type {KubeObject} from './kube-object.js'
import type {PodFacts} from './pod-causes.js'
import type {Claim, KubeEvent, Pod} from './pods.js'

export const DIGESTS_ANNOTATION = 'opsctl/digests'

/** Both namespaces of a stack. */
export function namespacesOf({namespace, agentsNamespace}: ClusterTarget): readonly string[] {
  return [...new Set([namespace, agentsNamespace])]
}

/** The selector of everything of a stack. */
export function selectorOf({release}: ClusterTarget): string {
  return `app.kubernetes.io/instance=${release}`
}

/** Objects of a kind in both namespaces, selected by label. */
async function listEverywhere<T extends KubeObject>(
  target: ClusterTarget,
  resource: string,
  selector: string | undefined,
  control: ClusterControl = {},
): Promise<readonly T[]> {
  const select = selector === undefined ? {} : {selector}
  const lists = await Promise.all(
    namespacesOf(target).map((namespace) => listApi<T>(target, apiPath(resource, {namespace, ...select}), control)),
  )
  return lists.flat()
}

/** The pods of the stack. */
export function listPods(target: ClusterTarget, control: ClusterControl = {}): Promise<readonly Pod[]> {
  return listEverywhere<Pod>(target, 'pods', selectorOf(target), control)
}

/** The claims of volumes of the stack. */
export function listClaims(target: ClusterTarget, control: ClusterControl = {}): Promise<readonly Claim[]> {
  return listEverywhere<Claim>(target, 'persistentvolumeclaims', selectorOf(target), control)
}

/** The ConfigMaps of the stack. */
export function listMaps(target: ClusterTarget): Promise<readonly KubeObject[]> {
  return listEverywhere(target, 'configmaps', selectorOf(target))
}

/** The Secrets that opsctl itself put there. */
export function listOwnSecrets(target: ClusterTarget): Promise<readonly KubeObject[]> {
  return listEverywhere(target, 'secrets', ownSecretsOf(target))
}

/** The selector of the Secrets that opsctl itself put there. */
export function ownSecretsOf(target: ClusterTarget): string {
  return `${selectorOf(target)},app.kubernetes.io/managed-by=opsctl`
}

/** Pods, claims and what was noticed about them. */
export async function loadPodFacts(target: ClusterTarget, control: ClusterControl = {}): Promise<PodFacts> {
  const [pods, claims, events] = await Promise.all([
    listPods(target, control),
    listClaims(target, control),
    listEvents(target, control),
  ])
  return {pods, claims, events}
}

async function listEvents(target: ClusterTarget, control: ClusterControl): Promise<readonly KubeEvent[]> {
  type Listed = KubeEvent & KubeObject
  // A person may lack the right to read events: they only explain.
  return listEverywhere<Listed>(target, 'events', undefined, control).catch(() => [])
}

/** The cluster's objects of every kind that the manifests name; of a kind that it does not know, none. */
export async function listLive(
  target: ClusterTarget,
  manifests: readonly KubeObject[],
  control: ClusterControl = {},
): Promise<readonly KubeObject[]> {
  const versions = [...new Set(manifests.map(({apiVersion}) => apiVersion))]
  const known = await Promise.all(versions.map((version) => listKinds(target, version, control)))
  const kinds = new Map(manifests.map((one) => [`${one.apiVersion} ${one.kind}`, one]))
  const lists = await Promise.all(
    [...kinds.values()].map(({apiVersion, kind}) => {
      const found = known[versions.indexOf(apiVersion)]?.find((one) => one.kind === kind)
      return found ? listKind(target, {...found, apiVersion}, control) : []
    }),
  )
  return lists.flat()
}

interface Kind {
  readonly name: string
  readonly kind: string
  readonly namespaced: boolean
}

/** The kinds that a version of a group of the API has. */
async function listKinds(target: ClusterTarget, apiVersion: string, control: ClusterControl): Promise<readonly Kind[]> {
  const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const answer = await readApi(target, path, control)
  if (answer.exitCode === 0) {
    const {resources} = JSON.parse(answer.stdout) as {readonly resources: readonly Kind[]}
    // Below a kind lie others of the same name, as its status.
    return resources.filter(({name}) => !name.includes('/'))
  }
  if (/\(NotFound\)|could not find the requested resource/.test(answer.stderr)) return []
  throw clusterError(target, answer)
}

function listKind(
  target: ClusterTarget,
  {apiVersion, name, namespaced}: Kind & {readonly apiVersion: string},
  control: ClusterControl,
): Promise<readonly KubeObject[]> {
  const resource = apiVersion.includes('/') ? `${apiVersion}/${name}` : name
  if (namespaced) return listEverywhere(target, resource, selectorOf(target), control)
  return listApi(target, apiPath(resource, {selector: selectorOf(target)}), control)
}

/** The digests of the secrets in the cluster, by name, as `up` noted them. */
export async function loadSecretDigests(target: ClusterTarget): Promise<Readonly<Record<string, string>>> {
  const notes = (await listOwnSecrets(target)).map(({metadata}) => metadata.annotations?.[DIGESTS_ANNOTATION] ?? '{}')
  return Object.assign({}, ...notes.map((note) => JSON.parse(note) as Record<string, string>))
}
