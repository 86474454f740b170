/** Random valid stacks: what a person might write, as the value of an opsctl.yaml. */
import fc from 'fast-check'
import {dump} from 'js-yaml'

import {parseStack} from '../src/spec/load-stack.js'
import type {StackInput} from '../src/spec/stack.js'

type Apps = NonNullable<StackInput['apps']>
type Route = NonNullable<NonNullable<StackInput['gateway']>['routes']>[string]

const names = ['web', 'api', 'jobs', 'shop-front', 'x9', 'zz-top-2']
const paths = ['/', '/api/', '/v1/users', '/static', '/a.b~c', "/it's", '/q(1)*+,=:@', '/!&']
const memory = fc.constantFrom('512MiB', '1GiB', '1.5GiB', '3000MiB')
const limits = fc.record({memory, cpus: fc.constantFrom(0.5, 1, 2.25)}, {requiredKeys: []})
const text = fc.string({unit: fc.constantFrom(...'aZ0 $"\'\\#:{}%é中-'.split('')), maxLength: 20})
const duration = fc.constantFrom('1s', '10s', '2m', '1h')

const activeHealth = fc.record({path: fc.constantFrom('/healthz', '/'), interval: duration}, {requiredKeys: ['path']})

const app = (stores: readonly ('postgres' | 'redis')[]) =>
  fc.record(
    {
      image: fc.constantFrom('me/web:1.0', 'registry.example.com:5000/a/b:v2.1', `me/web@sha256:${'a'.repeat(64)}`),
      port: fc.integer({min: 1, max: 65_535}),
      replicas: fc.integer({min: 1, max: 4}),
      metrics: fc.constantFrom('/metrics', '/internal/metrics'),
      env: fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/), text, {maxKeys: 4, noNullPrototype: true}),
      uses: fc.subarray([...stores]),
      deliver: fc.constantFrom('files' as const, 'env' as const),
      egress: fc.boolean(),
      limits,
    },
    {requiredKeys: ['image']},
  )

const route = (apps: readonly string[], driver: string): fc.Arbitrary<Route> =>
  fc.record(
    {
      hosts: fc.uniqueArray(fc.constantFrom('example.com', '*.example.com', 'a.b.example.org'), {maxLength: 2}),
      paths: fc.uniqueArray(fc.constantFrom(...paths), {minLength: 1, maxLength: 3}),
      stripPrefix: fc.boolean(),
      upstreams: fc.uniqueArray(fc.constantFrom(...apps, 'http://10.9.8.7:8081'), {minLength: 1, maxLength: 3}),
      passiveHealth: fc.record({failCount: fc.integer({min: 1, max: 9}), failTimeout: duration}, {requiredKeys: []}),
      maxBody: fc.constantFrom('1MiB', '64KiB', '2GiB'),
      timeouts: fc.record({connect: duration, read: duration}, {requiredKeys: []}),
      basicAuth: fc.uniqueArray(fc.constantFrom('ann', 'bob'), {maxLength: 2}),
      ...(driver === 'haproxy' ? {activeHealth} : {}),
      ...(driver === 'caddy'
        ? {}
        : {
            rateLimit: fc.record(
              {
                requests: fc.integer({min: 1, max: 900}),
                per: fc.constantFrom('1s', '30s'),
                burst: fc.integer({min: 0, max: 50}),
              },
              {requiredKeys: ['requests']},
            ),
          }),
    },
    {requiredKeys: ['upstreams']},
  )

const gateway = (apps: readonly string[]) =>
  fc.constantFrom('caddy' as const, 'nginx' as const, 'haproxy' as const).chain((driver) =>
    fc.record({
      driver: fc.constant(driver),
      bind: fc.constantFrom('0.0.0.0', '127.0.0.1', '::'),
      httpPort: fc.constantFrom(80, 8080),
      httpsPort: fc.constantFrom(443, 8443),
      tls: fc.constantFrom(
        {mode: 'off' as const},
        {mode: 'internal' as const},
        {mode: 'internal' as const, redirect: false},
      ),
      routes: fc.dictionary(fc.constantFrom('main', 'api', 'files'), route(apps, driver), {
        minKeys: 1,
        maxKeys: 3,
        noNullPrototype: true,
      }),
      limits,
    }),
  )

const stores = fc.record(
  {
    postgres: fc.record(
      {
        version: fc.constantFrom('15' as const, '17' as const, '18' as const),
        database: fc.constantFrom('app', 'shop_2'),
        port: fc.constant(15_432),
        limits,
      },
      {requiredKeys: []},
    ),
    redis: fc.record(
      {
        version: fc.constantFrom('7' as const, '8' as const),
        role: fc.constantFrom('cache' as const, 'store' as const),
        limits,
      },
      {requiredKeys: []},
    ),
  },
  {requiredKeys: []},
)

const agents = fc.record(
  {
    prometheus: fc.record(
      {
        scrapeInterval: fc.constantFrom('5s', '15s', '1m'),
        targets: fc.uniqueArray(fc.constantFrom('10.0.0.5:9100', 'db.example.com:9187', 'z:1'), {maxLength: 3}),
        retention: fc.record({time: fc.constantFrom('2h', '15d'), size: fc.constantFrom('1GiB', '512MiB')}),
      },
      {requiredKeys: []},
    ),
    alertmanager: fc.constant({}),
    'node-exporter': fc.constantFrom({}, {enabled: false}),
    cadvisor: fc.constant({}),
    blackbox: fc.record({
      targets: fc.uniqueArray(fc.constantFrom('https://example.com/x?y=1', 'http://a.b'), {maxLength: 2}),
    }),
  },
  {requiredKeys: []},
)

/** What opsctl itself takes for valid, two routes on the same path for one being left out. */
function isValid(input: StackInput): boolean {
  return parseStack(dump(input, {noRefs: true})).problems.length === 0
}

/** A valid input of {@link StackInput}, small enough to be read when a test fails. */
export const stackInput: fc.Arbitrary<StackInput> = stores
  .chain((chosen) =>
    fc
      .dictionary(fc.constantFrom(...names), app(Object.keys(chosen) as ('postgres' | 'redis')[]), {
        maxKeys: 3,
        noNullPrototype: true,
      })
      .chain((apps) =>
        fc
          .record({
            project: fc.constantFrom('shop', 'a', 'my_stack-2'),
            language: fc.constantFrom('en' as const, 'zh' as const),
            environment: fc.constantFrom('development' as const, 'production' as const),
            images: fc.constantFrom(
              {source: 'debian' as const},
              {source: 'registry' as const, registry: 'mirror.example.com/hub'},
            ),
            agents,
            gateway: fc.option(gateway(Object.keys(apps)), {nil: undefined}),
          })
          .map(({agents: more, gateway: front, ...rest}) => toInput({...rest, ...chosen, ...more}, apps, front)),
      ),
  )
  .filter(isValid)

function toInput(
  rest: Omit<StackInput, 'version' | 'apps' | 'gateway'>,
  apps: Apps,
  front: StackInput['gateway'] | undefined,
): StackInput {
  return {version: 1, ...rest, apps, ...(front === undefined ? {} : {gateway: front})} as StackInput
}
