/** The contract of a check: a pure function of facts, with everything a person is told about it. */
import type {Stack} from '../spec/stack.js'
import {type Text, verbatim} from '../text.js'
import type {Collector, Tier} from './collect.js'
import type {FactKey, Reason} from './facts.js'
import type {FixLevel, FixPlan} from './fix.js'

export const statuses = ['pass', 'info', 'warn', 'fail', 'skip', 'unknown'] as const
export type Status = (typeof statuses)[number]

/** Where a number comes from: ours when opsctl chose it, else the rule or document it follows. */
export interface ThresholdSpec {
  readonly warn?: number
  readonly fail?: number
  /** `%`, `s`, `ms`, `bytes`, `MiB`, `count`, `1/s`, `ratio`, … */
  readonly unit: string
  readonly origin: Text
}

/** The threshold in force: the check's own, or what opsctl.yaml says in its place. */
export interface Limit extends ThresholdSpec {
  readonly name: string
  readonly overridden: boolean
}

/** What a verdict rests on. `excerpt` is short, without secrets and without a person's data. */
export interface Evidence {
  readonly kind: 'sql' | 'http' | 'file' | 'exec' | 'docker' | 'kubernetes' | 'log' | 'promql' | 'redis' | 'host'
  /** The query, path, command or expression. */
  readonly ref: string
  readonly excerpt?: string
}

export interface Remedy {
  readonly text: Text
  /** Can be copied and run as they are. */
  readonly commands?: readonly string[]
}

/** Names one row of another check, or any row of it. */
export interface RowRef {
  readonly id: string
  readonly instance?: string
}

/** What judging led to. A check that looks at many things answers with one for each that is not well. */
export interface Outcome {
  readonly status: Status
  /** What was seen, as one sentence. */
  readonly detail: Text
  /** The service, table, disk … it is about. */
  readonly instance?: string
  /** Values seen, for machines and for fixes. */
  readonly observed?: Readonly<Record<string, unknown>>
  /** Name of the threshold that was crossed, or that it was measured against. */
  readonly limit?: string
  readonly evidence?: readonly Evidence[]
  /** In place of the check's own. */
  readonly remedy?: Remedy
  /** Why it was not judged; on skip and unknown only. */
  readonly reason?: Reason
  /** Rows that explain this one when they are not well either. */
  readonly because?: readonly RowRef[]
}

/** What a judge may know besides facts. */
export interface JudgeContext<Names extends string = string> {
  readonly stack: Stack
  readonly limits: Readonly<Record<Names, Limit>>
  /** When the facts were taken, in ms since 1970. */
  readonly now: number
  /** The same fact in the last run that is old enough to compare with; undefined when none is kept. */
  before<T>(key: FactKey<T>): {readonly value: T; readonly at: number} | undefined
}

// biome-ignore lint/suspicious/noExplicitAny: the type of each fact is found again by FactsOf
export type FactKeys = Readonly<Record<string, FactKey<any>>>
export type FactsOf<Keys extends FactKeys> = {
  readonly [Name in keyof Keys]: Keys[Name] extends FactKey<infer T> ? T : never
}

export interface CheckFix<Facts = unknown> {
  readonly level: FixLevel
  /** Undefined when this row can't be mended by a program. */
  plan(facts: Facts, outcome: Outcome, context: JudgeContext): FixPlan | undefined
}

interface CheckWords {
  /** `<prefix>.<noun>`, stable for ever; listed in check-ids.ts. */
  readonly id: string
  /** The healthy state, as a sentence. */
  readonly title: Text
  /** What suffers, and how, when it does not hold. */
  readonly impact: Text
  /** How it looks: what is read or asked, for `doctor explain`. */
  readonly runs: Text
  readonly remedy: Remedy
  readonly tiers: readonly [Tier, ...Tier[]]
  /** The outcomes it can state besides skip and unknown. Each needs a fixture. */
  readonly outcomes: readonly ('pass' | 'info' | 'warn' | 'fail')[]
  /** The service it asks, when it is one: a failure of that service stands for it. */
  readonly service?: string
  readonly tags?: readonly string[]
  /** Checks without which this one can't be judged: when one fails for the same service, this is skipped because of it. */
  readonly after?: readonly string[]
  /** Checks that explain a failure of this one: it is still judged, and shown as their consequence. */
  readonly because?: readonly string[]
  /** Pages of the maker of what is checked. */
  readonly links?: readonly string[]
  /** Whether this stack has what it is about; a text says why it does not. Absent: every stack of its part has. */
  isFor?(stack: Stack): true | Text
}

/** A check as its room writes it. */
export interface CheckSpec<Needs extends FactKeys, Wants extends FactKeys, Names extends string> extends CheckWords {
  /** Facts without which it is unknown. */
  readonly needs: Needs
  /** Facts that it can do without. */
  readonly wants?: Wants
  readonly thresholds?: Readonly<Record<Names, ThresholdSpec>>
  /** Pure. Answers with one outcome, or with one for each thing that is not well. */
  judge(
    facts: FactsOf<Needs> & Partial<FactsOf<Wants>>,
    context: JudgeContext<Names>,
  ): Outcome | readonly [Outcome, ...Outcome[]]
  readonly fix?: CheckFix<FactsOf<Needs> & Partial<FactsOf<Wants>>>
}

/** A check as the engine runs it: the same, without the types of its facts. */
export interface Check extends CheckWords {
  readonly needs: FactKeys
  readonly wants: FactKeys
  readonly thresholds: Readonly<Record<string, ThresholdSpec>>
  judge(facts: Readonly<Record<string, unknown>>, context: JudgeContext): Outcome | readonly [Outcome, ...Outcome[]]
  readonly fix?: CheckFix
}

/** Declares a check; it only checks and infers types. */
export function defineCheck<
  const Needs extends FactKeys,
  const Wants extends FactKeys = Record<never, never>,
  const Names extends string = never,
>(spec: CheckSpec<Needs, Wants, Names>): Check {
  return {...spec, wants: spec.wants ?? {}, thresholds: spec.thresholds ?? {}} as unknown as Check
}

type Details = Omit<Outcome, 'status' | 'detail' | 'reason'>

export const healthy = (detail: Text, more: Details = {}): Outcome => ({status: 'pass', detail, ...more})
export const note = (detail: Text, more: Details = {}): Outcome => ({status: 'info', detail, ...more})
export const warning = (detail: Text, more: Details = {}): Outcome => ({status: 'warn', detail, ...more})
export const failure = (detail: Text, more: Details = {}): Outcome => ({status: 'fail', detail, ...more})
export const skipped = (reason: Reason, detail: Text): Outcome => ({status: 'skip', reason, detail})
export const unknown = (reason: Reason, detail: Text): Outcome => ({status: 'unknown', reason, detail})

/** Grades a value that is better when it is low: at the limit it is no longer well. */
export function gradeHigh(value: number, {warn, fail}: Pick<Limit, 'warn' | 'fail'>): 'pass' | 'warn' | 'fail' {
  if (fail !== undefined && value >= fail) return 'fail'
  return warn !== undefined && value >= warn ? 'warn' : 'pass'
}

/** Grades a value that is better when it is high: below the limit it is no longer well. */
export function gradeLow(value: number, {warn, fail}: Pick<Limit, 'warn' | 'fail'>): 'pass' | 'warn' | 'fail' {
  if (fail !== undefined && value < fail) return 'fail'
  return warn !== undefined && value < warn ? 'warn' : 'pass'
}

/** Names in one line; of many the first five, and how many more there are. */
export function listFew(names: readonly string[]): Text {
  const shown = names.slice(0, FEW).join(', ')
  const more = names.length - FEW
  return more > 0 ? {en: `${shown} + ${more} more`, zh: `${shown} 等 ${names.length} 项`} : verbatim(shown)
}

const FEW = 5

/** All checks and collectors of one room. */
export interface DoctorPart {
  /** What `doctor ROOM` selects: the id of the component, or of the area it looks at. */
  readonly id: string
  readonly title: Text
  /** Whether the room is in the stack; else each of its checks is skipped as not enabled. */
  isFor(stack: Stack): boolean
  readonly collectors: readonly Collector[]
  readonly checks: readonly Check[]
}
