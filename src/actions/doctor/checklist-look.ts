/** The steps of a checklist that look: checks, once or until they are well. */
import {parts} from '../../doctor/catalogue.js'
import type {StepOf} from '../../doctor/checklists/checklist.js'
import {type Finding, failedChecks, type StepOutcome, type StepRecord} from '../../doctor/checklists/state.js'
import type {ReportRow} from '../../doctor/report-schema.js'
import {tiersOf} from '../../doctor/select.js'
import {OpsError} from '../../errors.js'
import type {Project} from '../../project.js'
import {monotonicMs, sleep} from '../../system/clock.js'
import {interrupted} from '../../system/run.js'
import type {Text} from '../../text.js'
import {type DoctorOptions, runDoctor} from './run.js'

/** How a step came out, without its place. */
export type StepAnswer = Omit<StepRecord, 'path' | 'kind' | 'at'>

export interface LookingOptions extends Pick<DoctorOptions, 'signal' | 'onProgress'> {
  /** Asked before a deep check writes a probe; undefined when nobody can be asked. */
  readonly confirmDeep: ((writes: readonly Text[]) => Promise<boolean>) | undefined
  /** Told what a wait still waits for. */
  onWaiting(failing: readonly string[], leftS: number): void
}

const PAUSE_MS = 5000
const NOT_MINE = new Set(['not-enabled', 'not-applicable', 'disabled'])

/** The checks of a step: those it names, or those that failed before it. */
export function checksFor(checks: 'failed' | readonly string[], records: readonly StepRecord[]): readonly string[] {
  return checks === 'failed' ? failedChecks(records) : checks
}

/** Runs the checks of a step. Checks that this version does not have are said to be open, never a reason to stop. */
export async function lookOnce(
  project: Project,
  ids: readonly string[],
  deep: boolean,
  options: LookingOptions,
): Promise<StepAnswer> {
  if (ids.length === 0) return {outcome: 'nothing'}
  const isDeep = deep && options.confirmDeep !== undefined
  const asked = await ask(project, ids, isDeep, options)
  return asked === 'declined' ? lookOnce(project, ids, false, {...options, confirmDeep: undefined}) : asked
}

async function ask(
  project: Project,
  ids: readonly string[],
  isDeep: boolean,
  options: LookingOptions,
): Promise<StepAnswer | 'declined'> {
  const {here, unseen} = splitChecks(ids, isDeep)
  if (here.length === 0) return {outcome: 'open', unseen: [...unseen]}
  const {confirmDeep} = options
  let declined = false
  try {
    const {report} = await runDoctor(project, {
      selection: {words: here, skip: [], tags: [], tiers: tiersOf({preflight: false, deep: isDeep})},
      failOn: 'fail',
      offline: false,
      signal: options.signal,
      ...(options.onProgress ? {onProgress: options.onProgress} : {}),
      async confirmDeep(writes) {
        declined = confirmDeep === undefined || !(await confirmDeep(writes))
        return !declined
      },
    })
    return answerOf(report.checks, unseen)
  } catch (error) {
    if (declined) return 'declined'
    if (!(error instanceof OpsError) || error.kind === 'interrupted' || error.kind === 'bug') throw error
    // A broken opsctl.yaml is an answer too: the rest of the checklist may be what mends it.
    return {outcome: 'fail', detail: wordsOf(error), ...(unseen.length > 0 ? {unseen: [...unseen]} : {})}
  }
}

/** The checks that can be run now. */
export function splitChecks(
  ids: readonly string[],
  isDeep: boolean,
): {readonly here: readonly string[]; readonly unseen: readonly string[]} {
  const known = new Map(parts.flatMap(({checks}) => checks).map((check) => [check.id, check]))
  const canRun = (id: string) => known.get(id)?.tiers.some((tier) => isDeep || tier !== 'deep') === true
  return {here: ids.filter(canRun), unseen: ids.filter((id) => !canRun(id))}
}

function wordsOf({text, problems}: OpsError): Text {
  const [first] = problems
  if (!first) return text
  const place = [first.file, first.line, first.column].filter((part) => part !== undefined).join(':')
  return {
    en: `${text.en} ${place} ${first.path ?? ''}: ${first.message.en}`,
    zh: `${text.zh} ${place} ${first.path ?? ''}: ${first.message.zh}`,
  }
}

function answerOf(rows: readonly ReportRow[], unseen: readonly string[]): StepAnswer {
  const counted = rows.filter(({reason}) => reason === undefined || !NOT_MINE.has(reason))
  const findings = counted.map(toFinding)
  return {
    outcome: findings.length === 0 && unseen.length === 0 ? 'nothing' : outcomeOf(findings),
    ...(findings.length > 0 ? {findings} : {}),
    ...(unseen.length > 0 ? {unseen: [...unseen]} : {}),
  }
}

/** What is accepted in opsctl.yaml is said, and fails nothing. */
function toFinding({id, instance, status, message, remedy, accepted}: ReportRow): Finding {
  const commands = [...(remedy?.fix ? [`opsctl doctor --fix ${id}`] : []), ...(remedy?.commands ?? [])]
  return {
    id,
    ...(instance === undefined ? {} : {instance}),
    status: accepted ? 'info' : status,
    message,
    ...(remedy ? {remedy: {text: remedy.text, commands: [...new Set(commands)]}} : {}),
  }
}

function outcomeOf(findings: readonly Finding[]): StepOutcome {
  const has = (...wanted: readonly Finding['status'][]) => findings.some(({status}) => wanted.includes(status))
  if (has('fail')) return 'fail'
  if (has('warn')) return 'warn'
  return has('pass', 'info') ? 'pass' : 'open'
}

/** Looks every few seconds until all is well, and has been so for as long as the step says; or until its time is over. */
export async function lookUntilWell(
  project: Project,
  step: StepOf<'wait'>,
  ids: readonly string[],
  options: LookingOptions,
): Promise<StepAnswer> {
  const {signal} = options
  if (step.checks.length === 0) return pause(step, options)
  if (ids.length === 0) return {outcome: 'nothing'}
  const begun = monotonicMs()
  let wellSince: number | undefined
  for (;;) {
    const answer = await lookOnce(project, ids, false, options)
    const now = monotonicMs()
    const isWell = answer.outcome === 'pass' || answer.outcome === 'warn'
    wellSince = isWell ? (wellSince ?? now) : undefined
    if (answer.findings === undefined && answer.outcome === 'open') return answer
    if (wellSince !== undefined && now - wellSince >= (step.forS ?? 0) * 1000) return {...answer, outcome: 'pass'}
    const leftS = Math.round(step.withinS - (now - begun) / 1000)
    if (leftS <= 0) return {...answer, outcome: 'timeout'}
    const failing = (answer.findings ?? []).filter(({status}) => status === 'fail').map(({id}) => id)
    options.onWaiting([...new Set(failing)], leftS)
    await sleep(PAUSE_MS, signal)
    if (signal.aborted) throw interrupted()
  }
}

async function pause({forS = 0}: StepOf<'wait'>, {signal, onWaiting}: LookingOptions): Promise<StepAnswer> {
  onWaiting([], forS)
  await sleep(forS * 1000, signal)
  if (signal.aborted) throw interrupted()
  return {outcome: 'pass'}
}
