/** `overlay/`: the person's own rules, scrape jobs, dashboards, stages of the pipeline and values. Read, judged before anything is written, never changed. */
import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'

import {OpsError, type Problem} from '../errors.js'
import {renderMessages as say} from '../messages/render.js'
import type {Project} from '../project.js'
import type {Text} from '../text.js'
import type {OverlayDashboard} from './overlay-dashboards.js'

/** One file of the person's. */
export interface OverlayFile {
  /** Name without suffix, which is dropped because Prometheus reads `*.yaml` only, Grafana `*.json`, and Logstash `*.conf`. */
  readonly stem: string
  /** Path from the project folder, for messages. */
  readonly source: string
  readonly content: string
}

/** A scrape job of the person's; its name must be unique in the whole stack. */
export interface OverlayJob {
  readonly name: string
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The person's own values for the chart, merged last. They are judged against those of the stack, see `helm/overlay-values`. */
export interface OverlayValues {
  /** Path from the project folder, for messages. */
  readonly source: string
  readonly value: Readonly<Record<string, unknown>>
  place(path: readonly (string | number)[]): {readonly line: number; readonly column: number}
}

/** Read with `target: helm`; Helm itself gets the file as the person wrote it. */
export const VALUES_OVERLAY = 'values.yaml'

/** What a render takes from `overlay/`. */
export interface Overlay {
  readonly rules: readonly OverlayFile[]
  readonly scrape: readonly OverlayFile[]
  readonly jobs: readonly OverlayJob[]
  readonly dashboards: readonly OverlayDashboard[]
  readonly pipeline: readonly OverlayFile[]
  readonly values?: OverlayValues
}

export const emptyOverlay: Overlay = {rules: [], scrape: [], jobs: [], dashboards: [], pipeline: []}

const MAX_BYTES = 1024 ** 2
/** Files that a person may keep there and nobody means Prometheus to read. */
const NOTES = /^\.|~$|\.(md|bak|orig|swp)$/

/** Reads the overlay of a project. Throws OPS_OVERLAY_INVALID with every problem at its line. */
export async function loadOverlay(project: Project): Promise<Overlay> {
  const problems: Problem[] = []
  const rules = await readFolder(project, 'rules', problems)
  const scrape = await readFolder(project, 'scrape', problems)
  const boards = await readFolder(project, 'dashboards', problems)
  const pipeline = await readFolder(project, 'pipeline', problems)
  const jobs = rules.length + scrape.length === 0 ? [] : await checkForPrometheus(rules, scrape, problems)
  const dashboards = boards.length === 0 ? [] : await readDashboards(boards, problems)
  if (pipeline.length > 0) {
    const {checkPipelineFile} = await import('./overlay-pipeline.js')
    problems.push(...pipeline.flatMap(({source, content}) => checkPipelineFile(source, content)))
  }

  const values = await readValues(project, problems)
  if (problems.length > 0) throw overlayError(problems)
  return {rules, scrape, jobs, dashboards, pipeline, ...(values && {values})}
}

async function readValues(project: Project, problems: Problem[]): Promise<OverlayValues | undefined> {
  const source = `overlay/${VALUES_OVERLAY}`
  if (!(await listNames(project.overlay)).includes(VALUES_OVERLAY)) return undefined
  const content = await readText(join(project.overlay, VALUES_OVERLAY))
  if (content === undefined) {
    problems.push({file: source, message: say.overlayUnreadable})
    return undefined
  }

  const {isRecord, readOverlayYaml} = await import('./overlay-yaml.js')
  const checked = readOverlayYaml(source, content)
  const {value = {}, place} = {...checked, value: checked.value ?? undefined}
  if (checked.problems.length === 0 && !isRecord(value)) checked.fail([], say.expected('a mapping'))
  problems.push(...checked.problems)
  return isRecord(value) ? {source, value, place} : undefined
}

/** Adds what is wrong with rules and scrape jobs; the answer is the jobs. */
async function checkForPrometheus(
  rules: readonly OverlayFile[],
  scrape: readonly OverlayFile[],
  problems: Problem[],
): Promise<readonly OverlayJob[]> {
  const {checkRuleFile, checkScrapeFile} = await import('./overlay-check.js')
  const alerts = new Map<string, string>()
  const jobs: OverlayJob[] = []
  for (const {source, content} of rules) problems.push(...checkRuleFile(source, content, alerts))
  for (const {source, content} of scrape) problems.push(...checkScrapeFile(source, content, jobs))
  return jobs
}

async function readDashboards(
  files: readonly OverlayFile[],
  problems: Problem[],
): Promise<readonly OverlayDashboard[]> {
  const {readDashboardFile} = await import('./overlay-dashboards.js')
  const dashboards: OverlayDashboard[] = []
  for (const file of files) {
    const {problems: found, dashboard} = readDashboardFile(file)
    problems.push(...found)
    if (!dashboard) continue
    const {source, line, column, uid} = dashboard
    const twin = dashboards.find((other) => other.uid === uid)
    if (twin) problems.push({file: source, line, column, message: say.duplicate('uid', uid, twin.source)})
    dashboards.push(dashboard)
  }

  return dashboards
}

/** The error for an overlay that must not reach a running server. */
export function overlayError(problems: readonly Problem[]): OpsError {
  return new OpsError({
    code: 'OPS_OVERLAY_INVALID',
    kind: 'usage',
    message: say.overlayInvalid(problems.length),
    problems,
    suggestions: [say.fixOverlay],
  })
}

/** The suffixes that a folder takes, as an expression and in words. */
const SUFFIXES = {
  rules: ['ya?ml', '.yaml or .yml'],
  scrape: ['ya?ml', '.yaml or .yml'],
  dashboards: ['json', '.json'],
  pipeline: ['conf', '.conf'],
} as const

type Folder = keyof typeof SUFFIXES

async function readFolder(project: Project, folder: Folder, problems: Problem[]): Promise<readonly OverlayFile[]> {
  const files: OverlayFile[] = []
  for (const name of (await listNames(join(project.overlay, folder))).toSorted()) {
    if (NOTES.test(name)) continue
    const source = `overlay/${folder}/${name}`
    const [suffix, words] = SUFFIXES[folder]
    const stem = new RegExp(`^([A-Za-z0-9][A-Za-z0-9._-]*)\\.${suffix}$`).exec(name)?.[1]
    const problem = (message: Text) => problems.push({file: source, message})
    const content = await readText(join(project.overlay, folder, name))
    const twin = files.find((file) => file.stem === stem)
    if (stem === undefined) problem(say.badOverlayName(name, words))
    else if (content === undefined) problem(say.overlayUnreadable)
    else if (twin) problem(say.duplicate('name', stem, twin.source))
    else files.push({stem, source, content})
  }

  return files
}

async function listNames(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** Undefined for what is no readable UTF-8 file of at most 1 MiB. */
async function readText(path: string): Promise<string | undefined> {
  try {
    const stats = await stat(path)
    if (!stats.isFile() || stats.size > MAX_BYTES) return undefined
    return new TextDecoder('utf-8', {fatal: true}).decode(await readFile(path))
  } catch {
    return undefined
  }
}
