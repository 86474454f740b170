/** Findings → what would mend them. Pure: nothing is touched, so the same plan can be shown, asked for, and applied. */
import type {Check, Outcome} from './check.js'
import {readFact} from './facts.js'
import type {FixLevel, FixPlan, FixStep} from './fix.js'
import {contextFor, type JudgeInput, type Row} from './judge.js'

/** A fix with the finding it is for. */
export interface PlannedFix {
  readonly check: string
  readonly instance?: string
  readonly level: FixLevel
  readonly finding: Outcome
  readonly plan: FixPlan
}

export interface FixChoice {
  /** Ids of checks; every check that has a fix when absent. */
  readonly ids?: ReadonlySet<string>
  /** `guarded` takes both. */
  readonly level: FixLevel
}

/**
 * The fixes for what failed or warns, causes first. What only follows from another finding is left alone: it goes with
 * its cause. Two findings that the same steps mend are mended once.
 */
export function planFixes(
  rows: readonly Row[],
  input: Pick<JudgeInput, 'stack' | 'facts' | 'now' | 'overrides' | 'earlier'>,
  choice: FixChoice,
): readonly PlannedFix[] {
  const planned = new Map<string, PlannedFix>()
  for (const row of rows) {
    const {check, status, instance, causedBy} = row
    if ((status !== 'fail' && status !== 'warn') || causedBy || !check.fix) continue
    if (choice.ids?.has(check.id) === false || (check.fix.level === 'guarded' && choice.level === 'safe')) continue
    const plan = check.fix.plan(valuesOf(check, input.facts), row, contextFor(check, input))
    if (!plan) continue
    const key = JSON.stringify(plan.steps)
    if (planned.has(key)) continue
    const {level} = check.fix
    planned.set(key, {check: check.id, ...(instance === undefined ? {} : {instance}), level, finding: row, plan})
  }

  return [...planned.values()]
}

function valuesOf(check: Check, facts: JudgeInput['facts']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries({...check.wants, ...check.needs}).flatMap(([name, key]) => {
      const seen = readFact(facts, key)
      return seen.ok ? [[name, seen.value] as const] : []
    }),
  )
}

/** The step that takes a step back exactly; undefined when there is none. */
export function inverseOf(step: FixStep): FixStep | undefined {
  switch (step.kind) {
    case 'chmod':
      return {...step, mode: step.was, was: step.mode}
    case 'write':
      return {...step, before: step.after, after: step.before}
    case 'spec':
      return {...step, value: step.was, was: step.value}
    case 'opsctl':
      return step.undo ? {kind: 'opsctl', argv: step.undo, undo: step.argv} : undefined
    case 'sql':
      return step.undo === undefined ? undefined : {...step, sql: step.undo, undo: step.sql}
    case 'redis':
      return step.undo ? {kind: 'redis', words: step.undo, undo: step.words} : undefined
    case 'http':
      return step.undo ? {kind: 'http', service: step.service, ...step.undo} : undefined
    case 'exec':
    case 'host':
      return step.undo ? {...step, argv: step.undo, undo: step.argv} : undefined
  }
}

/** A step as a person would type it; what it writes to a file is shown as a diff beside it. */
export function commandOf(step: FixStep): string {
  switch (step.kind) {
    case 'chmod':
      return `chmod ${step.mode.toString(8).padStart(4, '0')} ${quote(step.path)}`
    case 'write':
      return `${step.before === undefined ? 'create' : step.after === undefined ? 'remove' : 'edit'} ${step.path}`
    case 'spec':
      return `opsctl.yaml: ${step.path.join('.')}: ${JSON.stringify(step.was ?? null)} → ${JSON.stringify(step.value ?? null)}`
    case 'opsctl':
      return `opsctl ${step.argv.map(quote).join(' ')}`
    case 'sql':
      return `psql ${quote(step.database)}: ${step.sql}`
    case 'redis':
      return `redis-cli ${step.words.map(quote).join(' ')}`
    case 'http':
      return `${step.method} ${step.service} ${step.path}${step.body === undefined ? '' : ` ${step.body}`}`
    case 'exec':
      return `[${step.service}] ${step.argv.map(quote).join(' ')}`
    case 'host':
      return `${step.root ? 'sudo ' : ''}${step.argv.map(quote).join(' ')}`
  }
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
