import {Ajv} from 'ajv'
import {describe, expect, it} from 'vitest'
import {parse} from 'yaml'

import {stackJsonSchema} from '../../src/spec/json-schema.js'
import {presetIds, presets} from '../../src/spec/presets.js'
import {newSource} from '../../src/spec/save-stack.js'
import {stackSchema} from '../../src/spec/stack.js'

const agrees = new Ajv({strict: true, allowUnionTypes: true, formats: {ipv4: true, ipv6: true, uri: true}}).compile(
  stackJsonSchema(),
)

const head = {version: 1, project: 'shop'}

describe('the JSON schema', () => {
  it.each([
    head,
    {...head, redis: {}},
    {...head, redis: {port: 6379, maxMemory: '64MiB'}},
    {...head, apps: {web: {image: 'a:1', uses: ['redis'], env: {A: 'b'}}}},
    {...head, gateway: {routes: {web: {upstreams: ['web'], rateLimit: {requests: 5}}}}},
    {...head, backup: {anything: 1}},
    ...presetIds.map((id) => parse(newSource(presets[id], {project: 'shop', lang: 'zh', images: 'debian'})) as object),
  ])('takes what the file may hold: %j', (input) => {
    expect(agrees(input)).toBe(true)
    expect(stackSchema.safeParse(input).success).toBe(true)
  })

  it.each([
    {},
    {version: 1},
    {...head, version: 2},
    {...head, project: 'Shop'},
    {...head, retnetion: 1},
    {...head, redis: null},
    {...head, redis: {port: 0}},
    {...head, redis: {port: '80'}},
    {...head, redis: {port: 3.5}},
    {...head, redis: {limits: {memory: 256}}},
    {...head, redis: {limits: {memory: '256mb'}}},
    {...head, redis: {limits: {cpus: 0}}},
    {...head, postgres: {version: 18}},
    {...head, apps: {A: {}}},
    {...head, apps: {web: {env: {'a-b': 'x'}}}},
    {...head, apps: {web: {uses: ['mysql']}}},
    {...head, gateway: {routes: {web: {}}}},
    {...head, gateway: {routes: {web: {upstreams: []}}}},
    {...head, gateway: {routes: {web: {upstreams: ['a'], paths: ['x']}}}},
    {...head, prometheus: {scrapeInterval: '5 minutes'}},
  ])('refuses what the file may not hold: %j', (input) => {
    expect(agrees(input)).toBe(false)
    expect(stackSchema.safeParse(input).success).toBe(false)
  })

  it('describes keys and gives their defaults, in words of the standard only', () => {
    const text = JSON.stringify(stackJsonSchema())
    expect(text).toContain('"description":"Major version of PostgreSQL. Quote it."')
    expect(text).toContain('"default":9090')
    expect(text).not.toMatch(/"(explain|hostPort|minMiB|maxS)"/)
  })
})
