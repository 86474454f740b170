/** Checks of syntax, metric names, labels and matchers. */
import {isComparison, type LabelMatcher, selectorsOf, thresholdOf} from '../../promql/ast.js'
import {madeUpMetrics, renamedMetrics, splitMetrics, targetLabels} from './made-up.js'
import {type Query, queryCheck} from './query.js'

const syntax = queryCheck({
  id: 'promql/syntax',
  scope: 'all',
  severity: 'error',
  title: {en: 'Not valid PromQL', zh: '不是有效的 PromQL'},
  why: {en: 'Prometheus refuses the whole file.', zh: 'Prometheus 会拒绝整个文件。'},
  fix: {en: 'Correct the expression at this place.', zh: '修正此处的表达式。'},
  *find({parsed, text}) {
    if ('expr' in parsed) return
    const near = text.slice(parsed.brokenAt, parsed.brokenAt + 30).trim() || text.slice(-30).trim()
    const quoted = JSON.stringify(near)
    yield {
      at: parsed.brokenAt,
      what: {en: `PromQL syntax error near ${quoted}`, zh: `PromQL 语法错误，位于 ${quoted} 附近`},
    }
  },
})

const madeUp = queryCheck({
  id: 'promql/made-up-metric',
  scope: 'all',
  severity: 'warning',
  title: {en: 'No exporter has this metric', zh: '没有任何 exporter 提供该指标'},
  why: {
    en: 'The name comes from articles; unless your own program exports it, the expression is always empty and never fires.',
    zh: '该名称只见于文章；除非你的程序自行导出，否则表达式永远为空，告警永不触发。',
  },
  fix: {en: 'Use the name that the exporter has.', zh: '使用 exporter 实际提供的名称。'},
  *find(query, {metrics}) {
    for (const {expr} of query.nodes) {
      const name = expr.type === 'selector' ? expr.metric : undefined
      const known = name === undefined ? undefined : madeUpMetrics.find(({pattern}) => pattern.test(name))
      if (!known || metrics.find(name ?? '')) continue
      yield {
        at: expr.start,
        what: {
          en: `no exporter has ${name}; there is ${known.instead}`,
          zh: `没有 exporter 提供 ${name}；可用 ${known.instead}`,
        },
      }
    }
  },
})

const unknown = queryCheck({
  id: 'promql/unknown-metric',
  scope: 'all',
  severity: 'warning',
  title: {en: 'The exporter does not have this metric', zh: '该 exporter 没有此指标'},
  why: {
    en: 'The name was given up or is misspelt, so the expression is always empty.',
    zh: '该名称已被弃用或拼写有误，表达式永远为空。',
  },
  fix: {en: 'Use the name it has today.', zh: '使用现在的名称。'},
  *find(query, {metrics}) {
    for (const {expr} of query.nodes) {
      if (expr.type !== 'selector' || expr.metric === undefined || metrics.find(expr.metric)) continue
      const {metric, start} = expr
      const today = renamedMetrics[metric] ?? metrics.nearest(metric)?.name
      if (today === undefined) continue
      const edits = query.text.startsWith(metric, start)
        ? [{start, end: start + metric.length, text: today}]
        : undefined
      const what = {en: `${metric} does not exist; it is ${today}`, zh: `${metric} 不存在；应为 ${today}`}
      yield {at: start, what, ...(edits && metric in renamedMetrics ? {edits} : {})}
    }
  },
})

const unknownLabel = queryCheck({
  id: 'promql/unknown-label',
  scope: 'all',
  severity: 'warning',
  title: {en: 'The metric does not have this label', zh: '该指标没有此标签'},
  why: {
    en: 'A matcher on a label that is not there selects nothing, or everything if it is negative.',
    zh: '对不存在的标签做匹配不会选中任何序列；若为否定匹配则选中全部。',
  },
  fix: {en: 'Use a label that the metric has.', zh: '使用该指标已有的标签。'},
  *find(query, {metrics}) {
    for (const {expr} of query.nodes) {
      const known = expr.type === 'selector' ? metrics.find(expr.metric ?? '') : undefined
      if (expr.type !== 'selector' || !known) continue
      for (const {label, op, value, start} of expr.matchers) {
        const isThere = known.labels.includes(label) || targetLabels.includes(label)
        const isOpen =
          op === '!=' || op === '!~' || (op === '=' && value === '') || (op === '=~' && /^\.\*$|^$|\|$|^\|/.test(value))
        if (isThere || isOpen || value.includes('$')) continue
        const list = known.labels.join(', ') || '-'
        yield {
          at: start,
          what: {
            en: `${known.name} has no label ${label}; it has ${list}`,
            zh: `${known.name} 没有标签 ${label}；它有 ${list}`,
          },
        }
      }
    }
  },
})

const splitSeries = queryCheck({
  id: 'promql/compared-per-series',
  scope: 'alerts',
  severity: 'warning',
  title: {en: 'The sum is meant, but each series is compared alone', zh: '本意是总和，却逐条序列比较'},
  why: {
    en: 'The metric has many series for one thing: 95 of 100 may be used while no single series is over the threshold.',
    zh: '同一对象有多条序列：即使 100 个已用 95 个，也没有任何一条单独超过阈值。',
  },
  fix: {en: 'Sum first, and compare with the limit that is set.', zh: '先求和，再与配置的上限比较。'},
  *find(query) {
    for (const {expr} of query.nodes) {
      const limit = thresholdOf(expr)
      if (limit?.subject.type !== 'selector' || limit.subject.matchers.length > 1) continue
      const split = splitMetrics[limit.subject.metric ?? '']
      if (!split || limit.number <= 0) continue
      const name = limit.subject.metric
      yield {
        at: limit.subject.start,
        what: {
          en: `${name} has one series per ${split.labels}; write ${split.sum}`,
          zh: `${name} 按 ${split.labels} 各有一条序列；应写 ${split.sum}`,
        },
      }
    }
  },
})

const filesystem = queryCheck({
  id: 'promql/filesystem-unfiltered',
  scope: 'alerts',
  severity: 'warning',
  title: {
    en: 'Disk space of every file system, tmpfs and read-only images too',
    zh: '磁盘空间未过滤 tmpfs、只读镜像等文件系统',
  },
  why: {
    en: 'squashfs and iso images are always 100 % full, overlay and tmpfs are not disks: the alert fires for nothing.',
    zh: 'squashfs 和 iso 镜像总是 100 % 已满，overlay 和 tmpfs 不是磁盘：告警会误报。',
  },
  fix: {
    en: 'Add {fstype!~"tmpfs|overlay|squashfs|iso9660|ramfs"} and "and node_filesystem_readonly == 0".',
    zh: '加上 {fstype!~"tmpfs|overlay|squashfs|iso9660|ramfs"}，并加 “and node_filesystem_readonly == 0”。',
  },
  *find(query) {
    const selectors = query.nodes.flatMap(({expr}) => (expr.type === 'selector' ? [expr] : []))
    const disks = selectors.filter(({metric}) =>
      /^node_filesystem_(avail|free|files_free)(_bytes)?$/.test(metric ?? ''),
    )
    const isFiltered = selectors.some(
      ({metric, matchers}) =>
        metric === 'node_filesystem_readonly' ||
        matchers.some(({label}) => ['fstype', 'mountpoint', 'device'].includes(label)),
    )
    const first = disks[0]
    if (first && !isFiltered) yield {at: first.start}
  },
})

const badRegex = queryCheck({
  id: 'promql/bad-regex',
  scope: 'all',
  severity: 'error',
  title: {en: 'Not a regular expression', zh: '不是正则表达式'},
  why: {en: 'Prometheus refuses the whole file.', zh: 'Prometheus 会拒绝整个文件。'},
  fix: {en: 'Correct it; a literal text is compared with = instead of =~.', zh: '修正它；字面文本请用 = 而非 =~。'},
  *find(query) {
    for (const {matcher} of matchersOf(query)) {
      if (!matcher.op.includes('~') || matcher.value.includes('$') || isRegex(matcher.value)) continue
      const quoted = JSON.stringify(matcher.value)
      yield {at: matcher.start, what: {en: `${quoted} is no regular expression`, zh: `${quoted} 不是正则表达式`}}
    }
  },
})

const regexAsText = queryCheck({
  id: 'promql/regex-with-equals',
  scope: 'all',
  severity: 'warning',
  title: {en: 'A regular expression compared with =', zh: '用 = 比较正则表达式'},
  why: {en: '= compares letter by letter, so it matches nothing.', zh: '= 是逐字比较，因此什么也匹配不到。'},
  fix: {en: 'Use =~ (or !~ instead of !=).', zh: '使用 =~（或用 !~ 代替 !=）。'},
  *find(query) {
    for (const {matcher} of matchersOf(query)) {
      if (matcher.op.includes('~') || !/^[1-5]\.\.$|\.\*|\.\+|^\w+(\|\w+)+$/.test(matcher.value)) continue
      const at = query.text.indexOf(matcher.op, matcher.start + matcher.label.length)
      const text = matcher.op === '=' ? '=~' : '!~'
      yield {at: matcher.start, edits: [{start: at, end: at + matcher.op.length, text}]}
    }
  },
})

function* matchersOf(query: Query): Generator<{readonly matcher: LabelMatcher}> {
  for (const {expr} of query.nodes) {
    if (expr.type === 'selector') for (const matcher of expr.matchers) yield {matcher}
  }
}

/** RE2 is near enough to JavaScript's syntax once its own flags and names are taken out. */
function isRegex(value: string): boolean {
  try {
    new RegExp(
      value
        .replaceAll(/\(\?[imsU-]+\)/g, '')
        .replaceAll('(?P<', '(?<')
        .replaceAll(/\(\?[imsU-]+:/g, '(?:'),
    )
    return true
  } catch {
    return false
  }
}

const infoZero = queryCheck({
  id: 'promql/info-metric-zero',
  scope: 'alerts',
  severity: 'warning',
  title: {en: 'An info metric compared with 0', zh: 'info 指标与 0 比较'},
  why: {
    en: 'Metrics named …_info are always 1; when the thing is gone the series is gone too, so this never fires.',
    zh: '名为 …_info 的指标恒为 1；对象消失时序列也随之消失，因此永不触发。',
  },
  fix: {en: 'Use absent(…) or the metric that says whether it is up.', zh: '使用 absent(…)，或表示是否在线的指标。'},
  *find(query) {
    for (const {expr} of query.nodes) {
      const limit = isComparison(expr) ? thresholdOf(expr) : undefined
      const isInfo = limit && selectorsOf(limit.subject).some(({metric}) => /_info$/.test(metric ?? ''))
      const isPlain = limit?.subject.type === 'selector'
      if (isInfo && isPlain && limit.number === 0 && limit.op === '==') yield {at: expr.start}
    }
  },
})

/** Checks of names, labels and matchers. */
export const selectorChecks = [
  syntax,
  madeUp,
  unknown,
  unknownLabel,
  splitSeries,
  filesystem,
  badRegex,
  regexAsText,
  infoZero,
]
