/**
 * Takes out of a panel what Grafana itself fills in when it opens a dashboard: two fifths of the bytes, and on a cluster
 * every byte counts against the one object that Helm keeps a release in.
 */

type Json = Readonly<Record<string, unknown>>

/** What the graph of lines has when nothing is said. */
const LINES: Json = {
  axisPlacement: 'auto',
  drawStyle: 'line',
  lineWidth: 1,
  pointSize: 5,
  spanNulls: false,
  stacking: {group: 'A', mode: 'none'},
  thresholdsStyle: {mode: 'off'},
}

/** Which of the values is shown where one is: the last. */
const LAST: Json = {reduceOptions: {calcs: ['lastNotNull'], fields: '', values: false}}

const LEGEND: Json = {legend: {calcs: [], displayMode: 'list', placement: 'bottom', showLegend: true}}

/** The options of a type when nothing is said. */
const OPTIONS: Readonly<Record<string, Json>> = {
  timeseries: LEGEND,
  'state-timeline': LEGEND,
  gauge: LAST,
  bargauge: LAST,
  stat: {
    ...LAST,
    colorMode: 'value',
    justifyMode: 'auto',
    orientation: 'auto',
    showPercentChange: false,
    textMode: 'auto',
    wideLayout: true,
  },
}

/** What colours a value: the series in a graph of lines, its thresholds elsewhere. */
const COLORS: Readonly<Record<string, Json>> = {
  timeseries: {color: {mode: 'palette-classic'}},
  stat: {color: {mode: 'thresholds'}},
}

/** Said of a query only where it is otherwise; one that says neither instant nor range is of the range. */
const QUERY: Json = {editorMode: 'code', format: 'time_series', instant: false}

/** What a dashboard, a variable of it and its marks are when nothing is said. */
const HEAD: Json = {fiscalYearStartMonth: 0, liveNow: false, timepicker: {}, weekStart: ''}
const VARIABLE: Json = {hide: 0, includeAll: false, multi: false, options: [], regex: '', skipUrlSync: false}
const ANNOTATION: Json = {hide: false}

/** What a link has beside its words and its address. */
const LINK: Json = {
  asDropdown: false,
  icon: 'external link',
  includeVars: false,
  keepTime: false,
  tags: [],
  tooltip: '',
}

/** Those of a panel are all of one type. */
const PANEL_LINK: Json = {...LINK, type: 'link'}
const DASHBOARD_LINK: Json = {...LINK, targetBlank: false, url: ''}

/** The same dashboard in fewer words. */
export function slimDashboard(dashboard: object): object {
  const {panels, links, templating, annotations, ...rest} = without(dashboard as Json, HEAD)
  return {
    ...rest,
    ...slimList('annotations', annotations, ANNOTATION),
    ...(isList(links) ? {links: links.map((one) => without(one, DASHBOARD_LINK))} : {}),
    ...slimList('templating', templating, VARIABLE),
    ...(isList(panels) ? {panels: panels.map(slimPanel)} : {}),
  }
}

/** An entry whose value is an object with nothing but a list. */
function slimList(key: string, value: unknown, usual: Json): Json {
  if (!isJson(value)) return {}
  return {[key]: isList(value.list) ? {...value, list: value.list.map((one) => without(one, usual))} : value}
}

function slimPanel(panel: Json): Json {
  const {fieldConfig, options, targets, links, panels, ...rest} = panel
  const type = String(panel.type)
  return {
    ...without(rest, {transparent: false}),
    ...(isJson(options) ? entryUnlessEmpty('options', without(options, OPTIONS[type] ?? {})) : {}),
    ...(isJson(fieldConfig) ? {fieldConfig: slimFields(fieldConfig, type)} : {}),
    ...(isList(targets) ? {targets: targets.map((one) => slimTarget(one, panel.datasource))} : {}),
    ...(isList(links) ? {links: links.map((one) => without(one, PANEL_LINK))} : {}),
    ...(isList(panels) ? {panels: panels.map(slimPanel)} : {}),
  }
}

function slimTarget(target: Json, datasource: unknown): Json {
  return without(target, {...QUERY, range: target.instant !== true, datasource})
}

function slimFields(fieldConfig: Json, type: string): Json {
  const {defaults, ...others} = without(fieldConfig, {overrides: []})
  if (!isJson(defaults)) return fieldConfig
  const {custom, thresholds, ...rest} = without(defaults, {mappings: [], ...COLORS[type]})
  const own = isJson(custom) && type === 'timeseries' ? without(custom, LINES) : custom
  return {
    ...others,
    defaults: {
      ...rest,
      ...(isJson(thresholds) && isShown(type, own) ? {thresholds: slimThresholds(thresholds)} : {}),
      ...(own === undefined ? {} : {custom: own}),
    },
  }
}

/** A graph of lines has the colours of its series; of its thresholds it knows only where to draw a line. */
function isShown(type: string, custom: unknown): boolean {
  return type !== 'timeseries' || (isJson(custom) && custom.thresholdsStyle !== undefined)
}

/** The first step is always the one from minus infinity on. */
function slimThresholds(thresholds: Json): Json {
  const {steps, ...rest} = without(thresholds, {mode: 'absolute'})
  if (!isList(steps)) return thresholds
  return {...rest, steps: steps.map((step, index) => (index === 0 ? without(step, {value: null}) : step))}
}

function entryUnlessEmpty(key: string, value: Json): Json {
  return Object.keys(value).length === 0 ? {} : {[key]: value}
}

/** The entries that are not the usual ones. */
function without(json: Json, usual: Json): Json {
  return Object.fromEntries(
    Object.entries(json).filter(([key, value]) => !Object.hasOwn(usual, key) || !isSame(value, usual[key])),
  )
}

function isSame(a: unknown, b: unknown): boolean {
  return typeof a === 'object' ? JSON.stringify(a) === JSON.stringify(b) : a === b
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value)
}
