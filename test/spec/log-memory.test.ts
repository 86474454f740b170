import {expect, test} from 'vitest'

import {LEAST_HOST_MIB, planLogMemory} from '../../src/spec/log-memory.js'
import {parseStack} from '../../src/spec/parse-stack.js'
import {presetFor} from '../../src/spec/presets.js'
import {newSource} from '../../src/spec/save-stack.js'

const GIB = 1024

test('a machine below the least of the light path gets no log rooms', () => {
  expect(planLogMemory(LEAST_HOST_MIB.light - 1)).toBeUndefined()
  expect(presetFor('full', LEAST_HOST_MIB.light - 1)).toBeUndefined()
  expect(presetFor('core', 512)).toBeDefined()
})

test('a small machine gets the light path, without Logstash', () => {
  const memory = planLogMemory(LEAST_HOST_MIB.full - 1)
  expect(memory).toMatchObject({path: 'light'})
  expect(memory).not.toHaveProperty('logstash')
})

test('a quarter of a large machine is for Elasticsearch, never more than 62 GiB', () => {
  expect(planLogMemory(32 * GIB)?.elasticsearch).toBe(8 * GIB)
  expect(planLogMemory(1024 * GIB)?.elasticsearch).toBe(62 * GIB)
})

test.each([5 * GIB, 8 * GIB, 24 * GIB, 256 * GIB])('the file for a machine of %d MiB is valid and fits it', (host) => {
  const preset = presetFor('full', host)
  const source = preset && newSource(preset, {project: 'shop', lang: 'en', images: 'registry'})
  const {stack, problems} = parseStack(source ?? '')
  expect(problems).toEqual([])
  const rooms = ['elasticsearch', 'logstash', 'kibana', 'filebeat'] as const
  const promised = rooms.reduce((sum, id) => sum + (stack?.[id].enabled ? stack[id].limits.memory : 0), 0)
  expect(promised).toBeLessThan(host * 0.6)
})
