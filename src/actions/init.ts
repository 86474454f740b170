/** From answers to a project folder: first a plan that can be shown, then the writing of it. */
import {mkdir, stat} from 'node:fs/promises'
import {basename} from 'node:path'

import type {Question} from '../components/component.js'
import {OpsError} from '../errors.js'
import {initMessages as say} from '../messages/init.js'
import type {Project} from '../project.js'
import {flatAnswers, parseAnswers, parseSet} from '../spec/answers.js'
import {componentIds} from '../spec/component-ids.js'
import {toName} from '../spec/hint.js'
import {invalid, isBlank, readSource} from '../spec/load-stack.js'
import {LEAST_HOST_MIB} from '../spec/log-memory.js'
import {parseStack} from '../spec/parse-stack.js'
import {formatPath, valueAt} from '../spec/path.js'
import {type Preset, type PresetId, presetFor} from '../spec/presets.js'
import {listQuestions} from '../spec/questions.js'
import {readYaml} from '../spec/read-yaml.js'
import {addPreset, type Edit, editSource, newSource} from '../spec/save-stack.js'
import type {Stack} from '../spec/stack.js'
import {storageError} from '../system/files.js'
import {hostMemoryMiB} from '../system/host-os.js'
import {withProjectLock} from '../system/lock.js'
import {putFile} from '../system/put-file.js'
import {readSmallFile} from '../system/read-small-file.js'
import type {Lang, Text} from '../text.js'
import {type FilePlan, planFiles, writeFiles} from './init-files.js'

const REGISTRY_TIMEOUT_MS = 3000
const MAX_ANSWERS_BYTES = 1024 ** 2

/** What asks a person. Absent when nobody can be asked. */
export interface Asker {
  choosePreset(): Promise<PresetId>
  ask(questions: readonly Question[], present: Readonly<Record<string, unknown>>): Promise<readonly Edit[]>
  confirm(message: Text): Promise<boolean>
}

export interface InitOptions {
  readonly lang: Lang
  readonly preset?: PresetId | undefined
  readonly set?: readonly string[] | undefined
  /** Path of a file of answers. */
  readonly answersFile?: string | undefined
  readonly images?: 'auto' | 'registry' | 'debian' | undefined
  readonly target?: 'compose' | 'helm' | undefined
  /** Context of the cluster, for the target helm. */
  readonly context?: string | undefined
  readonly asker?: Asker | undefined
  /** Memory of the machine that the stack is for; this one's when absent. */
  readonly memoryMiB?: number | undefined
  /** Whether the official registry, or the mirror in its place, answers in time. */
  readonly registryAnswers?: ((timeoutMs: number, mirror?: string) => Promise<boolean>) | undefined
}

/** What `init` would do. */
export interface InitPlan {
  readonly project: Project
  readonly isNew: boolean
  readonly stack: Stack
  readonly components: readonly string[]
  /** The text of opsctl.yaml as it is now; undefined when there is none. */
  readonly before: string | undefined
  readonly files: readonly FilePlan[]
}

/** Gathers the answers and works out every file. Writes nothing. Throws OPS_SPEC_INVALID when the answers don't fit. */
export async function planInit(project: Project, options: InitOptions): Promise<InitPlan> {
  await refuseNonFolder(project.root)
  const found = await readSource(project)
  const before = found !== undefined && isBlank(found) ? undefined : found
  const isNew = before === undefined
  const given = await givenEdits(options)
  const presetId = options.preset ?? (isNew ? ((await options.asker?.choosePreset()) ?? 'core') : undefined)
  let source = before ?? (await startSource(project, presetId ?? 'core', {...options, given}))
  if (before !== undefined) refuseBroken(before)
  if (before !== undefined && presetId) source = addPreset(before, fittingPreset(presetId, options), options.lang)
  if (before !== undefined)
    source = editSource(source, [...targetEdits(options), ...(await imageEdits({...options, given}))])
  source = routeToApp(editSource(source, given), isNew)
  source = await askAll(source, options, isNew)

  const {stack, problems} = parseStack(source)
  if (!stack) throw before === source ? invalid(problems) : refusedAnswers(problems)
  const files = await planFiles(project, {source, before: found, demo: presetId === 'demo', lang: options.lang})
  return {project, isNew, stack, components: [...componentIds(stack), ...Object.keys(stack.apps)], before: found, files}
}

/** Writes what was planned, opsctl.yaml last. Returns the paths that were written. */
export async function applyInit(plan: InitPlan): Promise<readonly string[]> {
  const {project} = plan
  await mkdir(project.root, {recursive: true}).catch((error: unknown) => {
    throw storageError(error, project.root)
  })
  return withProjectLock(project, 'init', async () => {
    if ((await readSource(project)) !== plan.before) throw changedMeanwhile(project)
    return writeFiles(project, plan.files, putFile)
  })
}

/** What `init` did, for --json. */
export interface InitReport {
  readonly directory: string
  readonly project: string
  readonly isNew: boolean
  readonly images: string
  readonly components: readonly string[]
  /** Relative to the folder, in the order of writing. */
  readonly written: readonly string[]
}

/** Sums up a run. */
export function reportInit(plan: InitPlan, written: readonly string[]): InitReport {
  const {components, isNew, project, stack} = plan
  return {directory: project.root, project: stack.project, isNew, images: stack.images.source, components, written}
}

/** The error for a run that can neither ask nor was told yes. */
export function confirmationNeeded(): OpsError {
  return new OpsError({
    code: 'OPS_CONFIRMATION_NEEDED',
    kind: 'usage',
    message: say.needsYes,
    suggestions: [say.addYes],
  })
}

async function refuseNonFolder(root: string): Promise<void> {
  const facts = await stat(root).catch(() => undefined)
  if (facts === undefined || facts.isDirectory()) return
  throw new OpsError({
    code: 'OPS_NOT_A_FOLDER',
    kind: 'usage',
    message: say.notAFolder(root),
    suggestions: [say.otherFolder],
  })
}

/** A file that is no YAML can't be edited without losing something. */
function refuseBroken(source: string): void {
  if (readYaml(source).problems.length > 0) throw invalid(parseStack(source).problems)
}

async function givenEdits(options: InitOptions): Promise<readonly Edit[]> {
  const fromFile = options.answersFile === undefined ? [] : await readAnswers(options.answersFile)
  return [...fromFile, ...(options.set ?? []).map(parseSet)]
}

async function readAnswers(path: string): Promise<readonly Edit[]> {
  const file = await readSmallFile(path, MAX_ANSWERS_BYTES)
  if ('bytes' in file) return parseAnswers(file.bytes.toString('utf8'), path)
  throw new OpsError({
    code: 'OPS_ANSWERS_MISSING',
    kind: 'usage',
    message: say.answersMissing(path),
    suggestions: [say.answersHint],
    cause: file.cause,
  })
}

async function startSource(project: Project, preset: PresetId, options: ImageOptions): Promise<string> {
  const name = toName(basename(project.root)) || 'stack'
  return newSource(fittingPreset(preset, options), {
    project: name,
    lang: options.lang,
    images: await chooseImages(options),
    target: options.target ?? 'compose',
    ...(options.context === undefined ? {} : {context: options.context}),
  })
}

function fittingPreset(id: PresetId, {memoryMiB = hostMemoryMiB()}: InitOptions): Preset {
  const preset = presetFor(id, memoryMiB)
  if (preset) return preset
  throw new OpsError({
    code: 'OPS_MEMORY_SHORT',
    kind: 'environment',
    message: say.memoryShort(id, Math.floor(memoryMiB), LEAST_HOST_MIB.light, LEAST_HOST_MIB.full),
    suggestions: [say.withoutLogs],
  })
}

type ImageOptions = InitOptions & {readonly given: readonly Edit[]}

async function chooseImages({images, given, ...options}: ImageOptions): Promise<'registry' | 'debian'> {
  if (images === 'registry' || images === 'debian') return images
  const mirror = given.find((edit) => formatPath(edit.path) === 'images.registry')?.value
  const ask = options.registryAnswers ?? (await import('../images/probe-registry.js')).registryAnswers
  const answers = typeof mirror === 'string' ? await ask(REGISTRY_TIMEOUT_MS, mirror) : await ask(REGISTRY_TIMEOUT_MS)
  return answers ? 'registry' : 'debian'
}

/** The source of images is decided once: a file that is there keeps its own unless the flag is given. */
async function imageEdits(options: ImageOptions): Promise<readonly Edit[]> {
  return options.images === undefined ? [] : [{path: ['images', 'source'], value: await chooseImages(options)}]
}

function targetEdits({target, context}: InitOptions): readonly Edit[] {
  return [
    ...(target === undefined ? [] : [{path: ['target'], value: target}]),
    ...(context === undefined ? [] : [{path: ['kubernetes', 'context'], value: context}]),
  ]
}

async function askAll(source: string, {asker}: InitOptions, isNew: boolean): Promise<string> {
  if (!asker) return source
  const present = readYaml(source).value as Record<string, unknown>
  const edits = await asker.ask(listQuestions(present), flatAnswers(present))
  return routeToApp(editSource(source, edits), isNew)
}

/** A new stack whose only app has no route yet gets one: an app behind no route can't be reached. */
function routeToApp(source: string, isNew: boolean): string {
  const raw = readYaml(source).value
  const routes = valueAt(raw, ['gateway', 'routes'])
  const [app] = Object.keys((valueAt(raw, ['apps']) as object | null | undefined) ?? {})
  if (!isNew || app === undefined || Object.keys((routes as object | null | undefined) ?? {}).length > 0) return source
  return editSource(source, [{path: ['gateway', 'routes', app], value: {paths: ['/'], upstreams: [app]}}])
}

function refusedAnswers(problems: readonly OpsError['problems'][number][]): OpsError {
  return new OpsError({
    code: 'OPS_SPEC_INVALID',
    kind: 'usage',
    message: say.invalidAnswers(problems.length),
    suggestions: [say.fixAnswers],
    problems,
  })
}

function changedMeanwhile(project: Project): OpsError {
  return new OpsError({
    code: 'OPS_SPEC_CHANGED',
    kind: 'environment',
    message: say.changedMeanwhile(project.specFile),
    suggestions: [say.runAgain],
  })
}
