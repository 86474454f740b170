/** Checks of rates, counters, gauges and ranges. */

import {
  type CallExpr,
  type Expr,
  isComparison,
  type RangeExpr,
  type SelectorExpr,
  selectorsOf,
  thresholdOf,
} from '../../promql/ast.js'
import {durationMs} from '../../promql/duration.js'
import {wellKnownGauges} from './made-up.js'
import {type Query, queryCheck} from './query.js'

const COUNTER_CALLS = ['rate', 'increase', 'irate', 'resets']
const GAUGE_CALLS = ['deriv', 'delta', 'idelta', 'predict_linear', 'double_exponential_smoothing', 'holt_winters']

/** Calls of these functions directly on the range of a selector. */
function* rangedCalls(
  query: Query,
  names: readonly string[],
): Generator<{
  readonly call: CallExpr
  readonly range: RangeExpr
  readonly selector: SelectorExpr
  readonly above: readonly Expr[]
}> {
  for (const {expr: call, above} of query.nodes) {
    if (call.type !== 'call' || !names.includes(call.name)) continue
    const range = call.args.find((arg) => arg.type === 'range')
    if (range?.type === 'range' && range.of.type === 'selector') yield {call, range, selector: range.of, above}
  }
}

const irateInAlert = queryCheck({
  id: 'promql/irate-in-alert',
  scope: 'alerts',
  severity: 'warning',
  title: {en: 'irate() in an alert', zh: '告警中使用 irate()'},
  why: {
    en: 'irate looks at the last two samples only: one short dip resets "for", so the alert flaps or never fires.',
    zh: 'irate 只看最后两个样本：一次短暂下降就会重置 “for”，告警会抖动或永远不触发。',
  },
  fix: {en: 'Use rate().', zh: '改用 rate()。'},
  *find(query) {
    for (const {expr} of query.nodes) {
      if (expr.type !== 'call' || expr.name !== 'irate') continue
      yield {at: expr.start, edits: [{start: expr.start, end: expr.start + 'irate'.length, text: 'rate'}]}
    }
  },
})

const rateOnGauge = queryCheck({
  id: 'promql/rate-on-gauge',
  scope: 'all',
  severity: 'warning',
  title: {en: 'rate() of a gauge', zh: '对 gauge 使用 rate()'},
  why: {
    en: 'rate, increase and irate take every fall of a gauge for a restart of a counter, so the result is nonsense.',
    zh: 'rate、increase 和 irate 会把 gauge 的每次下降当作计数器重启，结果毫无意义。',
  },
  fix: {
    en: 'Use the gauge itself, or deriv() or delta() for its trend.',
    zh: '直接使用该 gauge，或用 deriv()、delta() 看趋势。',
  },
  *find(query, {metrics}) {
    for (const {call, selector} of rangedCalls(query, COUNTER_CALLS)) {
      const name = selector.metric ?? ''
      const known = metrics.find(name)
      if (known ? known.type !== 'gauge' : !wellKnownGauges.includes(name)) continue
      yield {
        at: call.start,
        what: {en: `${call.name}() of the gauge ${name}`, zh: `对 gauge ${name} 使用 ${call.name}()`},
      }
    }
  },
})

const derivOnCounter = queryCheck({
  id: 'promql/deriv-on-counter',
  scope: 'all',
  severity: 'warning',
  title: {en: 'deriv() or delta() of a counter', zh: '对计数器使用 deriv() 或 delta()'},
  why: {
    en: 'These functions do not know resets: after a restart of the process they give a huge negative value.',
    zh: '这些函数不识别重置：进程重启后会得到巨大的负值。',
  },
  fix: {en: 'Use rate() or increase().', zh: '改用 rate() 或 increase()。'},
  *find(query, {metrics}) {
    for (const {call, selector} of rangedCalls(query, GAUGE_CALLS)) {
      const name = selector.metric ?? ''
      const known = metrics.find(name)
      const isCounter = known
        ? known.type === 'counter'
        : /_(total|bucket)$/.test(name) && !wellKnownGauges.includes(name)
      if (!isCounter) continue
      yield {
        at: call.start,
        what: {en: `${call.name}() of the counter ${name}`, zh: `对计数器 ${name} 使用 ${call.name}()`},
      }
    }
  },
})

const rateOrRate = queryCheck({
  id: 'promql/rate-or-rate',
  scope: 'all',
  severity: 'warning',
  title: {en: 'rate(a) or rate(b): the second is never seen', zh: 'rate(a) or rate(b)：后者永远不可见'},
  why: {
    en: 'rate() drops the name, so both sides have the same labels and "or" keeps the left one only.',
    zh: 'rate() 会去掉指标名，两侧标签相同，“or” 只保留左侧。',
  },
  fix: {
    en: 'Compare each side first: rate(a) > 0 or rate(b) > 0; or add them.',
    zh: '先分别比较：rate(a) > 0 or rate(b) > 0；或相加。',
  },
  *find(query) {
    for (const {expr} of query.nodes) {
      if (expr.type !== 'binary' || expr.op !== 'or' || expr.on || expr.ignoring) continue
      const [left, right] = [bareRate(expr.left), bareRate(expr.right)]
      if (left && right && left.metric !== right.metric && left.matchers.length === 0 && right.matchers.length === 0)
        yield {at: expr.opStart}
    }
  },
})

function bareRate(expr: Expr): SelectorExpr | undefined {
  if (expr.type !== 'call' || !COUNTER_CALLS.includes(expr.name)) return undefined
  const [arg] = expr.args
  return arg?.type === 'range' && arg.of.type === 'selector' ? arg.of : undefined
}

const shortRange = queryCheck({
  id: 'promql/range-too-short',
  scope: 'rules',
  severity: 'warning',
  title: {en: 'The range is shorter than four scrapes', zh: '范围短于四次抓取'},
  why: {
    en: 'With one missed scrape there are not two samples left in it: the result has gaps and "for" starts again.',
    zh: '漏掉一次抓取，范围内就可能不足两个样本：结果会有空洞，“for” 重新计时。',
  },
  fix: {en: 'Use a range of at least four scrape intervals.', zh: '范围至少取抓取间隔的四倍。'},
  *find(query, {intervals}) {
    if (!intervals) return
    for (const {range} of rangedCalls(query, ['rate', 'increase'])) {
      const ms = durationMs(range.range)
      if (ms === undefined || ms >= 4 * intervals.scrape) continue
      const least = `${(4 * intervals.scrape) / 1000}s`
      yield {
        at: range.rangeStart,
        what: {
          en: `the range ${range.range} is shorter than four scrapes (${least})`,
          zh: `范围 ${range.range} 短于四次抓取（${least}）`,
        },
      }
    }
  },
})

const absoluteErrors = queryCheck({
  id: 'promql/absolute-error-rate',
  scope: 'alerts',
  severity: 'warning',
  title: {en: 'Errors per second instead of a share of requests', zh: '用每秒错误数代替错误比例'},
  why: {
    en: 'The threshold is errors per second, judged for each series alone: quiet services never reach it, busy ones always do.',
    zh: '阈值是每秒错误数，且逐条序列判断：低流量服务永远达不到，高流量服务总是超过。',
  },
  fix: {
    en: 'Divide: sum by (job) (rate(errors)) / sum by (job) (rate(all)) > 0.05, and require some traffic.',
    zh: '改为比例：sum by (job) (rate(错误)) / sum by (job) (rate(全部)) > 0.05，并要求有一定流量。',
  },
  *find(query) {
    for (const {expr} of query.nodes) {
      const limit = thresholdOf(expr)
      if (!limit || limit.number <= 0 || !limit.op.startsWith('>')) continue
      if (limit.subject.type !== 'call' && limit.subject.type !== 'aggregate') continue
      const call = limit.subject.type === 'aggregate' ? limit.subject.of : limit.subject
      if (call.type !== 'call' || !['rate', 'irate'].includes(call.name)) continue
      if (selectorsOf(call).some(isServerError)) yield {at: limit.subject.start}
    }
  },
})

function isServerError({matchers}: SelectorExpr): boolean {
  return matchers.some(
    ({label, op, value}) =>
      /^(status|code|status_code|response_code|http_code)$/.test(label) && op.startsWith('=') && /^\^?\(?5/.test(value),
  )
}

const counterCompared = queryCheck({
  id: 'promql/raw-counter',
  scope: 'alerts',
  severity: 'warning',
  title: {en: 'A counter compared without rate()', zh: '未用 rate() 直接比较计数器'},
  why: {
    en: 'A counter only grows until the process restarts: once over the threshold, the alert fires for good.',
    zh: '计数器在进程重启前只增不减：一旦越过阈值，告警将一直触发。',
  },
  fix: {en: 'Compare rate() or increase() over a window.', zh: '比较一段时间内的 rate() 或 increase()。'},
  *find(query, {metrics}) {
    for (const {expr} of query.nodes) {
      const limit = isComparison(expr) ? thresholdOf(expr) : undefined
      if (limit?.subject.type !== 'selector' || !limit.op.startsWith('>')) continue
      const name = limit.subject.metric ?? ''
      if (metrics.find(name)?.type !== 'counter' || limit.number <= 0) continue
      yield {
        at: limit.subject.start,
        what: {en: `the counter ${name} is compared without rate()`, zh: `计数器 ${name} 未用 rate() 直接比较`},
      }
    }
  },
})

/** Checks of rates and ranges. */
export const rateChecks = [
  irateInAlert,
  rateOnGauge,
  derivOnCounter,
  rateOrRate,
  shortRange,
  absoluteErrors,
  counterCompared,
]
