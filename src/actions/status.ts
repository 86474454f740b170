import {listServices} from '../images/list-services.js'
import type {Project} from '../project.js'
import {type Cause, findCause} from '../runtime/causes.js'
import {hideProjectSecrets} from '../runtime/hide-secrets.js'
import type {Runtime, ServiceState} from '../runtime/runtime.js'
import {isUp} from '../runtime/service-states.js'
import {loadStack} from '../spec/load-stack.js'
import {nowMs, sleep} from '../system/clock.js'
import {listAddresses} from './open.js'
import {openRuntime} from './open-runtime.js'

export interface ServiceReport extends ServiceState {
  readonly up: boolean
  /** Why it is down, as far as it is certain. */
  readonly why?: Cause
  /** The last line it printed; only when it is down. */
  readonly lastLine?: string
}

export interface StatusReport {
  readonly project: string
  /** When it was looked at, UTC. */
  readonly at: string
  readonly ok: boolean
  readonly services: readonly ServiceReport[]
  readonly uis: readonly {readonly id: string; readonly url: string}[]
}

/** What runs, what does not, and why. One look at the engine; nothing is started. */
export async function reportStatus(project: Project): Promise<StatusReport> {
  const {stack} = await loadStack(project)
  const {runtime, cluster} = await openRuntime(project, stack)
  const states = await runtime.status()
  if (!states.every(isUp)) await hideProjectSecrets(project)
  const services = await Promise.all(states.map((state) => reportService(runtime, state)))
  const expected = new Set(listServices(stack).map(({service}) => service.name))
  const ok = services.every((service) => service.up || !expected.has(service.service))
  const at = new Date(nowMs()).toISOString()
  return {project: stack.project, at, ok, services, uis: listAddresses({stack, ...(cluster ? {cluster} : {})})}
}

/** Looks once, or again and again until the signal is aborted. */
export async function* watchStatus(
  project: Project,
  everyS: number | undefined,
  signal: AbortSignal,
): AsyncIterable<StatusReport> {
  do {
    yield await reportStatus(project)
    if (everyS !== undefined) await sleep(everyS * 1000, signal)
  } while (everyS !== undefined && !signal.aborted)
}

const LINES = 20

async function reportService(runtime: Runtime, state: ServiceState): Promise<ServiceReport> {
  if (isUp(state)) return {...state, up: true}
  const lines: string[] = []
  if (state.state !== 'missing') {
    for await (const line of runtime.logs({services: [state.service], tail: LINES})) {
      if (line.name === state.name) lines.push(line.text)
    }
  }

  const why = findCause(state, lines)
  const lastLine = lines.findLast((line) => line.trim() !== '')
  return {...state, up: false, ...(why ? {why} : {}), ...(lastLine ? {lastLine} : {})}
}
