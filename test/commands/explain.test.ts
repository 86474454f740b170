import {describe, expect, it} from 'vitest'

import Explain from '../../src/commands/explain.js'
import {runCommand} from './run-command.js'

describe('opsctl explain', () => {
  it('says what a key means, takes, defaults to, and where it ends up', async () => {
    const {stdout} = await runCommand(Explain, ['gateway.driver', '--lang', 'en'])
    expect(stdout).toBe(`gateway.driver
  The program behind the route model. Caddy has neither a cache nor a rate limit.

  takes       one of caddy, haproxy, nginx
  default     caddy
  ends up in  deploy/gateway/config/
`)
  })

  it('answers in Chinese', async () => {
    const {stdout} = await runCommand(Explain, ['prometheus.retention.time', '--lang', 'zh'])
    expect(stdout).toContain('样本保留时间。')
    expect(stdout).toMatch(/取值 +带单个单位.*范围 1h 到 3650d/)
    expect(stdout).toMatch(/默认值 +15d/)
  })

  it.each(['gateway.routes.shop.cache', 'gateway.routes.<name>.cache'])('takes any name in %s', async (path) => {
    const {stdout} = await runCommand(Explain, [path, '--lang', 'en'])
    expect(stdout).toContain('gateway.routes.<name>.cache\n')
    expect(stdout).toMatch(/ttl +How long/)
  })

  it.each(['gateway.routes.a.cache.ttl', 'gateway.routes.a.cache[0].ttl'])(
    'takes a key inside a list as %s',
    async (path) => {
      const {stdout} = await runCommand(Explain, [path, '--lang', 'en'])
      expect(stdout).toContain('gateway.routes.<name>.cache[0].ttl\n')
    },
  )

  it('lists the top keys without a path', async () => {
    const {stdout} = await runCommand(Explain, ['--lang', 'en'])
    for (const key of ['project', 'gateway', 'apps', 'postgres', 'node-exporter'])
      expect(stdout).toMatch(new RegExp(`^  ${key} +\\S`, 'm'))
  })

  it.each([
    ['gateway.drivr', 'gateway.driver'],
    ['scrapeInterval', 'prometheus.scrapeInterval'],
  ])('points from %s to %s and exits with 2', async (typed, meant) => {
    const {exitCode, stderr} = await runCommand(Explain, [typed, '--lang', 'en'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`opsctl.yaml has no key ${typed}\n  → opsctl explain ${meant}`)
  })

  it('is data with --json', async () => {
    const {stdout} = await runCommand(Explain, ['redis.role', '--json', '--lang', 'en'])
    expect(JSON.parse(stdout)).toMatchObject({
      path: 'redis.role',
      kind: 'choice',
      choices: ['cache', 'store'],
      default: 'store',
    })
  })
})
