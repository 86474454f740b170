/** Which labels the result of an expression can have. Pure. */
import type {BinaryExpr, CallExpr, Expr} from './ast.js'

/** Exactly these labels at most, or every label of the series but these. */
export type LabelSet =
  | {readonly only: ReadonlySet<string>}
  | {readonly allBut: ReadonlySet<string>; readonly added: ReadonlySet<string>}

const none: LabelSet = {only: new Set()}
const all: LabelSet = {allBut: new Set(), added: new Set()}
const KEEPING = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio'])
const LABELLESS = new Set(['vector', 'scalar', 'time', 'pi'])
const SETS = new Set(['and', 'unless'])

/** The labels that the result of an expression can have. */
export function labelsOf(expr: Expr): LabelSet {
  switch (expr.type) {
    case 'selector':
      return all
    case 'range':
    case 'minus':
      return labelsOf(expr.of)
    case 'aggregate': {
      if (KEEPING.has(expr.op)) return labelsOf(expr.of)
      const named = expr.op === 'count_values' && expr.param?.type === 'text' ? [expr.param.value] : []
      if (expr.without) return plus(minus(labelsOf(expr.of), expr.without), named)
      const inner = labelsOf(expr.of)
      return {only: new Set([...(expr.by ?? []).filter((label) => mayHave(inner, label)), ...named])}
    }
    case 'call':
      return ofCall(expr)
    case 'binary':
      return ofBinary(expr)
    default:
      return none
  }
}

/** Whether the label can be there. */
export function mayHave(set: LabelSet, label: string): boolean {
  return 'only' in set ? set.only.has(label) : !set.allBut.has(label) || set.added.has(label)
}

/** Whether an expression gives one value without labels: a number, or a function that makes one. */
export function isScalar(expr: Expr): boolean {
  if (expr.type === 'number' || expr.type === 'text') return true
  if (expr.type === 'minus') return isScalar(expr.of)
  if (expr.type === 'binary') return isScalar(expr.left) && isScalar(expr.right)
  return expr.type === 'call' && ['scalar', 'time', 'pi'].includes(expr.name)
}

function ofCall(expr: CallExpr): LabelSet {
  if (LABELLESS.has(expr.name)) return none
  if (expr.name === 'absent' || expr.name === 'absent_over_time') return ofAbsent(expr)
  const main = expr.args.find((arg) => !isScalar(arg))
  const inner = main ? labelsOf(main) : none
  if (expr.name === 'label_replace' || expr.name === 'label_join') {
    const [, target] = expr.args
    return target?.type === 'text' ? plus(inner, [target.value]) : inner
  }

  if (expr.name === 'info') return all
  return expr.name === 'histogram_quantile' ? minus(inner, ['le']) : inner
}

/** Only labels that an equality matcher names. */
function ofAbsent(expr: CallExpr): LabelSet {
  const [arg] = expr.args
  const selector = arg?.type === 'range' ? arg.of : arg
  if (selector?.type !== 'selector') return none
  return {only: new Set(selector.matchers.filter(({op}) => op === '=').map(({label}) => label))}
}

function ofBinary(expr: BinaryExpr): LabelSet {
  if (isScalar(expr.left)) return labelsOf(expr.right)
  const left = labelsOf(expr.left)
  if (isScalar(expr.right) || SETS.has(expr.op)) return left
  const right = labelsOf(expr.right)
  if (expr.op === 'or') return union(left, right)
  if (expr.group === 'left') return plus(left, expr.include)
  if (expr.group === 'right') return plus(right, expr.include)
  if (expr.on) return {only: new Set(expr.on.filter((label) => mayHave(left, label)))}
  if ('only' in right && !('only' in left)) return expr.ignoring ? left : {only: right.only}
  return expr.ignoring ? minus(left, expr.ignoring) : left
}

function union(a: LabelSet, b: LabelSet): LabelSet {
  if ('only' in a && 'only' in b) return {only: new Set([...a.only, ...b.only])}
  if ('only' in a) return plus(b, [...a.only])
  if ('only' in b) return plus(a, [...b.only])
  const allBut = [...a.allBut].filter((label) => b.allBut.has(label))
  return {allBut: new Set(allBut), added: new Set([...a.added, ...b.added])}
}

function plus(set: LabelSet, labels: readonly string[]): LabelSet {
  if ('only' in set) return {only: new Set([...set.only, ...labels])}
  return {allBut: set.allBut, added: new Set([...set.added, ...labels])}
}

function minus(set: LabelSet, labels: readonly string[]): LabelSet {
  if ('only' in set) return {only: new Set([...set.only].filter((label) => !labels.includes(label)))}
  const added = [...set.added].filter((label) => !labels.includes(label))
  return {allBut: new Set([...set.allBut, ...labels]), added: new Set(added)}
}
