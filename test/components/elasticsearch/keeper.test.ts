/** log-keeper against a stand-in that speaks as Elasticsearch does; test/e2e/logs-keeper.e2e.ts runs it against the real one. */
import {createRequire} from 'node:module'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'

import {makeAuthority, makeKey, makeLeaf} from '../../../src/components/certificates.js'
import {keeper, keeperFiles, keeperService} from '../../../src/components/elasticsearch/keeper.js'
import {describeStore} from '../../../src/components/elasticsearch/store.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {stackSchema} from '../../../src/spec/stack.js'
import {contractOf, exported, samples} from '../json-exporter.js'
import {program, standIn, startKeeper, until} from './keeper-stand-in.js'

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
    const store = await standIn(wanted)
    store.refuse = true
    const running = await startKeeper(wanted, store.url)
    await sleep(300)
    expect((await running.get('/healthz')).status).toBe(503)
    expect(samples(await running.metrics())).toHaveProperty('opsctl_logs_up', 0)

    store.refuse = false
    await until(async () => (await running.get('/healthz')).status === 200)
    await until(async () => samples(await running.metrics()).opsctl_logs_up === 1)
    expect([...store.written.keys()]).toEqual([...wanted.templates.map(({path}) => path), '/_cluster/settings'])
  })

  test('logs in with the password that its file has now, and says so when it is refused', async () => {
    const store = await standIn(wanted, {password: 'first'})
    const running = await startKeeper(wanted, store.url, {USERNAME: 'keeper'}, 'first')
    await until(async () => samples(await running.metrics()).opsctl_logs_up === 1)

    store.password = 'second'
    await until(async () => samples(await running.metrics()).opsctl_logs_up === 0)
    expect(running.output()).toContain('HTTP 401')
    running.setPassword('second')
    await until(async () => samples(await running.metrics()).opsctl_logs_up === 1)
    expect(running.output()).not.toContain('second')
  })

  test('speaks to the one that its authority vouches for, and to no other', async () => {
    const authority = async () => {
      const key = makeKey()
      return {key, certificate: await makeAuthority(key, 'shop logs')}
    }
    const [own, other] = [await authority(), await authority()]
    const key = makeKey()
    const certificate = await makeLeaf(key, ['elasticsearch', 'localhost'], {authority: own})
    const store = await standIn(wanted, {tls: {key, cert: certificate}})
    const [knows, doubts] = await Promise.all([
      startKeeper(wanted, store.url, {}, '', own.certificate),
      startKeeper(wanted, store.url, {}, '', other.certificate),
    ])

    await until(async () => samples(await knows.metrics()).opsctl_logs_up === 1)
    await until(async () => /certificate|signature/.test(doubts.output()))
    expect((await doubts.get('/healthz')).status).toBe(503)
  })

  test('gives up what does not answer in time', async () => {
    const store = await standIn(wanted)
    store.hang = true
    const running = await startKeeper(wanted, store.url, {TIMEOUT_MS: '200'})

    await until(() => Promise.resolve(running.output().includes('no answer in time')))
  })

  test('tells a data stream that is there how long its lines are kept, once', async () => {
    const store = await standIn(wanted)
    store.lifecycles.set('logs-shop.web-production', '7d')
    store.lifecycles.set('logs-shop.db-production', '14d')
    const running = await startKeeper(wanted, store.url)
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
