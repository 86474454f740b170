/** Installs or upgrades the release, tells of pods as they become ready, and of what stands in their way before Helm takes it back. */

import {OpsError} from '../../errors.js'
import {monotonicMs, nowMs, sleep} from '../../system/clock.js'
import {helmHistory, helmUpgrade} from '../../system/helm-cli.js'
import {putFile} from '../../system/put-file.js'
import type {RunResult} from '../../system/run.js'
import type {ClusterTarget} from '../cluster-target.js'
import type {Rendered, ServiceState, UpOptions} from '../runtime.js'
import {chartFilesOf, digestsFile, digestValues, readValues} from './chart-files.js'
import {loadPodFacts} from './cluster-facts.js'
import {deliverChanged, readMaps} from './deliver-configs.js'
import {applySecrets, ensureNamespaces} from './ground.js'
import type {HelmContext} from './helm-context.js'
import {findPodCauses, type PodCause} from './pod-causes.js'
import {milestones, toStates} from './pod-states.js'
import {refusePending} from './release.js'
import {upFailure} from './up-failure.js'

const LOOK_EVERY_MS = 2000
/** A cause that waiting can't heal may still be gone at the next look, while old pods make room. */
const HOPELESS_AFTER_MS = 20_000

/** Throws OPS_UP_FAILED with every cause once the former revision runs again. */
export async function bringUp(context: HelmContext, rendered: Rendered, options: UpOptions): Promise<void> {
  const {project, stack, target} = context
  const [before, values] = await Promise.all([helmHistory(target), readValues(project)])
  refusePending(before, target)
  await ensureNamespaces(target, values, options.signal)
  const restoreSecrets = await applySecrets(context, values, rendered.secrets)
  await putFile(digestsFile(project), digestValues(stack, values, rendered.secrets), 0o600)
  const maps = before.length > 0 ? await readMaps(target) : undefined

  const watch = watchPods(target, options)
  const outcome = await upgrade(context, watch, options)
  if (outcome.exitCode === 0) {
    await watch.tellRest()
    if (maps) await deliverChanged(context, values, maps, options.signal)
    return
  }
  await restoreSecrets()
  const after = await helmHistory(target)
  const printed = `${outcome.stdout}\n${outcome.stderr}`
  throw upFailure({target, printed, timeoutS: options.timeoutS, ...watch.found(), before, after})
}

/** Runs helm while the pods are watched. Ended from outside, with causes at hand, is a failure like any other. */
async function upgrade({project, target}: HelmContext, watch: PodWatch, options: UpOptions): Promise<RunResult> {
  const files = chartFilesOf(project)
  const signal = AbortSignal.any([watch.hopeless, ...(options.signal ? [options.signal] : [])])
  const chart = {...files, values: [...files.values, digestsFile(project)]}
  try {
    return await helmUpgrade(target, chart, {timeoutS: options.timeoutS, signal})
  } catch (error) {
    const isEnded = error instanceof OpsError && (error.code === 'OPS_INTERRUPTED' || error.code === 'OPS_TOOL_TIMEOUT')
    if (!isEnded || watch.found().causes.length === 0) throw error
    return {exitCode: 1, stdout: '', stderr: ''}
  } finally {
    await watch.stop()
  }
}

interface PodWatch {
  /** Aborted when waiting longer is in vain. */
  readonly hopeless: AbortSignal
  found(): {readonly causes: readonly PodCause[]; readonly waiting: readonly string[]}
  stop(): Promise<void>
  /** Tells of what became ready since the last look. */
  tellRest(): Promise<void>
}

function watchPods(target: ClusterTarget, {onLine, timeoutS, signal: ending}: UpOptions): PodWatch {
  const hopeless = new AbortController()
  const done = new AbortController()
  // Clocks of cluster and host differ by a little; what was noticed long before is of no interest.
  const since = nowMs() - 5000
  const deadline = monotonicMs() + timeoutS * 1000
  let causes: readonly PodCause[] = []
  let states: readonly ServiceState[] = []
  let hopelessSince: number | undefined

  const look = async (signal?: AbortSignal) => {
    const facts = await loadPodFacts(target, signal ? {signal} : {}).catch(() => undefined)
    if (!facts) return
    const now = toStates(facts, (service) => service)
    for (const line of milestones(states, now)) onLine?.(line)
    states = now
    // From here on Helm takes the upgrade back: what stood in its way is gone, and what comes back is only on its way.
    if (ending?.aborted || monotonicMs() > deadline) return
    const found = findPodCauses(facts, since)
    causes = found.length > 0 ? found : causes
    hopelessSince = found.some(({isFinal}) => isFinal) ? (hopelessSince ?? monotonicMs()) : undefined
    if (hopelessSince !== undefined && monotonicMs() - hopelessSince > HOPELESS_AFTER_MS) {
      done.abort()
      hopeless.abort()
    }
  }

  const loop = (async () => {
    while (!done.signal.aborted) {
      await sleep(LOOK_EVERY_MS, done.signal)
      if (!done.signal.aborted) await look(done.signal)
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

/** Services that are not ready, by name. */
function waitingOf(states: readonly ServiceState[]): readonly string[] {
  const waiting = states.filter(
    ({health, state}) => state !== 'running' || health === 'starting' || health === 'unhealthy',
  )
  return [...new Set(waiting.map(({service}) => service))]
}
