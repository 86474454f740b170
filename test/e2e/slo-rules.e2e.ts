/** What opsctl records for an objective, and the alerts on it, judged together by promtool over days of requests. */
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {dump} from 'js-yaml'
import {afterAll, beforeAll, expect, it} from 'vitest'

import {sloRules} from '../../src/alerts/slo.js'
import {readShipped} from '../../src/shipped.js'
import {parseStack} from '../../src/spec/parse-stack.js'
import {promtool} from '../rules/promtool.js'

const source = `version: 1
project: shop
apps: {web: {image: "shop/web:1"}}
gateway: {routes: {shop: {upstreams: [web]}}}
prometheus: {retention: {time: 30d}}
slo:
  web: {objective: 99.9, route: shop}
  fast: {kind: latency, objective: 99, latency: 1s, route: shop}
`
const alerts = [
  'SloErrorBudgetBurnsFast',
  'SloErrorBudgetBurnsQuickly',
  'SloErrorBudgetBurnsSteadily',
  'SloErrorBudgetBurnsSlowly',
]
const labels = 'job="gateway-metrics", instance="gateway-metrics:3903", route="shop"'
const files = ['slo.yaml', 'slo-latency.yaml']
/** Alerts look at what was recorded in the same minute. */
const order = ['slo-web', 'slo-fast', 'prometheus-slo', 'prometheus-slo-latency']
let folder = ''

beforeAll(() => {
  const {stack, problems} = parseStack(source)
  if (!stack) throw new Error(JSON.stringify(problems))
  folder = mkdtempSync(join(tmpdir(), 'opsctl-slo-'))
  writeFileSync(join(folder, 'recorded.yaml'), dump({groups: sloRules(stack)}, {lineWidth: -1}))
  for (const name of files) writeFileSync(join(folder, name), readShipped(`prometheus/alerts/${name}`))
})

afterAll(() => rmSync(folder, {recursive: true, force: true}))

interface Moment {
  readonly at: string
  readonly firing: readonly string[]
}

/** Values a minute: of good requests, of failed ones, and of those within a second. */
interface Traffic {
  readonly ok: string
  readonly failed?: string
  readonly withinSecond?: string
  readonly all?: string
}

/** What promtool has against the alerts that are expected to fire, and against no others of some names. */
function judge(
  traffic: Traffic,
  moments: readonly Moment[],
  {names = alerts, every = '1m'}: {readonly names?: readonly string[]; readonly every?: string} = {},
): string {
  const series = [
    {series: `gateway_requests_total{${labels}, code_class="2xx"}`, values: traffic.ok},
    ...(traffic.failed
      ? [{series: `gateway_requests_total{${labels}, code_class="5xx"}`, values: traffic.failed}]
      : []),
    ...(traffic.all ? [{series: `gateway_request_duration_seconds_count{${labels}}`, values: traffic.all}] : []),
    ...(traffic.withinSecond
      ? [{series: `gateway_request_duration_seconds_bucket{${labels}, le="1"}`, values: traffic.withinSecond}]
      : []),
  ]
  const promql_expr_test = moments.map(({at, firing}) => ({
    expr: `count by (alertname) (ALERTS{alertstate="firing", alertname=~"${names.join('|')}"})`,
    eval_time: at,
    exp_samples: firing.map((name) => ({labels: `{alertname="${name}"}`, value: 1})),
  }))
  const test = {
    rule_files: ['recorded.yaml', ...files],
    evaluation_interval: every,
    group_eval_order: order,
    tests: [{interval: '1m', input_series: series, promql_expr_test}],
  }
  const file = join(folder, 'test.yaml')
  writeFileSync(file, dump(test, {lineWidth: -1}))
  const {stdout, stderr, status} = spawnSync(promtool(), ['test', 'rules', file], {encoding: 'utf8', timeout: 120_000})
  return status === 0 ? '' : stdout + stderr
}

it('the generated rules are valid', () => {
  const paths = ['recorded.yaml', ...files].map((name) => join(folder, name))
  expect(spawnSync(promtool(), ['check', 'rules', ...paths], {encoding: 'utf8'}).status).toBe(0)
})

it('a fast burn pages at once, and is over soon after its end', () => {
  // From 3 h on a tenth of 10 requests a second fails, for half an hour: a hundred times the budget.
  const traffic = {ok: '0+600x180 108000+540x29 124200+600x180', failed: '0x180 60+60x29 1800x180'}
  const fast = ['SloErrorBudgetBurnsFast', 'SloErrorBudgetBurnsQuickly', 'SloErrorBudgetBurnsSteadily']
  expect(
    judge(
      traffic,
      [
        {at: '2h59m', firing: []},
        {at: '3h29m', firing: fast},
        {at: '3h50m', firing: ['SloErrorBudgetBurnsQuickly', 'SloErrorBudgetBurnsSteadily']},
      ],
      {names: fast},
    ),
  ).toBe('')
})

it('a slow burn raises a ticket and pages nobody', () => {
  // 0.45 % of the requests fail: four and a half times the budget.
  const traffic = {ok: '0+597.3x1500', failed: '0+2.7x1500'}
  const slow = ['SloErrorBudgetBurnsSlowly', 'SloErrorBudgetBurnsSteadily']
  expect(judge(traffic, [{at: '25h', firing: slow}], {every: '5m'})).toBe('')
})

it('a blip of two minutes does not page, two minutes without an answer do', () => {
  const names = ['SloErrorBudgetBurnsFast', 'SloErrorBudgetBurnsQuickly']
  // A tenth of the requests fails: 0.5 % of the budget of a month. All of them: 5 %.
  const blip = {ok: '0+600x180 108540 109080+600x60', failed: '0x180 60 120 120x60'}
  const outage = {ok: '0+600x180 108000 108000+600x60', failed: '0x180 600 1200 1200x60'}
  const moments = ['3h5m', '3h15m', '3h40m'].map((at) => ({at, firing: []}))
  expect(judge(blip, moments, {names})).toBe('')
  expect(judge(outage, [{at: '3h5m', firing: ['SloErrorBudgetBurnsFast']}], {names: names.slice(0, 1)})).toBe('')
})

it('without data, or with hardly any requests, nothing burns', () => {
  expect(judge({ok: '_x200'}, [{at: '90m', firing: []}])).toBe('')
  // Four requests a minute, half of them failing, are under a tenth of a request a second.
  expect(judge({ok: '0+2x300', failed: '0+2x300'}, [{at: '2h', firing: []}])).toBe('')
})

it('slow answers burn the budget of latency, and nothing else', () => {
  const names = ['SloLatencyBudgetBurnsFast', ...alerts]
  const traffic = {ok: '0+600x400', all: '0+600x400', withinSecond: '0+600x200 120000+300x200'}
  expect(
    judge(
      traffic,
      [
        {at: '3h', firing: []},
        {at: '4h30m', firing: ['SloLatencyBudgetBurnsFast']},
      ],
      {names},
    ),
  ).toBe('')
})
