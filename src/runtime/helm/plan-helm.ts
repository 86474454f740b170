/** Says what an upgrade would do to each service, and why: last release, cluster and next manifest compared. Pure. */
import type {ServiceValues} from '../../render/helm/chart-values.js'
import type {ServiceChange} from '../runtime.js'
import {type Comparison, compareObjects, type Path} from './compare-objects.js'
import {annotationAt, CONFIG_ANNOTATION, containerAt, isInPod, SECRETS_ANNOTATION, wordOf} from './key-words.js'
import {identify, isWorkload, type KubeObject, serviceOf, titleOf, valueAt} from './kube-object.js'

export interface HelmPlanFacts {
  readonly release: string
  readonly namespace: string
  readonly next: readonly KubeObject[]
  /** Of the revision that runs; empty before the first. */
  readonly last: readonly KubeObject[]
  readonly live: readonly KubeObject[]
  /** The services of the next values. */
  readonly services: Readonly<Record<string, ServiceValues>>
  /** Digest of each secret now, and as it was put into the cluster. */
  readonly secrets: Readonly<Record<string, string>>
  readonly appliedSecrets: Readonly<Record<string, string>>
}

/** One object and how it stands; undefined parts are not there. */
export interface Standing {
  readonly service: string
  readonly next?: KubeObject | undefined
  readonly live?: KubeObject | undefined
  readonly comparison?: Comparison
}

/** Pairs every object of the two manifests with the cluster's. */
export function standings(facts: HelmPlanFacts): readonly Standing[] {
  const index = (objects: readonly KubeObject[]) => new Map(objects.map((one) => [identify(one, facts.namespace), one]))
  const [next, last, live] = [index(facts.next), index(facts.last), index(facts.live)]
  return [...new Set([...next.keys(), ...last.keys()])].flatMap((key): readonly Standing[] => {
    const [wanted, former, found] = [next.get(key), last.get(key), live.get(key)]
    const some = wanted ?? former
    if (!some || (!wanted && !found)) return []
    const comparison = wanted && found ? compareObjects({next: wanted, live: found, last: former}) : undefined
    return [{service: ownerOf(facts, some), next: wanted, live: found, ...(comparison ? {comparison} : {})}]
  })
}

/** The service whose row of the plan tells of an object; what belongs to none is told of the release. */
function ownerOf({services, release, last}: HelmPlanFacts, object: KubeObject): string {
  const config = Object.entries(services).find(
    ([, {config}]) => object.kind === 'ConfigMap' && config.some(({name}) => name === object.metadata.name),
  )
  const named = serviceOf(object) ?? ''
  const isKnown = named in services || last.some((one) => isWorkload(one) && one.metadata.name === named)
  return config?.[0] ?? (isKnown ? named : release)
}

/** What would be done, sorted by service. */
export function planHelm(facts: HelmPlanFacts): readonly ServiceChange[] {
  const all = standings(facts)
  const changes = [...new Set(all.map(({service}) => service))].map((service) =>
    changeOf(
      facts,
      service,
      all.filter((one) => one.service === service),
    ),
  )
  const own = changes.filter((change) => change.service !== facts.release || change.action !== 'unchanged')
  const withSidecars = [...own.filter(({service}) => !hostOf(facts, service)), ...sidecarChanges(facts, all, own)]
  return withSidecars.toSorted((a, b) => a.service.localeCompare(b.service, 'en'))
}

function hostOf({services}: HelmPlanFacts, service: string): string | undefined {
  return services[service]?.sidecarOf
}

/** A sidecar has no workload: its pod is that of another service, and is made anew with it. */
function sidecarChanges(
  facts: HelmPlanFacts,
  all: readonly Standing[],
  changes: readonly ServiceChange[],
): readonly ServiceChange[] {
  const sidecars = Object.keys(facts.services).filter((service) => hostOf(facts, service))
  return sidecars.map((service): ServiceChange => {
    const around = changes.find((change) => change.service === service)
    const host = changes.find((change) => change.service === hostOf(facts, service))
    const moves = host && ['create', 'recreate', 'remove'].includes(host.action)
    if (!host || !moves) return around ?? {service, action: 'unchanged', because: []}
    const workload = all.find((one) => one.service === host.service && one.next && isWorkload(one.next))
    const own = workload?.comparison?.changed.filter((path) => containerAt(path) === service) ?? []
    const words = own.map((path) => wordOf(workload?.next as KubeObject, path).replace(`${service}: `, ''))
    const because = host.action === 'recreate' && words.length === 0 ? [`pod of ${host.service}`] : words
    return {service, action: host.action, because: [...new Set(because)]}
  })
}

function changeOf(facts: HelmPlanFacts, service: string, group: readonly Standing[]): ServiceChange {
  const workload = group.find((one) => isWorkload((one.next ?? one.live) as KubeObject))
  if (workload && !workload.next) return {service, action: 'remove', because: []}
  if (workload && !workload.live) return {service, action: 'create', because: []}
  const because = (of: (one: Standing) => readonly string[]) => [...new Set(group.flatMap(of))].toSorted()

  const pod = workload ? podReasons(facts, workload, group) : []
  if (pod.length > 0) return {service, action: 'recreate', because: pod}
  const scale = workload ? scaleOf(workload) : undefined
  if (scale) return {service, action: scale, because: ['replicas']}
  const files = because((one) => configFiles(facts, one, true))
  if (files.length > 0) return {service, action: 'reload', because: files}
  if (service === facts.release && group.every(({live}) => !live)) return {service, action: 'create', because: []}
  const around = because((one) => aroundReasons(facts, one))
  return {service, action: around.length > 0 ? 'update' : 'unchanged', because: around}
}

const BY_HAND = '(changed in the cluster)'

function podReasons(facts: HelmPlanFacts, workload: Standing, group: readonly Standing[]): readonly string[] {
  const {next, comparison} = workload
  if (!next || !comparison) return []
  const words = comparison.changed.filter(isInPod).flatMap((path) => {
    const annotation = annotationAt(path)
    if (annotation === SECRETS_ANNOTATION) return secretNames(facts, next.metadata.name)
    if (annotation === CONFIG_ANNOTATION)
      return orElse(
        group.flatMap((one) => configFiles(facts, one)),
        'configuration files',
      )
    return [`${wordOf(next, path)}${isByHand(comparison, path) ? ` ${BY_HAND}` : ''}`]
  })
  return [...new Set(words)].toSorted()
}

function isByHand({byHand}: Comparison, path: Path): boolean {
  return byHand.some((one) => one.join('\0') === path.join('\0'))
}

function secretNames({services, secrets, appliedSecrets}: HelmPlanFacts, workload: string): readonly string[] {
  const readers = Object.entries(services).filter(([name, one]) => name === workload || one.sidecarOf === workload)
  const names = new Set(readers.flatMap(([, one]) => [...one.secrets, ...Object.values(one.secretEnv)]))
  const changed = [...names].filter((name) => secrets[name] !== appliedSecrets[name])
  return orElse(
    changed.map((name) => `secret ${name}`),
    'secrets',
  )
}

function orElse(words: readonly string[], otherwise: string): readonly string[] {
  return words.length > 0 ? words : [otherwise]
}

/** Paths under deploy/ of the files of a ConfigMap that differ; with `reload`, only of what is taken without new pods. */
function configFiles({services}: HelmPlanFacts, {next, live}: Standing, reload = false): readonly string[] {
  if (next?.kind !== 'ConfigMap' || !live) return []
  const mounts = Object.values(services).flatMap(({config}) => config.filter(({name}) => name === next.metadata.name))
  const [mount] = mounts
  if (!mount || (reload && !mount.reload)) return []
  const [want, have] = [valueAt(next, ['data']) ?? {}, valueAt(live, ['data']) ?? {}] as Record<string, string>[]
  const keys = new Set([...Object.keys(want ?? {}), ...Object.keys(have ?? {})])
  const differ = [...keys].filter((key) => want?.[key] !== have?.[key])
  return differ.map((key) => {
    const file = mount.items.find((item) => item.key === key)?.file
    return file === undefined ? `${titleOf(next)} ${key}` : `deploy/${file}`
  })
}

function scaleOf({next, live, comparison}: Standing): 'create' | 'remove' | undefined {
  if (!comparison?.changed.some((path) => path.join('.') === 'spec.replicas')) return undefined
  const [want, have] = [next, live].map((one) => Number(valueAt(one, ['spec', 'replicas']) ?? 1))
  return (want ?? 1) > (have ?? 1) ? 'create' : 'remove'
}

/** Reasons that touch no pod. */
function aroundReasons(facts: HelmPlanFacts, one: Standing): readonly string[] {
  const {next, live, comparison} = one
  if (!next) return live ? [`${titleOf(live)} removed`] : []
  if (!live) return [`${titleOf(next)} added`]
  if (configFiles(facts, one).length > 0) return configFiles(facts, one)
  return (comparison?.changed ?? [])
    .filter((path) => !isInPod(path))
    .map((path) => `${wordOf(next, shorten(path))}${comparison && isByHand(comparison, path) ? ` ${BY_HAND}` : ''}`)
}

/** Rules of a policy have no names: which place in the list differs says nothing to a person. */
function shorten(path: Path): Path {
  const cut = path.findIndex((key) => /^\[\d+\]$/.test(key))
  return cut === -1 ? path : path.slice(0, cut)
}

/** What people did in the cluster by hand, per object: an upgrade takes changes back, and leaves what was added. */
export function handMade(
  facts: HelmPlanFacts,
  which: 'byHand' | 'added',
): readonly {readonly object: string; readonly keys: readonly string[]}[] {
  return standings(facts).flatMap(({next, comparison}) => {
    if (!next || !comparison || comparison[which].length === 0) return []
    const words = comparison[which].map((path) => wordOf(next, shorten(path)).replace(`${titleOf(next)} `, ''))
    return [{object: titleOf(next), keys: [...new Set(words)]}]
  })
}

/** Fields of a kind that the API server never lets change, and that would. */
export function fixedFields(
  facts: HelmPlanFacts,
): readonly {readonly object: KubeObject; readonly keys: readonly string[]}[] {
  return standings(facts).flatMap(({next, live, comparison}) => {
    if (!next || !live || !comparison) return []
    const keys = comparison.changed.filter((path) => isFixed(next.kind, path)).map((path) => dottedTop(path))
    return keys.length > 0 ? [{object: next, keys: [...new Set(keys)]}] : []
  })
}

/** A StatefulSet takes only changes of these. */
const STATEFULSET_TAKES = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
])

function isFixed(kind: string, [first, second, third]: Path): boolean {
  if (first !== 'spec' || second === undefined) return false
  if (kind === 'StatefulSet') return !STATEFULSET_TAKES.has(second)
  if (kind === 'Deployment' || kind === 'DaemonSet') return second === 'selector'
  if (kind === 'Service') return second === 'clusterIP'
  return kind === 'PersistentVolumeClaim' && third !== 'requests' && second !== 'resources'
}

function dottedTop(path: Path): string {
  return path.slice(1).join('.').replaceAll('.[', '[')
}
