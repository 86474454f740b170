/** Asks compose for the merged model of rendered files, and gathers what a plan needs. */
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import type {Stack} from '../components/component.js'
import {components} from '../components/registry.js'
import {listServices} from '../images/list-services.js'
import type {Project} from '../project.js'
import {composeFiles, secretsOverrideFile} from '../render/compose-files.js'
import {type ContainerFacts, listContainers, listImageIds} from '../system/docker-api.js'
import {type ComposeFiles, composeHashes, composeModel} from '../system/docker-cli.js'
import {loadApplied} from './applied.js'
import {notRendered} from './errors.js'
import {type Model, type ModelService, parseModel, sealService} from './model.js'
import type {PlanFacts} from './plan-changes.js'
import type {Rendered} from './runtime.js'
import {labelModel, secretLabels} from './secret-labels.js'

/** The files of the project for compose, in a folder laid out like deploy/. */
export function filesOf(project: Project, name: string, dir: string = project.deploy): ComposeFiles {
  return {
    name,
    directory: project.root,
    files: composeFiles(project, dir),
    env: {OPSCTL_DEPLOY_DIR: dir, OPSCTL_PROJECT_DIR: project.root},
  }
}

/** The merged model, with the label of each service whose secrets count. */
export async function readModel(project: Project, name: string, rendered: Rendered): Promise<Model> {
  const dir = rendered.dir ?? project.deploy
  if (!existsSync(join(dir, 'compose.yaml'))) throw notRendered(join(dir, 'compose.yaml'))
  const all = filesOf(project, name, dir)
  // The override on disk is of the last run and may name services that are gone: its labels are computed anew.
  const files = all.files.filter((file) => file !== secretsOverrideFile(project))
  const model = parseModel(await composeModel({...all, files}))
  return labelModel(model, secretLabels(model, rendered.secrets))
}

/** Everything a plan is made from. */
export async function gatherPlanFacts(
  project: Project,
  stack: Stack,
  rendered: Rendered,
  reading: Promise<Model>,
): Promise<PlanFacts> {
  const [planned, containers, imageIds, applied] = await Promise.all([
    reading.then(async (model) => ({
      model,
      hashes: await composeHashes(stack.project, model.json, project.root),
    })),
    listContainers(stack.project),
    listImageIds(),
    loadApplied(project),
  ])
  return {
    ...planned,
    sealed: sealAll(planned.model),
    running: containers.map(toRunning),
    applied,
    secrets: rendered.secrets,
    imageIds,
    changedFiles: rendered.changedFiles,
    versions: versionsOf(stack),
    componentOf: componentsOf(stack),
    reloads: reloadsOf(stack),
  }
}

/** The services with environment values sealed. */
export function sealAll(model: Model): Readonly<Record<string, ModelService>> {
  return Object.fromEntries(Object.entries(model.services).map(([name, service]) => [name, sealService(service)]))
}

/** Major version of each enabled store that keeps data. */
export function versionsOf(stack: Stack): Readonly<Record<string, string>> {
  return {
    ...(stack.postgres.enabled ? {postgres: stack.postgres.version} : {}),
    ...(stack.redis.enabled ? {redis: stack.redis.version} : {}),
  }
}

/** The room of each service. */
export function componentsOf(stack: Stack): (service: string) => string {
  const owners = new Map(listServices(stack).map(({component, service}) => [service.name, component]))
  // A container of a component that is no longer in the stack is told by its name.
  return (service) => owners.get(service) ?? service
}

function reloadsOf(stack: Stack): Readonly<Record<string, string>> {
  const entries = components
    .filter((component) => component.isEnabled(stack))
    .flatMap((component) => {
      const spec = component.reload?.(stack)
      return spec ? [[component.id, spec.service] as const] : []
    })
  return Object.fromEntries(entries)
}

function toRunning(container: ContainerFacts) {
  return {
    service: container.service,
    state: container.state,
    configHash: container.labels['com.docker.compose.config-hash'] ?? '',
    imageId: container.imageId,
  }
}
