/** Small ways to break an alert rule. Pure. */
import {childrenOf, comparisonNodes, listComparisons, listNodes, type PromqlNode, parsePromql} from './syntax-tree.js'

/** A rule of a Prometheus rule file. */
export interface Rule {
  readonly alert?: string
  readonly expr: string
  readonly for?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}

export interface Mutant {
  /** What was done, unique within the rule. */
  readonly what: string
  readonly rule: Rule
}

const FLIPPED: Readonly<Record<string, string>> = {'>': '<', '<': '>', '>=': '<', '<=': '>', '==': '!=', '!=': '=='}
/** The grammar takes `a and b offset 5m` for `(a and b) offset 5m`, which Prometheus does not. */
const OFFSET = /\boffset\s+-?\w+/g
const UNITS = {ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800} as const

/** Every mutant of an alert: flipped comparators, moved thresholds, dropped guards, half the duration, dropped labels. */
export function listMutants(rule: Rule): readonly Mutant[] {
  const expressions = [...flips(rule.expr), ...shifts(rule.expr), ...guards(rule.expr), ...groupings(rule.expr)]
  return unique([
    ...expressions.map(({what, expr}) => ({what, rule: {...rule, expr}})),
    ...shortened(rule),
    ...Object.keys(rule.labels ?? {}).map((label) => ({what: `drop label ${label}`, rule: withoutLabel(rule, label)})),
  ])
}

interface Change {
  readonly what: string
  readonly expr: string
}

function flips(expr: string): readonly Change[] {
  return nodesNamed(expr, comparisonNodes).flatMap(({from, to, parent}) => {
    // `!=` is also what a label may not be.
    if (parent?.name !== 'BinaryExpr') return []
    const operator = expr.slice(from, to)
    const flipped = FLIPPED[operator]
    return flipped ? [{what: `flip ${operator} at ${from}`, expr: splice(expr, from, to, flipped)}] : []
  })
}

/** Ten percent to either side; zero has no percent. */
function shifts(expr: string): readonly Change[] {
  return listComparisons(expr).flatMap(({number, from, to}) => {
    const value = Number(number)
    if (!Number.isFinite(value) || value === 0) return []
    return [1.1, 0.9].map((factor) => ({
      what: `threshold ${number} × ${factor} at ${from}`,
      expr: splice(expr, from, to, String(Number((value * factor).toPrecision(12)))),
    }))
  })
}

/** `a and b`, `a unless b` and `a or b` without b; `(x > 0)` as part of arithmetic without its comparison. */
function guards(expr: string): readonly Change[] {
  return nodesNamed(expr, ['BinaryExpr']).flatMap((node) => {
    const children = childrenOf(node)
    const left = children[0]
    const operator = children.find(({name}) => ['And', 'Or', 'Unless', ...comparisonNodes].includes(name))
    if (!left || !operator) return []
    const word = expr.slice(operator.from, operator.to)
    if (!comparisonNodes.includes(operator.name)) {
      return [{what: `drop ${word} at ${operator.from}`, expr: splice(expr, endOf(expr, left), endOf(expr, node), '')}]
    }

    return isOperand(node)
      ? [{what: `drop guard ${word} at ${operator.from}`, expr: splice(expr, endOf(expr, left), endOf(expr, node), '')}]
      : []
  })
}

/** A comparison in parentheses that arithmetic works with. */
function isOperand(node: PromqlNode): boolean {
  const outer = node.parent
  if (outer?.name !== 'ParenExpr' || outer.parent?.name !== 'BinaryExpr') return false
  return childrenOf(outer.parent).some(({name}) => ['Div', 'Mul', 'Sub', 'Add'].includes(name))
}

function groupings(expr: string): readonly Change[] {
  return nodesNamed(expr, ['GroupingLabels']).flatMap((node) => {
    const labels = childrenOf(node).filter(({name}) => name === 'LabelName')
    const isAggregation = node.parent?.name === 'AggregateModifier' && node.prevSibling?.name === 'By'
    if (!isAggregation) return []
    return labels.map((label) => {
      const rest = labels.filter((one) => one !== label).map(({from, to}) => expr.slice(from, to))
      const name = expr.slice(label.from, label.to)
      return {what: `drop by ${name} at ${label.from}`, expr: splice(expr, node.from, node.to, `(${rest.join(', ')})`)}
    })
  })
}

function shortened(rule: Rule): readonly Mutant[] {
  const seconds = toSeconds(rule.for ?? '0s')
  if (seconds === 0) return []
  return [{what: `for ${rule.for} halved`, rule: {...rule, for: `${Math.floor((seconds * 1000) / 2)}ms`}}]
}

/** A Prometheus duration in seconds. */
export function toSeconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)(ms|[smhdw])/g)]
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS], 0)
}

function withoutLabel(rule: Rule, label: string): Rule {
  return {...rule, labels: Object.fromEntries(Object.entries(rule.labels ?? {}).filter(([key]) => key !== label))}
}

function nodesNamed(expr: string, names: readonly string[]): readonly PromqlNode[] {
  return listNodes(parsePromql(expr.replaceAll(OFFSET, (text) => ' '.repeat(text.length)))).filter(({name}) =>
    names.includes(name),
  )
}

/** Where an operand ends, with the offset that was hidden from the parser. */
function endOf(expr: string, {to}: PromqlNode): number {
  const [offset = ''] = /^\s+offset\s+-?\w+/.exec(expr.slice(to)) ?? []
  return to + offset.length
}

function splice(text: string, from: number, to: number, replacement: string): string {
  return text.slice(0, from) + replacement + text.slice(to)
}

function unique(mutants: readonly Mutant[]): readonly Mutant[] {
  return [...new Map(mutants.map((mutant) => [mutant.what, mutant])).values()]
}
