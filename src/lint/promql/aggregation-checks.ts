/** Checks of quantiles, aggregations and matching. */
import {type AggregateExpr, type BinaryExpr, type Expr, selectorsOf, walk} from '../../promql/ast.js'
import {isScalar, labelsOf, mayHave} from '../../promql/labels.js'
import {queryCheck} from './query.js'

const REQUEST_LIKE = /(^|_)(http|https|request|requests|response|rpc|grpc|api|handler|route|query)(_|$)/

/** The second argument of every histogram_quantile() that reads classic buckets. */
function* quantiles(nodes: readonly {readonly expr: Expr}[]): Generator<{readonly at: number; readonly of: Expr}> {
  for (const {expr} of nodes) {
    if (expr.type !== 'call' || expr.name !== 'histogram_quantile') continue
    const of = expr.args[1]
    if (of && selectorsOf(of).some(({metric}) => metric?.endsWith('_bucket'))) yield {at: expr.start, of}
  }
}

const notAggregated = queryCheck({
  id: 'promql/quantile-not-aggregated',
  scope: 'alerts',
  severity: 'warning',
  title: {en: 'histogram_quantile() without aggregation', zh: 'histogram_quantile() 未做聚合'},
  why: {
    en: 'There is one quantile per combination of labels (path, method, status…), each of few requests, and NaN without traffic.',
    zh: '每个标签组合（路径、方法、状态…）各得一个分位数，样本很少，无流量时为 NaN。',
  },
  fix: {
    en: 'histogram_quantile(q, sum by (le, job) (rate(…_bucket[5m]))), and require some traffic.',
    zh: 'histogram_quantile(q, sum by (le, job) (rate(…_bucket[5m])))，并要求有一定流量。',
  },
  *find(query) {
    for (const {at, of} of quantiles(query.nodes)) {
      const isAggregated = walk(of).some(({expr}) => expr.type === 'aggregate')
      if (!isAggregated && selectorsOf(of).some(({metric}) => REQUEST_LIKE.test(metric ?? ''))) yield {at}
    }
  },
})

const withoutLe = queryCheck({
  id: 'promql/quantile-without-le',
  scope: 'all',
  severity: 'error',
  title: {en: 'The aggregation under histogram_quantile() drops le', zh: 'histogram_quantile() 下的聚合丢掉了 le'},
  why: {en: 'Without le there are no buckets, so the result is always empty.', zh: '没有 le 就没有桶，结果永远为空。'},
  fix: {en: 'Add le to the grouping: sum by (le, …).', zh: '在分组中加入 le：sum by (le, …)。'},
  *find(query) {
    for (const {at, of} of quantiles(query.nodes)) if (!mayHave(labelsOf(of), 'le')) yield {at}
  },
})

const impossible = queryCheck({
  id: 'promql/impossible-matching',
  scope: 'all',
  severity: 'error',
  title: {en: 'The two sides can never match', zh: '两侧永远无法匹配'},
  why: {
    en: 'Series match when their labels are equal; here one side has labels that the other side never has.',
    zh: '只有标签相同的序列才能匹配；这里一侧拥有另一侧永远没有的标签。',
  },
  fix: {
    en: 'Aggregate both sides by the same labels, or say on (…) with labels that both have.',
    zh: '两侧按相同标签聚合，或用 on (…) 指定双方都有的标签。',
  },
  *find(query) {
    for (const {expr} of query.nodes) {
      if (expr.type !== 'binary' || expr.op === 'or' || isScalar(expr.left) || isScalar(expr.right)) continue
      const clash = clashOf(expr)
      if (clash) yield {at: expr.opStart, what: clash}
    }
  },
})

function clashOf(expr: BinaryExpr): {readonly en: string; readonly zh: string} | undefined {
  const left = sureLabels(expr.left)
  const right = sureLabels(expr.right)
  const [leftMay, rightMay] = [labelsOf(expr.left), labelsOf(expr.right)]
  const counts = (label: string) => (expr.on ? expr.on.includes(label) : !(expr.ignoring ?? []).includes(label))
  const lost = [...left].find((label) => counts(label) && !mayHave(rightMay, label))
  if (lost) return {en: `the right side never has the label ${lost}`, zh: `右侧永远没有标签 ${lost}`}
  const extra = [...right].find((label) => counts(label) && !mayHave(leftMay, label))
  return extra ? {en: `the left side never has the label ${extra}`, zh: `左侧永远没有标签 ${extra}`} : undefined
}

/** Labels that every series of the result surely has: those that every target has, kept all the way. */
function sureLabels(expr: Expr): ReadonlySet<string> {
  const may = labelsOf(expr)
  const isRaw = selectorsOf(expr).every(({metric}) => metric !== undefined && !metric.includes(':'))
  if (!isRaw || selectorsOf(expr).length === 0 || hasMadeLabels(expr)) return new Set()
  return new Set(['job', 'instance'].filter((label) => mayHave(may, label) && isNamedOrKept(expr, label)))
}

/** absent(), vector() and the like have labels of their own making; so does what a ratio of one to many includes. */
function hasMadeLabels(expr: Expr): boolean {
  const making = ['absent', 'absent_over_time', 'vector', 'label_replace', 'label_join', 'scalar', 'info']
  return walk(expr).some(
    ({expr: node}) =>
      (node.type === 'call' && making.includes(node.name)) ||
      (node.type === 'binary' && node.op === 'or') ||
      node.type === 'text',
  )
}

function isNamedOrKept(expr: Expr, label: string): boolean {
  return walk(expr).every(
    ({expr: node}) => node.type !== 'selector' || !node.matchers.some((m) => m.label === label && m.value === ''),
  )
}

const topk = queryCheck({
  id: 'promql/fragile-topk',
  scope: 'alerts',
  severity: 'warning',
  title: {en: 'topk() or bottomk() in an alert', zh: '告警中使用 topk() 或 bottomk()'},
  why: {
    en: 'Which series are the top ones changes from one evaluation to the next, and "for" starts again each time.',
    zh: '每次计算选出的序列都可能不同，“for” 每次都会重新计时。',
  },
  fix: {en: 'Compare all series with a threshold.', zh: '让所有序列都与阈值比较。'},
  *find(query) {
    for (const {expr} of query.nodes) if (isTopk(expr)) yield {at: expr.start}
  },
})

/** With by (…) it is the idiom that picks one of several equal series. */
function isTopk(expr: Expr): expr is AggregateExpr {
  return expr.type === 'aggregate' && ['topk', 'bottomk'].includes(expr.op) && !expr.by && !expr.without
}

/** Checks of aggregations and matching. */
export const aggregationChecks = [notAggregated, withoutLe, impossible, topk]
