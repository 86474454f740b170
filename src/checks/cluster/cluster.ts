/** Everything that must hold before a stack is brought up in a cluster, checked at once, each with its fix. */
import {listImages} from '../../images/list-images.js'
import {listServices, type OwnedService} from '../../images/list-services.js'
import {clusterPreflightMessages as say} from '../../messages/cluster-preflight.js'
import type {ClusterTarget} from '../../runtime/cluster-target.js'
import type {Stack} from '../../spec/stack.js'
import {nowMs} from '../../system/clock.js'
import {type CheckResult, skip} from '../check.js'
import {type Ask, openAsk} from './ask.js'
import {checkNames} from './kinds.js'
import {type NamespaceFacts, namespaceResult, probeNamespace, probeRelease, releaseResult} from './namespaces.js'
import {nodeResults, probeNodes, type Sizes} from './nodes.js'
import {checkRights} from './rights.js'
import {checkStorage, type WantedVolume} from './storage.js'
import {judgeTools, probeTools} from './tools.js'

export interface ClusterOptions {
  /** The person says that the nodes have the images that only this host can build. */
  readonly nodesHaveImages: boolean
  /** Names of the Secrets that must be there when a person makes them. */
  readonly secretNames: readonly string[]
  /** Called once the API server has answered at all. */
  readonly onAnswer?: (() => void) | undefined
  readonly ask?: Ask
}

/** What a volume holds where its room names no size, in MiB. */
const USUAL_MIB = 10 * 1024

/** Rooms that read nodes: they lie in the agents' namespace and have no claim. */
const AGENTS: ReadonlySet<string> = new Set(['node-exporter', 'cadvisor', 'filebeat'])

/** Checks tools, server, rights, namespaces, release, storage, nodes, images and names. Never throws for a cluster that is not ready. */
export async function preflightCluster(
  stack: Stack,
  target: ClusterTarget,
  options: ClusterOptions,
): Promise<readonly CheckResult[]> {
  const ask = options.ask ?? openAsk(target)
  const tools = await probeTools(ask)
  const judged = judgeTools(target, tools)
  if (tools.server === undefined) return [...judged, unasked()]
  options.onAnswer?.()
  const services = listServices(stack)
  const hasAgents = services.some(({component}) => AGENTS.has(component))
  const names = hasAgents ? [target.namespace, target.agentsNamespace] : [target.namespace]
  const looking = Promise.all(names.map((name) => probeNamespace(ask, name)))
  const [spaces, rights, release, storage, nodes, kinds] = await Promise.all([
    looking,
    looking.then((found) => checkRights(ask, stack, {target, namespaces: names, missing: absentOf(found)})),
    probeRelease(ask, target),
    checkStorage(ask, target, wantedVolumes(stack, services), stack.kubernetes.storageClass),
    probeNodes(ask),
    checkNames(ask, stack, target, options.secretNames),
  ])
  return [
    ...judged,
    ...spaces.map((facts) => namespaceResult(target, facts)),
    rights,
    releaseResult(target, release, nowMs() / 1000),
    storage,
    ...nodeResults(nodes, sizesOf(services), {local: localImages(stack), promised: options.nodesHaveImages}),
    ...kinds,
    policyNote(stack),
  ]
}

function unasked(): CheckResult {
  return {id: 'cluster.rights', title: say.rightsTitle, verdict: skip(say.noAnswerYet), facts: {}}
}

/** The claims of the services, as the StatefulSets make them. */
export function wantedVolumes(stack: Stack, services: readonly OwnedService[]): readonly WantedVolume[] {
  return services
    .filter(({component}) => !AGENTS.has(component))
    .flatMap(({service}) =>
      (service.mounts ?? []).flatMap((mount) => {
        if (mount.kind !== 'volume' || mount.readOnly) return []
        const sizeMiB = stack.kubernetes.storage[mount.name] ?? mount.sizeMiB ?? USUAL_MIB
        return [{claim: `${mount.name}-${service.name}-0`, volume: mount.name, sizeMiB}]
      }),
    )
}

/** References that no registry answers for: this host builds them. */
export function localImages(stack: Stack): readonly string[] {
  return listImages(stack)
    .filter(({origin}) => origin === 'recipe' || origin === 'app')
    .map(({reference}) => reference)
}

function absentOf(spaces: readonly NamespaceFacts[]): readonly string[] {
  return spaces.filter(({state}) => state !== 'there').map(({namespace}) => namespace)
}

function sizesOf(services: readonly OwnedService[]): Sizes {
  const sizes = services.map(({service}) => ({
    service: service.name,
    replicas: service.replicas ?? 1,
    ...service.limits,
  }))
  return {
    promisedMiB: sizes.reduce((sum, one) => sum + one.memoryMiB * one.replicas, 0),
    largest: sizes.toSorted((a, b) => b.memoryMiB - a.memoryMiB)[0],
  }
}

/** No API tells whether the cluster's network honours policies: a test in the cluster does. */
function policyNote({kubernetes}: Stack): CheckResult {
  const verdict = skip(kubernetes.networkPolicies ? say.policiesUnproven : say.policiesOff)
  return {id: 'cluster.network', title: say.networkTitle, verdict, facts: {policies: kubernetes.networkPolicies}}
}
