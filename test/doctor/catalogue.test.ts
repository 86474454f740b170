/** What every check of the catalogue owes its reader. A check that lacks one of these walls is not done. */
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import {components} from '../../src/components/registry.js'
import {parts} from '../../src/doctor/catalogue.js'
import {checkIds} from '../../src/doctor/check-ids.js'
import {inOrder} from '../../src/doctor/judge.js'
import {entries, FIXTURE_NOW, type Fixtures, fixtureStack, judgeFixture} from './fixture.js'

const testRoot = new URL('..', import.meta.url).pathname
const files = (await readdir(testRoot, {recursive: true})).filter((path) => path.endsWith('.fixtures.ts'))
const modules = await Promise.all(
  files.map(async (path) => (await import(join(testRoot, path))) as {readonly fixtures: Fixtures}),
)
const fixtures = new Map(modules.flatMap((module) => Object.entries(module.fixtures)))
const all = parts.flatMap((part) => part.checks.map((check) => ({id: check.id, check, part})))
const situations = all.flatMap((one) =>
  (fixtures.get(one.id) ?? []).map((fixture) => ({...one, fixture, when: fixture.when})),
)

describe('the catalogue', () => {
  test('names each check once, and only those that are listed', () => {
    const ids = all.map(({id}) => id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    expect(ids.filter((id) => !checkIds.includes(id))).toEqual([])
  })

  test('has fixtures of its own checks only', () => {
    const ids = new Set(all.map(({id}) => id))
    expect([...fixtures.keys()].filter((id) => !ids.has(id))).toEqual([])
  })

  test('selects rooms by names that are not ids of checks', () => {
    const names = parts.map(({id}) => id)
    expect(new Set(names).size).toBe(names.length)
  })

  test('puts each check after what it rests on', () => {
    const order = inOrder(parts).map(({check}) => check.id)
    const wrong = all.flatMap(({id, check}) =>
      [...(check.after ?? []), ...(check.because ?? [])].filter((before) => order.indexOf(before) > order.indexOf(id)),
    )
    expect(wrong).toEqual([])
  })

  test('gathers every fact that a check needs', () => {
    const gathered = new Set(parts.flatMap(({collectors}) => collectors.map(({key}) => key.name)))
    const missing = all.flatMap(({id, check}) =>
      Object.values({...check.needs, ...check.wants})
        .filter(({name}) => !gathered.has(name))
        .map(({name}) => `${id} needs ${name}`),
    )
    expect(missing).toEqual([])
  })

  test('gathers each fact in one place', () => {
    const names = parts.flatMap(({collectors}) => collectors.map(({key}) => key.name))
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test.each(all)('$id rests on checks that exist', ({check}) => {
    const unknown = [...(check.after ?? []), ...(check.because ?? [])].filter((id) => !checkIds.includes(id))
    expect(unknown).toEqual([])
  })

  test.each(all)('$id speaks both languages and says what to do', ({check}) => {
    for (const text of [check.title, check.impact, check.runs, check.remedy.text]) {
      expect(text.en.trim()).not.toBe('')
      expect(text.zh).toMatch(/\p{Script=Han}/u)
    }
    for (const {origin} of Object.values(check.thresholds)) expect(origin.en.trim()).not.toBe('')
  })

  test.each(all)('$id has a situation for each of its outcomes', ({id, check}) => {
    const shown = new Set((fixtures.get(id) ?? []).map(({expect: status}) => status))
    expect(check.outcomes.filter((status) => !shown.has(status))).toEqual([])
    expect([...shown].filter((status) => !['skip', 'unknown', ...check.outcomes].includes(status))).toEqual([])
  })

  test.each(all)('$id is unknown, and does not fail, on facts that are empty', ({id, check, part}) => {
    for (const empty of [{}, [], null, '']) {
      const facts = Object.fromEntries(Object.values({...check.needs, ...check.wants}).map(({name}) => [name, empty]))
      const rows = judgeFixture(part, id, {when: 'facts are empty', facts, expect: 'unknown'})
      expect(rows.length).toBeGreaterThan(0)
    }
  })

  test.each(situations)('$id when $when', ({id, part, fixture}) => {
    const rows = judgeFixture(part, id, fixture)
    const row = fixture.instance === undefined ? rows[0] : rows.find(({instance}) => instance === fixture.instance)
    expect(row?.status, row?.detail.en).toBe(fixture.expect)
    if (fixture.says) expect(row?.detail.en).toMatch(fixture.says)
    if (fixture.observed) expect(row?.observed).toMatchObject(fixture.observed)
    expect(row?.detail.zh.trim()).not.toBe('')
  })

  test.each(situations.filter(({check, fixture}) => check.fix && ['warn', 'fail'].includes(fixture.expect)))(
    'the fix of $id makes a plan or declines when $when',
    ({check, part, id, fixture}) => {
      const [row] = judgeFixture(part, id, fixture)
      if (!row) throw new Error('no row')
      const values = Object.entries({...check.needs, ...check.wants}).flatMap(([name, key]) =>
        key.name in fixture.facts ? [[name, entries(fixture.facts)[key.name]] as const] : [],
      )
      const facts = Object.fromEntries(values.flatMap(([name, entry]) => (entry?.ok ? [[name, entry.value]] : [])))
      const context = {stack: fixtureStack(fixture.stack), limits: {}, now: FIXTURE_NOW, before: () => undefined}
      const plan = check.fix?.plan(facts, row, context)
      if (plan) expect(plan.steps.length).toBeGreaterThan(0)
    },
  )
})

test('every room of a stack has a part', () => {
  const ids = new Set(parts.map(({id}) => id))
  const agents = ['blackbox', 'cadvisor', 'node-exporter']
  expect(components.map(({id}) => id).filter((id) => !ids.has(id) && !agents.includes(id))).toEqual([])
})
