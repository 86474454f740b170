/** What the cluster has of a stack, read through kubectl. */
import {askKubectl, type ClusterControl, listObjects} from '../../system/kubectl.js'
import type {ClusterTarget} from '../cluster-target.js'
import {type KubeObject, resourceOf} from './kube-object.js'
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

/** Objects of some kinds in both namespaces, selected by label. Cluster-wide kinds come once. */
async function listEverywhere<T extends KubeObject>(
  target: ClusterTarget,
  kinds: string,
  selector: string | undefined,
  control: ClusterControl = {},
): Promise<readonly T[]> {
  const select = selector === undefined ? [] : ['--selector', selector]
  const lists = await Promise.all(
    namespacesOf(target).map((namespace) =>
      listObjects<T>(target, [kinds, '--namespace', namespace, ...select], control),
    ),
  )
  const unique = new Map(lists.flat().map((one) => [one.metadata.uid ?? one.metadata.name, one]))
  return [...unique.values()]
}

/** The pods of the stack. */
export function listPods(target: ClusterTarget): Promise<readonly Pod[]> {
  return listEverywhere<Pod>(target, 'pods', selectorOf(target))
}

/** The claims of volumes of the stack. */
export function listClaims(target: ClusterTarget): Promise<readonly Claim[]> {
  return listEverywhere<Claim>(target, 'persistentvolumeclaims', selectorOf(target))
}

/** Pods, claims and what was noticed about them. */
export async function loadPodFacts(target: ClusterTarget, control: ClusterControl = {}): Promise<PodFacts> {
  const [both, events] = await Promise.all([
    listEverywhere(target, 'pods,persistentvolumeclaims', selectorOf(target), control),
    listEvents(target, control),
  ])
  return {
    pods: both.filter((one): one is Pod => one.kind === 'Pod'),
    claims: both.filter((one): one is Claim => one.kind === 'PersistentVolumeClaim'),
    events,
  }
}

async function listEvents(target: ClusterTarget, control: ClusterControl): Promise<readonly KubeEvent[]> {
  type Listed = KubeEvent & KubeObject
  // A person may lack the right to read events: they only explain.
  return listEverywhere<Listed>(target, 'events', undefined, control).catch(() => [])
}

/** The cluster's objects of every kind that the manifests name. */
export async function listLive(
  target: ClusterTarget,
  manifests: readonly KubeObject[],
): Promise<readonly KubeObject[]> {
  const kinds = [...new Set(manifests.map(resourceOf))].toSorted()
  if (kinds.length === 0) return []
  return listEverywhere(target, kinds.join(','), selectorOf(target))
}

/** The digests of the secrets in the cluster, by name, as `up` noted them. Values are not printed. */
export async function loadSecretDigests(target: ClusterTarget): Promise<Readonly<Record<string, string>>> {
  const template = `{range .items[*]}{.metadata.annotations.${DIGESTS_ANNOTATION.replaceAll('.', '\\.')}}{"\\n"}{end}`
  const printed = await Promise.all(
    namespacesOf(target).map((namespace) => {
      const selector = `${selectorOf(target)},app.kubernetes.io/managed-by=opsctl`
      const argv = ['get', 'secrets', '--namespace', namespace, '--selector', selector, '-o', `jsonpath=${template}`]
      return askKubectl(target, argv)
    }),
  )
  const notes = printed.flatMap((text) => text.split('\n').filter((line) => line.startsWith('{')))
  return Object.assign({}, ...notes.map((note) => JSON.parse(note) as Record<string, string>))
}
