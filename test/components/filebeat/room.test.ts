/** Filebeat's room: what it reads and where it sends, what it is refused without, and how a line is looked for. */
import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import type {Access, HttpAnswer, Instance} from '../../../src/components/component.js'
import {output} from '../../../src/components/filebeat/health.js'
import {filebeat} from '../../../src/components/filebeat/index.js'
import {lineStored, PATIENCE_S, probeLine, writersOf} from '../../../src/components/filebeat/line-check.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {type Stack, stackSchema} from '../../../src/spec/stack.js'

const stackOf = (more: object = {}): Stack =>
  stackSchema.parse({version: 1, project: 'my-shop', elasticsearch: {}, logstash: {}, filebeat: {}, redis: {}, ...more})
const full = stackOf()
const light = stackOf({logs: 'light', logstash: undefined})
const contextOf = (stack: Stack) => ({stack, bindings: {}, template: renderTemplate})

function configOf(stack: Stack): Record<string, unknown> {
  const file = filebeat.files?.(contextOf(stack)).find(({path}) => path === 'filebeat/config/server/filebeat.yml')
  return load(file?.content ?? '') as Record<string, unknown>
}

const serviceOf = (stack: Stack) => filebeat.services(contextOf(stack)).find(({name}) => name === 'filebeat')

describe('the configuration', () => {
  test('reads both streams of every container by themselves, and what is rotated away', () => {
    const inputs = configOf(full)['filebeat.inputs'] as {id: string; type: string; paths: string[]; parsers: object[]}[]
    expect(inputs.map(({id, type}) => [id, type])).toEqual([
      ['my-shop-stdout', 'filestream'],
      ['my-shop-stderr', 'filestream'],
    ])
    expect(inputs[0]?.paths).toEqual(['/var/lib/docker/containers/*/*-json.log*'])
    expect(inputs.map(({parsers}) => parsers[0])).toEqual([
      {container: {stream: 'stdout', format: 'docker'}},
      {container: {stream: 'stderr', format: 'docker'}},
    ])
  })

  test('waits in each pass for longer than in those before it together', () => {
    const [input] = configOf(full)['filebeat.inputs'] as {parsers: {multiline?: {timeout: string}}[]}[]
    const waits =
      input?.parsers.flatMap(({multiline}) => (multiline ? [Number.parseInt(multiline.timeout, 10)] : [])) ?? []
    for (const [at, wait] of waits.entries()) {
      expect(wait).toBeGreaterThan(waits.slice(0, at).reduce((sum, earlier) => sum + earlier, 0))
    }
  })

  test('sends to Logstash over TLS, or to a data stream of Elasticsearch', () => {
    const ssl = {enabled: true, certificate_authorities: ['/run/secrets/elasticsearch-ca'], verification_mode: 'full'}
    expect(configOf(full).output).toMatchObject({logstash: {hosts: ['logstash:5044'], loadbalance: true, ssl}})
    expect(configOf(light).output).toMatchObject({
      elasticsearch: {
        hosts: ['https://elasticsearch:9200'],
        username: 'log_writer',
        index: 'logs-%{[data_stream.dataset]}-%{[data_stream.namespace]}',
        'non_indexable_policy.dead_letter_index': {index: 'logs-my_shop.dead_letters-production'},
        ssl,
      },
    })
    expect(configOf(light)).toMatchObject({'setup.template.enabled': false, 'setup.ilm.enabled': false})
  })

  test('keeps patterns of masks out of where Filebeat expands variables', () => {
    const mask = [{name: 'price', pattern: '(\\$\\{)[0-9]+'}]
    const files = filebeat.files?.(contextOf(stackOf({logs: {path: 'light', mask}}))) ?? []
    expect(files.find(({path}) => path.endsWith('masks.js'))?.content).toContain(JSON.stringify(mask[0]?.pattern))
    expect(files.find(({path}) => path.endsWith('filebeat.yml'))?.content).not.toContain('[0-9]+)')
  })

  test('ships scripts that Filebeat’s engine, ECMAScript 5, can read', () => {
    const scripts = (filebeat.files?.(contextOf(light)) ?? []).filter(({path}) => /server\/.*\.js$/.test(path))
    expect(scripts.length).toBeGreaterThan(5)
    for (const {path, content} of scripts) {
      const code = content.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '')
      expect(code, path).not.toMatch(
        /=>|\b(?:let|const|class)\s|Object\.(?:hasOwn|entries|values|assign)|\.(?:includes|startsWith|endsWith)\(/,
      )
    }
  })
})

describe('the container', () => {
  test('reads Docker’s folder and nothing else of the host, and is not collected itself', () => {
    const service = serviceOf(stackOf({filebeat: {containerLogs: '/data/docker/containers'}}))
    expect(service?.mounts?.filter(({kind}) => kind === 'host')).toEqual([
      {kind: 'host', from: '/data/docker/containers', to: '/var/lib/docker/containers', readOnly: true},
    ])
    expect(JSON.stringify(service)).not.toContain('docker.sock')
    expect(service?.logs).toEqual({collect: false})
    expect(service?.waivers?.map(({rule}) => rule)).toEqual(['non-root', 'host-mount'])
    expect(service?.readOnly ?? true).toBe(true)
    expect(service?.capAdd).toBeUndefined()
  })

  test('has the password only on the light path, and only in the process', () => {
    expect(serviceOf(full)?.secrets).toEqual(['elasticsearch-ca'])
    expect(serviceOf(light)?.secrets).toEqual(['elasticsearch-ca', 'elasticsearch-writer-password'])
    expect(serviceOf(light)?.env).toBeUndefined()
    expect(serviceOf(light)?.entrypoint?.join(' ')).toContain('$(cat /run/secrets/elasticsearch-writer-password)')
  })

  test('starts once there is somebody to send to', () => {
    expect(serviceOf(full)?.after).toEqual(['logstash'])
    expect(serviceOf(light)?.after).toEqual(['elasticsearch', 'log-keeper'])
  })
})

describe('what it is refused without', () => {
  const problems = (stack: Stack) => filebeat.validate?.(stack).map(({message}) => message.en) ?? []

  test('nothing, when all are there', () => {
    expect([problems(full), problems(light)]).toEqual([[], []])
  })

  test('Logstash on the full path, with both ways out', () => {
    expect(problems(stackOf({logstash: undefined}))).toEqual([expect.stringMatching(/"logstash: \{\}".*"logs: light"/)])
  })

  test('Elasticsearch on any', () => {
    expect(problems(stackOf({elasticsearch: undefined}))).toEqual([expect.stringContaining('"elasticsearch: {}"')])
  })

  test('images of a registry', () => {
    expect(problems(stackOf({images: {source: 'debian'}}))).toEqual([expect.stringContaining('Debian has no package')])
  })
})

interface Fake {
  readonly shells: readonly string[]
  /** What the store answers, with what was written. */
  answer(line: {readonly msg: string}): HttpAnswer
}

function fakeAccess(stack: Stack, {shells, answer}: Fake): Access {
  let written = {msg: ''}
  const instance = (service: string) =>
    ({
      exec: async (argv: readonly string[]) => {
        if (!shells.includes(service)) return {exitCode: 126, stdout: '', stderr: 'no shell'}
        written = JSON.parse(argv.at(-1) ?? '') as {msg: string}
        return {exitCode: 0, stdout: '', stderr: ''}
      },
      http: async () => answer(written),
    }) as unknown as Instance
  return {stack, instance, secret: async () => 'pw', configHash: async () => ''}
}

const answerOf = (source: object | undefined): HttpAnswer => ({
  status: 200,
  headers: {},
  body: JSON.stringify({hits: {hits: source ? [{_source: source}] : []}}),
})
const limits = {patienceMs: 40, pauseMs: 5}

describe('the marked line', () => {
  const stored = ({msg}: {readonly msg: string}) =>
    answerOf({
      message: msg,
      service: {name: 'redis'},
      data_stream: {dataset: 'my_shop.redis', namespace: 'production'},
      log: {level: 'info'},
    })

  test('is written by an app where there is one', () => {
    const stack = stackOf({apps: {web: {image: 'web', port: 3000}}, gateway: {}})
    expect(writersOf(stack)).toEqual(['web', 'gateway', 'redis'])
  })

  test('passes once it is found with its fields', async () => {
    const facts = await probeLine(fakeAccess(full, {shells: ['redis'], answer: stored}), limits)
    expect(facts).toMatchObject({writer: 'redis', wrong: []})
    expect(lineStored.judge(facts).status).toBe('pass')
  })

  test('fails when fields are wrong, naming them', async () => {
    const answer = () => answerOf({message: 'x', service: {name: 'redis'}})
    const facts = await probeLine(fakeAccess(full, {shells: ['redis'], answer}), limits)
    expect(lineStored.judge(facts)).toMatchObject({status: 'fail'})
    expect(lineStored.judge(facts).detail.en).toContain('data_stream.dataset, data_stream.namespace, log.level')
  })

  test('fails when it does not come, with what the store said', async () => {
    const absent = await probeLine(fakeAccess(full, {shells: ['redis'], answer: () => answerOf(undefined)}), limits)
    expect(lineStored.judge(absent).detail.en).toBe(`a line of redis was not found within ${PATIENCE_S} s`)
    const refused = () => ({status: 401, headers: {}, body: ''})
    const facts = await probeLine(fakeAccess(full, {shells: ['redis'], answer: refused}), limits)
    expect(lineStored.judge(facts).detail.en).toContain('Elasticsearch: HTTP 401')
  })

  test('is skipped where nobody can write it', async () => {
    const facts = await probeLine(fakeAccess(full, {shells: [], answer: stored}), limits)
    expect(lineStored.judge(facts).status).toBe('skip')
  })
})

describe('what Filebeat sends', () => {
  const facts = {status: 200, total: 9, acked: 9, failed: 0, dropped: 0}

  test.each([
    ['is well when lines are taken', facts, 'pass'],
    ['is not known as long as there was no line to send', {...facts, total: 0, acked: 0}, 'warn'],
    ['is not taken when lines wait and none got through', {...facts, acked: 0, failed: 3}, 'fail'],
    ['is told of when lines were given up', {...facts, dropped: 2}, 'warn'],
    ['is not known of a Filebeat that does not answer', {...facts, status: 503}, 'fail'],
  ] as const)('%s', (_, seen, status) => {
    expect(output.judge(seen).status).toBe(status)
  })
})
