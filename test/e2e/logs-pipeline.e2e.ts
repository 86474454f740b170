/**
 * The pipeline that a stack gets, without Logstash, which no registry has: our evaluator runs its files, Elastic's grok engine
 * matches every pattern, an independent parser of the grammar reads every file, and Elasticsearch 8.19 takes every document.
 */
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {describeStore} from '../../src/components/elasticsearch/store.js'
import {renderTemplate} from '../../src/render/engine.js'
import {emptyOverlay} from '../../src/render/overlay.js'
import {renderStack} from '../../src/render/render-stack.js'
import {stackSchema} from '../../src/spec/stack.js'
import {type FlatDocument, flatten, loadCorpus, type Value} from '../logs/corpus/load.js'
import {openPipeline, type PipelineFile} from '../logs/pipeline/evaluate.js'
import {type PluginStatement, parseConfig, type Statement} from '../logs/pipeline/parse-config.js'
import {comparable, shippedEvent} from '../logs/pipeline/run-corpus.js'
import type {LogstashStatement} from './tools/logstash-config.js'
import {type Grok, openGrok, parseLogstash, type RunningStore, startElasticsearch8, toolsAbsent} from './tools/tools.js'

const PORT = 25_800
const FOLDER = 'logstash/config/pipeline/'
const corpus = loadCorpus()
const stack = stackSchema.parse({
  version: 1,
  project: 'shop',
  logs: 'full',
  elasticsearch: {},
  filebeat: {},
  logstash: {},
})
const files: readonly PipelineFile[] = renderStack(stack, emptyOverlay).filter(({path}) => path.startsWith(FOLDER))

describe.skipIf(toolsAbsent('grok'))('every line of the corpus', () => {
  let grok: Grok
  let store: RunningStore | undefined
  let folder: string
  const pipeline = openPipeline(files)
  const stored = new Map<string, Readonly<Record<string, unknown>>>()

  beforeAll(async () => {
    grok = await openGrok()
    folder = await mkdtemp(join(tmpdir(), 'opsctl-logs-pipeline-'))
  })

  afterAll(async () => {
    await grok.close()
    await store?.stop()
    await rm(folder, {recursive: true, force: true})
  })

  test.each(corpus)('$name becomes its document', async (entry) => {
    const document = await pipeline.run(shippedEvent(entry), {grok, now: new Date(entry.dockerTime)})
    expect(document).toBeDefined()
    stored.set(entry.name, document ?? {})

    expect(comparable(flatten(document as {readonly [key: string]: Value}))).toEqual(comparable(entry.document))
  })

  // Long enough to show what grows with the square of the length.
  test.each(
    [
      '',
      'level=info ',
      '{"msg":"',
      '<34>1 2026-11-21T13:00:00Z h a 1 - ',
      '2026-11-21 13:00:00 ERROR [',
      'Error: x\n',
    ].flatMap((start) => ['a', 'a ', '[', '"', '\\', '= ', '\n at '].map((rest) => [start, rest] as const)),
  )('a hostile line of %j and many %j does not hold the pipeline up', async (start, rest) => {
    const [entry] = corpus
    const event = start + rest.repeat(2 ** 15 / rest.length)
    const shipped = shippedEvent({...(entry as (typeof corpus)[number]), event})
    shipped.set('[opsctl][layout]', 'auto')
    const begun = performance.now()
    await pipeline.run(shipped, {grok, now: new Date(0)})
    expect(performance.now() - begun).toBeLessThan(3000)
  })

  test('is a document once more when it is read again', async () => {
    const [entry] = corpus
    const again = await pipeline.run(shippedEvent(entry as (typeof corpus)[number]), {grok, now: new Date(0)})
    expect(again).toEqual(stored.get((entry as (typeof corpus)[number]).name))
  })

  describe.skipIf(toolsAbsent('elasticsearch8'))('in Elasticsearch 8.19 with the template of the project', () => {
    test('is stored without a refusal', async () => {
      store = await startElasticsearch8({port: PORT, dataDir: join(folder, 'store')})
      // These jars have no match_only_text.
      const template = (path: string) => renderTemplate(path).replaceAll('match_only_text', 'text')
      for (const {path, body} of describeStore({stack, template}).templates) await ask('PUT', path, body)

      const actions = [...stored].flatMap(([id, document]) => {
        const {type, dataset, namespace} = document.data_stream as Readonly<Record<string, string>>
        return [{create: {_index: `${type}-${dataset}-${namespace}`, _id: id}}, document]
      })
      const answer = (await ask('POST', '/_bulk?refresh=true', actions)) as unknown as Bulk
      expect(answer.items.filter(({create}) => create.error)).toEqual([])
      expect(answer.items).toHaveLength(corpus.length)
    })

    test('is found by each of its fields', async () => {
      const wanted = countValues(corpus.map(({document}) => document))
      const queries = wanted.flatMap(({field, value}) => [
        {index: 'logs-shop.*-*'},
        {size: 0, track_total_hits: true, query: {term: {[field]: value}}},
      ])
      const {responses} = (await ask('POST', '/_msearch', queries)) as unknown as Found
      const found = wanted.map(({field, value}, index) => ({field, value, count: responses[index]?.hits.total.value}))

      expect(wanted.length).toBeGreaterThan(500)
      expect(found).toEqual(wanted)
    })

    test('is found by words of its message and of its stack trace', async () => {
      for (const query of [
        {match_phrase: {message: 'password authentication failed'}},
        {match_phrase: {'error.stack_trace': 'com.acme.shop.Main.parse'}},
        {match: {'error.message': 'nil pointer'}},
        {range: {'event.duration': {gte: 5_000_000_000}}},
        {range: {'http.response.status_code': {gte: 500}}},
        {term: {'source.ip': '2001:db8::/32'}},
        {term: {tags: 'broken_json'}},
      ]) {
        const {hits} = (await ask('POST', '/logs-shop.*-*/_search', {query})) as unknown as Found['responses'][number]
        expect(hits.total.value, JSON.stringify(query)).toBeGreaterThan(0)
      }
    })

    async function ask(method: string, path: string, body: unknown): Promise<Record<string, unknown>> {
      const answer = await fetch(`${store?.url}${path}`, {
        method,
        headers: {'content-type': Array.isArray(body) ? 'application/x-ndjson' : 'application/json'},
        body: Array.isArray(body) ? body.map((one) => `${JSON.stringify(one)}\n`).join('') : JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as Record<string, unknown>
    }
  })
})

interface Bulk {
  readonly items: readonly {readonly create: {readonly error?: object}}[]
}

interface Found {
  readonly responses: readonly {readonly hits: {readonly total: {readonly value: number}}}[]
}

/** Fields that are searched by their words, or only shown. */
const NOT_EXACT = /^(message|event\.original|error\.message|error\.stack_trace)$/

/** How many documents have a value in a field, for every field and value that can be asked for exactly. */
function countValues(documents: readonly FlatDocument[]): readonly {field: string; value: unknown; count: number}[] {
  const counts = new Map<string, {field: string; value: unknown; count: number}>()
  for (const document of documents) {
    for (const [field, held] of Object.entries(document)) {
      const values = Array.isArray(held) ? held : [held]
      for (const value of values.filter((one) => isExact(field, one))) {
        const key = `${field}=${value}`
        counts.set(key, {field, value, count: (counts.get(key)?.count ?? 0) + 1})
      }
    }
  }
  return [...counts.values()]
}

function isExact(field: string, value: unknown): boolean {
  if (NOT_EXACT.test(field) || typeof value === 'object') return false
  // Longer than what is indexed of a value.
  return String(value).length <= 1024
}

describe.skipIf(toolsAbsent('grok'))('a pattern of grok', () => {
  let grok: Grok

  beforeAll(async () => {
    grok = await openGrok()
  })

  afterAll(() => grok.close())

  /** Those that don't compile, with file and line. */
  const broken = async (pipelineFiles: readonly PipelineFile[]) => {
    const found: string[] = []
    for (const {file, line, patterns, definitions} of openPipeline(pipelineFiles).groks) {
      for (const pattern of patterns) {
        await grok
          .match(pattern, '', definitions)
          .catch((error: Error) => found.push(`${file}:${line}: ${error.message}`))
      }
    }
    return found
  }

  test('compiles in the real engine, each of ours', async () => {
    expect(openPipeline(files).groks.length).toBeGreaterThan(5)
    expect(await broken(files)).toEqual([])
  })

  test.each([
    ['a name that is none', 'filter {\n  grok { match => { "message" => "%{NOSUCH:x}" } }\n}', 2, /NOSUCH/],
    ['a group without an end', 'filter {\n  grok {\n    match => { "message" => "(a" }\n  }\n}', 2, /parenthesis/],
    ['a class without an end', 'filter {\n\n  grok { match => { "message" => "[a" } }\n}', 3, /char-class/],
  ])('of a person’s own with %s is found with its file and line', async (_, content, line, what) => {
    const own = {path: `${FOLDER}60-user-own.conf`, content}
    const found = await broken([...files, own])

    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`${FOLDER}60-user-own.conf:${line}: `)
    expect(found[0]).toMatch(what)
  })
})

describe.skipIf(toolsAbsent('logstash-config'))('a parser of Logstash’s grammar', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opsctl-logs-grammar-'))
  })

  afterAll(() => rm(folder, {recursive: true}))

  test('accepts every file, and reads the same plugins and options in it as the evaluator', async () => {
    const paths = await Promise.all(
      files.map(async ({path, content}) => {
        const target = join(folder, path.slice(FOLDER.length))
        await writeFile(target, content)
        return target
      }),
    )
    const parsed = await parseLogstash(paths)
    for (const [index, {error, sections}] of parsed.entries()) {
      const {path, content} = files[index] as PipelineFile
      expect(error, path).toBeUndefined()
      const ours = parseConfig(path, content).flatMap(({body}) => body.flatMap(ofOurs))
      expect(
        sections?.flatMap(({body}) => body.flatMap(ofTheirs)),
        path,
      ).toEqual(ours)
      expect(ours.length, path).toBeGreaterThan(0)
    }
  })

  test.each([
    ['a missing brace', 'filter {\n  mutate {\n    id => "x"\n', 4],
    ['an unknown section', 'filters {\n}\n', 1],
    ['an option without a value', 'filter {\n  mutate {\n    id =>\n  }\n}\n', 3],
  ])('refuses %s, as the evaluator does', async (_, content, line) => {
    const path = join(folder, '60-user-broken.conf')
    await writeFile(path, content)
    const [parsed] = await parseLogstash([path])

    expect(parsed?.error?.line).toBeLessThanOrEqual(line)
    expect(() => parseConfig('60-user-broken.conf', content)).toThrow(/^60-user-broken\.conf:\d+: expected /)
  })
})

/** Name, line and names of options of every plugin, in their order. */
function ofOurs(statement: Statement): readonly string[] {
  if ('branches' in statement) return statement.branches.flatMap(({body}) => body.flatMap(ofOurs))
  return [
    plugin(
      statement.plugin,
      statement.line,
      (statement as PluginStatement).options.map(({key}) => key),
    ),
  ]
}

function ofTheirs(statement: LogstashStatement): readonly string[] {
  if ('branches' in statement) return statement.branches.flatMap(({body}) => body.flatMap(ofTheirs))
  return [
    plugin(
      statement.plugin,
      statement.line,
      statement.options.map(({name}) => name),
    ),
  ]
}

const plugin = (name: string, line: number, options: readonly string[]) => `${line} ${name} ${options.join(' ')}`
