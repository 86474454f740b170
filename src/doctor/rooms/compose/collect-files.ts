/** Looks at the Compose files as Compose reads them, at what bringing them up would do, and at what servers have read. */
import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {components} from '../../../components/registry.js'
import {listImages} from '../../../images/list-images.js'
import {listServices} from '../../../images/list-services.js'
import type {Project} from '../../../project.js'
import {configFolders, diskConfigHash, hashFiles} from '../../../render/config-hash.js'
import {MANIFEST, parseManifest} from '../../../render/manifest.js'
import {gatherPlanFacts} from '../../../runtime/compose-model.js'
import {type Model, type ModelService, parseModel} from '../../../runtime/model.js'
import {planChanges} from '../../../runtime/plan-changes.js'
import {labelModel, secretLabels} from '../../../runtime/secret-labels.js'
import {listSecrets} from '../../../spec/secrets.js'
import type {Stack} from '../../../spec/stack.js'
import {inspectImageDetails} from '../../../system/docker-facts.js'
import {redact} from '../../../system/redact.js'
import {openSecretStore} from '../../../system/secret-store.js'
import {type CollectContext, defineCollector} from '../../collect.js'
import {askCompose} from '../docker/compose-model.js'
import {sight} from '../docker/sight.js'
import {configsFact, containersFact, filesFact, imagesFact} from './facts.js'

const isFor = (stack: Stack) => stack.target === 'compose'
const MOST_ERROR = 400

export const files = defineCollector({
  key: filesFact,
  // Compose is asked twice, and each time starts anew.
  timeoutMs: 10_000,
  isFor,
  async collect({access, project, stack}) {
    const blank = {error: '', warnings: [], services: {}, changes: []}
    if (!existsSync(join(project.deploy, 'compose.yaml'))) return {...blank, state: 'absent' as const}
    const {exitCode, stdout, stderr} = await askCompose({access, project, stack})
    const {errors, warnings} = splitWords(stderr)
    if (exitCode !== 0) return {...blank, warnings, state: 'broken' as const, error: errors.slice(0, MOST_ERROR)}
    const digests = await digestSecrets(project, stack)
    const plain = parseModel(stdout)
    const model = labelModel(plain, secretLabels(plain, digests))
    const rendered = {changedFiles: [], secrets: digests}
    const facts = await sight(gatherPlanFacts(project, stack, rendered, Promise.resolve(model)))
    return {
      ...blank,
      state: 'ok' as const,
      warnings,
      services: Object.fromEntries(
        Object.entries(model.services).map(([name, spec]) => [name, toService(spec, model)]),
      ),
      changes: planChanges(facts).map((change) => ({...change, because: [...change.because]})),
    }
  },
})

/** Compose warns in lines of its logger, or of its own, and says at the end why it stops. */
export function splitWords(stderr: string): {readonly errors: string; readonly warnings: string[]} {
  const lines = redact(stderr).split('\n').filter(Boolean)
  const isWarning = (line: string) => /level=warning|^WARN/.test(line)
  const words = (line: string) => /msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]?.replaceAll('\\"', '"') ?? line
  return {
    errors: lines.filter((line) => !isWarning(line)).join(' '),
    warnings: lines.filter(isWarning).map(words),
  }
}

async function digestSecrets(project: Project, stack: Stack): Promise<Readonly<Record<string, string>>> {
  const specs = listSecrets(stack)
  const store = openSecretStore(project, specs)
  // A secret that is missing or can't be read is a finding of its own.
  const digest = (name: string) => store.digest(name).catch(() => '')
  return Object.fromEntries(await Promise.all(specs.map(async ({name}) => [name, await digest(name)] as const)))
}

function toService(spec: ModelService, model: Model) {
  const depends = (spec.depends_on ?? {}) as Record<string, {readonly condition?: string}>
  const networks = model.json === '' ? [] : Object.keys((spec.networks ?? {}) as object)
  const health = toHealthcheck(spec.healthcheck)
  return {
    image: String(spec.image ?? ''),
    ...(health ? {healthcheck: health} : {}),
    dependsOn: Object.fromEntries(
      Object.entries(depends).map(([name, {condition = 'service_started'}]) => [name, condition]),
    ),
    networks: networks.map((name) => `${model.name}_${name}`),
    limits: {
      memoryBytes: Number(spec.mem_limit ?? 0),
      cpus: Number(spec.cpus ?? 0),
      pids: Number(spec.pids_limit ?? 0),
    },
  }
}

function toHealthcheck(value: unknown) {
  const spec = value as Record<string, unknown> | undefined
  const test = spec?.test
  if (!spec || spec.disable === true || test === undefined) return undefined
  return {
    test: (Array.isArray(test) ? test : ['CMD-SHELL', test]).map((word) => redact(String(word))),
    intervalS: seconds(spec.interval, 30),
    timeoutS: seconds(spec.timeout, 30),
    startPeriodS: seconds(spec.start_period, 0),
    retries: Number(spec.retries ?? 3),
  }
}

/** `1m30s`, as Compose prints durations. */
export function seconds(value: unknown, fallback: number): number {
  if (value === undefined || value === null) return fallback
  const factors: Readonly<Record<string, number>> = {h: 3600, m: 60, s: 1, ms: 1e-3}
  return [...String(value).matchAll(/([\d.]+)(h|ms|m|s)/g)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (factors[unit] ?? 0),
    0,
  )
}

/** What of the configuration on disk a server has not read: asked of the server, or told by the label of its container. */
export const configs = defineCollector({
  key: configsFact,
  // Some servers are asked by a command in their container.
  timeoutMs: 10_000,
  isFor,
  async collect(context) {
    const running = (await context.fact(containersFact)).containers.filter(({state}) => state === 'running')
    const isUp = (service: string) => running.some((one) => one.service === service)
    const [asked, fixed] = await Promise.all([askServers(context, isUp), compareLabels(context, running)])
    return {
      stale: [...asked.stale, ...fixed.stale],
      silent: asked.silent,
      looked: asked.looked + fixed.looked,
    }
  },
})

type Stale = (typeof configsFact)['schema']['_output']['stale']

async function askServers({access, stack, project}: CollectContext, isUp: (service: string) => boolean) {
  const stale: Stale = []
  const silent: string[] = []
  const reloadable = components
    .filter((component) => component.isEnabled(stack))
    .flatMap(({id, reload}) => {
      const spec = reload?.(stack)
      return spec && isUp(spec.service) ? [{id, spec}] : []
    })
  await Promise.all(
    reloadable.map(async ({id, spec}) => {
      const [disk, running] = await Promise.all([
        diskConfigHash(project.deploy, id),
        spec.runningHash(access).catch(() => undefined),
      ])
      if (running === undefined) silent.push(spec.service)
      else if (disk !== undefined && running !== disk) {
        stale.push({service: spec.service, component: id, reloads: true, files: [`deploy/${id}/config`]})
      }
    }),
  )
  return {stale, silent: silent.toSorted(), looked: reloadable.length}
}

async function compareLabels(
  {stack, project}: CollectContext,
  running: readonly {
    readonly service: string
    readonly component: string
    readonly configSha256?: string | undefined
  }[],
) {
  const manifest = parseManifest(await readFile(join(project.deploy, MANIFEST), 'utf8').catch(() => undefined))
  const stale: Stale = []
  let looked = 0
  for (const {component, service} of listServices(stack)) {
    const label = running.find((one) => one.service === service.name)?.configSha256
    const folders = configFolders([service], false)
    if (label === undefined || folders.length === 0) continue
    looked += 1
    const paths = Object.keys(manifest.files).filter((path) => folders.some((folder) => path.startsWith(folder)))
    const contents = await Promise.all(
      paths.map(async (path) => ({path, content: await readFile(join(project.deploy, path), 'utf8').catch(() => '')})),
    )
    if (hashFiles(contents) === label) continue
    stale.push({service: service.name, component, reloads: false, files: folders.map((folder) => `deploy/${folder}`)})
  }
  return {stale, looked}
}

export const images = defineCollector({
  key: imagesFact,
  isFor,
  async collect({stack}) {
    const needed = listImages(stack)
    const found = await sight(inspectImageDetails(needed.map(({reference}) => reference)))
    const byName = new Map(found.map((image) => [image.reference, image]))
    return {
      images: needed.map(({reference, origin}) => {
        const image = byName.get(reference)
        const digest = image?.digests[0]
        return {
          reference,
          origin,
          present: image !== undefined,
          architecture: image?.architecture ?? '',
          ...(digest === undefined ? {} : {digest}),
          volumes: [...(image?.volumes ?? [])],
        }
      }),
    }
  },
})
