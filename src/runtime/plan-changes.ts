/** Says what bringing a model up would do to what runs, and why. Pure: the facts come from compose and the engine. */
import {runtimeMessages} from '../messages/runtime.js'
import {changedKeys, type Model, type ModelService, replicasOf, secretsOf} from './model.js'
import type {Risk, ServiceChange} from './runtime.js'
import {SECRETS_LABEL} from './secret-labels.js'

/** A container as the plan sees it. */
export interface RunningContainer {
  readonly service: string
  readonly state: string
  /** Hash of the configuration it was created with. */
  readonly configHash: string
  readonly imageId: string
}

/** What was last brought up; absent before the first time. */
export interface AppliedFacts {
  readonly services: Readonly<Record<string, ModelService>>
  readonly secrets: Readonly<Record<string, string>>
  /** Real names of the volumes in use. */
  readonly volumes: readonly string[]
  /** Major version of each store that keeps data. */
  readonly versions: Readonly<Record<string, string>>
}

export interface PlanFacts {
  readonly model: Model
  /** The same services with environment values sealed, as they are kept on disk. */
  readonly sealed: Readonly<Record<string, ModelService>>
  readonly hashes: ReadonlyMap<string, string>
  readonly running: readonly RunningContainer[]
  readonly applied: AppliedFacts | undefined
  /** Digest of each secret now. */
  readonly secrets: Readonly<Record<string, string>>
  /** Ids of the images on this machine, by reference. */
  readonly imageIds: ReadonlyMap<string, string>
  /** Generated files that change, relative to deploy/. */
  readonly changedFiles: readonly string[]
  /** Major version of each store that keeps data, now. */
  readonly versions: Readonly<Record<string, string>>
  /** Component of each service. */
  readonly componentOf: (service: string) => string
  /** The service that takes a new configuration without a restart, by component. */
  readonly reloads: Readonly<Record<string, string>>
}

/** Compares the model with what runs. Sorted by service. */
export function planChanges(facts: PlanFacts): readonly ServiceChange[] {
  const running = groupByService(facts.running)
  const kept = Object.keys(facts.model.services).map((service) => changeOf(facts, service, running.get(service) ?? []))
  const removed = [...running.keys()]
    .filter((service) => !(service in facts.model.services))
    .map((service): ServiceChange => ({service, action: 'remove', because: []}))
  return [...kept, ...removed].toSorted((a, b) => a.service.localeCompare(b.service, 'en'))
}

function groupByService(running: readonly RunningContainer[]): Map<string, readonly RunningContainer[]> {
  const groups = new Map<string, RunningContainer[]>()
  for (const container of running) {
    groups.set(container.service, [...(groups.get(container.service) ?? []), container])
  }

  return groups
}

function changeOf(facts: PlanFacts, service: string, containers: readonly RunningContainer[]): ServiceChange {
  if (containers.length === 0) return {service, action: 'create', because: []}
  const reasons = recreateReasons(facts, service, containers)
  if (reasons.length > 0) return {service, action: 'recreate', because: reasons}

  const wanted = replicasOf(facts.model.services[service] ?? {})
  if (containers.length !== wanted) {
    return {service, action: containers.length < wanted ? 'create' : 'remove', because: ['replicas']}
  }

  const down = containers.filter((container) => container.state !== 'running')
  if (down.length > 0) return {service, action: 'restart', because: [`state: ${down[0]?.state}`]}

  const reloaded = reloadReasons(facts, service)
  if (reloaded.length > 0) return {service, action: 'reload', because: reloaded}
  return {service, action: 'unchanged', because: []}
}

function recreateReasons(
  facts: PlanFacts,
  service: string,
  containers: readonly RunningContainer[],
): readonly string[] {
  const hash = facts.hashes.get(service)
  if (containers.some((container) => container.configHash !== hash)) return explain(facts, service)
  const image = String(facts.model.services[service]?.image ?? '')
  const imageId = facts.imageIds.get(image)
  const stale = imageId !== undefined && containers.some((container) => container.imageId !== imageId)
  return stale ? ['image'] : []
}

const CONFIG_LABEL = 'labels.opsctl.config-sha256'

/** Puts a changed hash into words: keys, config files, names of secrets. */
function explain(facts: PlanFacts, service: string): readonly string[] {
  const before = facts.applied?.services[service]
  const after = facts.sealed[service]
  // Without a record of what was applied, the hash still proves that something differs.
  if (!before || !after) return ['configuration']
  const keys = changedKeys(before, after)
  const words = keys.flatMap((key) => {
    if (key === `labels.${SECRETS_LABEL}`) return changedSecrets(facts, service)
    if (key === CONFIG_LABEL) return configFiles(facts, service)
    return [key]
  })
  return words.length > 0 ? [...new Set(words)] : ['configuration']
}

function changedSecrets(facts: PlanFacts, service: string): readonly string[] {
  const names = secretsOf(facts.model.services[service] ?? {})
  const changed = names.filter((name) => facts.applied?.secrets[name] !== facts.secrets[name])
  return changed.length > 0 ? changed.map((name) => `secret ${name}`) : ['secrets']
}

function configFiles(facts: PlanFacts, service: string): readonly string[] {
  const files = facts.changedFiles.filter((path) => path.startsWith(`${facts.componentOf(service)}/config/`))
  return files.length > 0 ? files.map((path) => `deploy/${path}`) : ['configuration files']
}

function reloadReasons(facts: PlanFacts, service: string): readonly string[] {
  const component = facts.componentOf(service)
  if (facts.reloads[component] !== service) return []
  return configFiles(facts, service).filter((reason) => reason.startsWith('deploy/'))
}

/** What of the person's data the change would leave behind or endanger. */
export function findRisks(facts: PlanFacts): readonly Risk[] {
  return [...unusedVolumes(facts), ...versionRisks(facts.applied?.versions ?? {}, facts.versions)]
}

function unusedVolumes({applied, model}: PlanFacts): readonly Risk[] {
  const used = new Set(Object.values(model.volumes))
  return (applied?.volumes ?? [])
    .filter((name) => !used.has(name))
    .toSorted()
    .map((name) => ({
      stops: false,
      what: runtimeMessages.volumeUnused(name),
      fix: runtimeMessages.volumeUnusedFix(model.name),
    }))
}

/** Stores whose files an older server of the same store can't read, but a newer one can. */
const UPGRADES_IN_PLACE = new Set(['redis'])

type Versions = Readonly<Record<string, string>>

/** Stores whose major version changes, with what that does to their data. */
export function versionRisks(before: Versions, now: Versions): readonly Risk[] {
  return Object.entries(now).flatMap(([store, to]): readonly Risk[] => {
    const from = before[store]
    if (from === undefined || from === to) return []
    const safe = UPGRADES_IN_PLACE.has(store) && Number(to) > Number(from)
    const what = safe ? runtimeMessages.versionUpgrade(store, from, to) : runtimeMessages.versionChange(store, from, to)
    return [{service: store, stops: !safe, what, fix: runtimeMessages.versionChangeFix(store, from)}]
  })
}
