/** Checks of divisions. */
import {type BinaryExpr, type Expr, isComparison, selectorsOf, thresholdOf, walk} from '../../promql/ast.js'
import {zeroMeansUnlimited} from './made-up.js'
import {type Query, queryCheck} from './query.js'

/** Divisions on the big side of a comparison in an alert, with everything around them. */
function* comparedRatios(query: Query): Generator<{
  readonly ratio: BinaryExpr
  readonly above: readonly Expr[]
  readonly number: number
}> {
  for (const {expr: ratio, above} of query.nodes) {
    if (ratio.type !== 'binary' || ratio.op !== '/') continue
    const comparison = above.find((node) => isComparison(node))
    const limit = comparison && thresholdOf(comparison)
    if (limit?.op.startsWith('>')) yield {ratio, above, number: limit.number}
  }
}

const zeroLimit = queryCheck({
  id: 'promql/division-by-unlimited',
  scope: 'alerts',
  severity: 'warning',
  title: {en: 'Division by a limit that is 0 when there is none', zh: '除以“无限制时为 0”的上限'},
  why: {
    en: 'Without a limit it is 0, x / 0 is +Inf, and +Inf is greater than any threshold: the alert always fires.',
    zh: '没有限制时它为 0，x / 0 得 +Inf，大于任何阈值：告警会一直触发。',
  },
  fix: {en: 'Divide by (limit > 0).', zh: '除以 (limit > 0)。'},
  *find(query) {
    for (const {ratio, above} of comparedRatios(query)) {
      if (ratio.right.type !== 'selector') continue
      const {metric = '', start, end} = ratio.right
      if (!zeroMeansUnlimited.includes(metric) || isGuarded(query, above, metric)) continue
      yield {
        at: start,
        what: {en: `${metric} is 0 when there is no limit`, zh: `没有限制时 ${metric} 为 0`},
        edits: [
          {start, end: start, text: '('},
          {start: end, end, text: ' > 0)'},
        ],
      }
    }
  },
})

/** `and limit > 0` somewhere, or an upper bound such as `> 90 <= 100`. */
function isGuarded(query: Query, above: readonly Expr[], metric: string): boolean {
  const isBounded = above.some((node) => isComparison(node) && thresholdOf(node)?.op.startsWith('<'))
  return (
    isBounded ||
    query.nodes.some(({expr}) => {
      const limit = thresholdOf(expr)
      if (limit?.op === '<' || limit?.op === '<=')
        return selectorsOf(limit.subject).some((one) => one.metric === metric)
      return limit !== undefined && limit.subject.type === 'selector' && limit.subject.metric === metric
    })
  )
}

const unguarded = queryCheck({
  id: 'promql/ratio-without-guard',
  scope: 'alerts',
  severity: 'info',
  title: {en: 'A share of few events', zh: '少量事件的比例'},
  why: {
    en: 'With little traffic one failure is 100 %: a single request at night fires the alert.',
    zh: '流量很小时一次失败就是 100 %：夜里一个请求就会触发告警。',
  },
  fix: {
    en: 'Require some traffic: … and sum by (job) (rate(all[5m])) > 0.1',
    zh: '要求有一定流量：… and sum by (job) (rate(全部[5m])) > 0.1',
  },
  *find(query) {
    for (const {ratio} of comparedRatios(query)) {
      const calls = walk(ratio.right).flatMap(({expr}) => (expr.type === 'call' ? [expr] : []))
      const isRate = calls.some(({name}) => name === 'rate' || name === 'increase')
      const below = new Set(selectorsOf(ratio.right).map(({metric}) => metric))
      const hasGuard = query.nodes.some(({expr}) => {
        const limit = thresholdOf(expr)
        return (
          limit?.op.startsWith('>') &&
          limit.subject.type !== 'binary' &&
          selectorsOf(limit.subject).some(({metric}) => below.has(metric))
        )
      })
      if (isRate && !hasGuard) yield {at: ratio.opStart}
    }
  },
})

const nanCompare = queryCheck({
  id: 'promql/compared-with-nan',
  scope: 'all',
  severity: 'error',
  title: {en: 'Compared with NaN', zh: '与 NaN 比较'},
  why: {en: 'NaN is equal to nothing, so the comparison never holds.', zh: 'NaN 不等于任何值，比较永不成立。'},
  fix: {en: 'Test x != x for NaN, or guard the division.', zh: '用 x != x 判断 NaN，或为除法加保护。'},
  *find(query) {
    for (const {expr} of query.nodes) {
      if (!isComparison(expr) || expr.op === '!=') continue
      const sides = [expr.left, expr.right].map((side) => query.text.slice(side.start, side.end).toLowerCase())
      if (sides.includes('nan')) yield {at: expr.opStart}
    }
  },
})

/** Checks of divisions. */
export const ratioChecks = [zeroLimit, unguarded, nanCompare]
