/** Steps of each kind, as short as they read. */
import type {Text} from '../../text.js'
import type {ChecklistStep, StepOf} from './checklist.js'

type Branch = Extract<ChecklistStep, {readonly kind: 'branch'}>
/** Ids of checks, or those that failed earlier in the run. */
type Checks = StepOf<'check'>['checks']
type Phase = Pick<StepOf<'check'>, 'phase'>

/** Looks. */
export function check(
  id: string,
  title: Text,
  checks: Checks,
  more: Phase & {readonly deep?: true} = {},
): ChecklistStep {
  return {kind: 'check', id, title, checks, ...more}
}

/** Keeps the time of the first sign, a support bundle, or the last lines of what is unwell. */
export function collect(id: string, title: Text, what: StepOf<'collect'>['what'], more: Phase = {}): ChecklistStep {
  return {kind: 'collect', id, title, what, ...more}
}

type AskMore = Phase & Pick<StepOf<'ask'>, 'how' | 'commands'>

/** Asks for yes or no. */
export function ask(id: string, title: Text, more: AskMore = {}): ChecklistStep {
  return {kind: 'ask', id, title, answer: 'yes-no', ...more}
}

/** Asks for words. */
export function note(id: string, title: Text, more: AskMore = {}): ChecklistStep {
  return {kind: 'ask', id, title, answer: 'note', ...more}
}

/** Runs a command of opsctl, once agreed. */
export function run(id: string, title: Text, argv: readonly [string, ...string[]], more: Phase = {}): ChecklistStep {
  return {kind: 'do', id, title, argv, ...more}
}

/** Applies the fixes that opsctl has, each once agreed. */
export function mend(id: string, title: Text, fix: Checks, more: Phase = {}): ChecklistStep {
  return {kind: 'do', id, title, fix, ...more}
}

/** Looks again until all is well. */
export function wait(
  id: string,
  title: Text,
  checks: StepOf<'wait'>['checks'],
  times: {readonly withinS: number; readonly forS?: number},
): ChecklistStep {
  return {kind: 'wait', id, title, checks, ...times}
}

/** Decides by what was answered before. */
export function branch(id: string, ...cases: Branch['cases']): ChecklistStep {
  return {kind: 'branch', id, cases}
}
