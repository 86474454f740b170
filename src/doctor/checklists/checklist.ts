/** What a checklist is: steps as data, so that it can be walked by a person, by a machine, and on two days. */
import {z} from 'zod'

import {checkIds} from '../check-ids.js'

const text = z.strictObject({en: z.string().min(1), zh: z.string().min(1)})
/**
 * A command, or a word of one. `{apps}` stands for the applications, `{answer:STEP}` for what a person wrote, `{id}` for
 * the name of the run, `{root}` for the project folder, `{project}` and `{namespace}` for where the stack lies.
 */
const words = z.string().min(1)
const stepId = z.string().regex(/^[a-z][a-z0-9-]*$/)
const seconds = z.int().min(1)

/** Ids of checks, or those that failed earlier in the same run. */
const checksOf = z.union([z.literal('failed'), z.array(z.enum(checkIds)).min(1)])

const base = {
  /** Unique in its checklist and stable: answers are kept under it. */
  id: stepId,
  /** The thing to be found out, answered or done, as one sentence. */
  title: text,
  /** Heading of the report that begins here. */
  phase: text.optional(),
}

/** Looks, and ticks itself. */
const checkStep = z.strictObject({
  ...base,
  kind: z.literal('check'),
  checks: checksOf,
  deep: z.literal(true).optional(),
})

export const collected = ['first-sign', 'bundle', 'logs'] as const

/** Keeps something for later: the time of the first sign, a support bundle, the last lines of what is unwell. */
const collectStep = z.strictObject({...base, kind: z.literal('collect'), what: z.enum(collected)})

/** Only a person knows. */
const askStep = z.strictObject({
  ...base,
  kind: z.literal('ask'),
  answer: z.enum(['yes-no', 'note']),
  /** How to find out, or how to do it. */
  how: text.optional(),
  /** Can be copied and run as they are; where the targets differ, one for each. */
  commands: z.array(z.union([words, z.strictObject({compose: words, helm: words})])).optional(),
})

/** Changes something, after it was shown and agreed to: a command of opsctl, or the fixes that opsctl has for checks. */
const doStep = z.union([
  z.strictObject({...base, kind: z.literal('do'), argv: z.array(words).min(1)}),
  z.strictObject({...base, kind: z.literal('do'), fix: checksOf}),
])

/** Looks again and again until all is well, and has been so for `forS`. Without checks it waits for `forS` alone. */
const waitStep = z.strictObject({
  ...base,
  kind: z.literal('wait'),
  checks: z.union([checksOf, z.array(z.never())]),
  forS: seconds.optional(),
  withinS: seconds,
})

/** True when an earlier step came out so; with `among`, when one of these checks (`pg.` means all of them) failed in it. */
const conditionSchema = z.union([
  z.strictObject({step: stepId, is: z.array(z.string().min(1)).min(1)}),
  z.strictObject({step: stepId, among: z.array(z.string().min(1)).min(1)}),
])

/** Goes on at a later step, walks another checklist and comes back, or ends this one. */
const targetSchema = z.union([
  z.strictObject({step: stepId}),
  z.strictObject({checklist: z.string()}),
  z.strictObject({end: z.literal(true)}),
])

/** The first case that is true decides; else the next step follows. */
const branchStep = z.strictObject({
  id: stepId,
  kind: z.literal('branch'),
  cases: z.array(z.strictObject({when: conditionSchema, go: targetSchema})).min(1),
})

const stepSchema = z.union([checkStep, collectStep, askStep, doStep, waitStep, branchStep])

export const checklistSchema = z.strictObject({
  name: stepId,
  title: text,
  /** What a person sees who needs it; the menu shows it. */
  symptom: text,
  steps: z.array(stepSchema).min(1),
})

type DeepReadonly<T> = T extends object ? {readonly [Key in keyof T]: DeepReadonly<T[Key]>} : T

export type Checklist = DeepReadonly<z.infer<typeof checklistSchema>>
export type ChecklistStep = Checklist['steps'][number]
/** A step that leaves an answer. A branch only decides. */
export type AnswerStep = Exclude<ChecklistStep, {readonly kind: 'branch'}>
export type StepOf<Kind extends AnswerStep['kind']> = Extract<AnswerStep, {readonly kind: Kind}>
export type Condition = DeepReadonly<z.infer<typeof conditionSchema>>
export type Target = DeepReadonly<z.infer<typeof targetSchema>>

/** Declares a checklist; it only checks and infers types. */
export function defineChecklist(checklist: Checklist): Checklist {
  return checklist
}
