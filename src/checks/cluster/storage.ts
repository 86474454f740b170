/** Whether every volume of the stack can bind: which storage class, and why not. */
import {clusterPreflightMessages as say} from '../../messages/cluster-preflight.js'
import type {ClusterTarget} from '../../runtime/cluster-target.js'
import {type CheckResult, fail, pass, skip, type Verdict, warn} from '../check.js'
import {type Ask, askObjects, kubectlFor} from './ask.js'

/** A volume that the stack asks for. */
export interface WantedVolume {
  /** Name of its claim in the cluster. */
  readonly claim: string
  readonly volume: string
  readonly sizeMiB: number
}

export interface StorageClass {
  readonly name: string
  readonly provisioner: string
  readonly isDefault: boolean
  readonly mode: string
}

export interface StorageFacts {
  /** Absent when the person may not list them. */
  readonly classes?: readonly StorageClass[]
  readonly claims: readonly {
    readonly name: string
    readonly phase: string
    readonly storageClass: string
    /** Last words of the cluster about a claim that waits. */
    readonly why?: string
  }[]
  /** Free volumes that someone made by hand; absent when the person may not list them. */
  readonly free?: readonly {readonly name: string; readonly storageClass: string; readonly sizeMiB: number}[]
}

const BY_HAND = 'kubernetes.io/no-provisioner'

/** Judges the volumes that are not bound yet. */
export function judgeStorage(
  target: ClusterTarget,
  wanted: readonly WantedVolume[],
  wantedClass: string | undefined,
  facts: StorageFacts,
): Verdict {
  const claims = new Map(facts.claims.map((claim) => [claim.name, claim]))
  const bound = wanted.filter(({claim}) => claims.get(claim)?.phase === 'Bound')
  const lost = wanted.find(({claim}) => claims.get(claim)?.phase === 'Lost')
  if (lost) return fail(say.claimLost(lost.claim, target.namespace), say.describe(describe(target, lost.claim)))
  const open = wanted.filter(({claim}) => !bound.some((one) => one.claim === claim))
  if (open.length === 0) return pass(say.volumesBound(bound.length))
  if (!facts.classes) return skip(say.classesUnknown)
  const [first] = open
  const existing = first && claims.get(first.claim)
  const named = existing?.storageClass || wantedClass
  const chosen = named === undefined ? facts.classes.find((one) => one.isDefault) : byName(facts.classes, named)
  if (named !== undefined && !chosen) return noSuchClass(named, open, facts)
  if (chosen === undefined || chosen.provisioner === BY_HAND) return judgeByHand(target, open, chosen, facts)
  const waiting = open.map(({claim}) => claims.get(claim)).find((claim) => claim?.why !== undefined)
  if (waiting?.why !== undefined && chosen.mode !== 'WaitForFirstConsumer') {
    return warn(say.claimWaits(waiting.name, chosen.name, waiting.why), say.describe(describe(target, waiting.name)))
  }
  return pass(say.classOk(open.length, chosen.name, chosen.provisioner))
}

function noSuchClass(named: string, open: readonly WantedVolume[], facts: StorageFacts): Verdict {
  // A class of that name need not exist as long as someone made volumes that carry it.
  const unserved = withoutVolume(open, named, facts)
  if (facts.free && unserved.length === 0) return pass(say.byHandOk(open.length, named))
  return fail(say.noSuchClass(named, namesOf(unserved)), say.chooseClass(listClasses(facts.classes ?? [])))
}

/** Nothing makes volumes: each claim needs one that is there already. */
function judgeByHand(
  target: ClusterTarget,
  open: readonly WantedVolume[],
  chosen: StorageClass | undefined,
  facts: StorageFacts,
): Verdict {
  const name = chosen?.name ?? ''
  if (!facts.free) return skip(say.volumesUnknown(name))
  const unserved = withoutVolume(open, name, facts)
  if (unserved.length === 0) return pass(say.byHandOk(open.length, name))
  if (!chosen) return fail(say.noDefaultClass(namesOf(unserved)), say.chooseClass(listClasses(facts.classes ?? [])))
  return fail(
    say.tooFewVolumes(chosen.name, namesOf(unserved), facts.free.filter((one) => one.storageClass === name).length),
    say.makeVolumes(`${kubectlFor(target)} get persistentvolumes`),
  )
}

/** Gives each claim the smallest free volume that is large enough; what is left over gets none. */
function withoutVolume(open: readonly WantedVolume[], storageClass: string, facts: StorageFacts) {
  const free = (facts.free ?? [])
    .filter((one) => one.storageClass === storageClass)
    .toSorted((a, b) => a.sizeMiB - b.sizeMiB)
  return open
    .toSorted((a, b) => a.sizeMiB - b.sizeMiB)
    .filter((one) => {
      const at = free.findIndex((volume) => volume.sizeMiB >= one.sizeMiB)
      if (at >= 0) free.splice(at, 1)
      return at < 0
    })
}

function byName(classes: readonly StorageClass[], name: string): StorageClass | undefined {
  return classes.find((one) => one.name === name)
}

function namesOf(volumes: readonly WantedVolume[]): string {
  return volumes.map(({volume, sizeMiB}) => `${volume} (${sizeMiB} MiB)`).join(', ')
}

function listClasses(classes: readonly StorageClass[]): string {
  return classes.map(({name}) => name).join(', ')
}

function describe(target: ClusterTarget, claim: string): string {
  return `${kubectlFor(target)} -n ${target.namespace} describe persistentvolumeclaim ${claim}`
}

interface Listed<T> {
  readonly items: readonly (T & {readonly metadata: Meta})[]
}
interface Meta {
  readonly name: string
  readonly annotations?: Readonly<Record<string, string>>
}
interface ClassJson {
  readonly provisioner: string
  readonly volumeBindingMode?: string
}
interface ClaimJson {
  readonly spec: {readonly storageClassName?: string}
  readonly status: {readonly phase: string}
}
interface VolumeJson {
  readonly spec: {
    readonly storageClassName?: string
    readonly capacity: {readonly storage: string}
    readonly claimRef?: {readonly namespace: string; readonly name: string}
  }
  readonly status: {readonly phase: string}
}
interface EventJson {
  readonly involvedObject: {readonly name: string}
  readonly message: string
}

/** Looks at classes, claims and volumes at the same time. */
export async function probeStorage(ask: Ask, {namespace}: ClusterTarget): Promise<StorageFacts> {
  const [classes, claims, volumes, events] = await Promise.all([
    askObjects<Listed<ClassJson>>(ask, 'storage.k8s.io/v1/storageclasses'),
    askObjects<Listed<ClaimJson>>(ask, 'persistentvolumeclaims', {namespace}),
    askObjects<Listed<VolumeJson>>(ask, 'persistentvolumes'),
    askObjects<Listed<EventJson>>(ask, 'events', {namespace, fields: 'involvedObject.kind=PersistentVolumeClaim'}),
  ])
  const said = new Map(itemsOf(events).map((event) => [event.involvedObject.name, event.message]))
  return {
    ...(classes.state === 'ok' ? {classes: classes.value.items.map(toClass)} : {}),
    claims: itemsOf(claims).map(({metadata, spec, status}) => {
      const why = status.phase === 'Pending' ? said.get(metadata.name) : undefined
      const storageClass = spec.storageClassName ?? ''
      return {name: metadata.name, phase: status.phase, storageClass, ...(why === undefined ? {} : {why})}
    }),
    ...(volumes.state === 'ok' ? {free: volumes.value.items.filter((one) => isFree(one, namespace)).map(toFree)} : {}),
  }
}

function itemsOf<T>(answer: {readonly state: string; readonly value?: Listed<T>}) {
  return answer.value?.items ?? []
}

function toClass({metadata, provisioner, volumeBindingMode}: Listed<ClassJson>['items'][number]): StorageClass {
  const isDefault = metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true'
  return {name: metadata.name, provisioner, isDefault, mode: volumeBindingMode ?? 'Immediate'}
}

function isFree({spec, status}: VolumeJson, namespace: string): boolean {
  return status.phase === 'Available' && (spec.claimRef === undefined || spec.claimRef.namespace === namespace)
}

function toFree({metadata, spec}: Listed<VolumeJson>['items'][number]) {
  return {name: metadata.name, storageClass: spec.storageClassName ?? '', sizeMiB: toMiB(spec.capacity.storage)}
}

const UNITS: Readonly<Record<string, number>> = {
  '': 2 ** -20,
  k: 1000 / 2 ** 20,
  Ki: 2 ** -10,
  M: 1e6 / 2 ** 20,
  Mi: 1,
  G: 1e9 / 2 ** 20,
  Gi: 1024,
  T: 1e12 / 2 ** 20,
  Ti: 2 ** 20,
}

/** A quantity of Kubernetes in MiB; 0 when it can't be read. */
export function toMiB(quantity: string): number {
  const [, amount = '0', unit = ''] = /^([\d.]+)([A-Za-z]*)$/.exec(quantity) ?? []
  return Number(amount) * (UNITS[unit] ?? 0)
}

/** The result for all volumes. */
export async function checkStorage(
  ask: Ask,
  target: ClusterTarget,
  wanted: readonly WantedVolume[],
  wantedClass: string | undefined,
): Promise<CheckResult> {
  const facts = await probeStorage(ask, target)
  const verdict = judgeStorage(target, wanted, wantedClass, facts)
  return {id: 'cluster.storage', title: say.storageTitle, verdict, facts: {wanted, ...facts}}
}
