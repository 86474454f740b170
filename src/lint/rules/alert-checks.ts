/** Checks of alerts as a whole: when they fire, how long they wait, what they miss. */

import {type Expr, isComparison, selectorsOf, thresholdOf} from '../../promql/ast.js'
import {durationMs} from '../../promql/duration.js'
import type {Check} from '../check.js'
import {textOf, valueAt} from '../node.js'
import type {Query} from '../promql/query.js'
import {queryCheck} from '../promql/query.js'

const MINUTE = 60_000
const ABSENT = ['absent', 'absent_over_time']

const noComparison = queryCheck({
  id: 'rules/no-comparison',
  scope: 'alerts',
  severity: 'warning',
  title: {en: 'The alert compares nothing', zh: '告警没有任何比较'},
  why: {
    en: 'It fires for every series that exists, whatever its value, even 0.',
    zh: '只要序列存在就会触发，无论值是多少，即使是 0。',
  },
  fix: {en: 'Compare with a threshold, as in … > 0.', zh: '与阈值比较，如 … > 0。'},
  *find({parsed, nodes}) {
    if (!('expr' in parsed)) return
    if (!nodes.some(({expr}) => decides(expr))) yield {at: parsed.expr.start}
  },
})

/** Whether a part of an expression filters; a recorded series or ALERTS may have been filtered already. */
function decides(expr: Expr): boolean {
  if (expr.type === 'binary' && expr.op === 'unless') return true
  if (expr.type === 'call') return [...ABSENT, 'vector'].includes(expr.name)
  if (expr.type === 'selector') return /^ALERTS|:/.test(expr.metric ?? '')
  return isComparison(expr)
}

const absentWithoutFor = queryCheck({
  id: 'rules/absent-without-for',
  scope: 'alerts',
  severity: 'warning',
  title: {en: 'absent() without "for"', zh: 'absent() 没有 “for”'},
  why: {
    en: 'One missed scrape or a restart of Prometheus makes the series absent for a moment, and the alert fires.',
    zh: '漏一次抓取或重启 Prometheus 都会让序列短暂缺失，从而触发告警。',
  },
  fix: {en: 'Add for: 5m.', zh: '加上 for: 5m。'},
  *find({nodes, rule}) {
    if (!rule || rule.forMs > 0) return
    for (const {expr, above} of nodes) {
      const isGuard = above.some((node) => node.type === 'binary' && (node.op === 'and' || node.op === 'unless'))
      if (expr.type === 'call' && expr.name === 'absent' && !isGuard) yield {at: expr.start}
    }
  },
})

const overTimeWithFor = queryCheck({
  id: 'rules/over-time-with-for',
  scope: 'alerts',
  severity: 'warning',
  title: {en: 'A long window and a long "for" at once', zh: '同时使用长窗口和长 “for”'},
  why: {
    en: 'The window already smooths; "for" waits for the same time again, so the alert comes twice as late.',
    zh: '窗口已经做了平滑，“for” 又等待同样长的时间，告警会晚一倍。',
  },
  fix: {en: 'Keep one of the two.', zh: '两者保留其一。'},
  *find({nodes, rule}) {
    for (const {expr, above} of nodes) {
      const isGuard = above.some((node) => node.type === 'binary' && (node.op === 'and' || node.op === 'unless'))
      // On the other side of the comparison it is the normal value that the present one is held against.
      const subject = thresholdOf(expr)?.subject
      if (!rule || subject?.type !== 'call' || !/^(avg|sum|min|max|quantile)_over_time$/.test(subject.name)) continue
      const range = subject.args.find((arg) => arg.type === 'range')
      const ms = range?.type === 'range' ? (durationMs(range.range) ?? 0) : 0
      if (!isGuard && ms >= 10 * MINUTE && rule.forMs >= ms) yield {at: subject.start}
    }
  },
})

const doubleWindow = queryCheck({
  id: 'rules/double-window',
  scope: 'alerts',
  severity: 'info',
  title: {en: '"for" is as long as the window of increase()', zh: '“for” 与 increase() 的窗口一样长'},
  why: {
    en: 'A burst leaves the window before "for" is over, so the alert for bursts never fires.',
    zh: '突发在 “for” 结束前就已离开窗口，针对突发的告警永远不会触发。',
  },
  fix: {en: 'Leave "for" out, or use a longer window.', zh: '去掉 “for”，或使用更长的窗口。'},
  *find({nodes, rule}) {
    for (const {expr} of nodes) {
      const limit = thresholdOf(expr)
      if (!rule || !limit?.op.startsWith('>') || limit.subject.type !== 'call' || limit.subject.name !== 'increase')
        continue
      const [range] = limit.subject.args
      const ms = range?.type === 'range' ? (durationMs(range.range) ?? 0) : 0
      if (ms > 0 && rule.forMs >= ms) yield {at: limit.subject.start}
    }
  },
})

const shortFor: Check = {
  id: 'rules/for-too-short',
  kinds: ['rules'],
  severity: 'warning',
  title: {en: '"for" is shorter than two evaluations', zh: '“for” 短于两次计算'},
  why: {en: 'It is over at the next evaluation, so it waits for nothing.', zh: '到下一次计算就已结束，等于没有等待。'},
  fix: {en: 'Use at least two evaluation intervals, or none.', zh: '至少取两个计算间隔，或不写。'},
  *run(file, project) {
    for (const {node, group, forMs} of project.rulesOf(file)) {
      const interval = durationMs(textOf(valueAt(group, 'interval'))) ?? project.intervals?.evaluation
      const at = valueAt(node, 'for')
      if (at && interval !== undefined && forMs > 0 && forMs < 2 * interval) yield {at: at.start}
    }
  },
}

const upWithoutAbsent: Check = {
  id: 'rules/up-without-absent',
  kinds: ['rules'],
  severity: 'info',
  title: {en: 'Only up == 0 watches whether targets are there', zh: '仅靠 up == 0 判断目标是否存在'},
  why: {
    en: 'A job that vanished from the scrape config has no up at all, and an exporter is up while its service is down.',
    zh: '从抓取配置中消失的任务根本没有 up；服务已宕机时其 exporter 仍可能在线。',
  },
  fix: {
    en: 'Add absent(up{job="…"}) for each job, and pg_up, redis_up or probe_success of the service itself.',
    zh: '为每个任务加 absent(up{job="…"})，并加上服务自身的 pg_up、redis_up 或 probe_success。',
  },
  *run(file, project) {
    const queries = project.rules.flatMap(({query}) => query ?? [])
    const isWatched = queries.some(({nodes}) =>
      nodes.some(({expr}) => expr.type === 'call' && ABSENT.includes(expr.name) && selectorsOf(expr).some(isUp)),
    )
    if (isWatched) return
    for (const {query, nameAt, kind} of project.rulesOf(file)) {
      if (kind === 'alert' && query && isUpZero(query)) {
        yield {at: nameAt}
        return
      }
    }
  },
}

function isUpZero({parsed}: Query): boolean {
  const limit = 'expr' in parsed ? thresholdOf(parsed.expr) : undefined
  return limit?.op === '==' && limit.number === 0 && isUp(limit.subject)
}

function isUp(expr: Expr): boolean {
  return expr.type === 'selector' && expr.metric === 'up'
}

const noWatchdog: Check = {
  id: 'rules/no-watchdog',
  kinds: ['prometheus'],
  severity: 'info',
  title: {en: 'No alert that always fires proves that alerts arrive', zh: '没有常驻告警来证明告警能够送达'},
  why: {
    en: 'When Prometheus, Alertmanager or the mail server is broken, there is silence, and silence looks healthy.',
    zh: 'Prometheus、Alertmanager 或邮件服务器损坏时只有沉默，而沉默看起来像一切正常。',
  },
  fix: {
    en: 'Add an alert Watchdog with expr: vector(1) and route it to a dead man’s switch.',
    zh: '添加 expr: vector(1) 的 Watchdog 告警，并路由到外部心跳监测。',
  },
  *run(file, project) {
    const isThere = project.rules.some(
      ({query}) => query && 'expr' in query.parsed && /^vector\(\d+\)$|^1( ?== ?1)?$/.test(query.text.trim()),
    )
    if (!isThere && project.rules.some(({kind}) => kind === 'alert')) yield {at: file.root.start}
  },
}

/** Checks of alerts as a whole. */
export const alertChecks = [
  noComparison,
  absentWithoutFor,
  overTimeWithFor,
  doubleWindow,
  shortFor,
  upWithoutAbsent,
  noWatchdog,
]
