import {createHash} from 'node:crypto'
import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import {configFiles, configStamp} from '../../../src/components/alertmanager/config.js'
import {configMetric, runningHash} from '../../../src/components/alertmanager/health.js'
import {alertmanager} from '../../../src/components/alertmanager/index.js'
import type {Access, SecretSpec} from '../../../src/components/component.js'
import {stackSchema} from '../../../src/spec/stack.js'

const stack = stackSchema.parse({version: 1, project: 'shop', alertmanager: {port: 19_093}})
const service = alertmanager.services({stack, bindings: {}, template: () => ''})[0]
const mainConfig = configFiles({stack, template: () => ''})[0]?.content ?? ''
const md5 = createHash('md5').update(mainConfig).digest('hex')
const sha256 = 'a'.repeat(64)

/** An Alertmanager that has loaded `loaded`, with a file of hash `mounted` and a stamp in its container. */
const accessTo = (loaded: string | undefined, mounted: string): Access => ({
  stack,
  secret: async () => 'password',
  configHash: async () => sha256,
  instance: () => ({
    signal: async () => {},
    reach: () => Promise.reject(new Error('not asked for')),
    http: async () => ({
      status: 200,
      headers: {},
      body:
        loaded === undefined ? '' : `# HELP x y\nalertmanager_config_hash ${configMetric(loaded).toExponential()}\n`,
    }),
    exec: async () => ({
      exitCode: 0,
      stdout: `${mounted}  /etc/alertmanager/alertmanager.yml\n# header\n${sha256}\n`,
      stderr: '',
    }),
  }),
})

describe('the configuration of Alertmanager', () => {
  test('routes everything to a receiver that it defines', () => {
    const {route, receivers} = load(mainConfig) as {route: {receiver: string}; receivers: {name: string}[]}

    expect(receivers.map(({name}) => name)).toContain(route.receiver)
  })

  test('says in words that nobody is told', () => {
    expect(mainConfig).toContain('sent to nobody')
  })

  test('has its hash in a file beside it', () => {
    expect(configStamp(sha256)[0]?.content).toBe(`${sha256}\n`)
    expect(configFiles({stack, template: () => ''}).map(({path}) => path)).not.toContain(configStamp(sha256)[0]?.path)
  })
})

describe('the service', () => {
  test('listens on 127.0.0.1 only, and for no cluster', () => {
    expect(service?.ports).toMatchObject([{bind: '127.0.0.1', host: 19_093}])
    expect(service?.command).toContain('--cluster.listen-address=')
  })

  test('has a healthcheck without a secret in its arguments', () => {
    expect(service?.healthcheck?.test.join(' ')).not.toMatch(/password|basic-auth/i)
  })
})

describe('the running hash', () => {
  test('is the stamp when memory and mounted file agree', async () => {
    expect(await runningHash(accessTo(md5, md5))).toBe(sha256)
  })

  test.each([
    ['the file was changed after it was loaded', 'b'.repeat(32)],
    ['Alertmanager does not tell', undefined],
  ])('is unknown when %s', async (_when, loaded) => {
    expect(await runningHash(accessTo(loaded, md5))).toBeUndefined()
  })

  test('is unknown when the file can not be read', async () => {
    expect(await runningHash(accessTo(md5, ''))).toBeUndefined()
  })
})

test('the web configuration stays the same bytes while the password does', async () => {
  const spec = alertmanager.secrets?.(stack, {}).find(({name}) => name === 'alertmanager-web') as SecretSpec
  const first = await spec.derive?.(() => 'correct horse', undefined)

  expect(await spec.derive?.(() => 'correct horse', first)).toBe(first)
  expect(await spec.derive?.(() => 'another one', first)).not.toBe(first)
})
