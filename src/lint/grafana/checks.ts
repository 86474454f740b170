/** Checks of Grafana dashboards. */
import type {Check, Edit, LintFile} from '../check.js'
import {type ConfigEntry, entryOf, itemsOf, textOf, valueAt} from '../node.js'
import {queryCheck} from '../promql/query.js'
import {dashboardOf, type Panel, readPanels} from './panels.js'

const REMOVED: Readonly<Record<string, string>> = {
  graph: 'timeseries',
  singlestat: 'stat',
  'table-old': 'table',
  'grafana-worldmap-panel': 'geomap',
  'grafana-piechart-panel': 'piechart',
}
const DEAD_KEYS = [
  'yAxes',
  'yaxes',
  'xaxis',
  'valueName',
  'colorBackground',
  'colorValue',
  'nullPointMode',
  'sparkline',
]

const apiWrapper: Check = {
  id: 'grafana/api-wrapper',
  kinds: ['dashboard'],
  severity: 'error',
  title: {en: 'The dashboard is wrapped as for the HTTP API', zh: '仪表板带有 HTTP API 的外层包装'},
  why: {
    en: 'A provisioned file must be the dashboard itself; Grafana says "Dashboard title cannot be empty".',
    zh: '预置文件必须是仪表板本身；Grafana 会报 “Dashboard title cannot be empty”。',
  },
  fix: {en: 'Take {"dashboard": …} away.', zh: '去掉 {"dashboard": …}。'},
  *run(file) {
    const entry = entryOf(file.root, 'dashboard')
    if (!entry || !valueAt(entry.value, 'panels')) return
    yield {at: entry.keyStart, edits: unwrap(file, entry)}
  },
}

function unwrap({root}: LintFile, {value}: ConfigEntry): readonly Edit[] {
  return [
    {start: root.start, end: value.start, text: ''},
    {start: value.end, end: root.end, text: ''},
  ]
}

/** A check of every panel. */
function panelCheck(words: Omit<Check, 'kinds' | 'run'>, judge: (panel: Panel) => ReturnType<Check['run']>): Check {
  return {
    ...words,
    kinds: ['dashboard'],
    *run(file) {
      for (const panel of readPanels(file)) yield* judge(panel)
    },
  }
}

const removedPanel = panelCheck(
  {
    id: 'grafana/removed-panel',
    severity: 'error',
    title: {en: 'A type of panel that Grafana removed', zh: 'Grafana 已移除的面板类型'},
    why: {
      en: 'singlestat left with 8, the Angular graph with 12: the panel shows "plugin not found".',
      zh: 'singlestat 在 8 中移除，Angular 的 graph 在 12 中移除：面板会显示 “plugin not found”。',
    },
    fix: {en: 'graph → timeseries, singlestat → stat.', zh: 'graph → timeseries，singlestat → stat。'},
  },
  function* ({node, type, title}) {
    const today = REMOVED[type]
    const value = valueAt(node, 'type')
    if (today === undefined || !value) return
    yield {
      at: value.start,
      what: {
        en: `the panel "${title}" is a ${type}; it is ${today} now`,
        zh: `面板“${title}”的类型 ${type} 现为 ${today}`,
      },
      edits: [{start: value.start, end: value.end, text: JSON.stringify(today)}],
    }
  },
)

const deadOption = panelCheck(
  {
    id: 'grafana/dead-option',
    severity: 'warning',
    title: {en: 'An option of a removed panel', zh: '已移除面板的选项'},
    why: {
      en: 'Grafana ignores it: axes, thresholds and colours are lost.',
      zh: 'Grafana 会忽略它：坐标轴、阈值和颜色都会丢失。',
    },
    fix: {
      en: 'Use fieldConfig.defaults (unit, min, thresholds.steps) and options.',
      zh: '使用 fieldConfig.defaults（unit、min、thresholds.steps）和 options。',
    },
  },
  function* ({node}) {
    for (const {key, keyStart, value} of node.entries) {
      const isOldThreshold = key === 'thresholds' && value.kind === 'scalar'
      if (DEAD_KEYS.includes(key) || isOldThreshold) {
        yield {at: keyStart, what: {en: `${key} has no effect any more`, zh: `${key} 已不起作用`}}
      }
    }
  },
)

const heatmapOfQuantile = panelCheck(
  {
    id: 'grafana/heatmap-of-quantile',
    severity: 'warning',
    title: {en: 'A heatmap of a quantile', zh: '用分位数绘制热力图'},
    why: {
      en: 'A heatmap draws buckets; a quantile is one line and shows as one row of nothing.',
      zh: '热力图绘制的是桶；分位数只是一条线，显示不出分布。',
    },
    fix: {
      en: 'sum by (le) (rate(…_bucket[$__rate_interval])) with "format": "heatmap"; or a timeseries panel.',
      zh: 'sum by (le) (rate(…_bucket[$__rate_interval])) 并设 "format": "heatmap"；或用 timeseries 面板。',
    },
  },
  function* ({type, queries}) {
    if (type !== 'heatmap') return
    for (const {nodes, node} of queries) {
      if (nodes.some(({expr}) => expr.type === 'call' && expr.name === 'histogram_quantile')) yield {at: node.start}
    }
  },
)

const noUnit = panelCheck(
  {
    id: 'grafana/no-unit',
    severity: 'info',
    title: {en: 'The panel has no unit', zh: '面板没有单位'},
    why: {
      en: 'A bare 0.35 or 1073741824 says nothing to the person who looks.',
      zh: '光秃秃的 0.35 或 1073741824 对看的人没有意义。',
    },
    fix: {
      en: 'Set fieldConfig.defaults.unit: s, bytes, percentunit, reqps, short.',
      zh: '设置 fieldConfig.defaults.unit：s、bytes、percentunit、reqps、short。',
    },
  },
  function* ({node, queries, title}) {
    const unit = valueAt(node, 'fieldConfig', 'defaults', 'unit') ?? valueAt(node, 'format')
    if (queries.length > 0 && !unit)
      yield {at: node.start, what: {en: `the panel "${title}" has no unit`, zh: `面板“${title}”没有单位`}}
  },
)

const fixedRange = queryCheck({
  id: 'grafana/fixed-range',
  scope: 'all',
  severity: 'warning',
  title: {en: 'A fixed range in a panel', zh: '面板中使用固定范围'},
  why: {
    en: 'Zoomed out it misses everything between the points, zoomed in it smooths what is to be seen.',
    zh: '缩小时会漏掉点与点之间的数据，放大时又会抹平细节。',
  },
  fix: {en: 'Use $__rate_interval.', zh: '使用 $__rate_interval。'},
  *find({nodes, text, rule}) {
    if (rule) return
    for (const {expr} of nodes) {
      const range = expr.type === 'call' && ['rate', 'irate', 'increase'].includes(expr.name) ? expr.args[0] : undefined
      if (range?.type !== 'range' || range.isSubquery) continue
      const end = text.indexOf(']', range.rangeStart)
      const words = text.slice(range.rangeStart, end)
      if (!/^\d+[smh]$/.test(words)) continue
      yield {at: range.rangeStart, edits: [{start: range.rangeStart, end, text: '$__rate_interval'}]}
    }
  },
})

/** A check of the dashboard itself. */
function dashboardCheck(words: Omit<Check, 'kinds' | 'run'>, isWrong: (file: LintFile) => boolean): Check {
  return {
    ...words,
    kinds: ['dashboard'],
    *run(file) {
      if (isWrong(file)) yield {at: dashboardOf(file).start}
    },
  }
}

const noUid = dashboardCheck(
  {
    id: 'grafana/no-uid',
    severity: 'warning',
    title: {en: 'The dashboard has no uid', zh: '仪表板没有 uid'},
    why: {
      en: 'Its address changes with every import, so links to it break and copies pile up.',
      zh: '每次导入地址都会变化，链接失效，副本堆积。',
    },
    fix: {en: 'Add "uid": "name-of-it".', zh: '加上 "uid": "名称"。'},
  },
  (file) => textOf(valueAt(dashboardOf(file), 'uid')) === undefined,
)

const noVariables = dashboardCheck(
  {
    id: 'grafana/no-variables',
    severity: 'info',
    title: {en: 'No variables for data source, job or instance', zh: '没有数据源、job 或 instance 变量'},
    why: {en: 'It shows one data source and all instances mixed.', zh: '只能显示一个数据源，且所有实例混在一起。'},
    fix: {
      en: 'Add templating.list with datasource, job and instance.',
      zh: '在 templating.list 中加入 datasource、job 和 instance。',
    },
  },
  (file) => itemsOf(valueAt(dashboardOf(file), 'templating', 'list')).length === 0,
)

/** Checks of dashboards. */
export const grafanaChecks = [
  apiWrapper,
  removedPanel,
  deadOption,
  heatmapOfQuantile,
  noUnit,
  fixedRange,
  noUid,
  noVariables,
]
