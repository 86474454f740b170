/** A stack on Docker Compose: the command line for what changes things, the engine's API for what reads. */
import type {Stack} from '../components/component.js'
import {OpsError} from '../errors.js'
import {listServices} from '../images/list-services.js'
import {runtimeMessages} from '../messages/runtime.js'
import type {Project} from '../project.js'
import {secretsOverrideFile} from '../render/compose-files.js'
import {nowMs} from '../system/clock.js'
import {type ContainerFacts, ensureVolumes, listContainers, volumeSizes} from '../system/docker-api.js'
import {composeDown, composeRestart, composeUp, dockerRemoveVolumes, dockerRunOnce} from '../system/docker-cli.js'
import {putFile} from '../system/put-file.js'
import {redact} from '../system/redact.js'
import type {RunResult} from '../system/run.js'
import {type Applied, loadApplied, saveApplied} from './applied.js'
import {mergeLogs, parseSince} from './compose-logs.js'
import {componentsOf, filesOf, gatherPlanFacts, readModel, sealAll, versionsOf} from './compose-model.js'
import {openInstance} from './instance.js'
import type {Model} from './model.js'
import {findRisks, planChanges} from './plan-changes.js'
import type {LogQuery, Rendered, Runtime, UpOptions} from './runtime.js'
import {labelOverride, secretLabels} from './secret-labels.js'
import {completeStates, toServiceState} from './service-states.js'
import {validationArgv} from './validation-argv.js'

/** Opens the runtime of a project; touches nothing until it is asked. */
export function openComposeRuntime(project: Project, stack: Stack): Runtime {
  const name = stack.project
  const models = new Map<string, Promise<Model>>()
  // One run asks for the same model several times; compose is asked once.
  const modelOf = (rendered: Rendered) => {
    const key = JSON.stringify([rendered.dir, rendered.secrets])
    const known = models.get(key) ?? readModel(project, name, rendered)
    models.set(key, known)
    return known
  }

  const list = shareList(name)
  return {
    async plan(rendered) {
      const facts = await gatherPlanFacts(project, stack, rendered, modelOf(rendered))
      return {services: planChanges(facts), risks: findRisks(facts)}
    },

    async validate(rendered, service, argv, signal) {
      const model = await modelOf(rendered)
      const place = {deploy: project.deploy, staged: rendered.dir ?? project.deploy}
      // Logstash reads its pipeline only once its JVM has come up, which takes a minute on a small machine.
      const control = {timeoutMs: 180_000, ...(signal && {signal})}
      const result = await dockerRunOnce(validationArgv(model, service, place, argv), control)
      return {ok: result.exitCode === 0, output: lastLines(result)}
    },

    up: async (rendered, options) => bringUp(project, await modelOf(rendered), rendered, options),
    // The files are mounted from deploy/ itself.
    deliverConfigs: async () => undefined,
    recordApplied: async (rendered) => record(project, stack, rendered, await modelOf(rendered)),

    async down(control) {
      const result = await composeDown(name, control)
      if (result.exitCode !== 0) throw composeFailed('down', result)
    },

    async removeVolumes(names) {
      if (names.length === 0) return
      const result = await dockerRemoveVolumes(names)
      if (result.exitCode === 0) return
      throw new OpsError({
        code: 'OPS_VOLUME_BUSY',
        kind: 'external',
        message: runtimeMessages.volumesBusy,
        detail: lastLines(result),
        suggestions: [runtimeMessages.volumesBusyFix],
      })
    },

    async volumes() {
      const [applied, sizes] = await Promise.all([loadApplied(project), volumeSizes()])
      const rendered = await readModel(project, name, {changedFiles: [], secrets: {}}).catch(() => undefined)
      const names = new Set([...(applied?.everVolumes ?? []), ...Object.values(rendered?.volumes ?? {})])
      return [...names]
        .filter((volume) => sizes.has(volume))
        .toSorted()
        .map((volume) => ({name: volume, bytes: sizes.get(volume)}))
    },

    async status() {
      const owned = listServices(stack)
      const owner = componentsOf(stack)
      const states = (await listContainers(name)).map((found) => toServiceState(found, owner(found.service)))
      return completeStates(
        states,
        owned.map(({component, service}) => ({component, service: service.name, replicas: service.replicas ?? 1})),
      )
    },

    logs: (query) => readLogs(name, query),

    async restart(services, signal) {
      const result = await composeRestart(filesOf(project, name), services, signal ? {signal} : {})
      if (result.exitCode !== 0) throw composeFailed('restart', result)
    },

    instance: (service) => openInstance(service, list),
  }
}

const LIST_FRESH_MS = 1000

/** Probes of many services ask for their containers at the same time: the engine is asked once. */
function shareList(name: string): () => Promise<readonly ContainerFacts[]> {
  let asked: {readonly at: number; readonly answer: Promise<readonly ContainerFacts[]>} | undefined
  return () => {
    if (!asked || nowMs() - asked.at > LIST_FRESH_MS) asked = {at: nowMs(), answer: listContainers(name)}
    return asked.answer
  }
}

async function bringUp(project: Project, model: Model, rendered: Rendered, options: UpOptions): Promise<void> {
  await Promise.all([
    putFile(secretsOverrideFile(project), labelOverride(secretLabels(model, rendered.secrets)), 0o600),
    ensureVolumes(Object.values(model.volumes)),
  ])
  const {timeoutS, ...control} = options
  const result = await composeUp(filesOf(project, model.name), {waitS: timeoutS, ...control})
  if (result.exitCode !== 0) throw composeFailed('up', result)
}

async function record(project: Project, stack: Stack, rendered: Rendered, model: Model): Promise<void> {
  const before = await loadApplied(project)
  const volumes = Object.values(model.volumes).toSorted()
  const applied: Applied = {
    version: 1,
    project: stack.project,
    services: sealAll(model),
    secrets: rendered.secrets,
    volumes,
    everVolumes: [...new Set([...(before?.everVolumes ?? []), ...volumes])].toSorted(),
    versions: versionsOf(stack),
  }
  await saveApplied(project, applied)
}

async function* readLogs(project: string, query: LogQuery) {
  const containers = (await listContainers(project)).filter(
    (container: ContainerFacts) => !query.services || query.services.includes(container.service),
  )
  const sinceS = query.since === undefined ? undefined : parseSince(query.since, nowMs())
  yield* mergeLogs(containers, {...query, ...(sinceS === undefined ? {} : {sinceS})})
}

const DETAIL_LINES = 20

function lastLines(result: RunResult): string {
  const lines = redact(`${result.stdout}\n${result.stderr}`.trim()).split('\n')
  return lines.slice(-DETAIL_LINES).join('\n')
}

function composeFailed(verb: string, result: RunResult): OpsError {
  return new OpsError({
    code: verb === 'up' ? 'OPS_UP_FAILED' : `OPS_COMPOSE_${verb.toUpperCase()}_FAILED`,
    kind: 'external',
    message: runtimeMessages.composeFailed(verb),
    detail: lastLines(result),
    suggestions: [runtimeMessages.composeFailedFix],
  })
}
