/** What a gateway on a cluster is told. That it works is test/e2e/gateway-cluster-dns.e2e.ts. */
import {describe, expect, test} from 'vitest'

import type {ServiceSpec, Stack} from '../../../src/components/component.js'
import {gateway} from '../../../src/components/gateway/index.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {type StackInput, stackSchema} from '../../../src/spec/stack.js'

type Driver = 'caddy' | 'nginx' | 'haproxy'

const stackOf = (driver: Driver, more: Partial<StackInput> = {}): Stack =>
  stackSchema.parse({
    version: 1,
    project: 'shop',
    target: 'helm',
    apps: {web: {image: 'me/web:1', replicas: 2, autoscale: {max: 8}}},
    gateway: {driver, routes: {main: {upstreams: ['web', 'http://legacy:8081', 'http://10.0.0.9:80']}}},
    ...more,
  })
const contextOf = (stack: Stack) => ({stack, bindings: {}, template: renderTemplate})
const configOf = (driver: Driver, more?: Partial<StackInput>): string => {
  const names = {caddy: 'Caddyfile', nginx: 'nginx.conf', haproxy: 'haproxy.cfg'}
  const files = gateway.files?.(contextOf(stackOf(driver, more))) ?? []
  return files.find(({path}) => path.endsWith(`/${names[driver]}`))?.content ?? ''
}
const servicesOf = (driver: Driver): readonly ServiceSpec[] => gateway.services(contextOf(stackOf(driver)))

describe.each(['caddy', 'nginx', 'haproxy'] as const)('%s on a cluster', (driver) => {
  test('asks for whole names, of the name server of its pod', () => {
    const text = configOf(driver)
    expect(text).not.toContain('127.0.0.11')
    expect(text).toMatch(/web\.shop\.svc\.cluster\.local\.?[: ]8080/)
    expect(text).toMatch(/legacy\.shop\.svc\.cluster\.local\.?[: ]8081/)
    expect(text).toMatch(/10\.0\.0\.9[: ]80/)
    const elsewhere = configOf(driver, {kubernetes: {namespace: 'live', clusterDomain: 'k8s.example.com'}})
    expect(elsewhere).toContain('web.live.svc.k8s.example.com')
  })

  test('calls its apps by the name of their Service, and out for the rest', () => {
    const [server] = servicesOf(driver)
    expect(server?.calls).toEqual([
      {service: 'legacy', port: 8081},
      {service: 'web', port: 8080},
    ])
    expect(server?.networks).toContain('egress')
    expect(stackOf(driver).gateway.driver).toBe(driver)
  })

  test('has no volume', () => {
    const mounts = servicesOf(driver).flatMap((service) => service.mounts ?? [])
    expect(mounts.filter(({kind}) => kind === 'volume')).toEqual([])
  })
})

test('mtail reads the log beside the server, through a folder of the pod', () => {
  const [server, metrics] = servicesOf('caddy')
  const folder = {kind: 'tmpfs', to: '/run/gateway', sizeMiB: 1, shared: 'gateway-run'}
  expect(metrics).toMatchObject({name: 'gateway-metrics', sidecarOf: 'gateway'})
  expect(server?.mounts).toContainEqual(folder)
  expect(metrics?.mounts).toContainEqual(folder)
})

test('nginx starts with the name servers that its container has', () => {
  const stack = stackOf('nginx')
  expect(servicesOf('nginx')[0]?.entrypoint).toEqual(['sh', '/etc/gateway/start.sh'])
  expect(gateway.reload?.(stack).validate).toEqual([
    'sh',
    '/etc/gateway/start.sh',
    '-t',
    '-c',
    '/etc/gateway/nginx.conf',
  ])
  expect(configOf('nginx')).toContain('include /tmp/resolver.conf;')
})

test('HAProxy has room for every pod of an upgrade at full scale', () => {
  expect(configOf('haproxy')).toContain('server-template app1- 13 web.shop')
})

test('Caddy ends connections with their answers while its pod leaves', () => {
  expect(configOf('caddy')).toMatch(
    /shutdown_delay 5s[\s\S]+@leaving vars \{http\.shutting_down\} true\n\theader @leaving >Connection close/,
  )
})
