/** Load tests of a running stack through its gateway: TLS of the project's own authority, a route that asks for a log-in. */
import {createHash} from 'node:crypto'
import {readdir, readFile, realpath, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {type BenchResult, benchResultSchema} from '../../src/bench/result.js'
import {makeFolder, mustRun, opsctl} from './opsctl.js'

describe('the demo stack under load', () => {
  let home: string
  let shop: string

  beforeAll(async () => {
    home = await makeFolder()
    shop = join(home, 'benchht')
    const set = [
      'gateway.httpPort=18600',
      'gateway.httpsPort=18601',
      'prometheus.port=18602',
      'alertmanager.port=18603',
      'gateway.tls.mode=internal',
      'gateway.routes.web.basicAuth=[tester]',
    ].flatMap((one) => ['--set', one])
    await mustRun('init', shop, '--preset', 'demo', '--images', 'debian', '--yes', ...set)
    await mustRun('-C', shop, 'up', '--yes')
  })

  afterAll(async () => {
    await opsctl(['-C', shop, 'destroy', '--yes', '--project', 'benchht'])
    await rm(home, {recursive: true, force: true})
  })

  const newest = async (): Promise<BenchResult> => {
    const folder = join(shop, '.opsctl/bench')
    const names = (await readdir(folder)).filter((name) => /^\d/.test(name)).toSorted()
    return benchResultSchema.parse(JSON.parse(await readFile(join(folder, names.at(-1) ?? ''), 'utf8')))
  }

  /** The words of a load test that goes on for as long as it is let. */
  const forAMinute = () => ['-C', shop, 'bench', 'http', 'web', '--rate', '20', '--duration', '60s', '--warmup', '0s']

  /** Looks at the lock without taking it: a load test that tried would be the one that runs. */
  const untilItRuns = async () => {
    const id = createHash('sha256')
      .update(await realpath(shop))
      .digest('hex')
    const isHeld = async () => (await readFile('/proc/net/unix', 'utf8')).includes(`@opsctl-bench-${id}`)
    await expect.poll(isHeld, {timeout: 60_000}).toBe(true)
  }

  describe('bench http', () => {
    test('finds address, authority and log-in of a route, and keeps what came of it', async () => {
      const words = ['bench', 'http', '/', '--rate', '20', '--duration', '5s', '--timeout', '30s', '--name', 'quiet']
      const {code, stdout, stderr} = await opsctl(['-C', shop, ...words])
      expect(code, stderr).toBe(0)
      expect(stdout.split('\n')[0]).toContain('web https://localhost:18601/')
      const result = await newest()
      expect(result).toMatchObject({kind: 'http', target: 'web https://localhost:18601/', status: 'complete'})
      expect(result.command.join(' ')).toContain('opsctl bench http / --rate 20')
      expect(result.environment.configSha256).toMatch(/^[0-9a-f]{64}$/)
      expect(result.run).toMatchObject({model: 'open', offered: 100, failed: 0, statuses: {200: 100}})
      expect(result.run?.seconds.some(({foreignCpu}) => foreignCpu !== undefined)).toBe(true)
      const password = (await readFile(join(shop, 'secrets/gateway-password-tester'), 'utf8')).trim()
      for (const text of [stdout, stderr, JSON.stringify(result)]) expect(text).not.toContain(password)
      const baselines = JSON.parse(await readFile(join(shop, '.opsctl/bench/baselines.json'), 'utf8'))
      expect(baselines).toEqual({quiet: result.id})
    })

    test('prints the result as its schema has it, of several requests at a rate that rises', async () => {
      const scenario = join(home, 'load.yaml')
      await writeFile(
        scenario,
        'requests:\n  - {name: home, path: /, weight: 3}\n  - {name: ready, path: /readyz, expect: {status: [200]}}\n',
      )
      const load = [
        '--scenario',
        scenario,
        '--stages',
        '10:1s,30:3s',
        '--arrivals',
        'poisson',
        '--timeout',
        '30s',
        '--warmup',
        '0s',
      ]
      const {code, stdout} = await opsctl(['-C', shop, 'bench', 'http', 'web', ...load, '--json'])
      expect(code).toBe(0)
      const {run} = benchResultSchema.parse(JSON.parse(stdout))
      expect(run?.requests.map(({name, completed}) => [name, completed > 0])).toEqual([
        ['home', true],
        ['ready', true],
      ])
    })

    test('runs alone while others may look, and Ctrl+C keeps what there is', async () => {
      const interrupt = new AbortController()
      const first = opsctl(forAMinute(), {signal: interrupt.signal})
      try {
        await untilItRuns()
        const second = await opsctl(['-C', shop, 'bench', 'http', 'web', '--duration', '1s'])
        expect(second.code).toBe(3)
        expect(second.stderr).toMatch(/Another load test runs .*"opsctl bench http web --rate 20/)
        expect((await opsctl(['-C', shop, 'status'])).code).toBe(0)
      } finally {
        interrupt.abort()
      }

      const {code, stdout} = await first
      expect(code).toBe(130)
      expect(stdout).toContain('interrupted')
      const result = await newest()
      expect(result.status).toBe('interrupted')
      expect(result.run?.completed).toBeGreaterThan(0)
    })

    test.each([
      [['https://localhost:18601/'], 3, /self-signed certificate[\s\S]*--ca FILE/],
      [['http://localhost:18600/'], 4, /redirects to https:\/\/localhost:18601/],
      [['https://localhost:18601/', '--ca', 'CA'], 4, /HTTP 401/],
    ])('with %j ends with %i', async (words, code, message) => {
      const authority = join(shop, 'secrets/gateway-ca-certificate')
      const typed = words.map((word) => (word === 'CA' ? authority : word))
      const answer = await opsctl(['-C', shop, 'bench', 'http', ...typed, '--duration', '1s'])
      expect(answer.stderr).toMatch(message)
      expect(answer.code).toBe(code)
    })
  })
})
