import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import {gateway} from '../../../src/components/gateway/index.js'
import {listShipped, readShipped} from '../../../src/shipped.js'
import {type StackInput, stackSchema} from '../../../src/spec/stack.js'

const drivers = ['caddy', 'haproxy', 'nginx'] as const

const stackOf = (own: StackInput['gateway']) =>
  stackSchema.parse({version: 1, project: 'shop', gateway: own, apps: {web: {build: '.', port: 8080}}})
const rulesOf = (own: StackInput['gateway']) => gateway.rules?.(stackOf(own)) ?? []

interface RuleFile {
  readonly groups: readonly {readonly name: string; readonly rules: readonly {record?: string; alert?: string}[]}[]
}
const read = (path: string) => load(readShipped(path)) as RuleFile
const recordedBy = (driver: string) =>
  read(`gateway/${driver}/rules.yaml`).groups.flatMap(({rules}) => rules.map(({record}) => record))

describe('the rules of a gateway', () => {
  test.each(drivers)('are those of every gateway and of %s', (driver) => {
    const rules = rulesOf({driver, routes: {web: {upstreams: ['web']}}})

    const own = driver === 'haproxy' ? ['haproxy', 'haproxy-backends'] : [driver, `${driver}-growth`]
    expect(rules).toEqual([
      `gateway/${driver}/rules.yaml`,
      'alerts/gateway.yaml',
      'alerts/traffic.yaml',
      ...own.map((topic) => `alerts/${topic}.yaml`),
      'alerts/security.yaml',
      ...(driver === 'nginx' ? [] : ['alerts/sidecar.yaml']),
    ])
  })

  test('watch a cache and a rate limit only where a route has one', () => {
    const cached = {upstreams: ['web'], cache: [{path: '/static', ttl: '60s'}]}
    const limited = {upstreams: ['web'], rateLimit: {requests: 10}}

    expect(rulesOf({driver: 'nginx', routes: {web: cached}}).slice(6)).toEqual([
      'alerts/cache.yaml',
      'alerts/nginx-cache.yaml',
    ])
    expect(rulesOf({driver: 'haproxy', routes: {web: cached}})).not.toContain('alerts/nginx-cache.yaml')
    expect(rulesOf({driver: 'nginx', routes: {web: limited}}).slice(6)).toEqual(['alerts/rate-limit.yaml'])
  })

  test('are all shipped, and none is shipped that no gateway uses', () => {
    const web = {upstreams: ['web'], cache: [{path: '/static', ttl: '60s'}], rateLimit: {requests: 10}}
    const used = new Set([
      ...rulesOf({driver: 'nginx', routes: {web}}),
      ...rulesOf({driver: 'haproxy', routes: {web}}),
      ...rulesOf({driver: 'caddy', routes: {web: {upstreams: ['web']}}}),
    ])

    const alerts = [...used].filter((path) => path.startsWith('alerts/')).map((path) => path.slice('alerts/'.length))
    expect(alerts.toSorted()).toEqual(listShipped('gateway', 'alerts'))
  })

  test('record the same series whatever the driver', () => {
    expect(recordedBy('nginx').toSorted()).toEqual(recordedBy('caddy').toSorted())
    expect(recordedBy('haproxy').toSorted()).toEqual(recordedBy('caddy').toSorted())
  })

  test('have a runbook in both languages for each alert', () => {
    const alerts = listShipped('gateway', 'alerts')
      .flatMap((file) => read(`gateway/alerts/${file}`).groups.flatMap(({rules}) => rules))
      .map(({alert}) => alert)

    const pages = alerts.flatMap((alert) => [`${alert}.en.md`, `${alert}.zh.md`])
    expect(listShipped('gateway', 'runbooks')).toEqual(pages.toSorted())
  })
})

test.each(drivers)('%s has the common dashboard and its own', (driver) => {
  const files = gateway.dashboards?.(stackOf({driver, routes: {web: {upstreams: ['web']}}}))
  expect(files).toEqual(['gateway.yaml', `gateway-${driver}.yaml`])
  expect(listShipped('gateway', 'dashboards')).toEqual(expect.arrayContaining([...(files ?? [])]))
})
