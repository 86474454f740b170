/** What our own rules and Grafana's types find together: nothing in what ships, something in each dashboard that is broken. */
import {describe, expect, test} from 'vitest'

import {judgeDashboard} from './judge.js'
import {judgeTypes} from './schema.js'
import {type DashboardJson, shipped} from './shipped.js'

type Json = Record<string, unknown>
type Break = (dashboard: Json, panel: Json) => void

const redis = shipped.find(({source}) => source.uid === 'opsctl-redis')

/** Ways in which people break a dashboard by hand. */
const breaks: Readonly<Record<string, Break>> = {
  'a panel of a type that Grafana removed': (_, panel) => Object.assign(panel, {type: 'graph'}),
  'no type of a panel': (_, panel) => delete panel.type,
  'no version of the schema': (dashboard) => delete dashboard.schemaVersion,
  'a misspelt key': (dashboard) => Object.assign(dashboard, {refersh: '10s'}),
  'a number as a text': (_, panel) => Object.assign(panel, {id: '7'}),
  'a word that is none of the enum': (dashboard) => Object.assign(dashboard, {graphTooltip: 7}),
  'a variable of no known type': (dashboard) => {
    const {list} = dashboard.templating as {list: Json[]}
    Object.assign(list[1] as Json, {type: 'label'})
  },
  'a variable that has nothing chosen': (dashboard) => {
    const {list} = dashboard.templating as {list: Json[]}
    Object.assign(list[1] as Json, {current: {}})
  },
  'PromQL that does not parse': (_, panel) => ask(panel, 'sum(rate(redis_commands_processed_total[5m])'),
  'a variable that is not there': (_, panel) => ask(panel, 'redis_up{job=~"$job", instance=~"$instance", db=~"$base"}'),
  'two panels of one number': (dashboard, panel) => Object.assign(panel, {id: (dashboard.panels as Json[])[2]?.id}),
  'two panels in one place': (dashboard, panel) =>
    Object.assign(panel, {gridPos: (dashboard.panels as Json[])[2]?.gridPos}),
  'no uid': (dashboard) => delete dashboard.uid,
  'no title': (dashboard) => delete dashboard.title,
  'the wrapper of the HTTP interface': (dashboard) => {
    const inner = structuredClone(dashboard)
    for (const key of Object.keys(dashboard)) delete dashboard[key]
    Object.assign(dashboard, {dashboard: inner, overwrite: true})
  },
  'a counter without rate()': (_, panel) =>
    ask(panel, 'redis_commands_processed_total{job=~"$job", instance=~"$instance"}'),
  'no filter of the instance': (_, panel) => ask(panel, 'redis_up{job=~"$job"}'),
  'a unit that Grafana has not': (_, panel) =>
    Object.assign(panel, {fieldConfig: {defaults: {unit: 'req/s'}, overrides: []}}),
}

function ask(panel: Json, expr: string): void {
  const [target] = panel.targets as Json[]
  Object.assign(target as Json, {expr})
}

function broken(change: Break): Json {
  const dashboard = structuredClone(redis?.json.en) as unknown as Json
  const panel = (dashboard.panels as Json[]).find(({type}) => type === 'stat') as Json
  change(dashboard, panel)
  return dashboard
}

const wrong = Object.fromEntries(Object.entries(breaks).map(([name, change]) => [name, broken(change)]))
const right = Object.fromEntries(
  shipped.flatMap(({file, json}) => [
    [`${file} en`, json.en],
    [`${file} zh`, json.zh],
  ]),
)
const typed = judgeTypes({...right, ...wrong})

test.each(Object.keys(right))('%s is what the types of Grafana ask for', (name) => {
  expect(typed[name]).toEqual([])
})

describe('a dashboard is refused for', () => {
  test.each(Object.keys(wrong))('%s', (name) => {
    const own = judgeDashboard(wrong[name] as DashboardJson)
    expect([...own, ...(typed[name] ?? [])]).not.toEqual([])
  })
})

test('the types of Grafana alone find what is about types', () => {
  const found = Object.keys(wrong).filter((name) => typed[name]?.length)
  expect(found.length).toBeGreaterThanOrEqual(6)
  process.stdout.write(`types find ${found.length} of ${Object.keys(wrong).length} broken dashboards\n`)
})
