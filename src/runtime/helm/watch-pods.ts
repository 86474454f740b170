/** Looks at the pods while Helm works: tells what became ready, what stands in the way, and when everything is there. */
import {monotonicMs, nowMs, sleep} from '../../system/clock.js'
import type {ClusterTarget} from '../cluster-target.js'
import type {ServiceState, UpOptions} from '../runtime.js'
import {listLive, loadPodFacts} from './cluster-facts.js'
import type {KubeObject} from './kube-object.js'
import {findPodCauses, type PodCause} from './pod-causes.js'
import {isWell, milestones, toStates} from './pod-states.js'
import {isSettled, markOf} from './settled.js'

const LOOK_EVERY_MS = 1000
/** Where looking is slow, the nodes need the processors more. */
const SHARE_OF_LOOKING = 5
/** A cause that waiting can't heal may still be gone at the next look, while old pods make room. */
const HOPELESS_AFTER_MS = 20_000

/** What an upgrade is to bring, and what ran before it. */
export interface Change {
  readonly next: readonly KubeObject[]
  readonly last: readonly KubeObject[]
}

export interface PodWatch {
  /** Aborted when waiting longer is in vain. */
  readonly hopeless: AbortSignal
  found(): {readonly causes: readonly PodCause[]; readonly waiting: readonly string[]}
  stop(): Promise<void>
  /** Tells of what became ready since the last look. */
  tellRest(): Promise<void>
}

/** Begins at once. Where the change is not known, nothing is ever told to be settled. */
export function watchPods(target: ClusterTarget, options: UpOptions, change?: Change): PodWatch {
  const hopeless = new AbortController()
  const done = new AbortController()
  // Clocks of cluster and host differ by a little; what was noticed long before is of no interest.
  const since = nowMs() - 5000
  const deadline = monotonicMs() + options.timeoutS * 1000
  const settle = settling(target, change)
  let causes: readonly PodCause[] = []
  let states: readonly ServiceState[] = []
  let hopelessSince: number | undefined

  const look = async (signal?: AbortSignal) => {
    const facts = await loadPodFacts(target, signal ? {signal} : {}).catch(() => undefined)
    // What can't be seen is not known to be as it was; a look that was cut short is made up for.
    if (!facts) return signal?.aborted ? undefined : options.onSettled?.(undefined)
    const now = toStates(facts, (service) => service)
    for (const line of milestones(states, now)) options.onLine?.(line)
    states = now
    options.onSettled?.(await settle(now).catch(() => undefined))
    // From here on Helm takes the upgrade back: what stood in its way is gone, and what comes back is only on its way.
    if (options.signal?.aborted || monotonicMs() > deadline) return
    const found = findPodCauses(facts, since)
    causes = found.length > 0 ? found : causes
    hopelessSince = found.some(({isFinal}) => isFinal) ? (hopelessSince ?? monotonicMs()) : undefined
    if (hopelessSince !== undefined && monotonicMs() - hopelessSince > HOPELESS_AFTER_MS) {
      done.abort()
      hopeless.abort()
    }
  }

  const loop = (async () => {
    for (let pauseMs = LOOK_EVERY_MS; !done.signal.aborted; ) {
      await sleep(pauseMs, done.signal)
      const start = monotonicMs()
      if (!done.signal.aborted) await look(done.signal)
      pauseMs = Math.max(LOOK_EVERY_MS, SHARE_OF_LOOKING * (monotonicMs() - start))
    }
  })()
  return {
    hopeless: hopeless.signal,
    found: () => ({causes, waiting: waitingOf(states)}),
    async stop() {
      done.abort()
      await loop
    },
    tellRest: () => look(),
  }
}

/** The mark of the containers once all is settled. The objects are compared once for each set of containers that are well. */
function settling(target: ClusterTarget, change: Change | undefined) {
  let settled: string | undefined
  return async (states: readonly ServiceState[]): Promise<string | undefined> => {
    const mark = markOf(states)
    if (!change || mark === undefined) return undefined
    if (mark === settled) return mark
    const live = await listLive(target, change.next)
    if (!isSettled({...change, live, namespace: target.namespace})) return undefined
    settled = mark
    return mark
  }
}

/** Services that are not ready, by name. */
function waitingOf(states: readonly ServiceState[]): readonly string[] {
  return [...new Set(states.filter((state) => !isWell(state)).map(({service}) => service))]
}
