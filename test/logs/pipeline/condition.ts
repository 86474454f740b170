/** Conditions, as org.logstash.config.ir.compiler.EventCondition decides them. */
import type {Event} from './event.js'
import type {Condition, Operand} from './parse-config.js'
import {rubyRegex} from './ruby-regex.js'
import {Decimal, equal, rubyText, type Value} from './values.js'

/** Whether a condition holds for an event. Throws where Logstash would stop the pipeline. */
export function holds(condition: Condition, event: Event): boolean {
  switch (condition.op) {
    case 'and':
      return holds(condition.left, event) && holds(condition.right, event)
    case 'or':
      return holds(condition.left, event) || holds(condition.right, event)
    case 'not':
      return !holds(condition.of, event)
    case 'truthy':
      return isTruthy(operandValue(condition.of, event))
    default:
      return compares(condition.op, condition.left, condition.right, event)
  }
}

function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null) return false
  const text = rubyText(value)
  return text !== '' && text !== 'false'
}

function compares(op: string, left: Operand, right: Operand, event: Event): boolean {
  const first = operandValue(left, event)
  if (op === '=~' || op === '!~') return matches(first, right) === (op === '=~')
  if (op === 'in' || op === 'not in') return isIn(first, left, right, event) === (op === 'in')
  const second = operandValue(right, event)
  if (op === '==' || op === '!=') return equal(first, second) === (op === '==')
  const order = orderOf(first, second)
  if (op === '<') return order < 0
  if (op === '>') return order > 0
  return op === '<=' ? order <= 0 : order >= 0
}

/** Only a text can match; everything else does not, and no error is made of it. */
function matches(value: Value | undefined, right: Operand): boolean {
  const source = 'regex' in right ? right.regex : 'constant' in right ? String(right.constant) : undefined
  if (source === undefined) throw new Error('the right side of =~ is no regular expression')
  return typeof value === 'string' && value.search(rubyRegex(source)) >= 0
}

function isIn(found: Value | undefined, left: Operand, right: Operand, event: Event): boolean {
  if ('list' in right) {
    const texts = right.list.map((one) => ('constant' in one ? String(one.constant) : undefined))
    if (texts.includes(undefined)) throw new Error('not modelled: a field in a list of constants')
    return found !== undefined && found !== null && texts.includes(rubyText(found))
  }
  const within = operandValue(right, event)
  if (typeof found === 'string' && typeof within === 'string') return within.includes(found)
  if (Array.isArray(within) && !('field' in left && typeof found === 'object'))
    return within.some((one) => equal(one, found))
  return 'field' in left && 'field' in right && found !== undefined && equal(found, within)
}

function orderOf(left: Value | undefined, right: Value | undefined): number {
  const [first, second] = [numberOf(left), numberOf(right)]
  if (first !== undefined && second !== undefined) return first - second
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0
  throw new Error(
    `Unexpected conditional input combination of ${String(left)} and ${String(right)}: the pipeline stops`,
  )
}

function numberOf(value: Value | undefined): number | undefined {
  if (value instanceof Decimal) return value.value
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined
}

function operandValue(operand: Operand, event: Event): Value | undefined {
  if ('field' in operand) return event.get(operand.field)
  if ('constant' in operand) return operand.constant
  throw new Error('a list or a regular expression stands where it cannot')
}
