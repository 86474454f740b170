/**
 * log-keeper on a real Elasticsearch 8.19, from its jars: templates, settings, rollovers, the disk budget and the counts
 * are the store's own answers. These jars have no REST calls for the life cycle of data streams and no match_only_text:
 * the retention is accepted in the template only, and text stands in the place of match_only_text.
 */
import {createServer, type IncomingMessage, request, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import type {StoreDefinition} from '../../src/components/elasticsearch/store.js'
import {
  ask,
  definitionOf,
  endWorld,
  isUp,
  type Keeper,
  runOnce,
  startKeeper,
  startWorld,
  store,
  until,
  write,
} from './keeper-world.js'
import {toolsAbsent} from './tools/tools.js'

const absent = toolsAbsent('elasticsearch8')

beforeAll(async () => {
  if (absent === undefined) await startWorld(25_610)
})

afterAll(endWorld)

/** What is in the store of a project, without names that differ from run to run. */
async function stateOf({templates, pattern, mark}: StoreDefinition, project: string): Promise<unknown> {
  const stored = await Promise.all(templates.map(({path}) => ask('GET', path)))
  const settings = await ask('GET', '/_cluster/settings?flat_settings=true')
  const streams = await streamsOf(pattern)
  const marks = (await ask('GET', `/${pattern}/_mapping?filter_path=*.mappings._meta`)) as Record<
    string,
    {mappings: {_meta: {opsctl: string}}}
  >
  const state = {
    stored,
    settings: settings.persistent,
    streams: streams.map(({name, backing_indices: indices}) => ({
      name,
      generations: indices.map((index) => index.slice(-6)),
      isNew: marks[indices.at(-1) ?? '']?.mappings._meta.opsctl === mark,
    })),
  }
  return JSON.parse(JSON.stringify(state).replaceAll(project, 'PROJECT'))
}

async function streamsOf(pattern: string): Promise<readonly {name: string; backing_indices: readonly string[]}[]> {
  const answer = await ask('GET', `/_resolve/index/${pattern}?expand_wildcards=all`)
  return answer.data_streams as {name: string; backing_indices: readonly string[]}[]
}

/** A way to the store that kills whoever comes by it at its nth request: before the store hears it, or before the answer. */
async function deadlyWay(nth: number, when: 'before' | 'after', kill: () => void) {
  let seen = 0
  const server = createServer((incoming, outgoing) => {
    seen++
    if (seen > nth || (seen === nth && when === 'before')) return kill()
    forward(incoming, outgoing, seen === nth ? kill : undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: () => seen,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, instead?: () => void): void {
  const {method = 'GET', url: path = '/', headers} = incoming
  const call = request(`${store.url}${path}`, {method, headers}, (answer) => {
    if (instead) {
      answer.resume().once('end', instead)
      return
    }
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
    answer.pipe(outgoing)
  })
  incoming.pipe(call)
}

/** Runs log-keeper by a deadly way; says whether it lived to its end, which is when it has looked once. */
async function runDeadly(definition: StoreDefinition, nth: number, when: 'before' | 'after'): Promise<boolean> {
  let keeper: Keeper | undefined
  const way = await deadlyWay(nth, when, () => keeper?.kill())
  keeper = await startKeeper(definition, way.url)
  const outcome = await Promise.race([
    keeper.ended.then(() => 'dead' as const),
    until(() => isUp(keeper as Keeper), keeper.output).then(
      () => 'alive' as const,
      () => 'dead' as const,
    ),
  ])
  keeper.kill()
  await keeper.ended
  way.close()
  return outcome === 'alive'
}

describe.skipIf(absent)('log-keeper on a real store', () => {
  test('installs what a new line needs, and changes nothing the second time', async () => {
    const definition = definitionOf('kfirst')
    const first = await runOnce(definition)
    expect(first.match(/"msg":"(made|changed) /g)).toHaveLength(4)

    await write('kfirst', 'web', 1)
    const second = await runOnce(definition)
    expect(second).not.toMatch(/"msg":"(made|changed) |does not come back|goes on in a new index/)
    const [stream] = await streamsOf(definition.pattern)
    expect(stream?.backing_indices).toHaveLength(1)
  })

  test('puts back what somebody changed or took away', async () => {
    const definition = definitionOf('kback')
    await runOnce(definition)
    await ask('DELETE', '/_index_template/opsctl-logs-kback')
    await ask('PUT', '/_component_template/opsctl-logs-kback-settings', {template: {settings: {number_of_replicas: 3}}})
    await ask('PUT', '/_cluster/settings', {persistent: {'cluster.lifecycle.default.rollover': null}})

    const output = await runOnce(definition)
    expect(output.match(/"msg":"(made|changed) /g)).toHaveLength(3)
    await write('kback', 'web', 1)
    const settings = await ask('GET', `/${definition.pattern}/_settings/index.number_of_replicas`)
    expect(JSON.stringify(settings)).toContain('"number_of_replicas":"0"')
  })

  test('refuses no line whose fields are of the wrong kind, too long, too many or unknown', async () => {
    await runOnce(definitionOf('kodd'))
    const many = Object.fromEntries(Array.from({length: 2000}, (_, at) => [`label${at}`, at]))
    const odd = [
      {http: {response: {status_code: 'none'}}, source: {ip: 'unix:'}, event: {duration: 'long'}},
      {'@timestamp': '2026-01-01T00:00:00.123456789Z', user_agent: {original: 'x'.repeat(100_000)}},
      {message: `${'y'.repeat(1_000_000)}`, event: {original: 'z'.repeat(1_000_000)}},
      {labels: many, other: {thing: 1}},
      {labels: {a: 1}, other: 'a word'},
      {labels: {a: {b: 2}}, app: {a: [1, {b: null}], 'c.d': {'': 'x'}, deep: JSON.parse(nested(800))}},
    ]
    for (const one of odd) await write('kodd', 'web', 1, one)

    const found = await ask('GET', '/logs-kodd.web-production/_search?q=message:*&size=20&_source=@timestamp')
    expect(found.hits).toMatchObject({total: {value: odd.length}})
    expect(JSON.stringify(found)).toContain('00.123456789Z')
  })

  test('gives a data stream with an older mapping a new index, once', async () => {
    await runOnce(definitionOf('kroll'))
    await write('kroll', 'web', 2)
    const newer = definitionOf('kroll', {newer: true})
    const output = await runOnce(newer)
    await runOnce(newer)

    expect(output).toContain('logs-kroll.web-production goes on in a new index')
    const [stream] = await streamsOf(newer.pattern)
    expect(stream?.backing_indices).toHaveLength(2)
    const found = await ask('GET', '/logs-kroll.web-production/_search')
    expect(found.hits).toMatchObject({total: {value: 2}})
  })

  test('leaves a stream alone for which a stronger template of somebody else holds', async () => {
    const definition = definitionOf('kother')
    await runOnce(definition)
    await ask('PUT', '/_index_template/kother-own', {index_patterns: ['logs-kother.*'], priority: 900, data_stream: {}})
    await write('kother', 'web', 1)
    const output = await runOnce(definition, async ({output}) => output().includes('all shards failed'))

    expect(output).toContain('another template than ours holds for logs-kother.web-production')
    expect(output).toMatch(/all shards failed.*\[service\.name\]/)
    expect((await streamsOf(definition.pattern))[0]?.backing_indices).toHaveLength(1)
  })
})

/** JSON that deep. */
function nested(levels: number): string {
  return `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
}

describe.skipIf(absent)('the disk budget', () => {
  /** Three indices of one service, oldest first, and one of another; each some 60 kB. */
  async function fill(project: string): Promise<StoreDefinition> {
    const definition = definitionOf(project)
    await runOnce(definition)
    for (let round = 0; round < 3; round++) {
      await write(project, 'web', 20)
      if (round < 2) await ask('POST', `/logs-${project}.web-production/_rollover`)
    }
    await write(project, 'db', 20)
    return definition
  }

  async function sizeOf({pattern}: StoreDefinition): Promise<number> {
    const {_all} = (await ask('GET', `/${pattern}/_stats/store`)) as unknown as {
      _all: {total: {store: {size_in_bytes: number}}}
    }
    return _all.total.store.size_in_bytes
  }

  test('takes the oldest index and says why, until the rest fits', async () => {
    const definition = await fill('kbudget')
    const size = await sizeOf(definition)
    const budgetBytes = Math.round(size * 0.8)
    const keeper = await startKeeper({...definition, budgetBytes})
    await until(async () => (await keeper.metrics())['opsctl_logs_deleted_indices_total{reason="budget"}'] === 1)
    await sleep(1000)

    const metrics = await keeper.metrics()
    keeper.kill()
    expect(metrics).toMatchObject({'opsctl_logs_deleted_indices_total{reason="budget"}': 1})
    expect(metrics.opsctl_logs_stored_bytes).toBeLessThanOrEqual(budgetBytes)
    const [line = ''] = keeper
      .output()
      .split('\n')
      .filter((one) => one.includes('deleted .ds-'))
    expect(JSON.parse(line)).toMatchObject({
      level: 'warn',
      reason: 'budget',
      budgetBytes,
      index: expect.stringMatching(/^\.ds-logs-kbudget\.web-.*-000001$/),
    })
    const generations = (await streamsOf(definition.pattern)).map(({name, backing_indices: indices}) => [
      name,
      indices.length,
    ])
    expect(generations).toEqual([
      ['logs-kbudget.db-production', 1],
      ['logs-kbudget.web-production', 2],
    ])
  })

  test('never takes an index that is written to: it ends the largest, then takes it', async () => {
    const definition = definitionOf('kwrite')
    await runOnce(definition)
    await write('kwrite', 'web', 20)
    await write('kwrite', 'db', 5)
    const size = await sizeOf(definition)
    const keeper = await startKeeper({...definition, budgetBytes: Math.round(size * 0.7)})
    await until(async () => keeper.output().includes('deleted .ds-logs-kwrite.web'), keeper.output)
    await sleep(600)
    keeper.kill()

    expect(keeper.output()).toContain('logs-kwrite.web-production goes on in a new index')
    expect(keeper.output().match(/"msg":"deleted /g)).toHaveLength(1)
    await write('kwrite', 'web', 1)
    const found = await ask('GET', '/logs-kwrite.*/_count')
    expect(found).toMatchObject({count: 6})
  })
})

describe.skipIf(absent)('the counts', () => {
  test('are those of the five minutes that ended a minute ago, by service and level', async () => {
    const definition = definitionOf('kcount')
    await runOnce(definition)
    await write('kcount', 'web', 3, {log: {level: 'error'}})
    await write('kcount', 'web', 2, {log: {level: 'info'}, tags: ['unparsed']})
    await write('kcount', 'web', 1)
    await write('kcount', 'db', 1, {log: {level: 'warn'}})
    const before = new Date(Date.now() - 3_600_000).toISOString()
    await write('kcount', 'old', 4, {'@timestamp': before, log: {level: 'fatal'}})
    // A clock that is ahead: stored, but no news.
    await write('kcount', 'old', 1, {'@timestamp': new Date(Date.now() + 86_400_000).toISOString()})

    const keeper = await startKeeper(definition)
    await until(() => isUp(keeper), keeper.output)
    const metrics = await keeper.metrics()
    keeper.kill()
    expect(metrics).toMatchObject({
      'opsctl_logs_documents{service="web",level="error"}': 3,
      'opsctl_logs_documents{service="web",level="info"}': 2,
      'opsctl_logs_documents{service="web",level="none"}': 1,
      'opsctl_logs_documents{service="db",level="warn"}': 1,
      'opsctl_logs_documents{service="old",level="fatal"}': 0,
      'opsctl_logs_unparsed_documents{service="web"}': 2,
      'opsctl_logs_unparsed_documents{service="db"}': 0,
      'opsctl_logs_last_document_timestamp_seconds{service="old"}': Date.parse(before) / 1000,
      opsctl_logs_oldest_document_timestamp_seconds: Date.parse(before) / 1000,
    })
  })

  test('end while the store is away, and come back with it', async () => {
    const keeper = await startKeeper(definitionOf('kaway'))
    await until(() => isUp(keeper), keeper.output)
    store.signal('SIGSTOP')
    await until(async () => (await keeper.metrics()).opsctl_logs_up === 0).finally(() => store.signal('SIGCONT'))
    await until(() => isUp(keeper), keeper.output)
    keeper.kill()
  })
})

describe.skipIf(absent)('killed at any step', () => {
  /** A project with lines under an older mapping, for which there is all to do: change, roll over, delete. */
  async function older(project: string): Promise<StoreDefinition> {
    await runOnce(definitionOf(project))
    await write(project, 'web', 8)
    await write(project, 'db', 8)
    await ask('POST', `/logs-${project}.web-production/_rollover`)
    await write(project, 'web', 1)
    return {...definitionOf(project, {newer: true}), budgetBytes: 50_000}
  }

  /** As it is once nothing is left to do. */
  async function settle(definition: StoreDefinition, project: string): Promise<unknown> {
    const fits = async (keeper: Keeper) =>
      ((await keeper.metrics()).opsctl_logs_stored_bytes ?? Number.POSITIVE_INFINITY) <= definition.budgetBytes
    await runOnce(definition, fits)
    return stateOf(definition, project)
  }

  test('of the first installation, the next run comes to the same', {timeout: 280_000}, async () => {
    const definition = definitionOf('kclean')
    await runOnce(definition)
    const expected = await stateOf(definition, 'kclean')
    let kills = 0
    for (let nth = 1; ; nth++) {
      const project = `kill${nth}`
      await ask('PUT', '/_cluster/settings', {persistent: {'cluster.lifecycle.default.rollover': null}})
      if (await runDeadly(definitionOf(project), nth, nth % 2 === 0 ? 'before' : 'after')) break
      kills++
      await runOnce(definitionOf(project))
      expect(await stateOf(definitionOf(project), project), `killed at request ${nth}`).toEqual(expected)
    }

    expect(kills).toBeGreaterThan(10)
    process.stdout.write(`killed at ${kills} steps of the first installation\n`)
  })

  test.each(['before', 'after'] as const)(
    'of a change, %s the store heard it, the next run comes to the same',
    {timeout: 280_000},
    async (when) => {
      const base = `kbase${when}`
      const expected = await settle(await older(base), base)
      let kills = 0
      for (let nth = 1; ; nth++) {
        const project = `k${when}${nth}`
        const definition = await older(project)
        const lived = await runDeadly(definition, nth, when)
        expect(await settle(definition, project), `killed at request ${nth}`).toEqual(expected)
        if (lived) break
        kills++
      }

      expect(kills).toBeGreaterThan(15)
      process.stdout.write(`killed at ${kills} steps of a change, ${when} the store heard them\n`)
    },
  )
})
