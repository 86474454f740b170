/** One panel in Grafana's JSON. Pure. */
import type {BuildOptions} from './build.js'
import type {PanelSource, PanelType, TargetSource} from './source.js'

/** The data source that a person has chosen. */
export const datasource = {type: 'prometheus', uid: '$datasource'} as const

type Json = Readonly<Record<string, unknown>>

const reduceOptions = {calcs: ['lastNotNull'], fields: '', values: false}
const legend = {calcs: [], displayMode: 'list', placement: 'bottom', showLegend: true}

const link = {
  asDropdown: false,
  icon: 'external link',
  includeVars: false,
  keepTime: false,
  tags: [],
  targetBlank: true,
  tooltip: '',
  type: 'link',
} as const

/** What a type shows beside its data. */
const optionsOf: Readonly<Record<PanelType, Json>> = {
  stat: {
    colorMode: 'value',
    graphMode: 'none',
    justifyMode: 'auto',
    orientation: 'auto',
    reduceOptions,
    showPercentChange: false,
    textMode: 'auto',
    wideLayout: true,
  },
  timeseries: {legend, tooltip: {mode: 'multi', sort: 'desc'}},
  gauge: {
    minVizHeight: 75,
    minVizWidth: 75,
    orientation: 'auto',
    reduceOptions,
    showThresholdLabels: false,
    showThresholdMarkers: true,
    sizing: 'auto',
  },
  bargauge: {
    displayMode: 'basic',
    legend: {...legend, showLegend: false},
    maxVizHeight: 300,
    minVizHeight: 16,
    minVizWidth: 8,
    namePlacement: 'auto',
    orientation: 'horizontal',
    reduceOptions,
    showUnfilled: true,
    sizing: 'auto',
    valueMode: 'color',
  },
  table: {cellHeight: 'sm', showHeader: true},
  heatmap: {
    calculate: false,
    cellGap: 1,
    color: {exponent: 0.5, fill: 'dark-orange', mode: 'scheme', scheme: 'Oranges', steps: 64},
    exemplars: {color: 'rgba(255,0,255,0.7)'},
    filterValues: {le: 1e-9},
    legend: {show: true},
    rowsFrame: {layout: 'auto'},
    showValue: 'never',
    tooltip: {mode: 'single', showColorScale: false, yHistogram: false},
  },
  'state-timeline': {
    alignValue: 'left',
    legend,
    mergeValues: true,
    rowHeight: 0.9,
    showValue: 'never',
    tooltip: {mode: 'single', sort: 'none'},
  },
  alertlist: {
    alertInstanceLabelFilter: '',
    alertName: '',
    dashboardAlerts: false,
    groupBy: [],
    groupMode: 'default',
    maxItems: 20,
    sortOrder: 1,
    stateFilter: {error: true, firing: true, noData: false, normal: false, pending: true},
    viewMode: 'list',
  },
}

const lines = {
  axisPlacement: 'auto',
  drawStyle: 'line',
  fillOpacity: 10,
  lineWidth: 1,
  pointSize: 5,
  showPoints: 'never',
  spanNulls: false,
  stacking: {group: 'A', mode: 'none'},
}

/** The panel without its number and place. */
export function buildPanel(panel: PanelSource, {lang, runbooksUrl}: BuildOptions): Json {
  const zh = lang === 'zh'
  const {type, targets = [], alert} = panel
  const title = zh ? '运行手册' : 'Runbook'
  return {
    type,
    title: zh ? panel.title_zh : panel.title,
    description: zh ? panel.description_zh : panel.description,
    ...(type === 'alertlist' ? {} : {datasource}),
    transparent: false,
    fieldConfig: {defaults: fieldDefaults(panel), overrides: []},
    options:
      type === 'heatmap'
        ? {...optionsOf.heatmap, yAxis: {axisPlacement: 'left', unit: panel.unit ?? 's'}}
        : optionsOf[type],
    targets: targets.map((target, index) => buildTarget(target, index, type)),
    ...(type === 'table' ? {transformations: tableTransformations(targets.length)} : {}),
    ...(alert === undefined ? {} : {links: [{...link, title: `${title}: ${alert}`, url: `${runbooksUrl}#${alert}`}]}),
  }
}

function fieldDefaults({type, unit, thresholds = {}}: PanelSource): Json {
  const numbers = Object.entries(thresholds)
    .map(([value, color]) => ({value: Number(value), color}))
    .toSorted((a, b) => a.value - b.value)
  const steps = [{color: 'green', value: null}, ...numbers]
  const hasLimits = numbers.length > 0
  const isColoured = type === 'stat' || type === 'gauge' || type === 'bargauge' || type === 'state-timeline'
  const thresholdsStyle = {mode: hasLimits ? 'dashed' : 'off'}
  const custom = {timeseries: {...lines, thresholdsStyle}, 'state-timeline': {fillOpacity: 70, lineWidth: 0}}
  return {
    color: {mode: isColoured ? 'thresholds' : 'palette-classic'},
    mappings: [],
    ...(unit === undefined ? {} : {unit}),
    ...(unit === 'percentunit' && type !== 'stat' ? {min: 0, max: 1} : {}),
    thresholds: {mode: 'absolute', steps},
    ...(type === 'timeseries' || type === 'state-timeline' ? {custom: custom[type]} : {}),
  }
}

function buildTarget(
  {expr, legend = '__auto', instant = false, format}: TargetSource,
  index: number,
  type: PanelType,
): Json {
  const isTable = type === 'table'
  const isNow = instant || isTable
  return {
    refId: String.fromCharCode(65 + index),
    datasource,
    editorMode: 'code',
    expr: expr.trim(),
    legendFormat: legend,
    format: format ?? (isTable ? 'table' : 'time_series'),
    instant: isNow,
    range: !isNow,
  }
}

/** One line per object, its values side by side, without what only Prometheus needs. */
function tableTransformations(targets: number): readonly Json[] {
  const hidden = {Time: true, __name__: true, job: true}
  const organize = {id: 'organize', options: {excludeByName: hidden, indexByName: {}, renameByName: {}}}
  return targets > 1 ? [{id: 'merge', options: {}}, organize] : [organize]
}
