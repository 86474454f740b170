import {describe, expect, test} from 'vitest'

import type {StatusReport} from '../../src/actions/status.js'
import type {UpReport} from '../../src/actions/up.js'
import {askProjectName} from '../../src/cli/confirm.js'
import {parseDurationS} from '../../src/cli/flags.js'
import {formatLosses} from '../../src/cli/print/destroy.js'
import {localize} from '../../src/cli/print/localize.js'
import {formatPlan} from '../../src/cli/print/plan.js'
import {formatStatus} from '../../src/cli/print/status.js'
import {formatBytes, formatColumns, formatSpan, widthOf} from '../../src/cli/print/units.js'
import {formatUp} from '../../src/cli/print/up.js'

const status: StatusReport = {
  project: 'shop',
  at: '2026-01-31T08:00:00.000Z',
  ok: false,
  services: [
    {
      service: 'redis',
      component: 'redis',
      name: 'shop-redis-1',
      id: 'c1',
      state: 'exited',
      health: 'none',
      exitCode: 137,
      restarts: 3,
      finishedAt: '2026-01-31T07:58:00Z',
      image: 'redis:8',
      ports: [],
      up: false,
      why: {cause: {en: 'killed', zh: '被终止'}, fix: {en: 'opsctl up', zh: 'opsctl up'}},
      lastLine: 'bye',
    },
    {
      service: 'gateway',
      component: 'gateway',
      name: 'shop-gateway-1',
      id: 'c2',
      state: 'running',
      health: 'healthy',
      restarts: 0,
      startedAt: '2026-01-31T06:00:00Z',
      image: 'caddy:2',
      ports: [{bind: '0.0.0.0', host: 80, container: 80}],
      up: true,
    },
  ],
  uis: [{id: 'prometheus', url: 'http://127.0.0.1:9090/'}],
}

describe('status', () => {
  test('explains beneath a container why it is down, and what to do', () => {
    const text = formatStatus(status, 'en')
    expect(text).toMatch(/✗ shop-redis-1 +exited \(137\) +2 min +3 +redis:8\n {4}killed\n {4}│ bye\n {4}→ opsctl up/)
    expect(text).toMatch(/✓ shop-gateway-1 +healthy +2 h +:80 +caddy:2/)
    expect(text).toMatch(/✗ shop: 1 container is not up$/)
  })

  test('leaves the images out on a screen that is too narrow for them, and no line wraps', () => {
    const lines = formatStatus(status, 'zh', 50).split('\n')
    expect(lines.join('\n')).not.toContain('caddy:2')
    expect(lines[0]).toContain('端口')
    expect(Math.max(...lines.slice(0, 2).map(widthOf))).toBeLessThanOrEqual(50)
    expect(formatStatus(status, 'en', 200)).toContain('caddy:2')
  })

  test('speaks Chinese', () => {
    expect(formatStatus(status, 'zh')).toMatch(/已退出 \(137\)[\s\S]*被终止[\s\S]*1 个容器不正常/)
  })
})

test('a plan shows changes with their reasons and only counts the rest', () => {
  const text = formatPlan(
    {
      project: 'shop',
      services: [
        {service: 'redis', action: 'recreate', because: ['a', 'b', 'c', 'd', 'e', 'f']},
        {service: 'gateway', action: 'unchanged', because: []},
      ],
      risks: [{stops: true, what: {en: 'Data!', zh: '数据！'}, fix: {en: 'Dump.', zh: '导出。'}}],
      files: [{path: 'deploy/redis/compose.yaml', action: 'changed'}],
      pending: true,
    },
    'en',
  )
  expect(text).toBe(
    '± redis  recreate  a, b, c, d, +2\n1 file under deploy/ changes\n✗ Data!\n  → Dump.\n1 service unchanged',
  )
})

test('a failed up shows the service, its last lines, the cause and the next command', () => {
  const report: UpReport = {
    project: 'shop',
    ok: false,
    health: [],
    reloaded: [],
    prepared: [],
    services: [],
    uis: [],
    warnings: [],
    seconds: 3,
    failures: [
      {
        service: 'web',
        component: 'app',
        state: 'exited',
        health: 'none',
        exitCode: 127,
        lines: ['sh: node: not found'],
        cause: {cause: {en: 'no program', zh: '没有程序'}, fix: {en: 'opsctl logs web', zh: 'opsctl logs web'}},
      },
    ],
  }
  expect(formatUp(report, 'en')).toMatch(
    /✗ web: exited \(127\)\n {2}last lines:\n {2}│ sh: node: not found\n {2}likely cause: no program\n {2}next: opsctl logs web\n✗ shop is not healthy/,
  )
})

test('what destroy would lose is listed with sizes and the newest backup', () => {
  const losses = {project: 'shop', namespaces: [], containers: ['a', 'b'], volumes: [{name: 'shop_data', bytes: 1536}]}
  expect(formatLosses(losses, 'en')).toMatch(/2 containers\n {2}- volume shop_data, 1.5 KiB\n! There is no backup/)
  const backed = {...losses, newestBackup: {name: 'b1', at: '2026-01-31T08:00:00Z'}}
  expect(formatLosses(backed, 'zh')).toContain('最新备份：backups/b1')
})

describe('the confirmation of destroy', () => {
  const ask = (yes: boolean, name?: string) => askProjectName('shop', {lang: 'en', yes, name, canAsk: false})
  test('is the name given with --yes', async () => {
    expect(await ask(true, 'shop')).toBe('shop')
    expect(await ask(true)).toBe('')
  })

  test('is a usage error without a terminal, naming both flags', async () => {
    await expect(ask(false, 'shop')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/--yes.*--project shop/),
    })
  })
})

test('texts become one language under --json', () => {
  expect(localize({a: [{en: 'x', zh: '甲'}], b: {en: 'y', zh: '乙', other: 1}, c: null}, 'zh')).toEqual({
    a: ['甲'],
    b: {en: 'y', zh: '乙', other: 1},
    c: null,
  })
})

test('numbers have units', () => {
  expect([0, 1023, 1536, 150 * 1024 ** 2, 2.25 * 1024 ** 3].map(formatBytes)).toEqual([
    '0 B',
    '1023 B',
    '1.5 KiB',
    '150 MiB',
    '2.3 GiB',
  ])
  expect([5, 125, 7300, 200_000].map(formatSpan)).toEqual(['5 s', '2 min', '2 h', '2 d'])
})

test('columns line up when words are Chinese', () => {
  expect(
    formatColumns([
      ['服务', 'x'],
      ['abcde', 'y'],
    ]),
  ).toEqual(['服务   x', 'abcde  y'])
})

test('a duration flag has a unit', () => {
  expect([parseDurationS('30s', 'timeout'), parseDurationS('5m', 'timeout')]).toEqual([30, 300])
  for (const bad of ['5', '0s', '1d', '-1m', '']) expect(() => parseDurationS(bad, 'timeout')).toThrow(/not a duration/)
})
