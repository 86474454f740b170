/** From what the engine says of containers to what a person asks: which service is up, since when, and why not. Pure. */
import type {ContainerFacts} from '../system/docker-api.js'
import {redact} from '../system/redact.js'
import type {ServiceState} from './runtime.js'

const NEVER = '0001-01-01T00:00:00Z'

/** The state of one container. */
export function toServiceState(container: ContainerFacts, component: string): ServiceState {
  const stopped = container.state === 'exited' || container.state === 'dead' || container.state === 'restarting'
  const sick = container.health === 'unhealthy' || container.health === 'starting'
  return {
    service: container.service,
    component,
    name: container.name,
    id: container.id,
    state: container.state as ServiceState['state'],
    health: container.health,
    ...(stopped ? {exitCode: container.exitCode, oomKilled: container.oomKilled} : {}),
    restarts: container.restarts,
    ...(container.startedAt === NEVER ? {} : {startedAt: toSeconds(container.startedAt)}),
    ...(container.finishedAt === NEVER || !stopped ? {} : {finishedAt: toSeconds(container.finishedAt)}),
    image: container.image,
    ...(sick && container.healthOutput !== '' ? {healthOutput: redact(container.healthOutput)} : {}),
    ...(container.error === '' ? {} : {error: redact(container.error)}),
    ports: uniquePorts(container.ports),
  }
}

/** What must run, whether or not it was ever brought up. */
export interface ExpectedService {
  readonly component: string
  readonly service: string
  readonly replicas: number
}

/** Adds an entry for each replica of the stack that has no container. */
export function completeStates(
  states: readonly ServiceState[],
  expected: readonly ExpectedService[],
): readonly ServiceState[] {
  const missing = expected.flatMap((one) => {
    const there = states.filter((state) => state.service === one.service).length
    return Array.from({length: Math.max(0, one.replicas - there)}, (_, index) => missingState(one, there + index + 1))
  })
  return [...states, ...missing].toSorted(byServiceThenName)
}

function byServiceThenName(a: ServiceState, b: ServiceState): number {
  return a.service.localeCompare(b.service, 'en') || a.name.localeCompare(b.name, 'en', {numeric: true})
}

function missingState({service, component}: ExpectedService, number: number): ServiceState {
  return {
    service,
    component,
    name: `${service}-${number}`,
    id: '',
    state: 'missing',
    health: 'none',
    restarts: 0,
    image: '',
    ports: [],
  }
}

/** Whether a container does its work, as far as the engine can tell. */
export function isUp(state: ServiceState): boolean {
  return state.state === 'running' && (state.health === 'healthy' || state.health === 'none')
}

function toSeconds(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z')
}

/** One entry per published port: the engine lists IPv4 and IPv6 apart. */
function uniquePorts(ports: ContainerFacts['ports']): ServiceState['ports'] {
  const seen = new Map(ports.map((port) => [`${port.bind === '::' ? '0.0.0.0' : port.bind}:${port.host}`, port]))
  return [...seen.values()].toSorted((a, b) => a.host - b.host)
}
