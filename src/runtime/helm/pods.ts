/** Pods as the API server describes them, and the containers of them that are services of the stack. Pure. */
import type {KubeObject} from './kube-object.js'

export interface Pod extends KubeObject {
  readonly metadata: KubeObject['metadata'] & {
    readonly ownerReferences?: readonly {readonly kind: string; readonly name: string}[]
    readonly creationTimestamp?: string
  }
  readonly spec: {
    readonly nodeName?: string
    readonly containers: readonly PodContainer[]
    readonly initContainers?: readonly (PodContainer & {readonly restartPolicy?: string})[]
  }
  readonly status: {
    readonly phase?: string
    readonly reason?: string
    readonly message?: string
    readonly conditions?: readonly Condition[]
    readonly containerStatuses?: readonly ContainerStatus[]
    readonly initContainerStatuses?: readonly ContainerStatus[]
  }
}

export interface PodContainer {
  readonly name: string
  readonly image: string
  readonly readinessProbe?: unknown
  readonly ports?: readonly {readonly containerPort: number; readonly hostPort?: number}[]
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
}

export interface ContainerStatus {
  readonly name: string
  readonly ready: boolean
  readonly started?: boolean
  readonly restartCount: number
  readonly image?: string
  readonly state?: ContainerState
  readonly lastState?: ContainerState
}

interface ContainerState {
  readonly waiting?: {readonly reason?: string; readonly message?: string}
  readonly running?: {readonly startedAt?: string}
  readonly terminated?: Termination
}

export interface Termination {
  readonly exitCode: number
  readonly reason?: string
  readonly message?: string
  readonly startedAt?: string
  readonly finishedAt?: string
}

/** One thing the cluster noticed. */
export interface KubeEvent {
  readonly reason?: string
  readonly message?: string
  readonly type?: string
  readonly count?: number
  readonly lastTimestamp?: string | null
  readonly eventTime?: string | null
  readonly metadata?: {readonly creationTimestamp?: string; readonly namespace?: string}
  readonly involvedObject: {
    readonly kind: string
    readonly name: string
    readonly uid?: string
    readonly namespace?: string
  }
}

/** A claim of a volume. */
export interface Claim extends KubeObject {
  readonly spec: {readonly storageClassName?: string}
  readonly status?: {readonly phase?: string; readonly capacity?: {readonly storage?: string}}
}

const OWNERS = new Set(['ReplicaSet', 'StatefulSet', 'DaemonSet'])

/** Whether a pod belongs to a workload that is to run for ever, unlike jobs, tests and throw-away pods. */
export function isOfWorkload({metadata}: Pod): boolean {
  return (metadata.ownerReferences ?? []).some(({kind}) => OWNERS.has(kind))
}

/** A container that runs a service. */
export interface ServiceContainer {
  readonly pod: Pod
  readonly service: string
  readonly container: PodContainer
  readonly status: ContainerStatus | undefined
  readonly isSidecar: boolean
}

/** The containers of a pod that run as long as it does: container names are service names. */
export function containersOf(pod: Pod): readonly ServiceContainer[] {
  const statuses = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])]
  const sidecars = (pod.spec.initContainers ?? []).filter(({restartPolicy}) => restartPolicy === 'Always')
  return [...pod.spec.containers, ...sidecars].map((container, index) => ({
    pod,
    service: container.name,
    container,
    status: statuses.find(({name}) => name === container.name),
    isSidecar: index > 0,
  }))
}

/** The name a container is told by: the pod's, and for a sidecar its own too. */
export function nameOf({pod, service, isSidecar}: ServiceContainer): string {
  return isSidecar ? `${pod.metadata.name}/${service}` : pod.metadata.name
}

/** When an event was last seen, in milliseconds since 1970. */
export function seenAt({lastTimestamp, eventTime, metadata}: KubeEvent): number {
  return Date.parse(lastTimestamp ?? eventTime ?? metadata?.creationTimestamp ?? '') || 0
}

/** The newest event about an object, of certain reasons. */
export function newestEvent(
  events: readonly KubeEvent[],
  about: {readonly kind: string; readonly name: string},
  reasons: readonly string[],
): KubeEvent | undefined {
  return events
    .filter(
      ({involvedObject, reason = ''}) =>
        involvedObject.kind === about.kind && involvedObject.name === about.name && reasons.includes(reason),
    )
    .toSorted((a, b) => seenAt(a) - seenAt(b))
    .at(-1)
}
