/** Whether the namespaces can take the stack, and whether a release of it is stuck half way. */
import {clusterPreflightMessages as say} from '../../messages/cluster-preflight.js'
import type {ClusterTarget} from '../../runtime/cluster-target.js'
import {type CheckResult, fail, pass, skip, type Verdict} from '../check.js'
import {type Ask, askLines, askObjects, helmFor, kubectlFor} from './ask.js'

export interface NamespaceFacts {
  readonly namespace: string
  readonly state: 'there' | 'missing' | 'unknown'
  readonly phase?: string
  /** What its removal waits for, in the cluster's words. */
  readonly waits?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
}

interface NamespaceJson {
  readonly metadata: {readonly labels?: Readonly<Record<string, string>>}
  readonly status?: {
    readonly phase?: string
    readonly conditions?: readonly {readonly type: string; readonly status: string; readonly message?: string}[]
  }
}

/** Looks at one namespace. */
export async function probeNamespace(ask: Ask, namespace: string): Promise<NamespaceFacts> {
  const answer = await askObjects<NamespaceJson>(ask, 'namespaces', {name: namespace})
  if (answer.state === 'absent') return {namespace, state: 'missing'}
  if (answer.state !== 'ok') return {namespace, state: 'unknown'}
  const {status, metadata} = answer.value
  const waits = (status?.conditions ?? []).filter((one) => one.status === 'True').map((one) => one.message ?? one.type)
  return {
    namespace,
    state: 'there',
    labels: metadata.labels ?? {},
    ...(status?.phase === undefined ? {} : {phase: status.phase}),
    ...(waits.length === 0 ? {} : {waits}),
  }
}

/** Judges one namespace. */
export function judgeNamespace(target: ClusterTarget, facts: NamespaceFacts): Verdict {
  const {namespace, state, phase, waits, labels} = facts
  if (state === 'unknown') return skip(say.namespaceUnknown(namespace))
  if (state === 'missing') return pass(say.namespaceNew(namespace))
  if (phase === 'Terminating') {
    const command = `${kubectlFor(target)} wait --for=delete namespace/${namespace} --timeout=5m`
    return fail(say.terminating(namespace, (waits ?? []).join('; ')), say.waitForRemoval(command))
  }
  return pass(say.namespaceThere(namespace, labels?.['pod-security.kubernetes.io/enforce'] ?? ''))
}

/** The result for one namespace. */
export function namespaceResult(target: ClusterTarget, facts: NamespaceFacts): CheckResult {
  const title = say.namespaceTitle(facts.namespace)
  return {id: 'cluster.namespace', title, verdict: judgeNamespace(target, facts), facts: {...facts}}
}

export interface ReleaseFacts {
  readonly state: 'none' | 'known' | 'unknown'
  readonly status?: string
  readonly revision?: number
  /** The newest revision that was deployed before. */
  readonly good?: number
  /** When it began, in seconds of Unix time. */
  readonly sinceS?: number
}

/** Judges whether the release can take a new revision. */
export function judgeRelease(target: ClusterTarget, facts: ReleaseFacts, nowS: number): Verdict {
  const {state, status = '', revision = 0, good, sinceS} = facts
  if (state === 'unknown') return skip(say.releaseUnknown)
  if (state === 'none') return pass(say.releaseNew(target.release))
  if (!status.startsWith('pending-')) return pass(say.releaseOk(target.release, revision, status))
  const minutes = sinceS === undefined ? undefined : Math.max(0, Math.round((nowS - sinceS) / 60))
  const helm = helmFor(target)
  const way =
    good === undefined
      ? say.removeStuck(`${helm} uninstall ${target.release}`)
      : say.rollBackStuck(`${helm} rollback ${target.release} ${good} --wait`, good)
  return fail(say.releaseStuck(target.release, revision, status, minutes), way)
}

/** Reads the labels of the release's Secrets: their data, a copy of the chart each, stays where it is. */
export async function probeRelease(ask: Ask, target: ClusterTarget): Promise<ReleaseFacts> {
  const selector = `owner=helm,name=${target.release}`
  const where = ['--namespace', target.namespace, '--selector', selector]
  const answer = await askLines(ask, ['get', 'secrets', ...where, '--show-labels', '--no-headers'])
  if (answer.state !== 'ok') return {state: 'unknown'}
  const revisions = answer.value.map(readLabels).filter((one) => one.revision > 0)
  const last = revisions.toSorted((a, b) => b.revision - a.revision)[0]
  if (!last) return {state: 'none'}
  const good = revisions
    .filter((one) => one.status === 'deployed' || one.status === 'superseded')
    .toSorted((a, b) => b.revision - a.revision)[0]
  return {
    state: 'known',
    status: last.status,
    revision: last.revision,
    ...(good ? {good: good.revision} : {}),
    ...(Number.isNaN(last.sinceS) ? {} : {sinceS: last.sinceS}),
  }
}

function readLabels(line: string) {
  const labels = new Map(
    (line.trim().split(/\s+/).at(-1) ?? '').split(',').map((pair) => pair.split('=') as [string, string]),
  )
  const sinceS = Number(labels.get('modifiedAt') ?? labels.get('createdAt') ?? Number.NaN)
  return {revision: Number(labels.get('version') ?? 0), status: labels.get('status') ?? '', sinceS}
}

/** The result for the release. */
export function releaseResult(target: ClusterTarget, facts: ReleaseFacts, nowS: number): CheckResult {
  const verdict = judgeRelease(target, facts, nowS)
  return {id: 'cluster.release', title: say.releaseTitle(target.release), verdict, facts: {...facts}}
}
