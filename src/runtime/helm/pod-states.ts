/** From pods to what a person asks: which service is up, since when, and why not. Pure. */
import {redact} from '../../system/redact.js'
import type {ServiceState} from '../runtime.js'
import {type PodFacts, podCause} from './pod-causes.js'
import {containersOf, isOfWorkload, nameOf, newestEvent, type Pod, type ServiceContainer} from './pods.js'

/** One entry per container that runs a service; pods that are ending are left out. */
export function toStates(facts: PodFacts, componentOf: (service: string) => string): readonly ServiceState[] {
  return facts.pods
    .filter((pod) => isOfWorkload(pod) && !pod.metadata.deletionTimestamp && !isReplaced(pod))
    .flatMap((pod) => containersOf(pod).map((one) => toState(one, facts, componentOf)))
}

/** A pod that was evicted stays as a record of it; its workload made another. */
function isReplaced({status}: Pod): boolean {
  return status.phase === 'Failed' && (status.reason === 'Evicted' || status.reason === 'NodeShutdown')
}

function toState(one: ServiceContainer, facts: PodFacts, componentOf: (service: string) => string): ServiceState {
  const {pod, status, container, service} = one
  const state = stateOf(one)
  const last = status?.state?.terminated ?? status?.lastState?.terminated
  const stopped = state === 'exited' || state === 'restarting'
  const health = healthOf(one, state)
  const probe = newestEvent(facts.events, {kind: 'Pod', name: pod.metadata.name}, ['Unhealthy'])
  const isSick = health === 'unhealthy' || health === 'starting'
  const error = errorOf(one)
  const cause = podCause(one, facts)
  return {
    service,
    component: componentOf(service),
    name: nameOf(one),
    // Stays the same when the container is started again, so that its restarts can be counted.
    id: `${pod.metadata.uid ?? pod.metadata.name}/${service}`,
    state,
    health,
    ...(stopped && last ? {exitCode: last.exitCode, oomKilled: last.reason === 'OOMKilled'} : {}),
    restarts: status?.restartCount ?? 0,
    ...(status?.state?.running?.startedAt ? {startedAt: status.state.running.startedAt} : {}),
    ...(stopped && last?.finishedAt ? {finishedAt: last.finishedAt} : {}),
    image: container.image,
    ...(isSick && probe?.message ? {healthOutput: redact(probe.message)} : {}),
    ...(error ? {error: redact(error)} : {}),
    ports: (container.ports ?? []).flatMap(({containerPort, hostPort}) =>
      hostPort ? [{bind: '0.0.0.0', host: hostPort, container: containerPort}] : [],
    ),
    ...(cause ? {cause: {cause: cause.cause, fix: cause.fix}} : {}),
  }
}

function stateOf({pod, status}: ServiceContainer): ServiceState['state'] {
  if (status?.state?.running) return 'running'
  if (status?.state?.terminated) return 'exited'
  const crashes = status?.state?.waiting?.reason === 'CrashLoopBackOff' || (status?.restartCount ?? 0) > 0
  if (crashes) return 'restarting'
  return pod.status.phase === 'Failed' ? 'dead' : 'created'
}

function healthOf({container, status}: ServiceContainer, state: ServiceState['state']): ServiceState['health'] {
  if (state !== 'running') return 'none'
  if (status?.ready) return container.readinessProbe ? 'healthy' : 'none'
  return status?.started ? 'unhealthy' : 'starting'
}

/** What the cluster says of a container that it could not start. */
function errorOf({pod, status}: ServiceContainer): string | undefined {
  const waiting = status?.state?.waiting
  if (waiting?.reason && !['ContainerCreating', 'PodInitializing', 'CrashLoopBackOff'].includes(waiting.reason))
    return waiting.message ? `${waiting.reason}: ${waiting.message}` : waiting.reason
  const scheduled = pod.status.conditions?.find(({type}) => type === 'PodScheduled')
  if (scheduled?.status === 'False') return `${scheduled.reason ?? 'Unschedulable'}: ${scheduled.message ?? ''}`
  return undefined
}

/** A line when something begins to run or to be well, as `up` shows it. */
export function milestones(before: readonly ServiceState[], now: readonly ServiceState[]): readonly string[] {
  const known = new Map(before.map((state) => [state.id, state]))
  return now.flatMap((state): readonly string[] => {
    const former = known.get(state.id)
    if (isWell(state)) return former && isWell(former) ? [] : [`${state.name} Healthy`]
    if (state.state === 'running') return former?.state === 'running' ? [] : [`${state.name} Started`]
    // Every pod with a new volume waits for it for a moment.
    const isNews = state.error && state.error !== former?.error && !state.error.startsWith('Unschedulable')
    return isNews ? [`${state.name} Error`] : []
  })
}

/** Whether it runs and, as far as it can be asked, is ready. */
export function isWell({state, health}: ServiceState): boolean {
  return state === 'running' && (health === 'healthy' || health === 'none')
}
