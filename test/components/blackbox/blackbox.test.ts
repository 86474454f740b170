import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import {configFiles, listProbes, scrapeJobs} from '../../../src/components/blackbox/config.js'
import {blackbox} from '../../../src/components/blackbox/index.js'
import {type StackInput, stackSchema} from '../../../src/spec/stack.js'

const stackOf = (input: Partial<StackInput> = {}) =>
  stackSchema.parse({version: 1, project: 'shop', blackbox: {}, ...input})

const apps = {web: {image: 'shop/web:1', health: {path: '/healthz', ready: '/readyz'}}}
type Route = NonNullable<NonNullable<StackInput['gateway']>['routes']>[string]
const probeOf = (route: Route, gateway: StackInput['gateway'] = {}) =>
  listProbes(stackOf({apps, gateway: {...gateway, routes: {main: route}}}))[0]

describe('the probe of a route', () => {
  test('asks the readiness of the app behind it, through the gateway', () => {
    expect(probeOf({upstreams: ['web']})).toEqual({
      module: 'route_2xx',
      url: 'http://gateway:8080/readyz',
      route: 'main',
    })
  })

  test('puts the prefix before a path from which the gateway strips it', () => {
    expect(probeOf({upstreams: ['web'], paths: ['/api/'], stripPrefix: true})?.url).toBe(
      'http://gateway:8080/api/readyz',
    )
  })

  test.each([
    ['no readiness path lies under its prefix', {upstreams: ['web'], paths: ['/api/']}, '/api/'],
    ['its upstream is no app of the stack', {upstreams: ['http://10.0.0.5:80']}, '/'],
    ['it asks for a log-in', {upstreams: ['web'], basicAuth: ['ada']}, '/readyz'],
  ] as const)('takes any answer that is no failure of the server when %s', (_when, route, path) => {
    expect(probeOf(structuredClone(route) as unknown as Route)).toMatchObject({
      module: 'route_answers',
      url: `http://gateway:8080${path}`,
    })
  })

  test('names the host of the route, and something under a wildcard', () => {
    expect(probeOf({upstreams: ['web'], hosts: ['www.shop.test']})?.host).toBe('www.shop.test')
    expect(probeOf({upstreams: ['web'], hosts: ['*.shop.test']})?.host).toBe('probe.shop.test')
  })

  test('goes over TLS when the gateway has a certificate', () => {
    expect(probeOf({upstreams: ['web']}, {tls: {mode: 'internal'}})?.url).toBe('https://gateway:8443/readyz')
  })
})

describe('the scrape jobs', () => {
  test('send every probe to the exporter, with the probed address as instance', () => {
    const stack = stackOf({blackbox: {targets: ['https://www.shop.test/']}})
    const [, probes] = scrapeJobs(stack)

    expect(probes).toMatchObject({
      metrics_path: '/probe',
      static_configs: [{targets: ['https://www.shop.test/'], labels: {__param_module: 'http_2xx'}}],
      relabel_configs: expect.arrayContaining([{target_label: '__address__', replacement: 'blackbox:9115'}]),
    })
  })

  test('are only its own when there is nothing to probe', () => {
    expect(scrapeJobs(stackOf()).map(({job_name: name}) => name)).toEqual(['blackbox'])
  })

  test('use no module that the configuration lacks', () => {
    const {modules} = load(configFiles()[0]?.content ?? '') as {modules: object}
    const stack = stackOf({
      apps,
      gateway: {routes: {one: {upstreams: ['web']}, two: {upstreams: ['web'], paths: ['/b/']}}},
      blackbox: {targets: ['https://www.shop.test/']},
    })

    expect(Object.keys(modules)).toEqual(expect.arrayContaining(listProbes(stack).map(({module}) => module)))
  })
})

test('rules about certificates come with https, and those about the redirect with a gateway that makes one', () => {
  const tls = {tls: {mode: 'internal'}, routes: {main: {upstreams: ['web']}}} as const
  const rulesOf = (input: Partial<StackInput>) => blackbox.rules?.(stackOf({apps, ...input}))

  expect(rulesOf({})).toEqual(['alerts/blackbox.yaml', 'alerts/uptime.yaml'])
  expect(rulesOf({blackbox: {targets: ['https://www.shop.test/']}})).toContain('alerts/tls.yaml')
  expect(rulesOf({gateway: structuredClone(tls) as unknown as StackInput['gateway']})).toEqual([
    'alerts/blackbox.yaml',
    'alerts/uptime.yaml',
    'alerts/tls.yaml',
    'alerts/redirect.yaml',
  ])
  expect(scrapeJobs(stackOf({apps, gateway: {tls: {mode: 'internal'}}})).map((job) => job.job_name)).toContain(
    'blackbox-redirect',
  )
})

test('the exporter gets a way out only for URLs outside of the stack', () => {
  const networksOf = (stack: ReturnType<typeof stackOf>) =>
    blackbox.services({stack, bindings: {}, template: () => ''})[0]?.networks

  expect(networksOf(stackOf())).toEqual(['obs'])
  expect(networksOf(stackOf({blackbox: {targets: ['https://www.shop.test/']}}))).toEqual(['obs', 'egress'])
})
