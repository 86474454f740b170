/** How the rooms of the host, the engine and its containers put answers together. */
import type {Verdict} from '../../../checks/check.js'
import type {Stack} from '../../../spec/stack.js'
import type {Text} from '../../../text.js'
import {failure, healthy, type Outcome, unknown, warning} from '../../check.js'

type Rows = Outcome | readonly [Outcome, ...Outcome[]]

/** One row for each thing that is not well, or the one that says that all is. */
export function rowsOr(rows: readonly Outcome[], allWell: Outcome): Rows {
  const [first, ...rest] = rows
  return first ? [first, ...rest] : allWell
}

const MOST = 5

/** Names as a sentence holds them: five, and how many more there are. */
export function listed(names: readonly string[]): Text {
  const shown = names.slice(0, MOST)
  const rest = names.length - shown.length
  return rest > 0
    ? {en: `${shown.join(', ')} + ${rest} more`, zh: `${shown.join('、')} 等 ${names.length} 个`}
    : {en: shown.join(', '), zh: shown.join('、')}
}

/** A verdict of the checks before `up`, as an outcome. */
export function fromVerdict(verdict: Verdict, more: Partial<Omit<Outcome, 'status' | 'detail'>> = {}): Outcome {
  if (verdict.status === 'skip') return unknown('no-data', verdict.detail)
  if (verdict.status === 'pass') return healthy(verdict.detail, more)
  const remedy = {text: verdict.fix, ...commandIn(verdict.fix)}
  return verdict.status === 'warn'
    ? warning(verdict.detail, {remedy, ...more})
    : failure(verdict.detail, {remedy, ...more})
}

/** A fix that is nothing but a command of opsctl can be copied. */
function commandIn({en}: Text): {readonly commands?: readonly string[]} {
  return /^opsctl [a-z -]+$/.test(en) ? {commands: [en]} : {}
}

const inCluster: Text = {
  en: 'this stack lies in a cluster: what this machine is like does not matter to it',
  zh: '此栈位于集群中，与本机状况无关',
}

/** For what concerns only the machine that runs the containers. */
export function onThisMachine(stack: Stack): true | Text {
  return stack.target === 'compose' ? true : inCluster
}
