import {describe, expect, test} from 'vitest'

import {type DoctorView, formatDoctor} from '../../../src/cli/print/doctor.js'
import {localize} from '../../../src/cli/print/localize.js'
import {failure, healthy, note, unknown, warning} from '../../../src/doctor/check.js'
import type {DoctorReport, ReportDocument} from '../../../src/doctor/report-schema.js'
import type {Lang} from '../../../src/text.js'
import {madeUp, reportOn, room, well} from '../../doctor/made-up.js'

const say = (en: string, zh: string) => ({en, zh})

const sick = reportOn(
  [
    room('compose', [
      madeUp('compose.running', {
        ...failure(say('redis is not running: killed for memory', 'redis 未运行：因内存被终止')),
        instance: 'redis',
        observed: {exitCode: 137},
        evidence: [{kind: 'docker', ref: 'inspect shop-redis-1', excerpt: 'OOMKilled: true'}],
      }),
    ]),
    room(
      'redis',
      [
        well('redis.up', {after: ['compose.running'], service: 'redis'}),
        well('redis.memory', {after: ['redis.up'], service: 'redis'}),
      ],
      {title: say('Redis', 'Redis 缓存')},
    ),
    room('postgres', [
      madeUp(
        'pg.connections',
        {
          ...warning(say('85 of 100 connections are used', '100 个连接已用 85 个')),
          limit: 'used',
          observed: {used: 85, max: 100},
        },
        {
          thresholds: {used: {warn: 80, fail: 95, unit: '%', origin: say('operations manual', '运维手册')}},
          fix: {
            level: 'guarded',
            plan: () => ({
              effect: say('allows 200', '允许 200 个'),
              back: say('undo does it', '可撤销'),
              steps: [{kind: 'spec', path: ['postgres', 'maxConnections'], value: 200, was: 100}],
            }),
          },
        },
      ),
      madeUp('pg.stats', note(say('12 statements', '12 条语句'))),
    ]),
    room('app', [
      madeUp('app.deps', {
        ...failure(say('web can’t reach redis', 'web 无法连接 redis')),
        instance: 'web',
        because: [{id: 'compose.running', instance: 'redis'}],
      }),
    ]),
    room('host', [
      madeUp('host.swap', warning(say('there is no swap', '没有交换空间'))),
      madeUp('host.dns', unknown('timeout', say('no answer within 5.0 s', '5.0 秒内没有应答'))),
    ]),
    room('kibana', [well('kib.status')], {isFor: () => false}),
  ],
  {accepted: [{id: 'host.swap', reason: 'a small machine', until: '2026-12-01'}]},
)

const fine = reportOn([
  room('compose', [madeUp('compose.running', {...healthy(say('9 services run', '9 个服务在运行'))})]),
  room('redis', [well('redis.up'), well('redis.memory')]),
])

function print(report: DoctorReport, lang: Lang = 'en', more: Partial<DoctorView> = {}): string {
  const view = {lang, details: 0, quiet: false, errorsOnly: false, ...more}
  return formatDoctor(localize(report, lang) as ReportDocument, view)
}

describe('the report for people', () => {
  test('begins with the cause, and ends with counts and what to do next', () => {
    expect(print(sick)).toMatchInlineSnapshot(`
      "opsctl doctor  shop  production  compose  2026-01-15 12:00:00 UTC

      ✗ compose.running (redis)  redis is not running: killed for memory
          impact    users of compose.running wait
          do        Restart compose.running.
                    opsctl restart compose
          leads to  app.deps (web)
                    2 checks not made because of it
          more      opsctl doctor explain compose.running

      ! pg.connections  85 of 100 connections are used
          impact    users of pg.connections wait
          limit     warning at 80 %, failure at 95 % (operations manual)
          do        Restart pg.connections.
                    opsctl restart pg
          fix       opsctl doctor --fix pg.connections  (guarded) allows 200
          more      opsctl doctor explain pg.connections

      ! host.swap  there is no swap  (accepted until 2026-12-01: a small machine)

      Could not be seen
        ? host.dns  no answer within 5.0 s

      ✗ compose   1 failed  0.0 s
      - Redis     2 skipped  0.0 s
      ! postgres  1 warning, 1 note  0.0 s
      ✗ app       1 failed  0.0 s
      ? host      1 warning, 1 unknown  0.0 s
      - Not in this stack: kibana

      2 failed · 2 warnings · 1 note · 3 skipped · 1 unknown · 1 accepted (until 2026-12-01)    1.2 s    exit 1
      Next: opsctl doctor --fix  (1)   |   opsctl doctor explain compose.running   |   opsctl doctor bundle"
    `)
  })

  test('speaks Chinese', () => {
    expect(print(sick, 'zh')).toMatchInlineSnapshot(`
      "opsctl doctor  shop  production  compose  2026-01-15 12:00:00 UTC

      ✗ compose.running (redis)  redis 未运行：因内存被终止
          影响      中users of compose.running wait
          处置      中Restart compose.running.
                    opsctl restart compose
          导致      app.deps (web)
                    因此未进行 2 项检查
          详情      opsctl doctor explain compose.running

      ! pg.connections  100 个连接已用 85 个
          影响      中users of pg.connections wait
          阈值      警告 80 %, 失败 95 % (运维手册)
          处置      中Restart pg.connections.
                    opsctl restart pg
          修复      opsctl doctor --fix pg.connections  (guarded) 允许 200 个
          详情      opsctl doctor explain pg.connections

      ! host.swap  没有交换空间  (已接受至 2026-12-01：a small machine)

      无法查看
        ? host.dns  5.0 秒内没有应答

      ✗ 中compose   1 失败  0.0 s
      - Redis 缓存  2 跳过  0.0 s
      ! 中postgres  1 警告, 1 说明  0.0 s
      ✗ 中app       1 失败  0.0 s
      ? 中host      1 警告, 1 未知  0.0 s
      - 不在此栈中: 中kibana

      2 失败 · 2 警告 · 1 说明 · 3 跳过 · 1 未知 · 1 已接受（至 2026-12-01）    1.2 s    退出码 1
      下一步: opsctl doctor --fix  (1)   |   opsctl doctor explain compose.running   |   opsctl doctor bundle"
    `)
  })

  test('is short when all is well', () => {
    expect(print(fine)).toMatchInlineSnapshot(`
      "opsctl doctor  shop  production  compose  2026-01-15 12:00:00 UTC

      ✓ compose  1 ok  0.0 s
      ✓ redis    2 ok  0.0 s

      3 ok    1.2 s    exit 0
      Next: opsctl doctor -v   |   opsctl doctor --deep"
    `)
  })

  test('shows values and what is well with -v, and how it was looked at with -vv', () => {
    const once = print(sick, 'en', {details: 1})
    expect(once).toContain('    seen      exitCode 137\n')
    expect(once).toContain('    i pg.stats  12 statements  0.0 s')
    expect(once).toContain(
      '    - redis.up  not checked because of compose.running (redis)  ← compose.running (redis)  0.0 s',
    )
    expect(once).not.toContain('OOMKilled')
    expect(print(sick, 'en', {details: 2})).toContain(
      'looked    docker: inspect shop-redis-1\n                │ OOMKilled: true',
    )
  })

  test('tells problems and counts only when it is to be quiet, and failures only when asked so', () => {
    const quiet = print(sick, 'en', {quiet: true})
    expect(quiet).toMatch(/^✗ compose\.running/)
    expect(quiet).not.toContain('Next:')
    const errors = print(sick, 'en', {errorsOnly: true})
    expect(errors).not.toContain('! pg.connections')
    expect(errors).toContain('✗ compose.running')
  })

  test('says the same advice once, and cuts long lists', () => {
    const tables = Array.from({length: 8}, (_, index) => ({
      ...warning(say(`table ${index} is bloated`, `表 ${index} 膨胀`)),
      instance: `t${index}`,
    }))
    const [first, ...rest] = tables
    if (!first) throw new Error('no table')
    const report = reportOn([room('postgres', [madeUp('pg.bloat', [first, ...rest])])])
    const text = print(report)
    expect(text.match(/Restart pg\.bloat/g)).toHaveLength(1)
    expect(text).toContain('! pg.bloat (t4)  table 4 is bloated\n+ 3 more (-v)\n')
    expect(print(report, 'en', {details: 1})).toContain('! pg.bloat (t7)')
  })

  test('fits a screen when all is well in a stack with every room', () => {
    const rooms = Array.from({length: 20}, (_, index) => room(`room-${index}`, [well(`r${index}.up`)]))
    expect(print(reportOn(rooms)).split('\n').length).toBeLessThanOrEqual(25)
  })
})
