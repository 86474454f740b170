import type {Project} from '../project.js'
import type {ServiceState} from '../runtime/runtime.js'
import {isUp} from '../runtime/service-states.js'
import {sleep} from '../system/clock.js'
import {withProjectLock} from '../system/lock.js'
import {type ConfirmContext, guardContext} from './guard-context.js'
import {pickServices} from './pick-services.js'
import {openStack} from './pipeline.js'

export interface RestartReport {
  readonly services: readonly string[]
  readonly ok: boolean
  /** Containers that are not healthy again, by name. */
  readonly notBack: readonly string[]
}

const PAUSE_MS = 500

/** Restarts services in place, with the configuration they have, and waits until they are healthy again. */
export async function restartServices(
  project: Project,
  names: readonly string[],
  options: {readonly timeoutS: number; readonly signal: AbortSignal; readonly confirmContext?: ConfirmContext},
): Promise<RestartReport> {
  const {stack, runtime, cluster} = await openStack(project)
  await guardContext(cluster, options.confirmContext)
  const services = pickServices(stack, names)
  return withProjectLock(project, 'restart', async () => {
    await runtime.restart(services, options.signal)
    let states: readonly ServiceState[] = []
    for (let tries = (options.timeoutS * 1000) / PAUSE_MS; tries > 0 && !options.signal.aborted; tries -= 1) {
      states = (await runtime.status()).filter((state) => services.includes(state.service))
      if (states.every(isUp)) return {services, ok: true, notBack: []}
      await sleep(PAUSE_MS, options.signal)
    }

    return {services, ok: false, notBack: states.filter((state) => !isUp(state)).map((state) => state.name)}
  })
}
