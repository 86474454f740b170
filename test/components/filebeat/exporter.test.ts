import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {describe, expect, test} from 'vitest'

import {contractOf, exported, listen, samples, startExporter} from '../json-exporter.js'

const main = new URL('../../../templates/filebeat/exporter/main.js', import.meta.url)
const {toMetrics} = createRequire(main)('./stats.js') as {toMetrics(stats: unknown, inputs?: unknown): string}
const stats = JSON.parse(readFileSync(new URL('fixtures/stats.json', import.meta.url), 'utf8')) as {
  readonly libbeat: {readonly pipeline: {readonly queue: object}}
}
const inputs = JSON.parse(readFileSync(new URL('fixtures/inputs.json', import.meta.url), 'utf8')) as object[]

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
    expect(exported(toMetrics(stats, inputs))).toEqual(contractOf(new URL('../contracts/filebeat_exporter.json', main)))
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
      [`${both}/`, old].map(async (FILEBEAT_URL) => samples(await (await startExporter(main, {FILEBEAT_URL}))())),
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
        (await startExporter(main, {FILEBEAT_URL, TIMEOUT_MS: '300'}))(),
      ),
    )

    expect(answers.map(samples)).toEqual([{filebeat_up: 0}, {filebeat_up: 0}, {filebeat_up: 0}])
  })
})
