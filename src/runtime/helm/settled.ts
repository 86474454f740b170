/** Whether the cluster has what an upgrade is to bring, and all of it is ready. Pure. */
import type {ServiceState} from '../runtime.js'
import {compareObjects} from './compare-objects.js'
import {identify, isWorkload, type KubeObject, valueAt} from './kube-object.js'
import {isWell} from './pod-states.js'

export interface Manifests {
  readonly next: readonly KubeObject[]
  /** Of the revision that ran before: what it stated and the next one does not has to be gone. */
  readonly last: readonly KubeObject[]
  readonly live: readonly KubeObject[]
  readonly namespace: string
}

/** True once every object is as the manifest states it, and every workload runs nothing but its newest pods, all ready. */
export function isSettled({next, last, live, namespace}: Manifests): boolean {
  const index = (objects: readonly KubeObject[]) => new Map(objects.map((one) => [identify(one, namespace), one]))
  const [former, found] = [index(last), index(live)]
  return next.every((wanted) => {
    const key = identify(wanted, namespace)
    const there = found.get(key)
    if (!there || (isWorkload(wanted) && !isComplete(there))) return false
    return compareObjects({next: wanted, live: there, last: former.get(key)}).changed.length === 0
  })
}

/** Counts of a controller that has seen the newest version of its workload and has nothing left to do but to wait. */
function isComplete(workload: KubeObject): boolean {
  const count = (...path: readonly string[]) => Number(valueAt(workload, path) ?? 0)
  if (count('status', 'observedGeneration') < count('metadata', 'generation')) return false
  if (workload.kind === 'DaemonSet') {
    const wanted = count('status', 'desiredNumberScheduled')
    return count('status', 'updatedNumberScheduled') === wanted && count('status', 'numberReady') === wanted
  }
  const wanted = Number(valueAt(workload, ['spec', 'replicas']) ?? 1)
  return ['replicas', 'updatedReplicas', 'readyReplicas'].every((key) => count('status', key) === wanted)
}

/** A word for the containers that run, another one as soon as one is new or began again; undefined while one is not well. */
export function markOf(states: readonly ServiceState[]): string | undefined {
  if (states.length === 0 || !states.every(isWell)) return undefined
  return states
    .map(({id, restarts}) => `${id} ${restarts}`)
    .toSorted()
    .join('\n')
}
