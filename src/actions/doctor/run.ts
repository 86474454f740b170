/** One run of doctor: choose checks, look, judge. */
import {parts} from '../../doctor/catalogue.js'
import {inOrder, judge, type Row} from '../../doctor/judge.js'
import {type Chosen, chooseChecks, type Selection, wordsOf} from '../../doctor/select.js'
import {OpsError} from '../../errors.js'
import {doctorMessages as say} from '../../messages/doctor.js'
import {findNearest} from '../../nearest.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import {monotonicMs, nowMs} from '../../system/clock.js'
import {verbatim} from '../../text.js'
import {look} from './look.js'

export interface DoctorOptions {
  readonly selection: Selection
  readonly offline: boolean
  readonly signal: AbortSignal
}

export interface DoctorRun {
  readonly project: string
  /** UTC, ISO 8601. */
  readonly startedAt: string
  readonly durationMs: number
  readonly rows: readonly Row[]
}

/** Looks at the stack and judges what was seen. Throws OPS_DOCTOR_CHECK and OPS_DOCTOR_DEEP for words that select nothing. */
export async function runDoctor(project: Project, {selection, offline, signal}: DoctorOptions): Promise<DoctorRun> {
  const chosen = choose(selection)
  const {stack} = await loadStack(project)
  const begun = monotonicMs()
  const now = nowMs()
  const placed = inOrder(chosen.parts, chosen.wanted)
  const facts = await look(
    project,
    stack,
    {parts: chosen.parts, checks: placed.map(({check}) => check)},
    {tiers: selection.tiers, offline, signal, now: monotonicMs},
  )
  const rows = judge({...chosen, stack, facts, now, overrides: {}})
  return {
    project: stack.project,
    startedAt: new Date(now).toISOString(),
    durationMs: Math.round(monotonicMs() - begun),
    rows,
  }
}

function choose(selection: Selection): Chosen {
  const chosen = chooseChecks(parts, selection)
  const [wrong] = chosen.unknownWords
  if (wrong !== undefined) throw unknownCheck(wrong)
  const [deep] = chosen.onlyDeep
  if (deep !== undefined) throw needsDeep(deep)
  return chosen
}

function unknownCheck(word: string): OpsError {
  const near = findNearest(word, wordsOf(parts))
  return new OpsError({
    code: 'OPS_DOCTOR_CHECK',
    kind: 'usage',
    message: say.unknownCheck(word),
    suggestions: near === undefined ? [verbatim('opsctl doctor list')] : [verbatim(`opsctl doctor ${near}`)],
  })
}

function needsDeep(id: string): OpsError {
  return new OpsError({
    code: 'OPS_DOCTOR_DEEP',
    kind: 'usage',
    message: say.needsDeep(id),
    suggestions: [verbatim(`opsctl doctor --deep ${id}`)],
  })
}
