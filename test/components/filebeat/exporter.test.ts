import {spawn} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import {createRequire} from 'node:module'
import type {AddressInfo} from 'node:net'
import {fileURLToPath} from 'node:url'
import {describe, expect, onTestFinished, test} from 'vitest'

const main = new URL('../../../templates/filebeat/exporter/main.js', import.meta.url)
const {toMetrics} = createRequire(main)('./stats.js') as {toMetrics(stats: unknown, inputs?: unknown): string}
const stats = JSON.parse(readFileSync(new URL('fixtures/stats.json', import.meta.url), 'utf8')) as {
  readonly libbeat: {readonly pipeline: {readonly queue: object}}
}
const inputs = JSON.parse(readFileSync(new URL('fixtures/inputs.json', import.meta.url), 'utf8')) as object[]

/** The samples of a scrape, `name{labels}` → number. */
function samples(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

/** What the contract knows: name → type and labels. */
function contract(): Readonly<Record<string, string>> {
  const {metrics} = JSON.parse(readFileSync(new URL('../contracts/filebeat_exporter.json', main), 'utf8')) as {
    metrics: {name: string; type: string; labels: string[]}[]
  }
  return Object.fromEntries(metrics.map(({name, type, labels}) => [name, `${type} ${labels.join()}`]))
}

function exported(text: string): Readonly<Record<string, string>> {
  const types = new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type]) => [name, type]))
  const keys = Object.keys(samples(text))
  return Object.fromEntries(
    keys.map((key) => {
      const [name = ''] = key.split('{')
      const labels = [...key.matchAll(/(\w+)="/g)].map(([, label]) => label).sort()
      return [name, `${types.get(name)} ${labels.join()}`]
    }),
  )
}

/** The statistics with another state of the queue. */
function withQueue(queue: object): unknown {
  const {libbeat} = stats
  return {...stats, libbeat: {...libbeat, pipeline: {...libbeat.pipeline, queue}}}
}

describe('the metrics of the statistics', () => {
  test('carry their numbers, times in seconds', () => {
    expect(samples(toMetrics(stats, inputs))).toMatchObject({
      filebeat_up: 1,
      'filebeat_info{version="9.2.0",output="logstash"}': 1,
      filebeat_uptime_seconds: 3600.25,
      filebeat_cpu_seconds_total: 3.424,
      filebeat_events_added: 5230,
      filebeat_harvester_open_files: 6,
      filebeat_harvester_running: 6,
      filebeat_harvester_started: 9,
      filebeat_libbeat_output_events_total: 5119,
      filebeat_libbeat_output_events_acked: 5100,
      filebeat_libbeat_output_events_failed: 12,
      filebeat_libbeat_output_events_dropped: 2,
      filebeat_libbeat_output_write_errors: 3,
      filebeat_libbeat_pipeline_events_active: 5,
      filebeat_libbeat_pipeline_events_published: 5110,
      filebeat_libbeat_pipeline_queue_filled_pct: 0.0015625,
      filebeat_registrar_writes_fail: 0,
      filebeat_handles_open: 32,
      filebeat_handles_limit_soft: 1_048_576,
      filebeat_memstats_rss: 50_405_376,
      'filebeat_input_messages_read_total{id="containers",input="filestream"}': 5232,
      'filebeat_input_processing_errors_total{id="containers",input="filestream"}': 2,
      'filebeat_input_files_active{id="containers",input="filestream"}': 6,
    })
  })

  test('work out how full the queue is where an older version does not say', () => {
    const share = (queue: object) => samples(toMetrics(withQueue(queue))).filebeat_libbeat_pipeline_queue_filled_pct

    expect(share({filled: {events: 800}, max_events: 3200})).toBe(0.25)
    expect(share({filled: {events: 800}, max_events: 0})).toBeUndefined()
    expect(share({acked: 7})).toBeUndefined()
  })

  test.each([undefined, {error: 'not found'}])('do without inputs when the list is %j', (list) => {
    expect(samples(toMetrics(stats, list))).toHaveProperty('filebeat_up', 1)
    expect(toMetrics(stats, list)).not.toContain('filebeat_input_')
  })

  test('are those of the contract', () => {
    expect(exported(toMetrics(stats, inputs))).toEqual(contract())
  })

  test.each([undefined, null, 'ok', {}, {beat: {}}, {libbeat: {}}])(
    'of %j say that Filebeat is not up, and nothing else',
    (answer) => {
      expect(samples(toMetrics(answer, inputs))).toEqual({filebeat_up: 0})
    },
  )

  test('escape what they quote', () => {
    expect(toMetrics(stats, [{id: 'a"\\\n', input: 'filestream', files_active: 1}])).toContain(
      'filebeat_input_files_active{id="a\\"\\\\\\n",input="filestream"} 1',
    )
  })
})

describe('the exporter', () => {
  test('reads both paths, and does without the second', async () => {
    const both = await listen((path) => [200, JSON.stringify(path === '/stats' ? stats : inputs)])
    const old = await listen((path) => (path === '/stats' ? [200, JSON.stringify(stats)] : [404, 'no such page']))
    const [newer, older] = await Promise.all(
      [`${both}/`, old].map(async (FILEBEAT_URL) => samples(await (await startExporter({FILEBEAT_URL}))())),
    )

    expect(newer).toHaveProperty('filebeat_input_files_active{id="containers",input="filestream"}', 6)
    expect(older).toHaveProperty('filebeat_up', 1)
    expect(Object.keys(older ?? {}).filter((name) => name.startsWith('filebeat_input_'))).toEqual([])
  })

  test('says that Filebeat is not up when it gives no JSON, nothing in time, or nothing at all', async () => {
    const html = await listen(() => [500, 'sorry'])
    const silent = await listen(() => undefined)
    const answers = await Promise.all(
      [html, silent, 'http://127.0.0.1:1'].map(async (FILEBEAT_URL) =>
        (await startExporter({FILEBEAT_URL, TIMEOUT_MS: '300'}))(),
      ),
    )

    expect(answers.map(samples)).toEqual([{filebeat_up: 0}, {filebeat_up: 0}, {filebeat_up: 0}])
  })
})

/** A server in place of Filebeat; one that answers undefined leaves the caller waiting. */
async function listen(answer: (path: string) => readonly [number, string] | undefined): Promise<string> {
  const server: Server = createServer((request, response) => {
    const [code, body] = answer(request.url ?? '') ?? []
    if (code !== undefined) response.writeHead(code).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function startExporter(env: Readonly<Record<string, string>>): Promise<() => Promise<string>> {
  const PORT = await freePort()
  const child = spawn(process.execPath, [fileURLToPath(main)], {env: {...env, PORT}})
  onTestFinished(() => {
    child.kill()
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return async () => (await fetch(`http://127.0.0.1:${PORT}/metrics`)).text()
}

async function freePort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}
