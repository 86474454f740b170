/** The steps of a checklist that keep something, or change something after it was agreed to. */
import {relative} from 'node:path'

import type {StepOf} from '../../doctor/checklists/checklist.js'
import {type Filling, fillArgv} from '../../doctor/checklists/fill.js'
import {latestFindings, type StepRecord} from '../../doctor/checklists/state.js'
import type {PlannedFix} from '../../doctor/plan-fixes.js'
import type {ReportDocument} from '../../doctor/report-schema.js'
import {tiersOf} from '../../doctor/select.js'
import {OpsError} from '../../errors.js'
import {formatMoment} from '../../figures.js'
import {listServices} from '../../images/list-services.js'
import {checklistMessages as say} from '../../messages/doctor-checklist.js'
import type {Project} from '../../project.js'
import {hideProjectSecrets} from '../../runtime/hide-secrets.js'
import {loadStack} from '../../spec/load-stack.js'
import {nowMs} from '../../system/clock.js'
import {ensureFolder} from '../../system/files.js'
import {putFile} from '../../system/put-file.js'
import type {Lang, Text} from '../../text.js'
import {verbatim} from '../../text.js'
import {findFirstSign} from '../incident/first-sign.js'
import {openRuntime} from '../open-runtime.js'
import {runOpsctl} from '../run-opsctl.js'
import {writeBundle} from './bundle.js'
import {type StepAnswer, splitChecks} from './checklist-look.js'
import {folderOfRun} from './checklist-store.js'
import {mend} from './mend.js'

export interface DoingOptions {
  readonly signal: AbortSignal
  readonly lang: Lang
  /** The report of doctor in that language, for a bundle. */
  toDocument(report: unknown): unknown
  onLine(line: string): void
  onPlan(fixes: readonly PlannedFix[]): void
  confirmFix(fix: PlannedFix): Promise<boolean>
  confirmDeep?(writes: readonly Text[]): Promise<boolean>
}

const LINES = 200
const SERVICES = 5
const LOGS_MS = 15_000

/** Keeps what the step names. What can't be had is said, and stops nothing. */
export async function collectStep(
  project: Project,
  {what}: StepOf<'collect'>,
  run: {readonly id: string; readonly records: readonly StepRecord[]},
  options: DoingOptions,
): Promise<StepAnswer> {
  try {
    if (what === 'logs') return await collectLines(project, run, options)
    return what === 'bundle' ? await collectBundle(project, options) : await collectFirstSign(project, options)
  } catch (error) {
    if (!(error instanceof OpsError) || error.kind === 'interrupted') throw error
    return {outcome: 'failed', detail: error.text}
  }
}

async function collectFirstSign(project: Project, {signal}: DoingOptions): Promise<StepAnswer> {
  const now = new Date(nowMs()).toISOString()
  const sign = await findFirstSign(project, signal)
  return {
    outcome: 'done',
    note: sign?.at ?? now,
    detail: sign ? say.firstSign(momentOf(sign.at), sign.text) : say.noSign(momentOf(now)),
  }
}

function momentOf(time: string): string {
  return `${formatMoment(time)} UTC`
}

async function collectBundle(project: Project, {signal, lang, toDocument}: DoingOptions): Promise<StepAnswer> {
  const {path} = await writeBundle(project, {
    selection: {words: [], skip: [], tags: [], tiers: new Set(['preflight', 'runtime'])},
    offline: false,
    failOn: 'none',
    signal,
    also: new Set(),
    preview: false,
    redact: true,
    lang,
    toDocument: (report) => toDocument(report) as ReportDocument,
  })
  return {outcome: 'done', files: path === undefined ? [] : [relative(project.root, path)]}
}

/** The last lines of what is unwell so far; of the applications when nothing is. Secrets are hidden in them. */
async function collectLines(
  project: Project,
  {id, records}: {readonly id: string; readonly records: readonly StepRecord[]},
  {signal}: DoingOptions,
): Promise<StepAnswer> {
  const {stack} = await loadStack(project)
  await hideProjectSecrets(project)
  const names = new Set(listServices(stack).map(({service}) => service.name))
  const unwell = latestFindings(records).flatMap(({status, instance = ''}) =>
    (status === 'fail' || status === 'warn') && names.has(instance) ? [instance] : [],
  )
  const services = [...new Set(unwell.length > 0 ? unwell : Object.keys(stack.apps))].slice(0, SERVICES)
  if (services.length === 0) return {outcome: 'nothing'}
  const {runtime} = await openRuntime(project, stack)
  const folder = folderOfRun(project, id)
  await ensureFolder(folder, 0o700)
  const files: string[] = []
  for (const service of services) {
    const lines: string[] = []
    const within = AbortSignal.any([signal, AbortSignal.timeout(LOGS_MS)])
    for await (const line of runtime.logs({services: [service], tail: LINES, signal: within})) lines.push(line.text)
    const path = `${folder}/${service}.log`
    await putFile(path, `${lines.join('\n')}\n`, 0o600)
    files.push(relative(project.root, path))
  }

  return {outcome: 'done', files}
}

/** Runs a command of opsctl that was agreed to. */
export async function runStep(
  project: Project,
  argv: readonly string[],
  {signal, onLine}: DoingOptions,
): Promise<StepAnswer> {
  const commands = [commandOf(argv)]
  const {exitCode, stdout, stderr} = await runOpsctl(project, argv, {signal, onLine})
  if (exitCode === 0) return {outcome: 'done', commands}
  const last = (stderr.trim() || stdout.trim()).split('\n').slice(-4).join('\n')
  return {outcome: 'failed', commands, detail: say.exitCode(exitCode, last)}
}

/** A command as it is typed. */
export function commandOf(argv: readonly string[]): string {
  const words = argv.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
  )
  return ['opsctl', ...words].join(' ')
}

/** The command of a step; undefined when something that it names is not there. */
export function argvOf(step: StepOf<'do'>, filling: Filling): readonly string[] | undefined {
  return 'argv' in step ? fillArgv(step.argv, filling) : undefined
}

/** Applies the fixes of checks, each when it is agreed to. */
export async function mendStep(project: Project, ids: readonly string[], options: DoingOptions): Promise<StepAnswer> {
  const {here} = splitChecks(ids, true)
  if (here.length === 0) return {outcome: 'nothing'}
  const deep = splitChecks(here, false).unseen.length > 0
  try {
    const report = await mend(project, {
      selection: {words: here, skip: [], tags: [], tiers: tiersOf({preflight: false, deep})},
      offline: false,
      failOn: 'fail',
      signal: options.signal,
      named: true,
      level: 'guarded',
      dryRun: false,
      onPlan: options.onPlan,
      confirm: options.confirmFix,
      onLine: options.onLine,
      ...(options.confirmDeep ? {confirmDeep: options.confirmDeep} : {}),
    })
    return answerOf(report)
  } catch (error) {
    if (!(error instanceof OpsError) || error.kind === 'interrupted') throw error
    return {outcome: 'failed', detail: error.text}
  }
}

function answerOf({applied, planned, run}: Awaited<ReturnType<typeof mend>>): StepAnswer {
  if (planned.length === 0) return {outcome: 'nothing'}
  const commands = [...new Set(applied.filter(({state}) => state !== 'declined').map(({check}) => check))]
  if (commands.length === 0) return {outcome: 'declined'}
  const bad = applied.find(({state}) => state === 'failed' || state === 'unwell' || state === 'by-hand')
  const detail = bad?.detail ?? (bad && verbatim(bad.byHand.join('; '))) ?? (run ? say.undo(run) : undefined)
  return {
    outcome: bad ? 'failed' : 'done',
    commands: commands.map((id) => `opsctl doctor --fix ${id}`),
    ...(detail ? {detail} : {}),
  }
}
