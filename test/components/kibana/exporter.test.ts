import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {describe, expect, test} from 'vitest'

import {listen, samples, startExporter} from '../json-exporter.js'

const main = new URL('../../../templates/kibana/exporter/main.js', import.meta.url)
const {toMetrics} = createRequire(main)('./status.js') as {toMetrics(answer: unknown): string}
const status = JSON.parse(readFileSync(new URL('fixtures/status.json', import.meta.url), 'utf8')) as {
  readonly status: {readonly overall: object}
  readonly metrics: {readonly process: object}
}

describe('the metrics of a status', () => {
  test('carry its numbers, times in seconds and counts as a pace', () => {
    expect(samples(toMetrics(status))).toMatchObject({
      kibana_up: 1,
      'kibana_status{level="available"}': 1,
      'kibana_status{level="degraded"}': 0,
      'kibana_core_status{service="elasticsearch",level="available"}': 1,
      'kibana_core_status{service="savedObjects",level="degraded"}': 0,
      'kibana_plugins{level="available"}': 2,
      'kibana_plugins{level="degraded"}': 1,
      'kibana_info{version="9.2.0"}': 1,
      kibana_heap_used_bytes: 404_695_864,
      kibana_heap_size_limit_bytes: 3_405_774_848,
      kibana_event_loop_delay_seconds: expect.closeTo(0.0102, 9),
      kibana_event_loop_utilization_ratio: 0.027,
      kibana_response_time_max_seconds: 0.112,
      kibana_response_time_avg_seconds: 0.0075,
      kibana_requests_per_second: 2.2,
      kibana_request_disconnects_per_second: 0,
      kibana_concurrent_connections: 8,
      kibana_uptime_seconds: 3600.5,
      kibana_os_load1: 0.9,
      kibana_elasticsearch_client_queued_requests: 0,
    })
  })

  test('say which level holds', () => {
    const degraded = {...status, status: {...status.status, overall: {level: 'degraded'}}}

    expect(samples(toMetrics(degraded))).toMatchObject({
      kibana_up: 1,
      'kibana_status{level="available"}': 0,
      'kibana_status{level="degraded"}': 1,
    })
  })

  test('lack what an unauthorized reader is not told', () => {
    const text = toMetrics({status: {overall: {level: 'available'}}})

    expect(Object.keys(samples(text)).filter((name) => !name.startsWith('kibana_status'))).toEqual(['kibana_up'])
    expect(text).not.toContain('kibana_heap')
  })

  test('take the one delay of an older version', () => {
    const {event_loop_delay_histogram: _, ...process} = status.metrics.process as Record<string, unknown>
    const older = {...status, metrics: {...status.metrics, process}}

    expect(samples(toMetrics(older))).toHaveProperty('kibana_event_loop_delay_seconds', 0.0115)
  })

  test.each([undefined, null, 'ok', {}, {status: {overall: {state: 'green'}}}, {status: {overall: {level: 'odd'}}}])(
    'of %j say that Kibana is not up, and nothing else',
    (answer) => {
      expect(samples(toMetrics(answer))).toEqual({kibana_up: 0})
    },
  )

  test('escape what they quote', () => {
    const text = toMetrics({...status, version: {number: 'a"\\\n'}})

    expect(text).toContain('kibana_info{version="a\\"\\\\\\n"} 1')
  })
})

describe('the exporter', () => {
  test('asks with user and password and reads a status that comes with 503', async () => {
    const asked: (string | undefined)[] = []
    const kibana = await listen((path, authorization) => {
      asked.push(`${path} ${authorization}`)
      return [503, JSON.stringify({...status, status: {...status.status, overall: {level: 'unavailable'}}})]
    })
    const read = await startExporter(main, {KIBANA_URL: `${kibana}/base/`, USERNAME: 'monitor'}, 'secret\n')

    expect(samples(await read())).toMatchObject({kibana_up: 1, 'kibana_status{level="unavailable"}': 1})
    expect(asked).toEqual([`/base/api/status Basic ${Buffer.from('monitor:secret').toString('base64')}`])
  })

  test('says that Kibana is not up when it gives no JSON, nothing in time, or nothing at all', async () => {
    const html = await listen(() => [200, 'Kibana server is not ready yet'])
    const silent = await listen(() => undefined)
    const kibanas = [html, silent, 'http://127.0.0.1:1']
    const answers = await Promise.all(
      kibanas.map(async (KIBANA_URL) => (await startExporter(main, {KIBANA_URL, TIMEOUT_MS: '300'}))()),
    )

    expect(answers.map(samples)).toEqual([{kibana_up: 0}, {kibana_up: 0}, {kibana_up: 0}])
  })
})
