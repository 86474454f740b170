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
import {stackSchema} from '../../src/spec/stack.js'
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

/** What is wrong with a selector. */
function judge({metric, matchers}: SelectorExpr): readonly string[] {
  selectors++
  if (metric === undefined) return []
  if (recorded.has(metric) || metric.startsWith('slo:')) return []
  const ownLabels = own[metric]
  const known = index.get(metric) ?? []
  if (!ownLabels && known.length === 0) return [`no exporter has ${metric}`]
  const labels = new Set([...TARGET, ...(ownLabels ?? []), ...known.flatMap((one) => one.labels)])
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

    const labels = own[metric] ?? (index.get(metric) ?? []).flatMap((one) => one.labels)
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
  readonly extra?: readonly {readonly query: string}[]
  readonly rows: readonly {
    readonly panels: readonly {readonly title: string; readonly targets?: readonly {readonly expr: string}[]}[]
  }[]
}

/** Grafana's variables, as something that a parser reads. */
function withoutVariables(expr: string): string {
  return expr
    .replaceAll(/\[\$__(rate_)?interval(:[^\]]*)?\]/g, '[5m]')
    .replaceAll(/\[\$__range(:[^\]]*)?\]/g, '[1h]')
    .replaceAll(/\$__(range_s|rate_interval|interval)/g, '300')
}

const dashboards = shippedRooms().flatMap((room) =>
  listShipped(room, 'dashboards').map((name) => `${room}/dashboards/${name}`),
)

describe('every dashboard reads what the exporters export', () => {
  test.each(dashboards)('%s', (file) => {
    const {rows} = parse(readShipped(file)) as DashboardSource
    const problems = rows
      .flatMap(({panels}) => panels)
      .flatMap(({title, targets = []}) =>
        targets.flatMap(({expr}) => judgeExpression(withoutVariables(expr)).map((problem) => `${title}: ${problem}`)),
      )
    expect(problems).toEqual([])
  })
})

describe('the service of an exporter', () => {
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
    })
    return listServices(stack).map(({component, service}) => ({component, argv: (service.command ?? []).join(' ')}))
  })

  test.each(contracts.filter(({flags}) => flags.length > 0))(
    'of $room passes the flags that $exporter was recorded with',
    ({room, flags}) => {
      const own = services.filter(({component}) => component === room)
      // A room whose container opsctl does not run yet has no service to look at.
      if (own.length === 0) return
      for (const flag of flags)
        expect(
          own.some(({argv}) => argv.includes(flag)),
          flag,
        ).toBe(true)
    },
  )
})

test('the walk over an expression sees every operand', () => {
  const parsed = parseExpression('sum by (a) (rate(x[5m])) / on (b) y > 1')
  expect('expr' in parsed && [...walk(parsed.expr)].length).toBeGreaterThan(
    operandsOf((parsed as {expr: Expr}).expr).length,
  )
})
