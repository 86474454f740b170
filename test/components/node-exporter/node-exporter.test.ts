import {describe, expect, test} from 'vitest'

import {nodeExporter} from '../../../src/components/node-exporter/index.js'
import {listShipped, readShipped} from '../../../src/shipped.js'
import {stackSchema} from '../../../src/spec/stack.js'

const stack = stackSchema.parse({version: 1, project: 'shop', 'node-exporter': {}})
const [service] = nodeExporter.services({stack, bindings: {}, template: () => ''})

describe('the node exporter', () => {
  test('sees the host’s files read-only, and says why', () => {
    expect(service?.mounts?.filter(({kind}) => kind === 'host')).toEqual([
      {kind: 'host', from: '/', to: '/host', readOnly: true},
    ])
    expect(service?.waivers?.map(({rule}) => rule)).toEqual(['host-mount'])
  })

  test('reads the network of the host’s first process, and never over netlink, which is that of its own container', () => {
    expect(service?.command).toContain('--path.procfs=/run/procfs')
    expect(service?.command).toContain('--no-collector.netdev.netlink')
    expect(readShipped('node-exporter/config/start.sh')).toContain('ln -sfn /host/proc/1/net "$procfs/net"')
  })

  test('drops the numbers that the kernel only tells of the reader’s own network', () => {
    const [job] = nodeExporter.scrape?.(stack) ?? []

    expect(job?.metric_relabel_configs).toEqual([
      {source_labels: ['__name__'], regex: 'node_nf_conntrack_entries(_limit)?', action: 'drop'},
    ])
  })

  test('has only rules and dashboards that ship', () => {
    expect(nodeExporter.rules?.(stack).toSorted()).toEqual(
      listShipped('node-exporter', 'alerts').map((file) => `alerts/${file}`),
    )
    expect(nodeExporter.dashboards?.(stack)).toEqual(listShipped('node-exporter', 'dashboards'))
  })

  test.each([
    ['pass', 200, 'node_memory_MemTotal_bytes 2.5e+10\n'],
    ['fail', 200, 'go_goroutines 7\n'],
    ['fail', 500, ''],
  ])('is a %s with status %i and the body %j', async (status, answer, body) => {
    const [check] = nodeExporter.health?.(stack) ?? []
    const facts = await check?.probe({
      stack,
      secret: async () => '',
      configHash: async () => '',
      instance: () => ({
        exec: () => Promise.reject(new Error('nothing is run inside')),
        signal: async () => {},
        reach: () => Promise.reject(new Error('not asked for')),
        http: async () => ({status: answer, headers: {}, body}),
      }),
    })

    expect(check?.judge(facts ?? {}).status).toBe(status)
  })
})
