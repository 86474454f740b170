/** Asks the cluster of the stack. What this person may not see is said, not guessed. */
import {join} from 'node:path'

import type {Verdict} from '../../../checks/check.js'
import {type Answer, type Ask, askObjects, openAsk} from '../../../checks/cluster/ask.js'
import {checkNames} from '../../../checks/cluster/kinds.js'
import {probeNamespace, probeRelease} from '../../../checks/cluster/namespaces.js'
import {checkRights} from '../../../checks/cluster/rights.js'
import {probeStorage, toMiB} from '../../../checks/cluster/storage.js'
import {judgeTools, probeTools} from '../../../checks/cluster/tools.js'
import type {Project} from '../../../project.js'
import {type ClusterTarget, resolveClusterTarget} from '../../../runtime/cluster-target.js'
import {loadPodFacts, namespacesOf, selectorOf} from '../../../runtime/helm/cluster-facts.js'
import type {Stack} from '../../../spec/stack.js'
import {readIfThere} from '../../../system/files.js'
import {type Collector, defineCollector} from '../../collect.js'
import {CannotSee, type FactKey} from '../../facts.js'
import {
  apiFact,
  ingressFact,
  type KeptVerdict,
  nodesFact,
  podsFact,
  releaseFact,
  scalersFact,
  secretsFact,
  servicesFact,
  storageFact,
  workloadsFact,
} from './facts.js'
import * as read from './objects.js'

/** The door to the cluster of a stack. */
export interface ClusterDoor {
  readonly ask: Ask
  readonly target: ClusterTarget
  readonly stack: Stack
  readonly project: Project
}

/** The cluster may be on the other side of the world; helm and kubectl start slowly. */
const LIMIT_MS = 15_000

function inCluster<T>(key: FactKey<T>, look: (door: ClusterDoor) => Promise<T>): Collector {
  return defineCollector({
    key,
    isFor: ({target}) => target === 'helm',
    timeoutMs: LIMIT_MS,
    collect({project, stack}) {
      const {context, kubeconfig} = project.choice
      const found = resolveClusterTarget(project, stack, context === undefined ? {} : {context})
      const target = kubeconfig === undefined ? found : {...found, kubeconfig}
      return look({ask: openAsk(target), target, stack, project})
    },
  })
}

/** The value of an answer; what is not allowed, or not there, is not seen. */
function answered<T>(answer: Answer<T>): T {
  if (answer.state === 'ok') return answer.value
  const detail = {en: answer.detail, zh: answer.detail}
  throw new CannotSee(
    answer.state === 'forbidden' ? 'permission' : answer.state === 'absent' ? 'no-data' : 'unreachable',
    detail,
  )
}

interface Items<T> {
  readonly items?: readonly T[] | null
}

/** Objects of a kind in both namespaces. */
async function list<T>(
  {ask, target}: ClusterDoor,
  resource: string,
  selector: string | undefined,
): Promise<readonly T[]> {
  const answers = await Promise.all(
    namespacesOf(target).map((namespace) =>
      askObjects<Items<T>>(ask, resource, {namespace, ...(selector === undefined ? {} : {selector})}),
    ),
  )
  return answers.flatMap((answer) => (answer.state === 'absent' ? [] : (answered(answer).items ?? [])))
}

const own = <T>(door: ClusterDoor, resource: string) => list<T>(door, resource, selectorOf(door.target))

function kept(verdict: Verdict): KeptVerdict {
  const {status, detail} = verdict
  const fix = 'fix' in verdict ? {fix: {en: verdict.fix.en, zh: verdict.fix.zh}} : {}
  return {status, detail: {en: detail.en, zh: detail.zh}, ...fix}
}

/** Whether tools, server and rights are there. */
export async function lookAtApi({ask, target, stack}: ClusterDoor) {
  const facts = await probeTools(ask)
  const tools = judgeTools(target, facts).map(({verdict}) => kept(verdict))
  if (facts.server === undefined) return {context: target.context, tools}
  const namespaces = namespacesOf(target)
  const spaces = await Promise.all(namespaces.map((name) => probeNamespace(ask, name)))
  const missing = spaces.filter(({state}) => state !== 'there').map(({namespace}) => namespace)
  const {verdict} = await checkRights(ask, stack, {target, namespaces, missing})
  return {context: target.context, tools, rights: kept(verdict)}
}

/** The workloads as the cluster has them. */
export async function lookAtWorkloads(door: ClusterDoor) {
  const kinds = [
    ['Deployment', 'apps/v1/deployments'],
    ['StatefulSet', 'apps/v1/statefulsets'],
    ['DaemonSet', 'apps/v1/daemonsets'],
  ] as const
  const lists = await Promise.all(
    kinds.map(async ([kind, path]) => read.readWorkloads(kind, await own<read.WorkloadJson>(door, path))),
  )
  return {containers: lists.flat()}
}

/** Services with what is behind them. */
export async function lookAtServices(door: ClusterDoor) {
  const [services, slices, deployments] = await Promise.all([
    own<read.ServiceJson>(door, 'services'),
    list<read.SliceJson>(door, 'discovery.k8s.io/v1/endpointslices', undefined),
    own<{readonly metadata: {readonly name: string}; readonly spec: {readonly replicas?: number}}>(
      door,
      'apps/v1/deployments',
    ),
  ])
  const replicas = Object.fromEntries(deployments.map(({metadata, spec}) => [metadata.name, spec.replicas ?? 1]))
  return {services: read.readServices(services, slices, replicas)}
}

/** What opsctl.yaml names in the cluster, and where its Ingress leads. */
export async function lookAtIngress(door: ClusterDoor) {
  const {ask, stack, target} = door
  const wanted = stack.kubernetes.ingress !== undefined || stack.kubernetes.gatewayApi !== undefined
  const [names, services, ingresses] = await Promise.all([
    checkNames(ask, stack, target, []),
    own<read.ServiceJson>(door, 'services'),
    stack.kubernetes.ingress ? own<read.IngressJson>(door, 'networking.k8s.io/v1/ingresses') : [],
  ])
  return {wanted, names: names.map(({verdict}) => kept(verdict)), ingresses: read.readIngresses(ingresses, services)}
}

/** Nodes, and what their pods asked for. */
export async function lookAtNodes({ask}: ClusterDoor) {
  const nodes = answered(await askObjects<Items<read.NodeJson>>(ask, 'nodes'))
  // Who may list nodes may often not list the pods of others: then nothing is said of what they ask for.
  const pods = await askObjects<Items<read.RequestingPod>>(ask, 'pods')
  return {nodes: read.readNodes(nodes.items ?? [], pods.state === 'ok' ? (pods.value.items ?? []) : [], toMiB)}
}

/** Secrets that pods name, against those that are there; only their names are asked for. */
export async function lookAtSecrets(door: ClusterDoor) {
  const {ask, project, target} = door
  const pods = await own<read.ReadingPod>(door, 'pods')
  const needed = new Map(
    pods.flatMap((pod) => read.secretsOf(pod).map((secret) => [secret, pod.metadata.name] as const)),
  )
  const lists = await Promise.all(
    namespacesOf(target).map(async (namespace) => {
      const {exitCode, stdout, stderr} = await ask(['get', 'secrets', '--namespace', namespace, '-o', 'name'])
      if (exitCode !== 0) throw new CannotSee('permission', {en: stderr.trim(), zh: stderr.trim()})
      return stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => `${namespace}/${line.replace('secret/', '')}`)
    }),
  )
  const there = new Set(lists.flat())
  const {load} = await import('js-yaml')
  const values = await readIfThere(join(project.overlay, 'values.yaml'))
  return {
    referenced: needed.size,
    missing: [...needed].filter(([secret]) => !there.has(secret)).map(([secret, by]) => ({secret, by})),
    plain: values === undefined ? [] : [...read.plainSecrets(load(values))],
  }
}

export const collectors: readonly Collector[] = [
  inCluster(apiFact, lookAtApi),
  inCluster(releaseFact, async ({ask, target}) => ({
    release: target.release,
    namespace: target.namespace,
    ...(await probeRelease(ask, target)),
  })),
  inCluster(podsFact, async ({target}) => ({pods: read.readPods(await loadPodFacts(target))})),
  inCluster(workloadsFact, lookAtWorkloads),
  inCluster(storageFact, async ({ask, target}) => {
    const {claims, classes} = await probeStorage(ask, target)
    return {
      claims: [...claims],
      ...(classes ? {classes: classes.map(({name, isDefault}) => ({name, isDefault}))} : {}),
    }
  }),
  inCluster(servicesFact, lookAtServices),
  inCluster(ingressFact, lookAtIngress),
  inCluster(nodesFact, lookAtNodes),
  inCluster(scalersFact, async (door) => ({
    scalers: read.readScalers(await own<read.ScalerJson>(door, 'autoscaling/v2/horizontalpodautoscalers')),
  })),
  inCluster(secretsFact, lookAtSecrets),
]
