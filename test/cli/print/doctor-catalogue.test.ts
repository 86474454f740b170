import {expect, test} from 'vitest'

import type {ExplainedCheck} from '../../../src/actions/doctor/explain.js'
import {formatChecks, formatDiff, formatExplanation} from '../../../src/cli/print/doctor-catalogue.js'
import {limitsOf} from '../../../src/doctor/thresholds.js'

const say = (en: string, zh: string) => ({en, zh})
const origin = say('operations manual', '运维手册')

const check = {
  id: 'pg.connections',
  component: 'postgres',
  componentTitle: say('PostgreSQL', 'PostgreSQL'),
  title: say('Connections are left', '仍有可用连接'),
  impact: say('New clients are refused.', '新的客户端被拒绝。'),
  runs: say('pg_stat_activity', 'pg_stat_activity'),
  tiers: ['runtime'],
  tags: ['capacity'],
  thresholds: {used: {warn: 80, fail: 95, unit: '%', origin}, size: {warn: 1024, unit: 'MiB', origin}},
  remedy: {text: say('Find who holds them.', '找出占用者。'), commands: ['opsctl db connections']},
  fix: 'guarded',
  after: ['pg.up'],
  because: [],
  links: ['https://example.com/'],
  alerts: ['PostgresTooManyConnections'],
} as const

const explained = (warn?: number): ExplainedCheck => ({
  ...check,
  limits: limitsOf(check, warn === undefined ? {} : {'pg.connections': {used: {warn}}}),
})

test('an explanation says what is looked at, the limits with their origin, and what to do', () => {
  expect(formatExplanation(explained(90), 'en')).toMatchInlineSnapshot(`
    "pg.connections  Connections are left
    PostgreSQL · runtime · fix: guarded · #capacity

    Looks at       pg_stat_activity
    Otherwise      New clients are refused.
    Thresholds     used: warning at 90 %, failure at 95 % (opsctl.yaml; in place of warning at 80 %, failure at 95 %, operations manual)
                   size: warning at 1 GiB (operations manual)
    Do             Find who holds them.
                   opsctl db connections
    Skipped after  pg.up
    Alerts         PostgresTooManyConnections
    See            https://example.com/
    Run            opsctl doctor pg.connections"
  `)
  expect(formatExplanation(explained(), 'zh')).toMatchInlineSnapshot(`
    "pg.connections  仍有可用连接
    PostgreSQL · runtime · fix: guarded · #capacity

    查看            pg_stat_activity
    否则            新的客户端被拒绝。
    阈值            used: 警告 80 %, 失败 95 % (运维手册)
                    size: 警告 1 GiB (运维手册)
    处置            找出占用者。
                    opsctl db connections
    以下失败时跳过  pg.up
    告警            PostgresTooManyConnections
    参见            https://example.com/
    运行            opsctl doctor pg.connections"
  `)
})

test('a list goes room by room', () => {
  expect(formatChecks([check, {...check, id: 'pg.up', fix: undefined as never}], 'en')).toMatchInlineSnapshot(`
    "PostgreSQL (postgres)
      pg.connections  runtime  guarded  Connections are left
      pg.up           runtime           Connections are left

    2 checks, of which 1 can be mended by opsctl doctor --fix"
  `)
})

test('a comparison has the worst first', () => {
  const run = {id: '20260115T120000Z-00ff', startedAt: '2026-01-15T12:00:00.000Z'}
  const changes = [
    {kind: 'new', id: 'pg.up', message: say('is down', '已停止')},
    {kind: 'fixed', id: 'redis.memory', instance: 'redis', message: 'was full'},
  ] as const
  expect(formatDiff({from: run, to: run, same: 1, changes}, 'en')).toMatchInlineSnapshot(`
    "20260115T120000Z-00ff (2026-01-15 12:00:00 UTC) → 20260115T120000Z-00ff (2026-01-15 12:00:00 UTC)
    + new    pg.up                 is down
    ✓ fixed  redis.memory (redis)  was full
    2 changes; 1 finding is the same in both"
  `)
})
