import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {describe, expect, test} from 'vitest'

import {contractOf, exported, listen, samples, startExporter} from '../json-exporter.js'

const main = new URL('../../../templates/logstash/exporter/main.js', import.meta.url)
const {toMetrics} = createRequire(main)('./stats.js') as {toMetrics(answer: unknown): string}
const stats = JSON.parse(readFileSync(new URL('fixtures/node-stats.json', import.meta.url), 'utf8')) as {
  readonly pipelines: {readonly main: object}
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

  test('leave out every mutate without a name of its own', () => {
    const filters = ['mask', 'a3f0'.repeat(16), 'opsctl_config_abc'].map((id) => ({
      id,
      name: 'mutate',
      events: {in: 1},
    }))
    const grok = {id: 'b4e1'.repeat(16), name: 'grok', events: {in: 2}}
    const text = toMetrics({...stats, pipelines: {main: {plugins: {filters: [...filters, grok]}}}})
    const ids = [...text.matchAll(/plugin_events_in\{.*plugin_id="([^"]*)"/g)].map(([, id]) => id)

    expect(ids).toEqual(['mask', 'b4e1'.repeat(16)])
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
    expect(exported(toMetrics(stats))).toEqual(contractOf(new URL('../contracts/logstash_exporter.json', main)))
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
    const read = await startExporter(main, {LOGSTASH_URL: `${logstash}/`, USERNAME: 'monitor'}, 'secret\n')

    expect(samples(await read())).toMatchObject({logstash_info_up: 1})
    expect(asked).toEqual([`/_node/stats Basic ${Buffer.from('monitor:secret').toString('base64')}`])
  })

  test('says that Logstash is not up when it gives no JSON, nothing in time, or nothing at all', async () => {
    const html = await listen(() => [401, 'who are you?'])
    const silent = await listen(() => undefined)
    const answers = await Promise.all(
      [html, silent, 'http://127.0.0.1:1'].map(async (LOGSTASH_URL) =>
        (await startExporter(main, {LOGSTASH_URL, TIMEOUT_MS: '300'}))(),
      ),
    )

    expect(answers.map(samples)).toEqual([{logstash_info_up: 0}, {logstash_info_up: 0}, {logstash_info_up: 0}])
  })
})
