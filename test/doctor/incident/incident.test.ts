import {describe, expect, test} from 'vitest'

import {eventsOfAlerts} from '../../../src/doctor/incident/from-alerts.js'
import {eventsOfContainers} from '../../../src/doctor/incident/from-containers.js'
import {eventsOfLooks, type Look} from '../../../src/doctor/incident/from-looks.js'
import {toIncident} from '../../../src/doctor/incident/journal.js'
import {toIncidentMarkdown} from '../../../src/doctor/incident/markdown.js'
import {toIncidentPage} from '../../../src/doctor/incident/page.js'
import {formatLength} from '../../../src/doctor/incident/report.js'
import {timesOf} from '../../../src/doctor/incident/times.js'
import {windowOf} from '../../../src/doctor/incident/window.js'
import type {ServiceState} from '../../../src/runtime/runtime.js'
import {example, lines} from './example.js'

describe('the two times', () => {
  test('count from the first symptom to who noticed it, and to the closing', () => {
    const times = timesOf(example())
    expect(times?.first.text.en).toBe('shop-redis-1 ends with exit code 137')
    expect(times?.detected.text.en).toContain('RedisDown fires')
    expect(times?.detectMs).toBe(90_000)
    expect(times?.mendMs).toBe(18 * 60_000 + 31_000)
  })

  test('begin with the opening when nothing is seen before', () => {
    expect(timesOf(example(1))).toMatchObject({first: {key: 'open'}, detected: {key: 'open'}, detectMs: 0})
    expect(timesOf(example(1))?.mendMs).toBeUndefined()
  })

  test('pass over what was over before the opening', () => {
    const old = {key: 'old', at: '2026-01-15T11:30:00.000Z', source: 'alert', role: 'detection'} as const
    const event = {...old, text: {en: 'old', zh: '旧'}}
    const {events, openedAt} = example()
    const with_ = (overAt: string) => timesOf({events: [{...event, overAt}, ...events], openedAt})?.first.key
    expect(with_('2026-01-15T11:40:00.000Z')).not.toBe('old')
    expect(with_('2026-01-15T12:10:00.000Z')).toBe('old')
  })

  test.each([
    [42_000, '42 s'],
    [90_000, '1 min 30 s'],
    [120_000, '2 min'],
    [3 * 3_600_000 + 60_000, '3 h 1 min'],
    [49 * 3_600_000, '2 d 1 h'],
  ])('are said so that they can be read: %d', (ms, said) => {
    expect(formatLength(ms)).toBe(said)
  })
})

describe('a journal', () => {
  test('tells an event once, however often it was seen', () => {
    const seen = lines[1]
    expect(toIncident('x', [...lines, seen, seen])?.events).toHaveLength(example().events.length)
  })

  test('passes over lines of another version, and is none without its first', () => {
    expect(toIncident('x', [lines[0], {kind: 'mood', at: 'now'}, 3, null])?.events).toHaveLength(1)
    expect(toIncident('x', lines.slice(1))).toBeUndefined()
    expect(toIncident('x', [])).toBeUndefined()
  })
})

describe('the report', () => {
  test.each(['en', 'zh'] as const)('in Markdown is complete in %s', async (lang) => {
    await expect(`${toIncidentMarkdown(example(), lang)}\n`).toMatchFileSnapshot(`golden/closed.${lang}.md`)
    await expect(`${toIncidentMarkdown(example(3), lang)}\n`).toMatchFileSnapshot(`golden/open.${lang}.md`)
  })

  test.each(['en', 'zh'] as const)(
    'as a page is complete in %s, and runs nothing that was written into it',
    async (lang) => {
      const page = toIncidentPage(example(), lang)
      await expect(page).toMatchFileSnapshot(`golden/closed.${lang}.html`)
      expect(page).not.toMatch(/<(script|b)\b|\son\w+=/)
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
      expect(page).toContain('the cache &amp; its disk')
      expect(page).toContain("default-src 'none'")
    },
  )

  test('in Markdown takes no markup from what was written', () => {
    const text = toIncidentMarkdown(example(), 'en')
    expect(text).not.toMatch(/(?<!\\)<script|(?<!\\)\| really|(?<!\\)\*sales/)
    expect(text).toContain(String.raw`told \<b\>support\</b\> and \*sales\*`)
  })
})

describe('alerts', () => {
  const from = 1_768_478_400
  const metric = {
    __name__: 'ALERTS',
    alertname: 'RedisDown',
    alertstate: 'firing',
    severity: 'critical',
    instance: 'r:1',
  }
  const samples = (...at: readonly number[]) => at.map((offset): [number, string] => [from + offset, '1'])

  test('begin, and are over', () => {
    const events = eventsOfAlerts([{metric, values: samples(60, 75, 90)}], from, from + 600)
    expect(events.map(({at, role, text}) => [at, role, text.en])).toEqual([
      ['2026-01-15T12:01:00.000Z', 'detection', 'alert RedisDown instance=r:1 fires (critical)'],
      ['2026-01-15T12:01:45.000Z', 'recovery', 'alert RedisDown instance=r:1 is over'],
    ])
  })

  test('have begun before when they touch the beginning, and are not over when they touch the end', () => {
    expect(eventsOfAlerts([{metric, values: samples(0, 15, 30)}], from, from + 30)).toEqual([])
    expect(eventsOfAlerts([{metric, values: samples(300, 315)}], from, from + 320)).toHaveLength(1)
  })

  test('are told from when their condition held, once they have fired', () => {
    const pending = {metric: {...metric, alertstate: 'pending'}, values: samples(60, 75)}
    expect(eventsOfAlerts([pending], from, from + 600)).toEqual([])
    const events = eventsOfAlerts([pending, {metric, values: samples(90, 105)}], from, from + 600)
    expect(events.map(({role}) => role)).toEqual(['symptom', 'detection', 'recovery'])
  })

  test('of the severity info tell of no trouble', () => {
    const watchdog = {metric: {...metric, alertname: 'Watchdog', severity: 'info'}, values: samples(60, 75)}
    expect(eventsOfAlerts([watchdog], from, from + 600)).toEqual([])
  })

  test('that come back after a silence are told again; a lost sample is no silence', () => {
    const events = eventsOfAlerts([{metric, values: samples(60, 75, 120, 400)}], from, from + 900)
    expect(events.map(({role}) => role)).toEqual(['detection', 'recovery', 'detection', 'recovery'])
  })
})

describe('looks of doctor', () => {
  const window = windowOf('2026-01-15T12:00:00Z', '2026-01-15T13:00:00Z')
  const look = (minute: number, ...rows: readonly (readonly [string, Look['rows'][number]['status']])[]): Look => ({
    at: new Date(Date.UTC(2026, 0, 15, 12, minute)).toISOString(),
    rows: rows.map(([id, status]) => ({id, status, message: {en: 'seen', zh: '所见'}})),
  })
  const told = (...looks: readonly Look[]) =>
    eventsOfLooks(looks, window)
      .toSorted((a, b) => (a.at < b.at ? -1 : 1))
      .map(({key}) => key.split(' ').slice(1, 3).join(' '))

  test('tell when a check began to fail and when it was well again, whatever their order', () => {
    expect(told(look(9, ['pg.up', 'pass']), look(1, ['pg.up', 'pass']), look(5, ['pg.up', 'fail']))).toEqual([
      'pg.up failed',
      'pg.up well',
    ])
  })

  test('say nothing of what failed before, was not looked at, or could not be judged', () => {
    expect(told(look(-9, ['pg.up', 'fail']), look(5, ['pg.up', 'fail']))).toEqual([])
    expect(told(look(1, ['pg.up', 'fail']), look(2, ['redis.up', 'pass']), look(3, ['pg.up', 'skip']))).toEqual([
      'pg.up failed',
    ])
  })
})

describe('containers', () => {
  const window = windowOf('2026-01-15T12:00:00Z', '2026-01-15T13:00:00Z')
  const state = (more: Partial<ServiceState>): ServiceState => ({
    service: 'redis',
    component: 'redis',
    name: 'shop-redis-1',
    id: 'a',
    state: 'running',
    health: 'none',
    restarts: 0,
    image: 'redis',
    ports: [],
    ...more,
  })

  test('that ended are a symptom; that start again by themselves too', () => {
    const events = eventsOfContainers(
      [
        state({state: 'exited', exitCode: 0, startedAt: '2026-01-15T11:00:00Z', finishedAt: '2026-01-15T12:10:00Z'}),
        state({name: 'shop-web-1', restarts: 3, startedAt: '2026-01-15T12:12:00Z'}),
        state({name: 'shop-es-1', state: 'exited', oomKilled: true, finishedAt: '2026-01-15T12:13:00Z'}),
      ],
      window,
    )
    expect(events.map(({role, text}) => [role, text.en])).toEqual([
      ['symptom', 'shop-redis-1 ends with exit code 0'],
      ['symptom', 'shop-es-1 is killed for memory'],
      ['symptom', 'shop-web-1 had ended and starts again by itself, restart 3'],
    ])
  })

  test('that start together are told together, and those before the window not at all', () => {
    const states = Array.from({length: 7}, (_, index) =>
      state({name: `shop-${index}-1`, startedAt: `2026-01-15T12:00:0${index}Z`}),
    )
    const events = eventsOfContainers([...states, state({name: 'old', startedAt: '2026-01-15T10:00:00Z'})], window)
    expect(events.map(({text}) => text.en)).toEqual([
      'shop-0-1, shop-1-1, shop-2-1, shop-3-1, shop-4-1 and 2 more start',
    ])
  })
})
