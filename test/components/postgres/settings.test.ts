import {describe, expect, test} from 'vitest'

import {postgres} from '../../../src/components/postgres/index.js'
import {deriveSettings, parseMemoryKiB} from '../../../src/components/postgres/settings.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {type StackInput, stackSchema} from '../../../src/spec/stack.js'

const stackOf = (own: StackInput['postgres'], images: StackInput['images'] = {}) =>
  stackSchema.parse({version: 1, project: 'shop', images, postgres: own})

const pathsOf = (own: StackInput['postgres'], images?: StackInput['images']) =>
  (postgres.validate?.(stackOf(own, images)) ?? []).map(({path}) => path.join('.'))

const confOf = (own: StackInput['postgres']) =>
  renderTemplate('postgres/config/server/postgresql.conf.hbs', deriveSettings(stackOf(own).postgres))

describe('postgresql.conf', () => {
  test('takes its sizes from the memory limit', () => {
    const conf = confOf({limits: {memory: '4GiB', cpus: 4}})

    expect(conf).toContain('\nshared_buffers = 1024MB\n')
    expect(conf).toContain('\neffective_cache_size = 2457MB\n')
    expect(conf).toContain('\nwork_mem = 20928kB\n')
    expect(conf).toContain('\nmax_parallel_workers_per_gather = 2\n')
  })

  test('ends with the settings of opsctl.yaml, quoted, so that they win', () => {
    const conf = confOf({settings: {work_mem: '2MB', jit: true, 'auto_explain.log_format': "it's"}})

    expect(conf.trimEnd().split('\n').slice(-3)).toEqual([
      "auto_explain.log_format = 'it''s'",
      'jit = on',
      "work_mem = '2MB'",
    ])
  })

  test('leaves out what an older server does not know', () => {
    expect(confOf({version: '15'})).not.toContain('reserved_connections')
    expect(confOf({version: '16'})).toContain('reserved_connections = 3')
  })

  test.each(['128MiB', '512MiB', '16GiB', '1TiB'])('of %s never promises more than the limit', (memory) => {
    const own = {limits: {memory}}
    const {limits, maxConnections} = stackOf(own).postgres
    const values = deriveSettings(stackOf(own).postgres)
    const workMiB = (Number.parseInt(values.workMem, 10) * maxConnections) / 1024

    expect(Number.parseInt(values.sharedBuffers, 10)).toBeLessThanOrEqual(limits.memory * 0.4)
    expect(workMiB).toBeLessThanOrEqual(limits.memory)
    expect(pathsOf(own)).toEqual([])
  })
})

describe('a refusal', () => {
  test('of shared_buffers above 40 % of the limit', () => {
    expect(pathsOf({settings: {shared_buffers: '300MB'}})).toEqual(['postgres.settings.shared_buffers'])
    expect(pathsOf({settings: {shared_buffers: 30_000}})).toEqual(['postgres.settings.shared_buffers'])
    expect(pathsOf({settings: {shared_buffers: '200MB'}})).toEqual([])
  })

  test('of more connections than their sorts have memory for', () => {
    expect(pathsOf({maxConnections: 2000})).toEqual(['postgres.maxConnections'])
    expect(pathsOf({settings: {work_mem: '64MB'}})).toEqual(['postgres.settings.work_mem'])
  })

  test('of settings that opsctl depends on, and of text with a line end', () => {
    expect(pathsOf({settings: {hba_file: '/tmp/x', port: 1}})).toEqual([
      'postgres.settings.hba_file',
      'postgres.settings.port',
    ])
    expect(pathsOf({settings: {search_path: "a'\nhba_file = 'x"}})).toEqual(['postgres.settings.search_path'])
  })

  test('of a version that Debian lacks', () => {
    expect(pathsOf({version: '16'}, {source: 'debian'})).toEqual(['postgres.version'])
    expect(pathsOf({version: '16'}, {source: 'registry'})).toEqual([])
  })
})

test('memory is read in the units of PostgreSQL', () => {
  expect(parseMemoryKiB('shared_buffers', 128)).toBe(1024)
  expect(parseMemoryKiB('work_mem', 128)).toBe(128)
  expect(parseMemoryKiB('work_mem', '1.5GB')).toBe(1.5 * 1024 ** 2)
  expect(parseMemoryKiB('work_mem', 'much')).toBeUndefined()
})
