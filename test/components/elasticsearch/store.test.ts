import {describe, expect, test} from 'vitest'

import {describeStore, findStoreProblems} from '../../../src/components/elasticsearch/store.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {type StackInput, stackSchema} from '../../../src/spec/stack.js'

const stackOf = (own: Partial<StackInput> = {}) =>
  stackSchema.parse({version: 1, project: 'shop', elasticsearch: {}, ...own})
const definitionOf = (own: Partial<StackInput> = {}) => describeStore({stack: stackOf(own), template: renderTemplate})
const rolloverOf = (retention: string, disk: string) =>
  definitionOf({logs: {retention, disk}}).clusterSettings['cluster.lifecycle.default.rollover']

type Field = Readonly<Record<string, unknown>>

/** Every field of a mapping with its settings, by its dotted name. */
function fieldsOf(mapping: object, prefix = ''): ReadonlyMap<string, Field> {
  const {properties = {}} = mapping as {properties?: Record<string, Field>}
  return new Map(
    Object.entries(properties).flatMap(([name, one]): [string, Field][] =>
      'properties' in one ? [...fieldsOf(one, `${prefix}${name}.`)] : [[`${prefix}${name}`, one]],
    ),
  )
}

function mappingsOf(): object {
  const [{body} = {body: {}}] = definitionOf().templates
  return (body as {template: {mappings: object}}).template.mappings
}

describe('the templates', () => {
  test('are of the project alone, above those that Elasticsearch brings along', () => {
    const {templates, pattern} = definitionOf({project: 'new-api'})

    expect(pattern).toBe('logs-new_api.*')
    expect(templates.map(({path}) => path)).toEqual([
      '/_component_template/opsctl-logs-new-api-mappings',
      '/_component_template/opsctl-logs-new-api-settings',
      '/_index_template/opsctl-logs-new-api',
    ])
    expect(templates[2]?.body).toMatchObject({
      index_patterns: ['logs-new_api.*-*'],
      priority: 200,
      data_stream: {},
      template: {lifecycle: {data_retention: '14d'}},
    })
  })

  test('keep the document as it was sent, on one node, and cannot grow without end', () => {
    const {body} = definitionOf().templates[1] ?? {}

    expect(body).toMatchObject({
      template: {
        settings: {
          'index.mode': 'logsdb',
          'index.mapping.source.mode': 'stored',
          'index.number_of_replicas': 0,
          'index.mapping.total_fields.ignore_dynamic_beyond_limit': true,
        },
      },
    })
    expect(mappingsOf()).toMatchObject({dynamic: false, date_detection: false})
  })

  test('know every field of the documents that the pipeline makes', () => {
    const fields = fieldsOf(mappingsOf())
    const wanted = [
      ...['@timestamp', 'event.created', 'event.duration', 'event.original', 'log.level', 'log.logger', 'log.offset'],
      ...['http.request.method', 'http.request.id', 'http.response.status_code', 'http.response.bytes', 'url.path'],
      ...['url.domain', 'source.ip', 'user_agent.original', 'labels', 'message', 'error.type', 'error.message'],
      ...['error.stack_trace', 'trace.id', 'span.id', 'app', 'process.pid', 'user.name', 'tags', 'service.name'],
      ...['data_stream.dataset', 'opsctl.layout', 'container.id', 'stream', 'log.file.path', 'ecs.version'],
    ]

    expect(wanted.filter((name) => !fields.has(name))).toEqual([])
    expect(fields.get('app')).toMatchObject({type: 'flattened'})
  })

  test('refuse no document for a word that is too long for the index: 32766 bytes are its limit, four a character', () => {
    const words = [...fieldsOf(mappingsOf())].filter(([, {type}]) => type === 'keyword' || type === 'flattened')
    const unlimited = words.filter(([, {ignore_above: most, index}]) => index !== false && !(Number(most) * 4 < 32_766))

    expect(unlimited.map(([name]) => name)).toEqual([])
  })

  test('mark what is made by them, so that a new mapping is told from an old one', () => {
    const {mark} = definitionOf()

    expect(mappingsOf()).toHaveProperty('_meta', {opsctl: mark})
    expect(definitionOf({logs: {retention: '1d', disk: '1GiB'}}).mark).toBe(mark)
  })
})

describe('an index is closed', () => {
  test.each([
    ['14d', '20GiB', 'max_age=1d,max_primary_shard_size=1024mb'],
    ['30d', '512MiB', 'max_age=3d,max_primary_shard_size=100mb'],
    ['90d', '1TiB', 'max_age=7d,max_primary_shard_size=10240mb'],
    ['3650d', '20GiB', 'max_age=30d,'],
    ['1d', '20GiB', 'max_age=2h,'],
    ['1h', '20GiB', 'max_age=1h,'],
  ])('for %s and %s at %s', (retention, disk, expected) => {
    expect(rolloverOf(retention, disk)).toContain(expected)
  })
})

test.each([
  ['14d', '14d'],
  ['36h', '36h'],
  ['90m', '5400s'],
])('a retention of %s is written %s', (written, expected) => {
  expect(definitionOf({logs: {retention: written}})).toMatchObject({retention: expected})
})

test('a project whose data streams Elastic keeps for itself is refused', () => {
  expect(findStoreProblems(stackOf({project: 'apm'}))).toMatchObject([{path: ['project']}])
  expect(findStoreProblems(stackOf({project: 'elastic-agent'}))).toHaveLength(1)
  expect(findStoreProblems(stackOf({project: 'apm-shop'}))).toEqual([])
})

test('the longest names that opsctl takes make a name that Elasticsearch takes', () => {
  const longest = 'a'.repeat(32)
  const {pattern} = definitionOf({project: longest})
  const dataset = pattern.replace('logs-', '').replace('*', longest)

  expect(Buffer.byteLength(dataset)).toBeLessThanOrEqual(100)
  expect(dataset).toMatch(/^[^-\\/*?"<>| ,#:A-Z]+$/)
})
