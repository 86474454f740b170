/** `logs analyze`: which lines are read, until when, and what the answer means for the exit code. */
import {createReadStream} from 'node:fs'
import {resolve} from 'node:path'
import {Readable} from 'node:stream'

import {OpsError} from '../../errors.js'
import {type Analyser, createAnalyser} from '../../logs/analyser.js'
import type {Analysis, Layout} from '../../logs/analysis.js'
import {isBinary} from '../../logs/boundary.js'
import {type Condition, conditionNames, judgeCondition, parseCondition, type Verdict} from '../../logs/fail-on.js'
import type {AnalysisOptions} from '../../logs/options.js'
import {analysisMessages as say} from '../../messages/log-analysis.js'
import type {Project} from '../../project.js'
import {hideProjectSecrets} from '../../runtime/hide-secrets.js'
import {loadStack} from '../../spec/load-stack.js'
import {sleep} from '../../system/clock.js'
import {followFile} from '../../system/follow-file.js'
import {inspectLogFile, isPipe, untilAborted} from '../../system/log-files.js'
import {putFile} from '../../system/put-file.js'
import {interrupted} from '../../system/run.js'
import type {Text} from '../../text.js'
import {openRuntime} from '../open-runtime.js'
import {pickServices} from '../pick-services.js'
import {type AnalyseProgress, analyse, type LogSource} from './read-sources.js'
import {readTime} from './read-time.js'

export interface AnalyzeOptions {
  readonly layout?: Layout | undefined
  readonly trace?: string | undefined
  readonly top?: number | undefined
  readonly workers?: number | undefined
  /** Paths, `-` for stdin; none means the containers of the stack. */
  readonly files: readonly string[]
  /** Components or services of the stack in place of files. */
  readonly components: readonly string[]
  readonly since?: string | undefined
  readonly until?: string | undefined
  /** Conditions as written, see logs/fail-on. */
  readonly failOn: readonly string[]
  readonly signal: AbortSignal
}

export interface AnalyzeReport {
  readonly analysis: Analysis
  readonly verdicts: readonly Verdict[]
}

/** Reads every source to its end. Throws OPS_LOGS_UNREADABLE when none can be read; one of several is told of in the report. */
export async function analyzeLogs(
  project: Project,
  options: AnalyzeOptions,
  onProgress?: (progress: AnalyseProgress) => void,
): Promise<AnalyzeReport> {
  const conditions = readConditions(options.failOn)
  const window = readWindow(options)
  const sources = await openSources(project, options)
  const {layout, trace, top, workers, signal} = options
  const wanted = {...window, ...defined({layout, trace, top, workers}), signal}
  const analysis = await analyse(sources, wanted, onProgress).catch((error: unknown) => {
    throw signal.aborted ? interrupted() : error
  })
  refuseUnreadable(analysis)
  return judged(analysis, conditions)
}

/** Keeps reading until the signal and hands over the report again and again. Returns the last one. */
export async function followLogs(
  project: Project,
  options: AnalyzeOptions,
  show: (analysis: Analysis) => void,
  everyMs: number,
): Promise<AnalyzeReport> {
  const conditions = readConditions(options.failOn)
  const {layout, trace, top, signal} = options
  await refuseUnfollowable(options.files)
  const analyser = createAnalyser({...readWindow(options), ...defined({layout, trace, top})})
  const done = new AbortController()
  const reading = readAll(project, analyser, options).finally(() => done.abort())
  const stop = AbortSignal.any([signal, done.signal])
  while (!stop.aborted) {
    await sleep(everyMs, stop)
    if (!stop.aborted) show(analyser.snapshot())
  }

  await reading
  return judged(analyser.snapshot(), conditions)
}

/** A report that is renewed has one form. Throws OPS_FOLLOW_TEXT_ONLY. */
export function refuseFollow({format, output}: {readonly format: string; readonly output: string | undefined}): void {
  if (format === 'text' && output === undefined) return
  throw new OpsError({
    code: 'OPS_FOLLOW_TEXT_ONLY',
    kind: 'usage',
    message: say.followFormat,
    suggestions: [say.withoutFollow],
  })
}

/** Writes a report whole or not at all. Returns what is said about it. */
export async function saveReport(path: string, text: string): Promise<Text> {
  await putFile(resolve(path), text.endsWith('\n') ? text : `${text}\n`)
  return say.outputWritten(path)
}

function judged(analysis: Analysis, conditions: readonly Condition[]): AnalyzeReport {
  return {analysis, verdicts: conditions.map((condition) => judgeCondition(condition, analysis))}
}

function readConditions(texts: readonly string[]): readonly Condition[] {
  return texts.map((text) => {
    const condition = parseCondition(text)
    if (condition) return condition
    throw new OpsError({
      code: 'OPS_FAIL_ON_INVALID',
      kind: 'usage',
      message: say.failOnForm(text),
      suggestions: [say.failOnHint(conditionNames.join(', '))],
    })
  })
}

function readWindow({since, until}: AnalyzeOptions): Pick<AnalysisOptions, 'sinceMs' | 'untilMs'> {
  return defined({sinceMs: readTime('logs analyze', 'since', since), untilMs: readTime('logs analyze', 'until', until)})
}

async function openSources(project: Project, options: AnalyzeOptions): Promise<readonly LogSource[]> {
  refuseBoth(options)
  if (options.files.length > 0) return options.files.map(fileSource)
  return (await containerLines(project, options, false)).map(({name, lines}) => ({name, stream: toBytes(lines)}))
}

function fileSource(path: string): LogSource {
  return path === '-' ? {name: 'stdin', stream: process.stdin} : {path}
}

function refuseBoth({files, components}: AnalyzeOptions): void {
  if (files.length === 0 || components.length === 0) return
  throw new OpsError({
    code: 'OPS_LOGS_TWO_SOURCES',
    kind: 'usage',
    message: say.bothSources,
    suggestions: [say.oneOfThem],
  })
}

/** The output of the stack's containers, a stream per service, the project's secrets hidden. */
async function containerLines(project: Project, {components, signal}: AnalyzeOptions, follow: boolean) {
  const [{stack}] = await Promise.all([loadStack(project), hideProjectSecrets(project)])
  const {runtime} = await openRuntime(project, stack)
  return pickServices(stack, components).map((service) => ({
    name: service,
    lines: runtime.logs({services: [service], follow, signal}),
  }))
}

function toBytes(lines: AsyncIterable<{readonly text: string}>): Readable {
  async function* bytes() {
    for await (const {text} of lines) yield Buffer.from(`${text}\n`)
  }
  return Readable.from(bytes(), {objectMode: false})
}

async function readAll(project: Project, analyser: Analyser, options: AnalyzeOptions): Promise<void> {
  refuseBoth(options)
  const {files, signal} = options
  const streams =
    files.length > 0
      ? files.map((path) => ({name: path === '-' ? 'stdin' : path, bytes: followed(path, signal)}))
      : (await containerLines(project, options, true)).map(({name, lines}) => ({name, bytes: toBytes(lines)}))
  await Promise.all(
    streams.map(async ({name, bytes}) => {
      const feed = analyser.feed(name)
      for await (const chunk of bytes) feed.push(chunk as Uint8Array)
      feed.end()
    }),
  )
}

async function* followed(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (path === '-') yield* untilAborted(process.stdin, signal)
  else if (await isPipe(path)) yield* untilAborted(createReadStream(path), signal)
  else yield* followFile(path, signal)
}

/** Throws OPS_LOGS_UNREADABLE for files that can't be read, or that are no text which may grow. */
async function refuseUnfollowable(files: readonly string[]): Promise<void> {
  const problems: {file: string; message: Text}[] = []
  for (const file of files) {
    if (file === '-' || (await isPipe(file))) continue
    const head = await inspectLogFile(file)
    if ('kind' in head) problems.push({file, message: say.problemOf(head.kind, head.detail)})
    else if (head.compression !== 'none') problems.push({file, message: say.compressed})
    else if (isBinary(head.head)) problems.push({file, message: say.problemOf('binary', '')})
  }
  if (problems.length > 0) throw unreadable(say.cannotFollow, problems)
}

function unreadable(message: Text, problems: readonly {readonly file: string; readonly message: Text}[]): OpsError {
  return new OpsError({code: 'OPS_LOGS_UNREADABLE', kind: 'usage', message, suggestions: [say.checkPath], problems})
}

function refuseUnreadable({sources, totals}: Analysis): void {
  const failed = sources.filter(({problem}) => problem?.kind === 'unreadable' || problem?.kind === 'binary')
  if (sources.length === 0 || failed.length < sources.length || totals.lines > 0) return
  const problems = failed.map(({name, problem}) => ({
    file: name,
    message: say.problemOf(problem?.kind ?? 'unreadable', problem?.detail ?? ''),
  }))
  throw unreadable(say.noneReadable, problems)
}

/** Options without those that are absent. */
function defined<Options extends object>(
  options: Options,
): {[Key in keyof Options]?: Exclude<Options[Key], undefined>} {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Options]?: Exclude<Options[Key], undefined>
  }
}
