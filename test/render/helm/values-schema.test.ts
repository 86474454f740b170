import {Ajv} from 'ajv'
import {describe, expect, test} from 'vitest'

import {between} from '../../../src/render/helm/range-patterns.js'
import {formatValuesSchema, valuesJsonSchema} from '../../../src/render/helm/values-schema.js'
import {emptyOverlay} from '../../../src/render/overlay.js'
import {renderValues} from '../../../src/render/render-stack.js'
import {stackSchema} from '../../../src/spec/stack.js'

// Formats are checked by their patterns, as Helm's validator does not know all of them.
const valid = new Ajv({strict: false, unicodeRegExp: true, validateFormats: false}).compile(valuesJsonSchema())
const head = {version: 1, project: 'shop'}
const base = renderValues(
  stackSchema.parse({
    ...head,
    target: 'helm',
    apps: {web: {image: 'a:1'}},
    gateway: {routes: {web: {upstreams: ['web']}}},
    postgres: {},
  }),
  emptyOverlay,
)

describe('the stack', () => {
  test.each([
    {...head, redis: {maxMemory: '64MiB'}},
    {...head, redis: {limits: {memory: '0.5GiB', cpus: 1}}},
    {...head, prometheus: {scrapeInterval: '1m', targets: ['host:1', 'host:65535', '10.0.0.5:9100']}},
    {...head, blackbox: {targets: ['https://example.com/x?y=1', 'http://a.b']}},
    {...head, logs: 'light', backup: {anything: 1}},
    {...head, logs: {mask: ['bearer', {name: 'card', pattern: '(card=)[0-9]{12,19}'}]}},
    {...head, kubernetes: {storage: {'postgres-data': '50GiB'}, agentsNamespace: 'a'}},
  ])('may be %j', (stack) => {
    expect(stackSchema.safeParse(stack).error).toBeUndefined()
    expect(valid({...base, stack}), JSON.stringify(valid.errors)).toBe(true)
  })

  test.each([
    {...head, version: 2},
    {...head, project: 'Shop'},
    {...head, retnetion: 1},
    {...head, redis: null},
    {...head, redis: {port: 0}},
    {...head, redis: {port: '80'}},
    {...head, redis: {bind: '0.0.0.0'}},
    {...head, redis: {limits: {memory: 256}}},
    {...head, redis: {limits: {memory: '256mb'}}},
    {...head, redis: {limits: {memory: '1MiB'}}},
    {...head, redis: {limits: {memory: '0GiB'}}},
    {...head, redis: {limits: {memory: '2000TiB'}}},
    {...head, postgres: {version: 18}},
    {...head, postgres: {database: 'app-db'}},
    {...head, apps: {A: {}}},
    {...head, apps: {a_b: {image: 'x'}}},
    {...head, apps: {web: {privileged: true}}},
    {...head, apps: {web: {user: '0:0'}}},
    {...head, apps: {web: {env: {'a-b': 'x'}}}},
    {...head, apps: {web: {uses: ['mysql']}}},
    {...head, gateway: {driver: 'apache'}},
    {...head, gateway: {bind: 'localhost'}},
    {...head, gateway: {routes: {web: {}}}},
    {...head, gateway: {routes: {web: {upstreams: []}}}},
    {...head, images: {registry: 'https://registry.example.com'}},
    {...head, prometheus: {scrapeInterval: '5 minutes'}},
    {...head, prometheus: {scrapeInterval: '2d'}},
    {...head, prometheus: {targets: ['host:99999']}},
    {...head, prometheus: {targets: ['host:0']}},
    {...head, prometheus: {targets: ['a b:1']}},
    {...head, blackbox: {targets: ['ftp://a']}},
    {...head, blackbox: {targets: ['//a']}},
    {...head, blackbox: {targets: ['http://']}},
    {...head, logs: {mask: [{name: 'card', pattern: '(?=x)(y)'}]}},
    {...head, kubernetes: {namespace: 'Shop'}},
    {...head, monitoring: {operator: 'maybe'}},
  ])('may not be %j, for Helm as for opsctl', (stack) => {
    expect(stackSchema.safeParse(stack).success).toBe(false)
    expect(valid({...base, stack})).toBe(false)
  })
})

describe('a service', () => {
  const withWeb = (more: object) => ({...base, services: {...base.services, web: {...base.services.web, ...more}}})

  test.each([{replicas: 3}, {env: {A: 'b'}}, {probe: {...base.services.web?.probe, ready: {tcp: 80}}}, {uid: 70_000}])(
    'may have %j',
    (more) => {
      expect(valid(withWeb(more)), JSON.stringify(valid.errors)).toBe(true)
    },
  )

  test.each([
    {replica: 3},
    {replicas: '3'},
    {uid: 0},
    {hostPid: true},
    {hostNetwork: true},
    {capAdd: ['SYS_ADMIN']},
    {host: [{from: '/', to: '/host', readOnly: true}]},
    {kind: 'Pod'},
    {image: ''},
    {env: {A: 1}},
    {ports: [{name: 'A port', port: 80, outside: false}]},
    {probe: {ready: {}}},
  ])('may not have %j', (more) => {
    expect(valid(withWeb(more))).toBe(false)
  })

  test('may be the node’s only as an agent', () => {
    const agent = {agent: true, kind: 'DaemonSet', uid: 0, host: [{from: '/', to: '/host', readOnly: true}]}
    expect(valid(withWeb(agent)), JSON.stringify(valid.errors)).toBe(true)
  })
})

describe('the schema', () => {
  test('takes the chart’s own values, which hold no stack, and what Helm adds', () => {
    const none = {mode: 'existing', items: {}}
    const operator = {rules: {}, monitors: {}, dashboards: []}
    const lean = {stack: {kubernetes: {}}, secrets: none, services: {}, files: {}, operator, rollOnReloadable: false}
    expect(valid({...lean, global: {}}), JSON.stringify(valid.errors)).toBe(true)
    expect(valid({...lean, globals: {}})).toBe(false)
  })

  test('is draft-07 in words that Helm knows: RE2 has no look-around and no back-reference, and nothing is fetched', () => {
    const text = formatValuesSchema()
    expect(text).toContain('http://json-schema.org/draft-07/schema#')
    expect(text).not.toMatch(/"(\$ref|\$id|\$defs|definitions)"/)
    expect(text).not.toMatch(/"(explain|hostPort|minMiB|maxS|shorthand|readOnly)":(?!\{)/)
    const patterns = [...text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
      ([, json = '']) => JSON.parse(json) as string,
    )
    expect(patterns.length).toBeGreaterThan(30)
    const strange = /(?<!\\)\(\?(?!:)|\\[1-9k]/
    expect(patterns.filter((pattern) => strange.test(pattern))).toEqual([])
  })

  test('closes every map with known keys', () => {
    const open: string[] = []
    const walk = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return
      const map = value as Record<string, unknown>
      if (map.type === 'object' && map.properties && map.additionalProperties === undefined) open.push(path)
      for (const [key, child] of Object.entries(map)) walk(child, `${path}/${key}`)
    }
    walk(valuesJsonSchema(), '')
    expect(open).toEqual([])
  })
})

test('a range of numbers is the pattern of these and of no others', () => {
  for (const [from, to] of [
    [1, 9],
    [0, 10],
    [7, 7],
    [16, 1048],
    [99, 101],
    [1, 65_535],
    [3600, 12_345],
  ] as const) {
    const pattern = new RegExp(`^${between(from, to)}$`)
    for (let number = 0; number < 70_000; number += number < 2000 ? 1 : 37) {
      if (pattern.test(String(number)) === (number >= from && number <= to)) continue
      expect.fail(`${number} in ${from}–${to}`)
    }
  }
})
