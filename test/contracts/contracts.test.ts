/** Every name that rules and dashboards use exists: metric, label, label value, and the flag that brings it. */

import {afterAll, describe, expect, test} from 'vitest'
import {parse} from 'yaml'

import {listAlertFiles, type Rule, readRules} from '../../src/alerts/catalogue.js'
import {indexSeries, type KnownSeries, loadContracts} from '../../src/alerts/contracts.js'
import {listServices} from '../../src/images/list-services.js'
import {type Expr, operandsOf, type SelectorExpr, selectorsOf, walk} from '../../src/promql/ast.js'
import {labelsOf, mayHave} from '../../src/promql/labels.js'
import {parseExpression} from '../../src/promql/parse.js'
import {listShipped, readShipped, shippedRooms} from '../../src/shipped.js'
import {stackSchema, upcomingKeys} from '../../src/spec/stack.js'
import {fillIntervals} from '../dashboards/fill.js'
import {isContractFlag} from './flags.js'
import {onDemand} from './on-demand.js'

const DRIVERS = ['caddy', 'nginx', 'haproxy'] as const
const contracts = loadContracts()
const index = indexSeries(contracts)
const recorded = recordedSeries()

/** Series that Prometheus makes itself. */
const own: Readonly<Record<string, readonly string[]>> = {
  up: ['app', 'route'],
  scrape_duration_seconds: [],
  scrape_samples_scraped: [],
  scrape_samples_post_metric_relabeling: [],
  scrape_series_added: [],
  ALERTS: ['alertname', 'alertstate', 'severity', 'component'],
  ALERTS_FOR_STATE: ['alertname', 'severity', 'component'],
}
const TARGET = ['job', 'instance', '__name__']

let selectors = 0
/** Every metric that a rule or a panel reads. */
const readNames = new Set<string>()
afterAll(() => process.stdout.write(`${selectors} selectors resolved against ${contracts.length} contracts\n`))

/** Recording rules of ours: name → the labels their result can have; undefined where all of the source may be there. */
function recordedSeries(): ReadonlyMap<string, readonly string[] | undefined> {
  const files = [...DRIVERS.map((driver) => `gateway/${driver}/rules.yaml`), ...listAlertFiles()]
  const rules = files.flatMap((file) => readRules(readShipped(file)))
  const series = new Map<string, readonly string[] | undefined>([
    ['opsctl_config_info', ['component', 'sha256']],
    ['slo:burn_rate', ['slo', 'kind', 'window', 'component']],
  ])
  for (const {record, expr, labels} of rules) {
    if (record === undefined) continue
    const parsed = parseExpression(expr)
    const set = 'expr' in parsed ? labelsOf(parsed.expr) : undefined
    const known = set && 'only' in set ? [...set.only, ...Object.keys(labels ?? {})] : undefined
    series.set(record, known)
  }

  return series
}

/** Labels of a metric that no recording has; undefined for one that has not been looked up either. */
function labelsOnDemand(metric: string): readonly string[] | undefined {
  return onDemand.find((one) => one.metric === metric && one.value === undefined)?.labels
}

/** What is wrong with a selector. */
function judge({metric, matchers}: SelectorExpr): readonly string[] {
  selectors++
  if (metric === undefined) return []
  readNames.add(metric)
  if (recorded.has(metric) || metric.startsWith('slo:')) return []
  const ownLabels = own[metric]
  const known = index.get(metric) ?? []
  const later = labelsOnDemand(metric)
  if (!ownLabels && known.length === 0 && !later) return [`no exporter has ${metric}`]
  const labels = new Set([...TARGET, ...(ownLabels ?? []), ...(later ?? []), ...known.flatMap((one) => one.labels)])
  return matchers.flatMap(({label, op, value}) => {
    if (!labels.has(label)) return [`${metric} has no label ${label}`]
    return judgeValue(metric, known, label, op, value)
  })
}

function judgeValue(metric: string, known: readonly KnownSeries[], label: string, op: string, value: string) {
  const values = known.flatMap((one) => one.values?.[label] ?? [])
  if (values.length === 0 || value === '' || value.includes('$')) return []
  const matches = (seen: string) => (op.includes('~') ? new RegExp(`^(?:${value})$`).test(seen) : seen === value)
  if (values.some(matches)) return []
  if (onDemand.some((one) => one.metric === metric && one.label === label && one.value === value)) return []
  return [`${metric} was never seen with ${label}="${value}", only with ${values.join(', ')}`]
}

/** Labels that any series of an expression has. */
function labelsOfSeries(expr: Expr): ReadonlySet<string> | undefined {
  const all = new Set(TARGET)
  for (const {metric} of selectorsOf(expr)) {
    if (metric === undefined) return undefined
    if (metric.startsWith('slo:')) return undefined
    if (recorded.has(metric)) {
      const known = recorded.get(metric)
      if (!known) return undefined
      for (const label of known) all.add(label)
      continue
    }

    const known = (index.get(metric) ?? []).flatMap((one) => one.labels)
    const labels = own[metric] ?? [...known, ...(labelsOnDemand(metric) ?? [])]
    for (const label of labels) all.add(label)
  }

  for (const {expr: node} of walk(expr)) {
    if (node.type === 'call' && /^label_(replace|join)$/.test(node.name) && node.args[1]?.type === 'text')
      all.add(node.args[1].value)
    if (node.type === 'aggregate' && node.op === 'count_values' && node.param?.type === 'text')
      all.add(node.param.value)
  }

  return all
}

/** `by`, `without`, `on`, `ignoring`, `group_left` name labels that exist. */
function judgeGroupings(expr: Expr): readonly string[] {
  return [...walk(expr)].flatMap(({expr: node}) => {
    const below = node.type === 'aggregate' ? node.of : node
    const known = labelsOfSeries(below)
    if (!known) return []
    const named =
      node.type === 'aggregate'
        ? [...(node.by ?? []), ...(node.without ?? [])]
        : node.type === 'binary'
          ? [...(node.on ?? []), ...(node.ignoring ?? []), ...node.include]
          : []
    return named.filter((label) => !known.has(label)).map((label) => `no series of it has the label ${label}`)
  })
}

function judgeExpression(text: string): readonly string[] {
  const parsed = parseExpression(text)
  if (!('expr' in parsed)) return [`does not parse at ${parsed.brokenAt}`]
  return [...selectorsOf(parsed.expr).flatMap(judge), ...judgeGroupings(parsed.expr)]
}

/** `$labels.x` in an annotation is a label that the result has. */
function judgeTemplates({expr, labels = {}, annotations = {}}: Rule): readonly string[] {
  const parsed = parseExpression(expr)
  if (!('expr' in parsed)) return []
  const result = labelsOf(parsed.expr)
  const series = labelsOfSeries(parsed.expr)
  const used = Object.values(annotations).flatMap((text) =>
    [...text.matchAll(/\$labels\.(\w+)/g)].map(([, name = '']) => name),
  )
  return [...new Set(used)].flatMap((label) => {
    if (label in labels || label === 'alertname') return []
    if (!mayHave(result, label)) return [`$labels.${label} does not survive the expression`]
    return series && !series.has(label) && !/label_replace|label_join|absent/.test(expr)
      ? [`no series has the label ${label} of $labels.${label}`]
      : []
  })
}

const ruleFiles = [...DRIVERS.map((driver) => `gateway/${driver}/rules.yaml`), ...listAlertFiles()]

describe('every rule reads what the exporters export', () => {
  test.each(ruleFiles)('%s', (file) => {
    const problems = readRules(readShipped(file)).flatMap((rule) =>
      [...judgeExpression(rule.expr), ...judgeTemplates(rule)].map(
        (problem) => `${rule.alert ?? rule.record}: ${problem}`,
      ),
    )
    expect(problems).toEqual([])
  })
})

interface DashboardSource {
  readonly variables?: {readonly metric: string}
  readonly extra?: readonly {readonly query: string}[]
  readonly rows: readonly {
    readonly panels: readonly {readonly title: string; readonly targets?: readonly {readonly expr: string}[]}[]
  }[]
}

/** A variable asks for the values of a label of a selector. */
function judgeVariable(query: string): readonly string[] {
  const [, selector = '', label = ''] = /^label_values\((.*),\s*(\w+)\)$/s.exec(query) ?? []
  const parsed = parseExpression(fillIntervals(selector))
  if (!('expr' in parsed)) return [`${query} is no label_values() of a selector`]
  const labels = labelsOfSeries(parsed.expr)
  const unknown = labels && !labels.has(label) ? [`no series of ${selector} has the label ${label}`] : []
  return [...selectorsOf(parsed.expr).flatMap(judge), ...unknown]
}

const dashboards = shippedRooms().flatMap((room) =>
  listShipped(room, 'dashboards').map((name) => `${room}/dashboards/${name}`),
)

describe('every dashboard reads what the exporters export', () => {
  test.each(dashboards)('%s', (file) => {
    const {rows, variables, extra = []} = parse(readShipped(file)) as DashboardSource
    const queries = [...(variables ? [`label_values(${variables.metric}, job)`] : []), ...extra.map(({query}) => query)]
    const problems = rows
      .flatMap(({panels}) => panels)
      .flatMap(({title, targets = []}) =>
        targets.flatMap(({expr}) => judgeExpression(fillIntervals(expr)).map((problem) => `${title}: ${problem}`)),
      )
    expect([...queries.flatMap(judgeVariable), ...problems]).toEqual([])
  })
})

describe('what only appears on demand', () => {
  test.each(onDemand)('$metric $label $value is in no recording, and is read', ({metric, label, value, reason}) => {
    const known = index.get(metric) ?? []
    const isRecorded =
      label === undefined ? known.length > 0 : known.some((one) => one.values?.[label]?.includes(value ?? ''))
    expect(isRecorded).toBe(false)
    expect(readNames).toContain(metric)
    expect(reason).not.toBe('')
  })
})

describe('the service of an exporter', () => {
  /** Whose container opsctl does not run yet: its contract names the flags that the service will have to pass. */
  const upcoming = new Set<string>(upcomingKeys)
  const services = DRIVERS.flatMap((driver) => {
    const route = {paths: ['/'], upstreams: ['web']}
    const stack = stackSchema.parse({
      version: 1,
      project: 'contracts',
      images: {source: 'debian'},
      apps: {web: {build: 'web', port: 8080, uses: ['postgres', 'redis']}},
      gateway: {driver, routes: {web: route}},
      postgres: {version: '18'},
      redis: {},
      prometheus: {},
      alertmanager: {},
      'node-exporter': {},
      cadvisor: {},
      blackbox: {},
      elasticsearch: {},
    })
    return listServices(stack).map(({component, service}) => ({component, argv: service.command ?? []}))
  })
  const flagsOf = (room: string) => [
    ...new Set(services.filter(({component}) => component === room).flatMap(({argv}) => argv.filter(isContractFlag))),
  ]
  const running = contracts.filter(({room}) => !upcoming.has(room) && room !== 'grafana')

  test.each(running)('of $room passes the flags that $exporter was recorded with', ({room, flags}) => {
    expect(flags.filter((flag) => !flagsOf(room).includes(flag))).toEqual([])
  })

  test.each(running.filter(({flags}) => flags.length > 0))(
    'of $room passes none that $exporter was recorded without',
    ({room, flags}) => {
      expect(flagsOf(room).filter((flag) => !flags.includes(flag))).toEqual([])
    },
  )

  test('is known by its flags where some metrics need one', () => {
    const rooms = running.filter(({flags}) => flags.length > 0).map(({room}) => room)
    expect(rooms).toEqual(expect.arrayContaining(['node-exporter', 'postgres']))
  })
})

test('the walk over an expression sees every operand', () => {
  const parsed = parseExpression('sum by (a) (rate(x[5m])) / on (b) y > 1')
  expect('expr' in parsed && [...walk(parsed.expr)].length).toBeGreaterThan(
    operandsOf((parsed as {expr: Expr}).expr).length,
  )
})
