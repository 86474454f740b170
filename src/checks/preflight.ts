/** Everything that must hold before a stack is started, checked at once, each with its fix. */

import {judgeRecipe} from '../images/build-image.js'
import {judgeBaseHost} from '../images/debian-base.js'
import {type ImageState, probeImages} from '../images/ensure-images.js'
import {listServices, type OwnedService} from '../images/list-services.js'
import {registryAnswers} from '../images/probe-registry.js'
import {imageMessages} from '../messages/images.js'
import {preflightMessages as say} from '../messages/preflight.js'
import type {Project} from '../project.js'
import {LEAST_HOST_MIB} from '../spec/log-memory.js'
import type {Stack} from '../spec/stack.js'
import type {DockerState} from '../system/docker-engine.js'
import {readHostOs} from '../system/host-os.js'
import type {Text} from '../text.js'
import {type CheckResult, fail, pass, skip, type Verdict} from './check.js'
import {checkDocker} from './host/docker.js'
import {checkLogRotation} from './host/log-rotation.js'
import {checkPorts, type WantedPort} from './host/ports.js'
import {judgeCpus, judgeDisk, judgeMemory, probeDisk} from './host/resources.js'

/** Average of an image that is pulled or built: with shared layers it is less. */
const IMAGE_MIB = 200
const REGISTRY_TIMEOUT_MS = 3000

/** Checks Docker, ports, memory, CPUs, disk and images of a stack. Never throws for a machine that is not ready. */
export async function preflight(stack: Stack, project: Project): Promise<readonly CheckResult[]> {
  const {state, results} = await checkDocker()
  const isUp = state.reach === 'ok'
  const services = listServices(stack)
  const isLocal = state.endpoint === '' || state.endpoint.startsWith('unix://')
  const [ports, images, logs] = await Promise.all([
    checkPorts(stack.project, wantedPorts(services), isUp),
    isUp ? probeImages(stack, project) : undefined,
    checkLogRotation(stack.project, isUp, isLocal),
  ])
  return [
    ...results,
    ...ports,
    logs,
    checkMemory(stack, services, state),
    checkCpus(services, state),
    await checkDisk(stack, state, images),
    await checkImages(stack, images),
  ]
}

/** Every published port of the services, with the others that want the same. */
export function wantedPorts(services: readonly OwnedService[]): readonly WantedPort[] {
  const all = services.flatMap(({service}) =>
    (service.ports ?? []).map(({bind, host}) => ({service: service.name, bind, port: host})),
  )
  return all.map((port) => ({
    ...port,
    rivals: all.filter((other) => other !== port && other.port === port.port).map((other) => other.service),
  }))
}

function checkMemory(stack: Stack, services: readonly OwnedService[], state: DockerState): CheckResult {
  const sizes = services.map(({service}) => ({service: service.name, memoryMiB: service.limits.memoryMiB}))
  const facts = {
    totalMiB: state.memoryMiB,
    promisedMiB: services.reduce((sum, {service}) => sum + service.limits.memoryMiB * (service.replicas ?? 1), 0),
    largest: sizes.toSorted((a, b) => b.memoryMiB - a.memoryMiB)[0],
    ...(stack.elasticsearch.enabled ? {leastMiB: LEAST_HOST_MIB[stack.logs.path], path: stack.logs.path} : {}),
  }
  return {id: 'host.memory', title: say.memoryTitle, verdict: judgeMemory(facts), facts}
}

function checkCpus(services: readonly OwnedService[], state: DockerState): CheckResult {
  const sizes = services.map(({service}) => ({service: service.name, cpus: service.limits.cpus}))
  const facts = {total: state.cpus, largest: sizes.toSorted((a, b) => b.cpus - a.cpus)[0]}
  return {id: 'host.cpus', title: say.cpuTitle, verdict: judgeCpus(facts), facts}
}

/** What lines may take: where they are stored, and where they wait. */
function logGrowthMiB({elasticsearch, logstash, logs}: Stack): number {
  return (elasticsearch.enabled ? logs.disk : 0) + (logstash.enabled ? logstash.queue : 0)
}

async function checkDisk(
  stack: Stack,
  state: DockerState,
  images: readonly ImageState[] | undefined,
): Promise<CheckResult> {
  const folder = state.rootFolder ?? '/'
  const disk = state.rootFolder === undefined ? undefined : await probeDisk(folder)
  const facts = {
    folder,
    freeMiB: disk?.freeMiB,
    totalMiB: disk?.totalMiB,
    ...(stack.elasticsearch.enabled ? {logsMiB: stack.logs.disk} : {}),
    imagesMiB: (images ?? []).filter((image) => !image.present).length * IMAGE_MIB,
    growthMiB: (stack.prometheus.enabled ? stack.prometheus.retention.size : 0) + logGrowthMiB(stack),
  }
  const verdict = state.rootFolder === undefined ? skip(say.noDocker) : judgeDisk(facts)
  return {id: 'host.disk', title: say.diskTitle, verdict, facts}
}

async function checkImages(stack: Stack, images: readonly ImageState[] | undefined): Promise<CheckResult> {
  const missing = (images ?? []).filter((image) => !image.present)
  const pulls = missing.filter((image) => image.origin === 'official')
  const isRegistryUp = pulls.length === 0 || (await registryAnswers(REGISTRY_TIMEOUT_MS, stack.images.registry))
  return {
    id: 'host.images',
    title: say.imagesTitle,
    verdict: images ? await judgeImages(stack, images, isRegistryUp) : skip(say.noDocker),
    facts: {missing: missing.map((image) => image.reference), registry: isRegistryUp},
  }
}

async function judgeImages(stack: Stack, images: readonly ImageState[], isRegistryUp: boolean): Promise<Verdict> {
  const missing = images.filter((image) => !image.present)
  if (missing.length === 0) return pass(say.imagesHere(images.length))
  const recipes = missing.filter((image) => image.origin === 'recipe')
  for (const image of recipes) {
    const problem = judgeRecipe(stack, image.id)
    if (problem) return fail(problem.text, joinWays(problem.ways))
  }
  const obstacle = recipes.length > 0 ? judgeBaseHost(await readHostOs()) : undefined
  if (obstacle) {
    const why = {en: imageMessages.baseImpossible(obstacle.en).en, zh: imageMessages.baseImpossible(obstacle.zh).zh}
    return fail(why, joinWays([imageMessages.runAsRoot, imageMessages.loadElsewhere]))
  }
  const pulls = missing.filter((image) => image.origin === 'official')
  if (!isRegistryUp) return fail(say.registrySilent(pulls.map(({id}) => id).join(', ')), say.imagesElsewhere)
  const builds = missing.filter((image) => image.origin === 'recipe' || image.origin === 'app')
  return pass(say.imagesToGet(missing.length - builds.length, builds.length))
}

function joinWays(ways: readonly Text[]): Text {
  return {en: ways.map((way) => way.en).join(' '), zh: ways.map((way) => way.zh).join('')}
}
