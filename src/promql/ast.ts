/** PromQL expressions as plain data that is pleasant to judge. Parentheses, offsets and `@` are left out. */

/** A label matcher of a selector. */
export interface LabelMatcher {
  readonly label: string
  readonly op: string
  readonly value: string
  readonly start: number
  readonly end: number
}

interface Place {
  /** Offsets in the expression. */
  readonly start: number
  readonly end: number
}

export interface NumberExpr extends Place {
  readonly type: 'number'
  readonly value: number
}

export interface TextExpr extends Place {
  readonly type: 'text'
  readonly value: string
}

export interface SelectorExpr extends Place {
  readonly type: 'selector'
  readonly metric: string | undefined
  readonly matchers: readonly LabelMatcher[]
}

/** `x[5m]` or `x[1h:1m]`. */
export interface RangeExpr extends Place {
  readonly type: 'range'
  readonly of: Expr
  readonly range: string
  readonly rangeStart: number
  readonly isSubquery: boolean
}

export interface CallExpr extends Place {
  readonly type: 'call'
  readonly name: string
  readonly args: readonly Expr[]
}

export interface AggregateExpr extends Place {
  readonly type: 'aggregate'
  readonly op: string
  readonly by: readonly string[] | undefined
  readonly without: readonly string[] | undefined
  readonly param: Expr | undefined
  readonly of: Expr
}

export interface BinaryExpr extends Place {
  readonly type: 'binary'
  readonly op: string
  readonly opStart: number
  readonly isBool: boolean
  readonly on: readonly string[] | undefined
  readonly ignoring: readonly string[] | undefined
  readonly group: 'left' | 'right' | undefined
  readonly include: readonly string[]
  readonly left: Expr
  readonly right: Expr
}

export interface MinusExpr extends Place {
  readonly type: 'minus'
  readonly of: Expr
}

export type Expr = NumberExpr | TextExpr | SelectorExpr | RangeExpr | CallExpr | AggregateExpr | BinaryExpr | MinusExpr

/** The operands of a node. */
export function operandsOf(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'range':
    case 'minus':
      return [expr.of]
    case 'call':
      return expr.args
    case 'aggregate':
      return expr.param ? [expr.param, expr.of] : [expr.of]
    case 'binary':
      return [expr.left, expr.right]
    default:
      return []
  }
}

/** A node with those above it, nearest first. */
export interface Placed {
  readonly expr: Expr
  readonly above: readonly Expr[]
}

/** Every node, parents first. */
export function walk(expr: Expr, above: readonly Expr[] = [], found: Placed[] = []): readonly Placed[] {
  found.push({expr, above})
  const operands = operandsOf(expr)
  if (operands.length === 0) return found
  const inside = [expr, ...above]
  for (const operand of operands) walk(operand, inside, found)
  return found
}

/** Every selector of an expression. */
export function selectorsOf(expr: Expr): readonly SelectorExpr[] {
  return walk(expr).flatMap(({expr: node}) => (node.type === 'selector' ? [node] : []))
}

const COMPARISONS = ['==', '!=', '>', '<', '>=', '<=']

/** Whether it is a comparison that filters or, with `bool`, gives 0 or 1. */
export function isComparison(expr: Expr): expr is BinaryExpr {
  return expr.type === 'binary' && COMPARISONS.includes(expr.op)
}

/** The number that an expression is, with its sign. */
export function numberOf(expr: Expr): number | undefined {
  if (expr.type === 'number') return expr.value
  if (expr.type === 'minus') {
    const inner = numberOf(expr.of)
    return inner === undefined ? undefined : -inner
  }

  if (expr.type !== 'binary') return undefined
  const [left, right] = [numberOf(expr.left), numberOf(expr.right)]
  if (left === undefined || right === undefined) return undefined
  if (expr.op === '*') return left * right
  if (expr.op === '/') return left / right
  if (expr.op === '+') return left + right
  return expr.op === '-' ? left - right : undefined
}

/** A comparison with a number as `subject op number`, whichever side the number is on. */
export function thresholdOf(
  expr: Expr,
): {readonly subject: Expr; readonly op: string; readonly number: number} | undefined {
  if (!isComparison(expr)) return undefined
  const right = numberOf(expr.right)
  if (right !== undefined) return {subject: expr.left, op: expr.op, number: right}
  const left = numberOf(expr.left)
  if (left === undefined) return undefined
  const mirrored: Readonly<Record<string, string>> = {'>': '<', '<': '>', '>=': '<=', '<=': '>='}
  return {subject: expr.right, op: mirrored[expr.op] ?? expr.op, number: left}
}
