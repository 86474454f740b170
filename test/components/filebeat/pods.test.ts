/** What Filebeat's room says of a cluster. That it then reads real files is test/e2e/logs-filebeat-pods.e2e.ts. */
import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import type {ServiceSpec, Stack} from '../../../src/components/component.js'
import {filebeat} from '../../../src/components/filebeat/index.js'
import {components} from '../../../src/components/registry.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {listBindings} from '../../../src/spec/secrets.js'
import {type StackInput, stackSchema} from '../../../src/spec/stack.js'

const full: StackInput = {
  version: 1,
  project: 'my-shop',
  target: 'helm',
  postgres: {},
  redis: {},
  elasticsearch: {},
  logstash: {},
  kibana: {},
  filebeat: {},
  prometheus: {},
  alertmanager: {},
  grafana: {},
  'node-exporter': {},
  cadvisor: {},
  blackbox: {},
  apps: {web: {image: 'me/web:1'}},
  gateway: {routes: {main: {upstreams: ['web']}}},
}
const stackOf = (more: Partial<StackInput> = {}): Stack => stackSchema.parse({...full, ...more})
const contextOf = (stack: Stack) => ({stack, bindings: listBindings(stack), template: renderTemplate})

function configOf(stack: Stack): Record<string, unknown> {
  const file = filebeat.files?.(contextOf(stack)).find(({path}) => path.endsWith('/filebeat.yml'))
  return load(file?.content ?? '') as Record<string, unknown>
}

const serviceOf = (stack: Stack, name: string): ServiceSpec | undefined =>
  filebeat.services(contextOf(stack)).find((one) => one.name === name)

interface Names {
  readonly layouts: Readonly<Record<string, string>>
  readonly silent: readonly string[]
}

function namesOf(stack: Stack): Names | undefined {
  const list = configOf(stack).processors as {readonly script?: {readonly params?: Names}}[]
  return list[0]?.script?.params
}

describe('on a cluster', () => {
  test('the table of layouts is what the rooms say of their services', () => {
    const stack = stackOf()
    const services = components.filter((one) => one.isEnabled(stack)).flatMap((one) => one.services(contextOf(stack)))
    const {layouts = {}, silent = []} = namesOf(stack) ?? {}
    expect(services.length).toBeGreaterThan(20)
    for (const {name, logs} of services) {
      expect([name, silent.includes(name)]).toEqual([name, logs?.collect === false])
      if (logs?.collect !== false) expect([name, layouts[name] ?? 'auto']).toEqual([name, logs?.layout ?? 'auto'])
    }
  })

  test('the logs of the two namespaces are read, rotated ones among them', () => {
    const pathsOf = (stack: Stack) => (configOf(stack)['filebeat.inputs'] as {paths: string[]}[])[0]?.paths
    expect(pathsOf(stackOf())).toEqual(['/var/log/pods/my-shop_*/*/*.log*', '/var/log/pods/my-shop-agents_*/*/*.log*'])
    expect(pathsOf(stackOf({kubernetes: {namespace: 'live', agentsNamespace: 'nodes'}}))).toEqual([
      '/var/log/pods/live_*/*/*.log*',
      '/var/log/pods/nodes_*/*/*.log*',
    ])
  })

  test('each node has an exporter of its own, and keeps how far it has read', () => {
    const stack = stackOf()
    expect(serviceOf(stack, 'filebeat-exporter')).toMatchObject({
      sidecarOf: 'filebeat',
      env: {FILEBEAT_URL: 'http://127.0.0.1:5066'},
    })
    expect(serviceOf(stack, 'filebeat')?.mounts).toContainEqual({
      kind: 'host',
      from: '/var/lib/opsctl/my-shop/filebeat-data',
      to: '/usr/share/filebeat/data',
      readOnly: false,
    })
    expect(filebeat.scrape?.(stack)).toEqual([
      {
        job_name: 'filebeat',
        dns_sd_configs: [{names: ['filebeat-exporter'], type: 'A', port: 9479, refresh_interval: '5s'}],
        relabel_configs: [
          {source_labels: ['__address__'], target_label: 'instance', replacement: 'filebeat-exporter:$1'},
        ],
      },
    ])
  })

  test('no line goes to a store that has no templates yet', () => {
    const light = serviceOf(stackOf({logs: 'light', logstash: {enabled: false}}), 'filebeat')
    expect(light?.entrypoint?.[2]).toContain('until (exec 3<>/dev/tcp/log-keeper/9691')
    expect(light?.calls).toContainEqual({service: 'log-keeper', port: 9691})
    expect(serviceOf(stackOf(), 'filebeat')?.entrypoint).toEqual(['/usr/share/filebeat/filebeat'])
  })
})
