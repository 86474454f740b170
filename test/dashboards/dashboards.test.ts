/** Every dashboard that ships, held to the rules of Grafana's linter and to what a person expects of it. */
import {afterAll, describe, expect, test} from 'vitest'

import {listAlerts} from '../../src/alerts/catalogue.js'
import {components} from '../../src/components/registry.js'
import {buildDashboard} from '../../src/dashboards/build.js'
import {stackSchema} from '../../src/spec/stack.js'
import {emptyPanels} from './empty-panels.js'
import {judgeDashboard} from './judge.js'
import {panelsOf, runbooksUrl, shipped} from './shipped.js'

/** Dashboards over all jobs: what they show is recorded per route, or is a sum over the whole stack. */
const WITHOUT_TARGETS = ['opsctl-capacity', 'opsctl-gateway', 'opsctl-overview', 'opsctl-slo']
/** Titles that are the same in both languages: names of products and of what they call their parts. */
const NAMES = /^[A-Za-z0-9 ./+_()-]+$/
const HAN = /\p{Script=Han}/u

const panels = shipped.flatMap(({json}) => panelsOf(json.en))
const alerts = listAlerts()
const rooms = new Set<string>(components.map(({id}) => id))
/** A stack of each driver with all that there is. */
const stacks = (['caddy', 'nginx', 'haproxy'] as const).map((driver) =>
  stackSchema.parse({
    version: 1,
    project: 'all',
    apps: {web: {image: 'shop/web:1'}},
    gateway: {driver, routes: {web: {upstreams: ['web']}}},
    slo: {web: {objective: 99.9, window: '7d', route: 'web'}},
    ...Object.fromEntries(components.filter(({id}) => id !== 'app' && id !== 'gateway').map(({id}) => [id, {}])),
  }),
)
const shownBy = (room: string) =>
  stacks.flatMap((stack) => components.find(({id}) => id === room)?.dashboards?.(stack) ?? [])
afterAll(() => process.stdout.write(`${shipped.length} dashboards with ${panels.length} panels\n`))

test('there are as many as were promised', () => {
  expect(shipped.length).toBeGreaterThanOrEqual(16)
  expect(panels.length).toBeGreaterThanOrEqual(250)
})

test('each has an address of its own', () => {
  const uids = shipped.map(({source}) => source.uid)
  expect(new Set(uids).size).toBe(uids.length)
})

describe.each(shipped)('$file', ({file, source, json, room}) => {
  test.each(['en', 'zh'] as const)('has nothing that the linter would tell, in %s', (lang) => {
    expect(judgeDashboard(json[lang])).toEqual([])
  })

  test('is found under the name of its file', () => {
    expect(source.uid).toBe(`opsctl-${file.replace(/^.*\/|\.yaml$/g, '')}`)
  })

  test('has variables for job and instance, or is about the whole stack', () => {
    const names = json.en.templating?.list.map(({name}) => name)
    const expected = WITHOUT_TARGETS.includes(source.uid) ? ['datasource'] : ['datasource', 'job', 'instance']
    expect(names?.slice(0, expected.length)).toEqual(expected)
    expect(source.variables === undefined).toBe(WITHOUT_TARGETS.includes(source.uid))
  })

  test('says everything in both languages', () => {
    const extra = (source.extra ?? []).map(({name, label, label_zh}) => ({title: label, title_zh: label_zh, of: name}))
    const titles = [source, ...source.rows, ...source.rows.flatMap((row) => row.panels), ...extra]
    const missing = titles.filter(
      ({title, title_zh = ''}) => !HAN.test(title_zh) && !(NAMES.test(title) && title_zh !== ''),
    )
    const untold = [source, ...source.rows.flatMap((row) => row.panels)].filter(
      ({description, description_zh}) => !description || HAN.test(description) || !HAN.test(description_zh ?? ''),
    )
    expect(missing.map(({title}) => title)).toEqual([])
    expect(untold.map(({title}) => title)).toEqual([])
  })

  test('links to runbooks of alerts that exist', () => {
    const linked = source.rows.flatMap((row) => row.panels).flatMap(({alert}) => alert ?? [])
    expect(linked.filter((name) => !alerts.some((alert) => alert.name === name))).toEqual([])
  })

  test('gives the same bytes each time', () => {
    const build = () => JSON.stringify(buildDashboard(source, {lang: 'en', runbooksUrl}))
    expect(build()).toBe(build())
    expect(JSON.parse(build())).toEqual(json.en)
  })

  test('is shown by its room, once that runs', () => {
    // A room without a component has alerts and dashboards that wait for its containers.
    if (!rooms.has(room)) return
    expect(shownBy(room)).toContain(file.replace(/^.*\//, ''))
  })
})

test.each(emptyPanels)('$uid $title, which may be empty, is there', ({uid, title, query = ''}) => {
  const found = shipped.find(({source}) => source.uid === uid)?.source.rows.flatMap((row) => row.panels)
  const named = found?.filter((panel) => title === undefined || panel.title === title)
  expect(named?.some(({targets = []}) => targets.some(({expr}) => expr.includes(query)))).toBe(true)
})

test.each(alerts)('$name links to a dashboard that ships', ({dashboard}) => {
  expect(shipped.map(({source}) => source.uid)).toContain(dashboard)
})
