/** A run of a checklist as it is kept: the answers in their order. Everything else follows from them. */
import {z} from 'zod'

import {statuses} from '../check.js'

export const STATE_FORMAT = 'opsctl.checklist/v1'

const text = z.strictObject({en: z.string(), zh: z.string()})

/** What a check said, as far as a report needs it. */
const findingSchema = z.strictObject({
  id: z.string(),
  instance: z.string().optional(),
  status: z.enum(statuses),
  message: text,
  remedy: z.strictObject({text, commands: z.array(z.string())}).optional(),
})
export type Finding = z.infer<typeof findingSchema>

/**
 * How a step came out. Of checks: `pass`, `warn`, `fail`, or `open` when nothing could be judged. Of waiting: `pass`,
 * `timeout`. Of what a person says: `yes`, `no`, `noted`. Of what is done or kept: `done`, `failed`, `declined`,
 * `nothing` when there is nothing to do. `open`: left for a person.
 */
export const outcomes = [
  'pass',
  'warn',
  'fail',
  'timeout',
  'yes',
  'no',
  'noted',
  'done',
  'failed',
  'declined',
  'nothing',
  'open',
] as const
export type StepOutcome = (typeof outcomes)[number]

const recordSchema = z.strictObject({
  path: z.string(),
  kind: z.enum(['check', 'collect', 'ask', 'do', 'wait']),
  outcome: z.enum(outcomes),
  /** UTC, ISO 8601. */
  at: z.iso.datetime(),
  findings: z.array(findingSchema).optional(),
  /** Checks of the step that this version does not have yet, or that were not looked at. */
  unseen: z.array(z.string()).optional(),
  /** What the person wrote. */
  note: z.string().optional(),
  /** What was run, as it can be typed. */
  commands: z.array(z.string()).optional(),
  /** What was kept, as paths from the project folder. */
  files: z.array(z.string()).optional(),
  /** What came of it, or why it did not work. */
  detail: text.optional(),
})
export type StepRecord = z.infer<typeof recordSchema>

export const stateSchema = z.strictObject({
  schema: z.literal(STATE_FORMAT),
  /** `2026-11-22-incident`. */
  id: z.string(),
  checklist: z.string(),
  project: z.string(),
  startedAt: z.iso.datetime(),
  records: z.array(recordSchema),
  /** What a person answered after a step that was open when the run was taken up again: it is not asked twice. */
  carried: z.array(recordSchema).optional(),
  /** A step that was begun and has no answer yet: what it changes may be half done. */
  begun: z.strictObject({path: z.string(), at: z.iso.datetime()}).optional(),
  /** When the last step was answered by a person or a check; absent while something is open. */
  finishedAt: z.iso.datetime().optional(),
})
export type ChecklistState = z.infer<typeof stateSchema>

/** Whether a step waits for a person. A check that can't be judged does not: no answer would come. */
export function isOpen({kind, outcome}: Pick<StepRecord, 'kind' | 'outcome'>): boolean {
  return outcome === 'open' && kind !== 'check' && kind !== 'collect'
}

/**
 * A run as it is taken up again: at its first step that waits for a person. What was looked at after that step is looked
 * at again; what a person said or did still holds.
 */
export function takeUp({finishedAt: _, carried = [], ...state}: ChecklistState): ChecklistState {
  const first = state.records.findIndex(isOpen)
  const records = first === -1 ? state.records : state.records.slice(0, first)
  const lasting = [...state.records.slice(records.length), ...carried].filter(isLasting)
  return {...state, records, ...(lasting.length > 0 ? {carried: lasting} : {})}
}

function isLasting({kind, outcome}: StepRecord): boolean {
  return (kind === 'ask' || kind === 'do') && outcome !== 'open' && outcome !== 'failed'
}

/** The run with one more answer. */
export function withRecord({begun: _, ...state}: ChecklistState, record: StepRecord): ChecklistState {
  return {...state, records: [...state.records, record]}
}

/** The run at its end; it stays unfinished while something waits for a person. */
export function atEnd({carried: _, ...state}: ChecklistState, at: string): ChecklistState {
  return state.records.some(isOpen) ? state : {...state, finishedAt: at}
}

/** What was seen last of each check: earlier verdicts that a later step of the run took back are gone. */
export function latestFindings(records: readonly StepRecord[]): readonly Finding[] {
  const latest = new Map<string, readonly Finding[]>()
  for (const {findings = []} of records) {
    for (const id of new Set(findings.map((finding) => finding.id))) {
      latest.set(
        id,
        findings.filter((finding) => finding.id === id),
      )
    }
  }

  return [...latest.values()].flat()
}

/** Ids of the checks that failed when they were seen last. */
export function failedChecks(records: readonly StepRecord[]): readonly string[] {
  return [...new Set(latestFindings(records).flatMap(({id, status}) => (status === 'fail' ? [id] : [])))]
}
