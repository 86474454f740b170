/** A machine that answers the steps of a checklist, for tests that walk it to its end. */
import type {AnswerStep, Checklist} from '../../../src/doctor/checklists/checklist.js'
import {findChecklist} from '../../../src/doctor/checklists/lists/index.js'
import type {StepOutcome, StepRecord} from '../../../src/doctor/checklists/state.js'
import {walk} from '../../../src/doctor/checklists/walk.js'

/** How a step of each kind can come out. */
export const outcomesOf: Readonly<Record<AnswerStep['kind'], readonly StepOutcome[]>> = {
  check: ['pass', 'warn', 'fail', 'open', 'nothing'],
  collect: ['done', 'failed', 'nothing'],
  ask: ['yes', 'no', 'noted', 'open'],
  do: ['done', 'failed', 'declined', 'nothing', 'open'],
  wait: ['pass', 'timeout', 'open', 'nothing', 'declined'],
}

const AT = '2026-01-15T12:00:00.000Z'

/** One answer, chosen by a number: the outcome, and of a check which of its ids fails. */
export function answer(step: AnswerStep, path: string, choice: number): StepRecord {
  const outcomes = outcomesOf[step.kind]
  const outcome = outcomes[choice % outcomes.length] ?? 'open'
  const ids = step.kind === 'check' && step.checks !== 'failed' ? step.checks : []
  const failing = ids[Math.floor(choice / outcomes.length) % Math.max(1, ids.length)]
  const findings =
    outcome === 'fail' && failing ? [{id: failing, status: 'fail' as const, message: {en: 'bad', zh: '坏'}}] : undefined
  return {path, kind: step.kind, outcome, at: AT, ...(findings ? {findings} : {})}
}

/** Walks to the end. Throws when it does not come to one. */
export function walkToEnd(list: Checklist, choices: readonly number[], begun: readonly StepRecord[] = []) {
  const records = [...begun]
  for (let turn = 0; turn < 500; turn += 1) {
    const {next, fits} = walk(list, records, findChecklist)
    if (!fits) throw new Error(`the answers of ${list.name} don’t fit it`)
    if (!next) return records
    records.push(answer(next.step, next.path, choices[records.length % choices.length] ?? 0))
  }

  throw new Error(`${list.name} does not end`)
}
