/** log-keeper against a stand-in that speaks as Elasticsearch does; test/e2e/logs-keeper.e2e.ts runs it against the real one. */
import {spawn} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type IncomingMessage} from 'node:http'
import {createRequire} from 'node:module'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {describe, expect, onTestFinished, test} from 'vitest'

import {keeper, keeperFiles, keeperService} from '../../../src/components/elasticsearch/keeper.js'
import {describeStore, type StoreDefinition} from '../../../src/components/elasticsearch/store.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {stackSchema} from '../../../src/spec/stack.js'
import {contractOf, exported, samples} from '../json-exporter.js'

const program = new URL('../../../templates/elasticsearch/keeper/main.js', import.meta.url)
const load = createRequire(program)
const {planDeletions} = load('./budget.js') as {planDeletions(state: Budget): Plan}
const {isSameTemplate} = load('./compare.js') as {isSameTemplate(wanted: object, actual: object | undefined): boolean}
const {toMetrics} = load('./metrics.js') as {toMetrics(state: object): string}

interface Budget {
  readonly indices: readonly {readonly name: string; readonly createdMs: number; readonly bytes: number}[]
  readonly streams: readonly {readonly name: string; readonly writeIndex: string}[]
  readonly budgetBytes: number
}

interface Plan {
  readonly deletions: readonly {readonly name: string}[]
  readonly rollOver?: string
}

const stack = stackSchema.parse({version: 1, project: 'shop', elasticsearch: {}})
const wanted = describeStore({stack, template: renderTemplate})

describe('the budget', () => {
  const indices = [
    {name: 'a-3', createdMs: 30, bytes: 40},
    {name: 'b-1', createdMs: 10, bytes: 30},
    {name: 'a-2', createdMs: 20, bytes: 20},
    {name: 'a-1', createdMs: 5, bytes: 10},
  ]
  const streams = [
    {name: 'a', writeIndex: 'a-3'},
    {name: 'b', writeIndex: 'b-1'},
  ]
  const planOf = (budgetBytes: number) => {
    const {deletions, rollOver} = planDeletions({indices, streams, budgetBytes})
    return [...deletions.map(({name}) => name), ...(rollOver === undefined ? [] : [`new ${rollOver}`])]
  }

  test.each([
    [100, []],
    [99, ['a-1']],
    [89, ['a-1', 'a-2']],
    [70, ['a-1', 'a-2']],
  ])('of %i lets the oldest go that nobody writes to', (budgetBytes, expected) => {
    expect(planOf(budgetBytes)).toEqual(expected)
  })

  test('that the indices in use alone go beyond ends the largest of them first', () => {
    expect(planOf(69)).toEqual(['a-1', 'a-2', 'new a'])
    expect(planDeletions({indices: [], streams, budgetBytes: -1}).rollOver).toBeUndefined()
  })

  test('deletes ten at most in one look', () => {
    const many = Array.from({length: 30}, (_, at) => ({name: `i-${at}`, createdMs: at, bytes: 1}))

    expect(planDeletions({indices: many, streams: [], budgetBytes: 0}).deletions).toHaveLength(10)
    expect(planDeletions({indices: many, streams, budgetBytes: 0}).rollOver).toBeUndefined()
  })
})

describe('a template', () => {
  const template = {
    settings: {'index.mode': 'logsdb', 'index.sort.field': ['@timestamp'], 'index.number_of_replicas': 0},
  }
  const stored = {settings: {index: {mode: 'logsdb', sort: {field: ['@timestamp']}, number_of_replicas: '0'}}}

  test('is the same however its settings are written, and with what the store adds', () => {
    expect(isSameTemplate({template}, {template: stored, created_date_millis: 5})).toBe(true)
    expect(
      isSameTemplate(
        {index_patterns: ['x'], data_stream: {}, template: {lifecycle: {data_retention: '1d'}}},
        {
          index_patterns: ['x'],
          data_stream: {hidden: false, allow_custom_routing: false},
          template: {lifecycle: {enabled: true, data_retention: '1d'}},
        },
      ),
    ).toBe(true)
    expect(isSameTemplate({template: {mappings: {dynamic: false}}}, {template: {mappings: {dynamic: 'false'}}})).toBe(
      true,
    )
  })

  test.each([
    [{template: {settings: {index: {...stored.settings.index, number_of_replicas: '1'}}}}],
    [{template: {settings: {index: {...stored.settings.index, hidden: 'true'}}}}],
    [{}],
    [undefined],
  ])('is another when the store has %j', (actual) => {
    expect(isSameTemplate({template}, actual)).toBe(false)
  })
})

describe('the metrics', () => {
  const levels = [['error', 3] as const, ['none', 1] as const]
  const services = [{service: 'web', newestMs: 1_772_359_200_500, levels, unparsed: 1}]
  const seen = {storedBytes: 4096, oldestMs: 1_772_000_000_000, services}

  test('are those of the contract', () => {
    const contract = new URL('../contracts/log_keeper.json', program)

    expect(exported(toMetrics({wanted, deletions: 2, seen}))).toEqual(contractOf(contract))
  })

  test('carry the numbers, times in seconds', () => {
    expect(samples(toMetrics({wanted, deletions: 2, seen}))).toMatchObject({
      opsctl_logs_up: 1,
      opsctl_logs_budget_bytes: 20 * 2 ** 30,
      opsctl_logs_retention_seconds: 14 * 86_400,
      opsctl_logs_stored_bytes: 4096,
      'opsctl_logs_deleted_indices_total{reason="budget"}': 2,
      'opsctl_logs_documents{service="web",level="error"}': 3,
      'opsctl_logs_unparsed_documents{service="web"}': 1,
      'opsctl_logs_last_document_timestamp_seconds{service="web"}': 1_772_359_200.5,
    })
  })

  test('hold no old number while the store does not answer', () => {
    expect(Object.keys(samples(toMetrics({wanted, deletions: 0})))).toEqual([
      'opsctl_logs_up',
      'opsctl_logs_budget_bytes',
      'opsctl_logs_retention_seconds',
      'opsctl_logs_deleted_indices_total{reason="budget"}',
    ])
  })
})

describe('log-keeper', () => {
  test('waits for the store, and is healthy once the templates are in', async () => {
    const store = await standIn()
    store.refuse = true
    const running = await start(store.url)
    await sleep(300)
    expect((await running.get('/healthz')).status).toBe(503)
    expect(samples(await running.metrics())).toHaveProperty('opsctl_logs_up', 0)

    store.refuse = false
    await until(async () => (await running.get('/healthz')).status === 200)
    await until(async () => samples(await running.metrics()).opsctl_logs_up === 1)
    expect([...store.written.keys()]).toEqual([...wanted.templates.map(({path}) => path), '/_cluster/settings'])
  })

  test('logs in with the password that its file has now, and says so when it is refused', async () => {
    const store = await standIn('first')
    const running = await start(store.url, {USERNAME: 'keeper'}, 'first')
    await until(async () => samples(await running.metrics()).opsctl_logs_up === 1)

    store.password = 'second'
    await until(async () => samples(await running.metrics()).opsctl_logs_up === 0)
    expect(running.output()).toContain('HTTP 401')
    running.setPassword('second')
    await until(async () => samples(await running.metrics()).opsctl_logs_up === 1)
    expect(running.output()).not.toContain('second')
  })

  test('gives up what does not answer in time', async () => {
    const store = await standIn()
    store.hang = true
    const running = await start(store.url, {TIMEOUT_MS: '200'})

    await until(() => Promise.resolve(running.output().includes('no answer in time')))
  })

  test('tells a data stream that is there how long its lines are kept, once', async () => {
    const store = await standIn()
    store.lifecycles.set('logs-shop.web-production', '7d')
    store.lifecycles.set('logs-shop.db-production', '14d')
    const running = await start(store.url)
    await until(async () => samples(await running.metrics()).opsctl_logs_up === 1)
    await sleep(300)

    expect([...store.lifecycles.values()]).toEqual(['14d', '14d'])
    expect(store.puts.filter((path) => path.includes('_lifecycle'))).toEqual([
      '/_data_stream/logs-shop.web-production/_lifecycle',
    ])
  })
})

describe('the service', () => {
  test('is given every file that the program needs', () => {
    const files = keeperFiles({stack, template: renderTemplate, bindings: {}})
    const paths = files.map(({path}) => path.replace('elasticsearch/config/keeper/', ''))
    const needed = files.flatMap(({content}) =>
      [...content.matchAll(/require\('(?:\.\/|\.\.\/\.\.\/)([\w/-]+\.js)'\)/g)].map(([, name = '']) => name),
    )

    expect(needed.filter((name) => !paths.some((path) => path.endsWith(`/${name}`) || path === name))).toEqual([])
    expect(JSON.parse(files.at(-1)?.content ?? '')).toEqual(wanted)
  })

  test('has its secrets as files, and its lines are not collected', () => {
    const {env, secrets, logs, mounts} = keeperService()

    expect(secrets).toEqual(['elasticsearch-ca', 'elasticsearch-keeper-password'])
    expect(env).toMatchObject({USERNAME: 'keeper', PASSWORD_FILE: '/run/secrets/elasticsearch-keeper-password'})
    expect(logs).toEqual({collect: false})
    expect(mounts).toMatchObject([{from: 'deploy/elasticsearch/config/keeper'}])
  })

  test('is judged by whether it reaches the store', () => {
    expect(keeper.judge({isUp: true, error: ''}).status).toBe('pass')
    expect(keeper.judge({isUp: false, error: 'HTTP 401'})).toMatchObject({status: 'fail'})
  })
})

/** As much of Elasticsearch as log-keeper asks for while nothing is stored, and the life cycles that its jars lack. */
class StandIn {
  url = ''
  refuse = false
  hang = false
  readonly written = new Map<string, unknown>()
  readonly lifecycles = new Map<string, string>()
  readonly puts: string[] = []

  constructor(public password?: string) {}

  answer(method: string, path: string, body: unknown): readonly [number, unknown] {
    if (method === 'PUT') this.puts.push(path)
    const [, stream] = /^\/_data_stream\/(.+)\/_lifecycle$/.exec(path) ?? []
    if (stream !== undefined) return this.lifecycle(method, stream, body)
    if (method === 'PUT') this.written.set(path, body)
    if (path.endsWith('/_mapping')) return [200, this.marks()]
    if (path.startsWith('/_resolve')) return [200, {data_streams: this.streams()}]
    if (path.endsWith('/_search')) return [200, {}]
    if (path === '/_cluster/settings') return [200, this.written.get(path) ?? {persistent: {}}]
    if (path.includes('_template/')) return this.template(path)
    return [200, {}]
  }

  private template(path: string): readonly [number, unknown] {
    const found = this.written.get(path)
    const one = path.startsWith('/_component') ? {component_template: found} : {index_template: found}
    const list = path.startsWith('/_component') ? 'component_templates' : 'index_templates'
    return found === undefined ? [404, {error: 'none'}] : [200, {[list]: [one]}]
  }

  private lifecycle(method: string, stream: string, body: unknown): readonly [number, unknown] {
    if (method === 'PUT') this.lifecycles.set(stream, (body as {data_retention: string}).data_retention)
    const all = [...this.lifecycles].map(([name, data_retention]) => ({
      name,
      lifecycle: {enabled: true, data_retention},
    }))
    return [200, {data_streams: all}]
  }

  private streams() {
    return [...this.lifecycles.keys()].map((name) => ({name, backing_indices: [`.ds-${name}-000001`]}))
  }

  private marks() {
    const marked = {mappings: {_meta: {opsctl: wanted.mark}}}
    return Object.fromEntries(this.streams().map(({backing_indices: [index]}) => [index, marked]))
  }
}

async function standIn(password?: string): Promise<StandIn> {
  const store = new StandIn(password)
  const server = createServer(async (request, response) => {
    const body = await readJson(request)
    if (store.hang) return
    const given = Buffer.from(request.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString()
    const isKnown = store.password === undefined || given === `keeper:${store.password}`
    const [path = ''] = (request.url ?? '').split('?')
    const [status, answer] = store.refuse
      ? [503, {}]
      : isKnown
        ? store.answer(request.method ?? '', path, body)
        : [401, {error: {type: 'security_exception', reason: 'unable to authenticate'}}]
    response.writeHead(status).end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  store.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return store
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return parts.length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString())
}

async function start(url: string, env: Readonly<Record<string, string>> = {}, password = '') {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-keeper-'))
  const passwordFile = join(folder, 'password')
  const setPassword = (value: string) => writeFileSync(passwordFile, value)
  setPassword(password)
  writeFileSync(join(folder, 'definition.json'), JSON.stringify(wanted satisfies StoreDefinition))
  const child = spawn(process.execPath, [fileURLToPath(program)], {
    env: {
      DEFINITION: join(folder, 'definition.json'),
      INTERVAL_MS: '100',
      PASSWORD_FILE: passwordFile,
      PORT: '0',
      STORE_URL: url,
      ...env,
    },
  })
  let output = ''
  child.stdout.on('data', (part: Buffer) => {
    output += part.toString()
  })
  onTestFinished(() => {
    child.kill()
    rmSync(folder, {recursive: true})
  })
  await until(() => Promise.resolve(/"port":\d+/.test(output)))
  const base = `http://127.0.0.1:${/"port":(\d+)/.exec(output)?.[1]}`
  const get = (path: string) => fetch(`${base}${path}`)
  return {get, setPassword, output: () => output, metrics: async () => (await get('/metrics')).text()}
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it never came to that')
    await sleep(50)
  }
}
