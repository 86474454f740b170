import {describe, expect, test} from 'vitest'

import {app} from '../../../src/components/app/index.js'
import type {Binding} from '../../../src/components/component.js'
import {type StackInput, stackSchema} from '../../../src/spec/stack.js'

const bindings: Record<string, Binding> = {
  postgres: {
    env: {PGHOST: 'postgres'},
    secretEnv: {DATABASE_URL: 'postgres-app-url', PGPASSWORD: 'postgres-app-password'},
    networks: ['data'],
    call: {service: 'postgres', port: 5432},
  },
  redis: {
    env: {REDIS_HOST: 'redis'},
    secretEnv: {REDIS_URL: 'redis-app-url'},
    networks: ['data'],
    call: {service: 'redis', port: 6379},
  },
}

type AppInput = NonNullable<StackInput['apps']>[string]
const stackOf = (apps: Record<string, AppInput>) => stackSchema.parse({version: 1, project: 'shop', apps})
const serviceOf = (input: AppInput) =>
  app.services({stack: stackOf({web: {image: 'shop/web:1', ...input}}), bindings, template: () => ''})[0]
const problemsOf = (apps: Record<string, AppInput>) => app.validate?.(stackOf(apps)) ?? []

describe('an app', () => {
  test('runs the image it names, or the one built from its folder', () => {
    expect(serviceOf({})?.image).toEqual({ref: 'shop/web:1'})
    expect(serviceOf({image: undefined, build: './web'})?.image).toEqual({
      build: './web',
      tag: 'opsctl-app/shop-web:current',
    })
  })

  test('is told its port, unless its own settings say otherwise', () => {
    expect(serviceOf({port: 3000})?.env).toMatchObject({PORT: '3000'})
    expect(serviceOf({port: 3000, env: {PORT: '3001'}})?.env).toMatchObject({PORT: '3001'})
  })

  test('joins only the networks that what it uses lies on', () => {
    expect(serviceOf({})?.networks).toEqual(['app'])
    expect(serviceOf({uses: ['postgres', 'redis'], metrics: '/metrics', egress: true})?.networks).toEqual([
      'app',
      'data',
      'obs',
      'egress',
    ])
  })

  test('waits for the stores it uses', () => {
    expect(serviceOf({uses: ['redis']})?.after).toEqual(['redis'])
  })

  test('has no healthcheck of its own, and a reason for that', () => {
    expect(serviceOf({})?.healthcheck).toBeUndefined()
    expect(serviceOf({})?.waivers?.map(({rule}) => rule)).toEqual(['no-healthcheck'])
  })
})

describe('secrets delivered as files', () => {
  const service = serviceOf({uses: ['postgres', 'redis'], secrets: ['SESSION_KEY']})

  test('are named in the environment and mounted, and nothing else is', () => {
    expect(service?.env).toEqual({
      PORT: '8080',
      PGHOST: 'postgres',
      REDIS_HOST: 'redis',
      DATABASE_URL_FILE: '/run/secrets/postgres-app-url',
      PGPASSWORD_FILE: '/run/secrets/postgres-app-password',
      REDIS_URL_FILE: '/run/secrets/redis-app-url',
      SESSION_KEY_FILE: '/run/secrets/app-web-session-key',
    })
    expect(service?.secrets).toEqual([
      'app-web-session-key',
      'postgres-app-password',
      'postgres-app-url',
      'redis-app-url',
    ])
    expect(service?.envFiles).toBeUndefined()
  })
})

describe('secrets delivered by environment', () => {
  const input: AppInput = {image: 'shop/web:1', uses: ['redis'], secrets: ['SESSION_KEY'], deliver: 'env'}
  const specs = app.secrets?.(stackOf({web: input}), bindings) ?? []
  const derive = (value: string) => specs.find(({derive}) => derive)?.derive?.(() => value, undefined)

  test('come from a file that only Compose reads, and are not in the rendered environment', () => {
    expect(serviceOf(input)?.envFiles).toEqual(['app-web-environment'])
    expect(serviceOf(input)?.secrets).toBeUndefined()
    expect(Object.keys(serviceOf(input)?.env ?? {})).toEqual(['PORT', 'REDIS_HOST'])
  })

  test('are quoted so that Compose takes every character as it is', () => {
    expect(derive('a$b"c')).toBe(`REDIS_URL='a$b"c'\nSESSION_KEY='a$b"c'\n`)
  })

  test.each(["it's", 'two\nlines'])('are refused when the file can not carry them: %j', (value) => {
    expect(() => derive(value)).toThrow(/environment file cannot carry/)
  })

  test('need no file when there are none', () => {
    expect(serviceOf({deliver: 'env'})?.envFiles).toBeUndefined()
    expect(app.secrets?.(stackOf({web: {image: 'shop/web:1', deliver: 'env'}}), bindings)).toEqual([])
  })

  test('come with a warning that docker inspect shows them', () => {
    expect(problemsOf({web: input})).toMatchObject([
      {path: ['apps', 'web', 'deliver'], level: 'warning', message: {en: expect.stringContaining('docker inspect')}},
    ])
    expect(problemsOf({web: {...input, deliver: 'files'}})).toEqual([])
  })
})

describe('a problem is found when', () => {
  test('an app is called localhost', () => {
    expect(problemsOf({localhost: {image: 'shop/web:1'}})).toMatchObject([{path: ['apps', 'localhost']}])
  })

  test('the secrets of two apps would share a file', () => {
    const image = 'shop/web:1'
    const found = problemsOf({web: {image, secrets: ['API_KEY']}, 'web-api': {image, secrets: ['KEY']}})

    expect(found).toMatchObject([{path: ['apps', 'web-api', 'secrets', 0]}])
    expect(found[0]?.message.en).toContain('secrets/app-web-api-key')
  })
})

describe('the scrape job of an app', () => {
  test('finds every replica by name', () => {
    const jobs = app.scrape?.(stackOf({web: {image: 'shop/web:1', metrics: '/metrics', port: 3000, replicas: 3}}))

    expect(jobs).toMatchObject([
      {
        job_name: 'app-web',
        metrics_path: '/metrics',
        dns_sd_configs: [{names: ['web'], type: 'A', port: 3000}],
        relabel_configs: [{target_label: 'app', replacement: 'web'}],
      },
    ])
  })

  test('is absent without metrics', () => {
    expect(app.scrape?.(stackOf({web: {image: 'shop/web:1'}}))).toEqual([])
  })
})

describe('the readiness of an app', () => {
  const [check] = app.health?.(stackOf({web: {image: 'shop/web:1', health: {ready: '/readyz'}}})) ?? []

  test.each([
    [200, 'pass'],
    [204, 'pass'],
    [302, 'fail'],
    [503, 'fail'],
  ])('with status %i is a %s', (status, verdict) => {
    expect(check?.judge({path: '/readyz', status}).status).toBe(verdict)
  })
})

describe('the alerts of apps', () => {
  test('are there only where an app has metrics, because they read them', () => {
    expect(app.rules?.(stackOf({web: {image: 'shop/web:1'}}))).toEqual([])
    expect(app.rules?.(stackOf({web: {image: 'shop/web:1', metrics: '/metrics'}}))).toEqual(['alerts/app.yaml'])
  })
})
