/**
 * Takes out of a panel what Grafana itself fills in when it opens a dashboard: a quarter of the bytes, and on a cluster
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

/** Said of a query only where it is otherwise. */
const QUERY: Json = {editorMode: 'code', format: 'time_series', instant: false, range: false}

/** What a link of a panel has beside its words and its address. */
const LINK: Json = {
  asDropdown: false,
  icon: 'external link',
  includeVars: false,
  keepTime: false,
  tags: [],
  tooltip: '',
  type: 'link',
}

/** The same dashboard in fewer words. */
export function slimDashboard(dashboard: object): object {
  const {panels} = dashboard as Json
  return isList(panels) ? {...dashboard, panels: panels.map(slimPanel)} : dashboard
}

function slimPanel(panel: Json): Json {
  const {fieldConfig, targets, links, panels, ...rest} = panel
  const slim = without(rest, {transparent: false})
  return {
    ...slim,
    ...(isJson(fieldConfig) ? {fieldConfig: slimFields(fieldConfig, panel.type)} : {}),
    ...(isList(targets) ? {targets: targets.map((one) => without(one, {...QUERY, datasource: panel.datasource}))} : {}),
    ...(isList(links) ? {links: links.map((one) => without(one, LINK))} : {}),
    ...(isList(panels) ? {panels: panels.map(slimPanel)} : {}),
  }
}

function slimFields(fieldConfig: Json, type: unknown): Json {
  const {defaults} = fieldConfig
  if (!isJson(defaults)) return fieldConfig
  const {custom, ...rest} = without(defaults, {mappings: []})
  const own = isJson(custom) && type === 'timeseries' ? without(custom, LINES) : custom
  return {...fieldConfig, defaults: {...rest, ...(own === undefined ? {} : {custom: own})}}
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
