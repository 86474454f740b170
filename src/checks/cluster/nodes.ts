/** Whether the nodes can run the stack: ready, large enough, and able to get its images. */
import {clusterPreflightMessages as say} from '../../messages/cluster-preflight.js'
import {type CheckResult, fail, pass, skip, type Verdict, warn} from '../check.js'
import {type Ask, askObjects} from './ask.js'
import {toMiB} from './storage.js'

export interface NodeFacts {
  readonly name: string
  readonly ready: boolean
  /** Takes no new pods. */
  readonly cordoned: boolean
  readonly memoryMiB: number
  readonly cpus: number
  /** Every name of every image it holds. The kubelet names 50 at most. */
  readonly images: readonly string[]
}

export interface Sizes {
  readonly promisedMiB: number
  readonly largest: {readonly service: string; readonly memoryMiB: number; readonly cpus: number} | undefined
}

interface NodesJson {
  readonly items: readonly {
    readonly metadata: {readonly name: string}
    readonly spec: {readonly unschedulable?: boolean}
    readonly status: {
      readonly allocatable?: Readonly<Record<string, string>>
      readonly conditions?: readonly {readonly type: string; readonly status: string}[]
      readonly images?: readonly {readonly names?: readonly string[]}[]
    }
  }[]
}

/** The nodes; undefined when the person may not list them. */
export async function probeNodes(ask: Ask): Promise<readonly NodeFacts[] | undefined> {
  const answer = await askObjects<NodesJson>(ask, 'nodes')
  if (answer.state !== 'ok') return undefined
  return answer.value.items.map(({metadata, spec, status}) => ({
    name: metadata.name,
    ready: (status.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True'),
    cordoned: spec.unschedulable === true,
    memoryMiB: toMiB(status.allocatable?.memory ?? '0'),
    cpus: toCpus(status.allocatable?.cpu ?? '0'),
    images: (status.images ?? []).flatMap((image) => image.names ?? []),
  }))
}

function toCpus(quantity: string): number {
  return quantity.endsWith('m') ? Number(quantity.slice(0, -1)) / 1000 : Number(quantity)
}

/** Nodes that take pods. */
function usable(nodes: readonly NodeFacts[]): readonly NodeFacts[] {
  return nodes.filter((node) => node.ready && !node.cordoned)
}

/** Judges whether there is a node, and room. */
export function judgeNodes(nodes: readonly NodeFacts[] | undefined, {promisedMiB, largest}: Sizes): Verdict {
  if (!nodes) return skip(say.nodesUnknown)
  const ready = usable(nodes)
  if (ready.length === 0) return fail(say.noNodes(nodes.length), say.seeNodes)
  const total = ready.reduce((sum, node) => sum + node.memoryMiB, 0)
  const fits = ({memoryMiB, cpus}: NodeFacts) =>
    largest === undefined || (memoryMiB >= largest.memoryMiB && cpus >= largest.cpus / 2)
  if (largest && !ready.some(fits)) return warn(say.noNodeFits(largest.service, largest.memoryMiB), say.lowerLimits)
  if (promisedMiB > total) return warn(say.nodesSmall(promisedMiB, Math.floor(total)), say.lowerLimits)
  return pass(say.nodesOk(ready.length, Math.floor(total)))
}

/** Judges images that no registry has, because this host built them. */
export function judgeImages(
  local: readonly string[],
  nodes: readonly NodeFacts[] | undefined,
  promised: boolean,
): Verdict {
  if (local.length === 0) return pass(say.imagesPulled)
  if (promised) return pass(say.imagesPromised(local.length))
  const ready = usable(nodes ?? [])
  const lacking = local.filter((reference) => ready.length === 0 || !ready.every((node) => holds(node, reference)))
  if (lacking.length === 0) return pass(say.imagesOnNodes(local.length))
  return fail(say.imagesOnlyHere(lacking), say.bringImages)
}

/** A node spells a reference with the host of a registry in front. */
function holds({images}: NodeFacts, reference: string): boolean {
  return images.some((name) => name === reference || name.endsWith(`/${reference}`))
}

/** The results for nodes and images. */
export function nodeResults(
  nodes: readonly NodeFacts[] | undefined,
  sizes: Sizes,
  images: {readonly local: readonly string[]; readonly promised: boolean},
): readonly CheckResult[] {
  const shown = nodes?.map(({images: held, ...node}) => ({...node, images: held.length}))
  return [
    {id: 'cluster.nodes', title: say.nodesTitle, verdict: judgeNodes(nodes, sizes), facts: {...sizes, nodes: shown}},
    {
      id: 'cluster.images',
      title: say.imagesTitle,
      verdict: judgeImages(images.local, nodes, images.promised),
      facts: {...images},
    },
  ]
}
