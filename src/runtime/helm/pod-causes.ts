/** Why pods do not come up, in words: admission, images, volumes, nodes, crashes. Pure. */
import {clusterCauses as say} from '../../messages/cluster-causes.js'
import {redact} from '../../system/redact.js'
import {verbatim} from '../../text.js'
import type {Cause} from '../causes.js'
import {isWorkload, type KubeObject} from './kube-object.js'
import {
  type Claim,
  containersOf,
  isOfWorkload,
  type KubeEvent,
  newestEvent,
  type Pod,
  type ServiceContainer,
  seenAt,
} from './pods.js'
import {refusalCause} from './refusals.js'

export interface PodFacts {
  readonly pods: readonly Pod[]
  readonly events: readonly KubeEvent[]
  readonly claims: readonly Claim[]
}

export interface PodCause extends Cause {
  /** Kind and name of what stands still. */
  readonly object: string
  readonly service: string
  /** True when waiting can't help: somebody has to change something. */
  readonly isFinal: boolean
}

/** Every cause, those that waiting can't heal first; one per object. */
export function findPodCauses(facts: PodFacts, since = 0): readonly PodCause[] {
  const pods = facts.pods.filter((pod) => isOfWorkload(pod) && !pod.metadata.deletionTimestamp)
  const ofPods = pods.flatMap((pod) => containersOf(pod).flatMap((one) => podCause(one, facts) ?? []))
  const all = [...refusedPods(facts, since), ...ofPods].toSorted((a, b) => Number(b.isFinal) - Number(a.isFinal))
  const known = new Map<string, PodCause>()
  for (const cause of all) if (!known.has(cause.object)) known.set(cause.object, cause)
  return [...known.values()]
}

/** Pods that the API server refused: nothing but an event tells of them. */
function refusedPods({events, pods}: PodFacts, since: number): readonly PodCause[] {
  const refused = events.filter(
    (event) => event.reason === 'FailedCreate' && seenAt(event) >= since && !wasCreatedSince(event, pods),
  )
  return refused.map(({involvedObject, message = ''}) => {
    const service = serviceOfOwner(involvedObject)
    const refusal = refusalCause(message)
    const generic = {cause: say.notCreated(redact(message)), fix: say.seeEvents(involvedObject.namespace ?? '')}
    return {...(refusal ?? generic), object: `${involvedObject.kind}/${involvedObject.name}`, service, isFinal: true}
  })
}

function wasCreatedSince(event: KubeEvent, pods: readonly Pod[]): boolean {
  return pods.some(
    ({metadata}) =>
      (metadata.ownerReferences ?? []).some(({name}) => name === event.involvedObject.name) &&
      Date.parse(metadata.creationTimestamp ?? '') > seenAt(event),
  )
}

/** A ReplicaSet is named after its Deployment, with a hash behind. */
function serviceOfOwner({kind, name}: KubeEvent['involvedObject']): string {
  return kind === 'ReplicaSet' ? name.replace(/-[a-z0-9]+$/, '') : name
}

/** Why one container does not run or is not ready; undefined when it does, or when nothing certain is known. */
export function podCause(one: ServiceContainer, facts: PodFacts): PodCause | undefined {
  const {pod, service, status} = one
  const found =
    unscheduled(pod, facts) ??
    waitingCause(one) ??
    mountCause(one, facts.events) ??
    crashCause(one) ??
    (status?.state?.running && !status.ready ? notReady(one, facts.events) : undefined)
  return found && {...found, object: `Pod/${pod.metadata.name}`, service}
}

type Found = Cause & {readonly isFinal: boolean}

function unscheduled(pod: Pod, facts: PodFacts): Found | undefined {
  const scheduled = pod.status.conditions?.find(({type}) => type === 'PodScheduled')
  if (scheduled?.status !== 'False') return undefined
  const claim = claimsOf(pod, facts.claims).find(({status}) => status?.phase !== 'Bound')
  if (claim) return claimCause(claim, facts.events)
  const message = scheduled.message ?? ''
  const short = /Insufficient (cpu|memory)/.exec(message)?.[1]
  if (short) return {cause: say.noRoom(short, message), fix: say.noRoomFix(short), isFinal: false}
  return {cause: say.unscheduled(message), fix: say.unscheduledFix, isFinal: false}
}

function claimsOf(pod: Pod, claims: readonly Claim[]): readonly Claim[] {
  const volumes = (pod.spec as {volumes?: readonly {persistentVolumeClaim?: {claimName: string}}[]}).volumes ?? []
  const names = new Set(volumes.map((volume) => volume.persistentVolumeClaim?.claimName))
  return claims.filter(({metadata}) => names.has(metadata.name) && metadata.namespace === pod.metadata.namespace)
}

const CLAIM_REASONS = ['ProvisioningFailed', 'FailedBinding', 'ExternalProvisioning', 'WaitForFirstConsumer']

/** Why a claim is not bound: which storage class, and what was said of it. */
function claimCause(claim: Claim, events: readonly KubeEvent[]): Found {
  const {name} = claim.metadata
  const storageClass = claim.spec.storageClassName
  const message = newestEvent(events, {kind: 'PersistentVolumeClaim', name}, CLAIM_REASONS)?.message ?? ''
  if (/storageclass\S* "[^"]*" not found/i.test(message))
    return {cause: say.classUnknown(name, storageClass ?? ''), fix: say.chooseClass, isFinal: true}
  if (/no storage class is set/.test(message) || storageClass === undefined)
    return {cause: say.classMissing(name), fix: say.chooseClass, isFinal: true}
  if (/no persistent volumes available/.test(message))
    return {cause: say.noVolume(name, storageClass), fix: say.noVolumeFix(storageClass), isFinal: false}
  if (/waiting for a volume to be created|external provisioner/i.test(message))
    return {cause: say.provisionerSilent(name, storageClass), fix: say.noVolumeFix(storageClass), isFinal: false}
  const said = message === '' ? say.noReason : verbatim(redact(message))
  return {cause: say.unbound(name, storageClass, said), fix: say.noVolumeFix(storageClass), isFinal: false}
}

/** Answers of a registry after which trying again is in vain. */
const IMAGE_GONE = /not found|manifest unknown|does not exist|denied|unauthorized|InvalidImageName|ErrImageNeverPull/i

function waitingCause({status, container}: ServiceContainer): Found | undefined {
  const {reason = '', message = ''} = status?.state?.waiting ?? {}
  const said = redact(message)
  if (/ImagePull|InvalidImageName|ErrImageNeverPull|ImageInspectError|RegistryUnavailable/.test(reason)) {
    const isFinal = IMAGE_GONE.test(`${reason} ${message}`)
    return {cause: say.imageNotPulled(container.image, said === '' ? reason : said), fix: imageFix(message), isFinal}
  }
  if (reason === 'CreateContainerConfigError') {
    const missing = /(secret|configmap) "([^"]+)" not found/i.exec(message)
    if (missing)
      return {cause: say.objectMissing(missing[1] ?? '', missing[2] ?? ''), fix: say.objectMissingFix, isFinal: false}
    return {cause: say.containerConfig(said), fix: say.seeStatus, isFinal: true}
  }
  return /^(CreateContainerError|RunContainerError)$/.test(reason)
    ? {cause: say.containerConfig(said), fix: say.seeStatus, isFinal: false}
    : undefined
}

function imageFix(message: string): Cause['fix'] {
  return /denied|unauthorized|authentication|credential/i.test(message) ? say.imageLogin : say.imageFix
}

function mountCause({pod, status}: ServiceContainer, events: readonly KubeEvent[]): Found | undefined {
  if (status?.state?.running || status?.state?.terminated) return undefined
  const message = newestEvent(events, {kind: 'Pod', name: pod.metadata.name}, [
    'FailedMount',
    'FailedAttachVolume',
  ])?.message
  if (message === undefined) return undefined
  const missing = /(secret|configmap) "([^"]+)" not found/i.exec(message)
  if (missing)
    return {cause: say.objectMissing(missing[1] ?? '', missing[2] ?? ''), fix: say.objectMissingFix, isFinal: false}
  return {cause: say.notMounted(redact(message)), fix: say.seeStatus, isFinal: false}
}

function crashCause({service, status}: ServiceContainer): Found | undefined {
  const isLoop = status?.state?.waiting?.reason === 'CrashLoopBackOff'
  const last = status?.state?.terminated ?? (isLoop || !status?.ready ? status?.lastState?.terminated : undefined)
  if (!last) return undefined
  if (last.reason === 'OOMKilled')
    return {cause: say.outOfMemory(status?.restartCount ?? 0), fix: say.moreMemory(service), isFinal: false}
  return {cause: say.crashes(last.exitCode, status?.restartCount ?? 0), fix: say.seeLogs(service), isFinal: false}
}

function notReady({pod, service, status}: ServiceContainer, events: readonly KubeEvent[]): Found | undefined {
  const probe = newestEvent(events, {kind: 'Pod', name: pod.metadata.name}, ['Unhealthy'])?.message
  if (probe === undefined) return undefined
  const last = redact(probe).trim().split('\n').at(-1) ?? ''
  return {cause: status?.started ? say.notReady(last) : say.notStarted(last), fix: say.seeLogs(service), isFinal: false}
}

/** Workloads of a manifest that have no pod at all and no event that says why. */
export function withoutPods(next: readonly KubeObject[], {pods}: PodFacts): readonly string[] {
  const served = new Set(pods.flatMap((pod) => containersOf(pod).map(({service}) => service)))
  return next.filter((one) => isWorkload(one) && !served.has(one.metadata.name)).map(({metadata}) => metadata.name)
}
