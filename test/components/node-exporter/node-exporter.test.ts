import {describe, expect, test} from 'vitest'

import {nodeExporter} from '../../../src/components/node-exporter/index.js'
import {stackSchema} from '../../../src/spec/stack.js'

const stack = stackSchema.parse({version: 1, project: 'shop', 'node-exporter': {}})
const [service] = nodeExporter.services({stack, bindings: {}, template: () => ''})

describe('the node exporter', () => {
  test('sees the host’s files read-only, and says why', () => {
    expect(service?.mounts).toEqual([{kind: 'host', from: '/', to: '/host', readOnly: true}])
    expect(service?.waivers?.map(({rule}) => rule)).toEqual(['host-mount'])
  })

  test('does not pass the numbers of its own network namespace for the host’s', () => {
    expect(service?.command).toContain('--no-collector.netdev')
    expect(service?.command).toContain('--no-collector.conntrack')
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
        http: async () => ({status: answer, headers: {}, body}),
      }),
    })

    expect(check?.judge(facts ?? {}).status).toBe(status)
  })
})
