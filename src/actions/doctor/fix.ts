/**
 * Applies planned fixes one by one, each written to a journal before and after it is done, and looks again at what it
 * was for. A run that is cut short at any point can be undone as far as it went.
 */
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {z} from 'zod'

import type {FixStep} from '../../doctor/fix.js'
import type {Row} from '../../doctor/judge.js'
import {commandOf, inverseOf, type PlannedFix} from '../../doctor/plan-fixes.js'
import {OpsError} from '../../errors.js'
import {doctorFixMessages as say} from '../../messages/doctor-fix.js'
import type {Project} from '../../project.js'
import {nowMs} from '../../system/clock.js'
import {appendLine, readLines} from '../../system/line-journal.js'
import {verbatim} from '../../text.js'
import {applyStep, isOurs, type StepTools, settleStep} from './apply-step.js'

/** One line of the journal. `begin` is written before the step, `done` once it worked, `undone` once it was taken back. */
const entrySchema = z.object({
  at: z.string(),
  state: z.enum(['begin', 'done', 'undone']),
  check: z.string(),
  instance: z.string().optional(),
  index: z.number(),
  step: z.unknown().transform((step) => step as FixStep),
})
type Entry = z.infer<typeof entrySchema>

export interface AppliedFix {
  readonly check: string
  readonly instance?: string
  readonly state: 'mended' | 'unwell' | 'declined' | 'by-hand' | 'failed'
  /** Commands that a person with root has to run. */
  readonly byHand: readonly string[]
  /** What the check says now, when it is not well; or why a step failed. */
  readonly detail?: Row['detail']
}

export interface FixOptions extends StepTools {
  /** Name of this run: part of the journal's file name. */
  readonly run: string
  /** Asked once for each fix. */
  confirm(fix: PlannedFix): Promise<boolean>
  /** Looks again and judges these checks. */
  recheck(ids: ReadonlySet<string>): Promise<readonly Row[]>
}

/** Applies fixes until one fails. Throws only for defects and Ctrl+C. */
export async function applyFixes(fixes: readonly PlannedFix[], options: FixOptions): Promise<readonly AppliedFix[]> {
  const applied: AppliedFix[] = []
  for (const fix of fixes) {
    const name = {check: fix.check, ...(fix.instance === undefined ? {} : {instance: fix.instance})}
    if (!(await options.confirm(fix))) {
      applied.push({...name, state: 'declined', byHand: []})
      continue
    }

    const outcome = await applyFix(fix, options)
    applied.push({...name, ...outcome})
    if (outcome.state === 'failed') break
  }

  return applied
}

async function applyFix(fix: PlannedFix, options: FixOptions): Promise<Omit<AppliedFix, 'check' | 'instance'>> {
  const byHand = fix.plan.steps.filter((step) => !isOurs(step)).map(commandOf)
  // Half a fix may be worse than none: what comes after a step of the person's waits for it.
  if (byHand.length > 0) return {state: 'by-hand', byHand: fix.plan.steps.map(commandOf)}
  try {
    for (const [index, planned] of fix.plan.steps.entries()) {
      const step = await settleStep(planned, options)
      const entry = {check: fix.check, ...(fix.instance === undefined ? {} : {instance: fix.instance}), index, step}
      await write(options, {...entry, state: 'begin'})
      await applyStep(step, options)
      await write(options, {...entry, state: 'done'})
    }
  } catch (error) {
    if (!(error instanceof OpsError) || error.kind === 'interrupted') throw error
    return {state: 'failed', byHand, detail: error.text}
  }

  const rows = await options.recheck(new Set([fix.check]))
  const unwell = rows.find((row) => row.check.id === fix.check && isSame(row, fix) && row.status === 'fail')
  return unwell ? {state: 'unwell', byHand, detail: unwell.detail} : {state: 'mended', byHand}
}

function isSame(row: Row, fix: PlannedFix): boolean {
  return fix.instance === undefined || row.instance === undefined || row.instance === fix.instance
}

function journalOf(project: Project, run: string): string {
  return join(project.state, 'doctor', 'fixes', `${run}.jsonl`)
}

function write({project, run}: FixOptions, entry: Omit<Entry, 'at'>): Promise<void> {
  return appendLine(journalOf(project, run), {at: new Date(nowMs()).toISOString(), ...entry})
}

export interface UndoReport {
  readonly run: string
  readonly undone: readonly string[]
  /** Steps that only a person can take back. */
  readonly left: readonly string[]
}

/** Takes a run back, last step first. Throws OPS_FIX_RUN_UNKNOWN, and OPS_FIX_STALE when something has changed since. */
export async function undoFixes(run: string, tools: StepTools): Promise<UndoReport> {
  const {project} = tools
  const lines = /^[\w-]+$/.test(run) ? await readLines(journalOf(project, run)) : undefined
  if (!lines) throw await unknownRun(project, run)
  const undone: string[] = []
  const left: string[] = []
  for (const {check, instance, index, step} of openEntries(lines).toReversed()) {
    const inverse = inverseOf(step)
    if (!inverse || !isOurs(inverse)) {
      left.push(commandOf(inverse ?? step))
      continue
    }

    await applyStep(inverse, tools)
    const at = new Date(nowMs()).toISOString()
    await appendLine(journalOf(project, run), {
      at,
      state: 'undone',
      check,
      ...(instance ? {instance} : {}),
      index,
      step,
    })
    undone.push(commandOf(inverse))
  }

  return {run, undone, left}
}

/** Steps that are done and not yet undone. */
function openEntries(lines: readonly unknown[]): readonly Entry[] {
  const open = new Map<string, Entry>()
  for (const line of lines) {
    const parsed = entrySchema.safeParse(line)
    if (!parsed.success) continue
    const {check, instance = '', index, state} = parsed.data
    const key = JSON.stringify([check, instance, index])
    if (state === 'done') open.set(key, parsed.data)
    else if (state === 'undone') open.delete(key)
  }

  return [...open.values()]
}

async function unknownRun(project: Project, run: string): Promise<OpsError> {
  const names = await readdir(join(project.state, 'doctor', 'fixes')).catch(() => [])
  const known = names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length))
  return new OpsError({
    code: 'OPS_FIX_RUN_UNKNOWN',
    kind: 'usage',
    message: say.noRun(run, known.toSorted().slice(-5).join(', ')),
    suggestions: [verbatim('ls .opsctl/doctor/fixes')],
  })
}
