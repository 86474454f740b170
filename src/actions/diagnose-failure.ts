/** After a failed start: which service is to blame, what it last printed, why, and what to do. */
import {type Cause, findCause} from '../runtime/causes.js'
import type {Runtime, ServiceState} from '../runtime/runtime.js'
import {isUp} from '../runtime/service-states.js'

export interface Diagnosis {
  readonly service: string
  readonly component: string
  readonly state: ServiceState['state']
  readonly health: ServiceState['health']
  readonly exitCode?: number
  /** Its last lines, redacted. */
  readonly lines: readonly string[]
  readonly cause?: Cause
}

const LINES = 20
/** Lines of a service that is merely waiting for another say nothing. */
const MOST = 3

/** The services that are not up, the likeliest culprit first. Those that were never started are left out when another is to blame. */
export async function diagnoseFailure(runtime: Runtime): Promise<readonly Diagnosis[]> {
  const down = (await runtime.status()).filter((state) => !isUp(state))
  const culprits = down.filter((state) => state.state !== 'missing' && state.state !== 'created')
  const blamed = (culprits.length > 0 ? culprits : down).toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST)
  return Promise.all(blamed.map((state) => diagnose(runtime, state)))
}

async function diagnose(runtime: Runtime, state: ServiceState): Promise<Diagnosis> {
  const lines: string[] = []
  if (state.state !== 'missing') {
    for await (const line of runtime.logs({services: [state.service], tail: LINES})) {
      if (line.name === state.name) lines.push(line.text)
    }
  }

  const cause = findCause(state, lines)
  return {
    service: state.service,
    component: state.component,
    state: state.state,
    health: state.health,
    ...(state.exitCode === undefined ? {} : {exitCode: state.exitCode}),
    lines: lines.slice(-LINES),
    ...(cause ? {cause} : {}),
  }
}

function weight(state: ServiceState): number {
  if (state.oomKilled || state.error) return 4
  if (state.state === 'restarting' || state.state === 'exited' || state.state === 'dead') return 3
  if (state.health === 'unhealthy') return 2
  return state.health === 'starting' ? 1 : 0
}
