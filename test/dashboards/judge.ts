/** The rules of Grafana's dashboard-linter, and what else a person trips over, for one dashboard in Grafana's JSON. */
import {indexSeries, loadContracts} from '../../src/alerts/contracts.js'
import {type Expr, type SelectorExpr, walk} from '../../src/promql/ast.js'
import {labelsOf, mayHave} from '../../src/promql/labels.js'
import {parseExpression} from '../../src/promql/parse.js'
import {fillIntervals} from './fill.js'
import type {DashboardJson, PanelJson, VariableJson} from './shipped.js'
import {panelsOf} from './shipped.js'
import {units} from './units.js'

const TYPES = ['stat', 'timeseries', 'gauge', 'bargauge', 'table', 'heatmap', 'state-timeline', 'alertlist']
const COLUMNS = 24
const OWN_VARIABLE = /^__(interval|rate_interval|range|range_s|from|to)$/
/** Functions that make something of a counter that a restart does not break. */
const COUNTER_FUNCTIONS = ['rate', 'increase', 'resets', 'changes', 'absent', 'timestamp', 'count_over_time']
/** Histograms of what there is now, not of what has been: their buckets go down too. */
const STATES = /^pg_process_idle_seconds_bucket$/
const series = indexSeries(loadContracts())

/** What is wrong with it, each as a sentence that names the panel. */
export function judgeDashboard(json: DashboardJson): readonly string[] {
  const panels = panelsOf(json)
  return [
    ...judgeHead(json),
    ...judgeVariables(json.templating?.list ?? []),
    ...judgeLayout(json.panels ?? []),
    ...panels.flatMap((panel) => judgePanel(panel, json).map((problem) => `${panel.title}: ${problem}`)),
  ]
}

function judgeHead({uid, title, description, editable, panels}: DashboardJson): readonly string[] {
  return [
    ...(/^(opsctl|overlay)-[a-z][a-z-]*$/.test(uid ?? '') ? [] : [`the uid is ${uid}`]),
    ...(title ? [] : ['no title']),
    ...(description ? [] : ['no description']),
    ...(editable === false ? [] : ['it can be edited']),
    ...(panels?.length ? [] : ['no panels']),
  ]
}

function judgeVariables(list: readonly VariableJson[]): readonly string[] {
  const sources = list.filter(({type}) => type === 'datasource')
  const isOne = sources.length === 1 && sources[0]?.name === 'datasource' && sources[0].query === 'prometheus'
  const others = list.filter(({type}) => type !== 'datasource')
  const names = list.map(({name}) => name)
  return [
    ...(isOne ? [] : ['not exactly one variable of data sources, named datasource']),
    ...(new Set(names).size === names.length ? [] : ['two variables of one name']),
    ...(names.includes('job') === names.includes('instance') ? [] : ['only one of job and instance']),
    ...others.flatMap(({name, ...one}) => [
      ...(one.type === 'query' ? [] : [`$${name} is of type ${one.type}`]),
      ...(one.multi && one.includeAll ? [] : [`$${name} takes one value only`]),
      ...(one.allValue === '.+' ? [] : [`all of $${name} is ${one.allValue}, not .+`]),
      ...(one.refresh === 2 ? [] : [`$${name} does not follow the range of time`]),
      ...(one.datasource?.uid === '$datasource' ? [] : [`$${name} does not ask the chosen data source`]),
    ]),
  ]
}

function judgeLayout(panels: readonly PanelJson[]): readonly string[] {
  const problems: string[] = []
  const ids = new Set<number | undefined>()
  const taken = new Map<string, string>()
  let before = -1
  for (const {id, title, gridPos} of panels) {
    if (id === undefined || ids.has(id)) problems.push(`${title}: its number ${id} is not its own`)
    ids.add(id)
    if (!gridPos) {
      problems.push(`${title}: it has no place`)
      continue
    }

    const {x, y, w, h} = gridPos
    if (x < 0 || w < 1 || h < 1 || x + w > COLUMNS) problems.push(`${title}: it leaves the grid`)
    if (y * COLUMNS + x <= before) problems.push(`${title}: it comes before the panel above in reading order`)
    before = y * COLUMNS + x
    for (let column = x; column < x + w; column++) {
      for (let row = y; row < y + h; row++) {
        const other = taken.get(`${column} ${row}`)
        if (other !== undefined) problems.push(`${title}: it overlaps ${other}`)
        taken.set(`${column} ${row}`, title ?? '')
      }
    }
  }

  return [...new Set(problems)]
}

function judgePanel(panel: PanelJson, {uid, templating}: DashboardJson): readonly string[] {
  const {type = '', title, description, datasource, fieldConfig, targets = []} = panel
  const hasData = type !== 'alertlist'
  const unit = fieldConfig?.defaults.unit
  const variables = new Set((templating?.list ?? []).map(({name}) => name))
  const refs = targets.map(({refId}) => refId)
  return [
    ...(TYPES.includes(type) ? [] : [`the type ${type} is none of Grafana's`]),
    ...(title ? [] : ['no title']),
    ...(description ? [] : ['no description']),
    ...(!hasData || datasource?.uid === '$datasource' ? [] : ['it does not ask the chosen data source']),
    ...(!hasData || (unit !== undefined && units.has(unit)) ? [] : [`Grafana has no unit ${unit}`]),
    ...(!hasData || targets.length > 0 ? [] : ['no target']),
    ...(new Set(refs).size === refs.length ? [] : ['two targets of one refId']),
    ...targets.flatMap((target) => judgeTarget(target, {type, variables, isOfScrapes: uid === 'opsctl-prometheus'})),
  ]
}

type Target = NonNullable<PanelJson['targets']>[number]

/** Where a query stands. */
interface Around {
  readonly type: string
  readonly variables: ReadonlySet<string>
  /** Whether the dashboard is about scrapes: then its targets are not those that are scraped. */
  readonly isOfScrapes: boolean
}

function judgeTarget({expr, legendFormat = '', format}: Target, around: Around): readonly string[] {
  const {type, variables} = around
  const unknown = [...expr.matchAll(/\$\{?(\w+)/g)]
    .map(([, name = '']) => name)
    .filter((name) => !variables.has(name) && !OWN_VARIABLE.test(name))
    .map((name) => `there is no variable $${name}`)
  const parsed = parseExpression(fillIntervals(expr))
  if (!('expr' in parsed)) return [...unknown, `${expr} does not parse`]
  const labels = labelsOf(parsed.expr)
  const lost = [...legendFormat.matchAll(/\{\{\s*(\w+)\s*\}\}/g)]
    .filter(([, label = '']) => !mayHave(labels, label))
    .map(([, label]) => `the legend names ${label}, which the result has not`)
  const isHeatmap = type !== 'heatmap' || (format === 'heatmap' && mayHave(labels, 'le'))
  return [
    ...unknown,
    ...lost,
    ...(type === 'table' && format !== 'table' ? ['a table of something else'] : []),
    ...(isHeatmap ? [] : ['a heatmap without buckets']),
    ...judgeRanges(expr),
    ...judgeSelectors(parsed.expr, around),
  ]
}

/** What a range is known by that follows the panel. */
const OF_PANEL = '1111s'

function judgeRanges(expr: string): readonly string[] {
  const parsed = parseExpression(fillIntervals(expr, OF_PANEL).replaceAll('[1h]', `[${OF_PANEL}]`))
  if (!('expr' in parsed)) return []
  return walk(parsed.expr).flatMap(({expr: node}) => {
    if (node.type !== 'call') return []
    if (/^i(rate|delta)$/.test(node.name)) return [`${node.name} sees two samples only`]
    const range = node.args[0]
    const isFixed = node.name === 'rate' && range?.type === 'range' && range.range !== OF_PANEL
    return isFixed ? [`rate over ${range.range}, which does not follow the panel`] : []
  })
}

function judgeSelectors(expr: Expr, {type, variables, isOfScrapes}: Around): readonly string[] {
  return walk(expr).flatMap(({expr: node, above}) => {
    if (node.type !== 'selector' || node.metric === undefined) return []
    const types = (series.get(node.metric) ?? []).map(({type}) => type)
    // An exporter that tells no types may have the same metric as one that does.
    const isCounter = types.includes('counter') && types.every((one) => one === 'counter' || one === 'unknown')
    // How many there are, not how much.
    const isListed = type === 'table' || above.some((one) => one.type === 'aggregate' && /^(count|group)$/.test(one.op))
    const calls = above.flatMap((one) => (one.type === 'call' ? [one.name] : []))
    const isCounted = calls.some((name) => COUNTER_FUNCTIONS.includes(name)) || STATES.test(node.metric) || isListed
    return [
      ...(isOfScrapes && /^(up|scrape_\w+)$/.test(node.metric) ? [] : judgeMatchers(node, variables)),
      ...(isCounter && !isCounted ? [`${node.metric} is a counter and is shown as it is`] : []),
    ]
  })
}

/** A recorded series has no target of its own, nor have the alerts. */
function judgeMatchers({metric = '', matchers}: SelectorExpr, variables: ReadonlySet<string>): readonly string[] {
  if (metric.includes(':') || /^ALERTS/.test(metric)) return []
  return ['job', 'instance'].flatMap((label) => {
    if (!variables.has(label)) return []
    const isChosen = matchers.some((one) => one.label === label && one.op === '=~' && one.value === `$${label}`)
    // Another exporter than the one that was chosen from.
    const isFixed = matchers.some((one) => one.label === 'job' && !one.value.includes('$'))
    return isChosen || isFixed ? [] : [`${metric} is not asked for ${label}=~"$${label}"`]
  })
}
