import {describe, expect, test} from 'vitest'

import {makeAuthority, makeKey} from '../../../src/components/certificates.js'
import {gateway} from '../../../src/components/gateway/index.js'
import {formatRate} from '../../../src/components/gateway/nginx/rate.js'
import {planRoutes} from '../../../src/components/gateway/route-plan.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {type Stack, type StackInput, stackSchema} from '../../../src/spec/stack.js'

const drivers = ['caddy', 'haproxy', 'nginx'] as const
const mainFile = {caddy: 'Caddyfile', haproxy: 'haproxy.cfg', nginx: 'nginx.conf'}

const inputOf = (own: StackInput['gateway']): StackInput => ({
  version: 1,
  project: 'shop',
  gateway: own,
  apps: {web: {build: '.', port: 8080}, api: {build: '.', port: 9000, replicas: 2}},
})
const stackOf = (own: StackInput['gateway']) => stackSchema.parse(inputOf(own))
const problemsOf = (own: StackInput['gateway']) =>
  (gateway.validate?.(stackOf(own)) ?? []).map(({path, message}) => `${path.join('.')}: ${message.en}`)

function filesOf(stack: Stack): Readonly<Record<string, string>> {
  const files = gateway.files?.({stack, template: renderTemplate} as Parameters<NonNullable<typeof gateway.files>>[0])
  return Object.fromEntries((files ?? []).map(({path, content}) => [path.split('/').at(-1) ?? '', content]))
}

function configOf(driver: (typeof drivers)[number], own: StackInput['gateway']): string {
  return filesOf(stackOf({driver, ...own}))[mainFile[driver]] ?? ''
}

describe('the route plan', () => {
  test('tries longer paths first, and of equal ones exact hosts, then wildcards, then every host', () => {
    const {rules} = planRoutes(
      stackOf({
        routes: {
          all: {upstreams: ['web']},
          any: {paths: ['/a'], upstreams: ['web']},
          deep: {paths: ['/a/b'], upstreams: ['web']},
          exact: {paths: ['/a'], hosts: ['x.example.com'], upstreams: ['web']},
          wild: {paths: ['/a'], hosts: ['*.example.com'], upstreams: ['web']},
        },
      }),
    )

    expect(rules.map(({route}) => route.name)).toEqual(['deep', 'exact', 'wild', 'any', 'all'])
  })

  test('gives a cached path beneath a route a rule of its own', () => {
    const {rules} = planRoutes(
      stackOf({driver: 'nginx', routes: {web: {upstreams: ['web'], cache: [{path: '/static', ttl: '60s'}]}}}),
    )

    expect(rules.map(({path, ttlS}) => [path, ttlS])).toEqual([
      ['/static', 60],
      ['/', null],
    ])
  })

  test('sends the host of a URL upstream only when there is one such host', () => {
    const hostOf = (...upstreams: string[]) => planRoutes(stackOf({routes: {one: {upstreams}}})).routes[0]?.upstreamHost

    expect(hostOf('https://api.example.com')).toBe('api.example.com')
    expect(hostOf('http://api.example.com:8081')).toBe('api.example.com:8081')
    expect(hostOf('http://a.example.com', 'http://b.example.com')).toBeNull()
    expect(hostOf('web')).toBeNull()
  })
})

describe('what is refused', () => {
  test.each([
    [
      'an upstream that is no app',
      {routes: {one: {upstreams: ['nope']}}},
      /upstreams\.0: nope is not an app .* api, web/,
    ],
    ['an upstream that is the gateway', {routes: {one: {upstreams: ['http://gateway:8080']}}}, /round in circles/],
    ['an upstream on this machine', {routes: {one: {upstreams: ['http://127.0.0.1:80']}}}, /round in circles/],
    [
      'an upstream that is a host of its own',
      {routes: {one: {hosts: ['shop.example.com'], upstreams: ['http://shop.example.com']}}},
      /round in circles/,
    ],
    ['a port of 0', {routes: {one: {upstreams: ['http://a.example.com:0']}}}, /no valid port/],
    [
      'two routes that match the same',
      {routes: {one: {upstreams: ['web']}, two: {upstreams: ['api']}}},
      /route one already/,
    ],
    ['one port for http and https', {httpPort: 8443, httpsPort: 8443, tls: {mode: 'internal'}}, /can’t share one port/],
    ['a certificate without its key', {tls: {mode: 'files', certificate: 'a.pem'}}, /tls\.key: .*beside certificate/],
    ['a key without its certificate', {tls: {mode: 'files', key: 'a.pem'}}, /tls\.certificate: .*beside key/],
    ['the label of unmatched requests as a name', {routes: {none: {upstreams: ['web']}}}, /choose another name/],
    [
      'https beside http upstreams',
      {routes: {one: {upstreams: ['web', 'https://a.example.com']}}},
      /no other upstream/,
    ],
  ] as const)('%s', (_, own, message) => {
    expect(problemsOf(own as StackInput['gateway']).join('\n')).toMatch(message)
  })

  test.each([
    ['nothing', []],
    ['a port beyond the last', ['http://a.example.com:99999']],
    ['an address that is none', ['http://1.2.3.999']],
    ['a path', ['http://a.example.com/x']],
  ])('a route whose upstream is %s', (_, upstreams) => {
    expect(stackSchema.safeParse(inputOf({routes: {one: {upstreams}}})).success).toBe(false)
  })

  test.each([
    ['caddy', {cache: [{path: '/', ttl: '1m'}]}, 'caddy can’t do a cache; set gateway.driver to nginx or haproxy'],
    ['caddy', {rateLimit: {requests: 5}}, 'caddy can’t do a rate limit; set gateway.driver to nginx or haproxy'],
    [
      'nginx',
      {activeHealth: {path: '/'}},
      'nginx can’t do active health checks; set gateway.driver to caddy or haproxy',
    ],
    ['nginx', {rateLimit: {requests: 1, per: '1h'}}, 'below one request per minute; set gateway.driver to haproxy'],
  ] as const)('what %s lacks, with the drivers that have it', (driver, extra, message) => {
    const problems = problemsOf({driver, routes: {one: {upstreams: ['web'], ...extra}}} as StackInput['gateway'])

    expect(problems.join('\n')).toContain(message)
  })

  test('active checks by caddy of an app with several replicas', () => {
    const own = {
      driver: 'caddy',
      routes: {one: {upstreams: ['api'], activeHealth: {path: '/'}}},
    } satisfies StackInput['gateway']

    expect(problemsOf(own).join()).toContain('several replicas; set gateway.driver to haproxy')
  })
})

describe('text that could break out of a configuration', () => {
  const hostile = [
    'a b',
    'a;b',
    'a}b',
    'a\nb',
    'a{{b',
    'a$host',
    'a"b',
    "a'b",
    'a#b',
    'a\\b',
    'user:pass@a',
    '%[env(A)]',
  ]

  test.each(hostile)('%j is no host, no upstream and no user', (text) => {
    for (const route of [{hosts: [text]}, {upstreams: [text]}, {upstreams: [`http://${text}`]}, {basicAuth: [text]}]) {
      const {success} = stackSchema.safeParse(inputOf({routes: {one: {upstreams: ['web'], ...route}}}))
      expect([route, success]).toEqual([route, false])
    }
  })

  test.each(hostile)('%j in a path is refused, or stays one word', (text) => {
    const parsed = stackSchema.safeParse(inputOf({routes: {one: {upstreams: ['web'], paths: [`/${text}`]}}}))
    if (!parsed.success) return
    for (const driver of drivers) {
      const safe = configOf(driver, {routes: {one: {upstreams: ['web'], paths: ['/safe']}}})
      const config = configOf(driver, {routes: {one: {upstreams: ['web'], paths: [`/${text}`]}}})
      expect(config.split('\n').length).toBe(safe.split('\n').length)
    }
  })
})

describe('the configuration', () => {
  test.each(drivers)('of %s names the upstream, the limits and the times of a route', (driver) => {
    const config = configOf(driver, {
      routes: {one: {upstreams: ['web'], maxBody: '2MiB', timeouts: {connect: '7s', read: '33s'}}},
    })

    expect(config).toMatch(/web[: ]8080/)
    expect(config).toContain('2097152')
    expect(config).toContain('7s')
    expect(config).toContain('33s')
  })

  test.each(drivers)('of %s holds neither a password nor its hash', (driver) => {
    const config = configOf(driver, {routes: {one: {upstreams: ['web'], basicAuth: ['alice']}}})

    expect(config).not.toMatch(/alice|\$2[aby]\$/)
  })

  test.each(drivers)('of %s listens for https only when it is wanted', (driver) => {
    const routes = {one: {upstreams: ['web']}}

    expect(configOf(driver, {routes})).not.toContain('8443')
    expect(configOf(driver, {routes, tls: {mode: 'internal'}})).toContain('8443')
    expect(configOf(driver, {routes, tls: {mode: 'internal'}, httpsPort: 8444})).toMatch(/308|redir/)
  })
})

describe('the services', () => {
  test.each([
    ['caddy', ['gateway', 'gateway-metrics']],
    ['haproxy', ['gateway', 'gateway-metrics']],
    ['nginx', ['gateway']],
  ] as const)(
    'of %s come with one that reads the log only where the server doesn’t count by itself',
    (driver, names) => {
      const stack = stackOf({driver, routes: {one: {upstreams: ['web']}}})

      expect(gateway.services({stack} as Parameters<typeof gateway.services>[0]).map(({name}) => name)).toEqual(names)
      expect(gateway.scrape?.(stack).map(({job_name}) => job_name)).toEqual(names)
      expect(Object.hasOwn(filesOf(stack), 'access.mtail')).toBe(names.length === 2)
    },
  )
})

test('a rate becomes whole requests per second where it can, else per minute', () => {
  expect(formatRate({requests: 5, per: 1})).toBe('5r/s')
  expect(formatRate({requests: 5, per: 10})).toBe('30r/m')
})

describe('a secret that is derived', () => {
  const stack = stackOf({
    tls: {mode: 'internal'},
    routes: {one: {upstreams: ['web'], hosts: ['a.example.com'], basicAuth: ['bob']}},
  })
  const specs = gateway.secrets?.(stack, {})
  const derive = async (name: string, values: Readonly<Record<string, string>>, previous?: string) => {
    const derived = specs?.find((spec) => spec.name === name)?.derive?.((wanted) => values[wanted] ?? '', previous)
    return String(await derived)
  }

  test('certificate keeps its bytes while it serves, and is made anew with another authority', async () => {
    const values: Record<string, string> = {'gateway-ca-key': makeKey(), 'gateway-tls-key': makeKey()}
    values['gateway-ca-certificate'] = await derive('gateway-ca-certificate', values)
    const first = await derive('gateway-tls-certificate', values)
    const other: Record<string, string> = {...values, 'gateway-ca-key': makeKey()}
    other['gateway-ca-certificate'] = await makeAuthority(other['gateway-ca-key'] ?? '', 'other')

    expect(await derive('gateway-ca-certificate', values, values['gateway-ca-certificate'])).toBe(
      values['gateway-ca-certificate'],
    )
    expect(await derive('gateway-tls-certificate', values, first)).toBe(first)
    expect(await derive('gateway-tls-certificate', other, first)).not.toBe(first)
    expect(await derive('gateway-tls-certificate', values, 'no certificate')).toContain('BEGIN CERTIFICATE')
  })

  test('list of users keeps its hashes while the password stays, and holds no password', async () => {
    const first = await derive('gateway-users-one', {'gateway-password-bob': 'first password'})

    expect(first).not.toContain('first password')
    expect(await derive('gateway-users-one', {'gateway-password-bob': 'first password'}, first)).toBe(first)
    expect(await derive('gateway-users-one', {'gateway-password-bob': 'second password'}, first)).not.toBe(first)
  })
})
