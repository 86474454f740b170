import {spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import {createRequire} from 'node:module'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, expect, onTestFinished, test} from 'vitest'

const main = new URL('../../../templates/logstash/exporter/main.js', import.meta.url)
const {toMetrics} = createRequire(main)('./stats.js') as {toMetrics(answer: unknown): string}
const stats = JSON.parse(readFileSync(new URL('fixtures/node-stats.json', import.meta.url), 'utf8')) as {
  readonly pipelines: {readonly main: object}
}

/** The samples of a scrape, `name{labels}` → number. */
function samples(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

/** What the contract knows: name → type and labels. */
function contract(): Readonly<Record<string, string>> {
  const {metrics} = JSON.parse(readFileSync(new URL('../contracts/logstash_exporter.json', main), 'utf8')) as {
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

describe('the metrics of the statistics', () => {
  test('carry the numbers of the node, its pipelines and their plugins', () => {
    const grok = 'pipeline="main",plugin_type="filter",plugin="grok",plugin_id="parse_line"'
    const output = 'pipeline="main",plugin_type="output",plugin="elasticsearch",plugin_id="to_elasticsearch"'
    expect(samples(toMetrics(stats))).toMatchObject({
      logstash_info_up: 1,
      'logstash_info_status{status="green"}': 1,
      'logstash_info_status{status="red"}': 0,
      'logstash_info_node{version="9.2.0"}': 1,
      logstash_stats_jvm_mem_heap_used_percent: 41,
      logstash_stats_jvm_uptime_millis: 3_600_500,
      'logstash_stats_jvm_gc_seconds_total{collector="young"}': 1.5,
      'logstash_stats_jvm_gc_collections_total{collector="young"}': 120,
      logstash_stats_process_open_file_descriptors: 103,
      'logstash_stats_pipeline_up{pipeline="main"}': 1,
      'logstash_stats_pipeline_events_in{pipeline="main"}': 12_000,
      'logstash_stats_pipeline_events_out{pipeline="main"}': 11_990,
      'logstash_stats_pipeline_queue_events_count{pipeline="main"}': 10,
      'logstash_stats_pipeline_queue_size_in_bytes{pipeline="main"}': 2_097_152,
      'logstash_stats_pipeline_queue_max_size_in_bytes{pipeline="main"}': 1_073_741_824,
      'logstash_stats_pipeline_flow_queue_backpressure_current{pipeline="main"}': 0.01,
      'logstash_stats_pipeline_flow_worker_utilization_current{pipeline="main"}': 6.2,
      'logstash_stats_pipeline_dead_letter_queue_size_in_bytes{pipeline="main"}': 4096,
      'logstash_stats_pipeline_reloads_last_success_timestamp{pipeline="main"}': 1_772_359_200.5,
      'logstash_stats_pipeline_reloads_last_failure_timestamp{pipeline="main"}': 0,
      [`logstash_stats_pipeline_plugin_matches{${grok}}`]: 11_000,
      [`logstash_stats_pipeline_plugin_failures{${grok}}`]: 990,
      [`logstash_stats_pipeline_plugin_documents_non_retryable_failures{${output}}`]: 4,
      [`logstash_stats_pipeline_plugin_documents_dlq_routed{${output}}`]: 6,
      [`logstash_stats_pipeline_plugin_bulk_requests_failures{${output}}`]: 2,
      [`logstash_stats_pipeline_plugin_bulk_requests_errors{${output}}`]: 5,
    })
  })

  test('say that a pipeline which did not start is down, and when its load failed', () => {
    const broken = Object.entries(samples(toMetrics(stats))).filter(([name]) => name.includes('"broken"'))

    expect(Object.fromEntries(broken)).toEqual({
      'logstash_stats_pipeline_up{pipeline="broken"}': 0,
      'logstash_stats_pipeline_reloads_last_success_timestamp{pipeline="broken"}': 0,
      'logstash_stats_pipeline_reloads_last_failure_timestamp{pipeline="broken"}': 1_772_359_201,
      'logstash_stats_pipeline_reloads_failures{pipeline="broken"}': 1,
      'logstash_stats_pipeline_reloads_successes{pipeline="broken"}': 0,
    })
  })

  test('leave out the pipelines that Logstash has for itself', () => {
    expect(toMetrics(stats)).not.toContain('.monitoring-logstash')
  })

  test('lack a rate that is no number yet', () => {
    const {main: pipeline} = stats.pipelines
    const flow = {queue_backpressure: {current: 'Infinity'}, worker_utilization: {}}
    const text = toMetrics({...stats, pipelines: {main: {...pipeline, flow}}})

    expect(text).not.toContain('flow_queue_backpressure')
    expect(text).not.toContain('flow_worker_utilization')
    expect(text).toContain('logstash_stats_pipeline_events_in')
  })

  test('are those of the contract', () => {
    expect(exported(toMetrics(stats))).toEqual(contract())
  })

  test.each([undefined, null, 'ok', {}, {status: 404, error: {message: 'not found'}}])(
    'of %j say that Logstash is not up, and nothing else',
    (answer) => {
      expect(samples(toMetrics(answer))).toEqual({logstash_info_up: 0})
    },
  )

  test('escape what they quote', () => {
    expect(toMetrics({jvm: {}, version: 'a"\\\n'})).toContain('logstash_info_node{version="a\\"\\\\\\n"} 1')
  })
})

describe('the exporter', () => {
  test('asks with user and password', async () => {
    const asked: (string | undefined)[] = []
    const logstash = await listen((path, authorization) => {
      asked.push(`${path} ${authorization}`)
      return [200, JSON.stringify(stats)]
    })
    const read = await startExporter({LOGSTASH_URL: `${logstash}/`, USERNAME: 'monitor'}, 'secret\n')

    expect(samples(await read())).toMatchObject({logstash_info_up: 1})
    expect(asked).toEqual([`/_node/stats Basic ${Buffer.from('monitor:secret').toString('base64')}`])
  })

  test('says that Logstash is not up when it gives no JSON, nothing in time, or nothing at all', async () => {
    const html = await listen(() => [401, 'who are you?'])
    const silent = await listen(() => undefined)
    const answers = await Promise.all(
      [html, silent, 'http://127.0.0.1:1'].map(async (LOGSTASH_URL) =>
        (await startExporter({LOGSTASH_URL, TIMEOUT_MS: '300'}))(),
      ),
    )

    expect(answers.map(samples)).toEqual([{logstash_info_up: 0}, {logstash_info_up: 0}, {logstash_info_up: 0}])
  })
})

/** A server in place of Logstash; one that answers undefined leaves the caller waiting. */
async function listen(
  answer: (path: string, authorization?: string) => readonly [number, string] | undefined,
): Promise<string> {
  const server: Server = createServer((request, response) => {
    const [code, body] = answer(request.url ?? '', request.headers.authorization) ?? []
    if (code !== undefined) response.writeHead(code).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function startExporter(env: Readonly<Record<string, string>>, password = ''): Promise<() => Promise<string>> {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-logstash-'))
  const PASSWORD_FILE = join(folder, 'password')
  writeFileSync(PASSWORD_FILE, password)
  const PORT = await freePort()
  const child = spawn(process.execPath, [fileURLToPath(main)], {env: {...env, PASSWORD_FILE, PORT}})
  onTestFinished(() => {
    child.kill()
    rmSync(folder, {recursive: true})
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
