// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Turns the answer of Kibana's `/api/status` (8.x and 9.x) into Prometheus text. Pure.
'use strict'

const {block, isObject, labels} = require('../../json-exporter/exposition.js')

const LEVELS = ['available', 'degraded', 'unavailable', 'critical']

/** Name, type, help, and where the number is in the answer. Times are milliseconds there and seconds here. */
const NUMBERS = [
  ['kibana_heap_used_bytes', 'gauge', 'Heap in use.', (metrics) => metrics.process?.memory?.heap?.used_in_bytes],
  ['kibana_heap_total_bytes', 'gauge', 'Heap allocated.', (metrics) => metrics.process?.memory?.heap?.total_in_bytes],
  [
    'kibana_heap_size_limit_bytes',
    'gauge',
    'Largest heap allowed.',
    (metrics) => metrics.process?.memory?.heap?.size_limit,
  ],
  [
    'kibana_resident_memory_bytes',
    'gauge',
    'Resident memory.',
    ({process}) => process?.memory?.resident_set_size_in_bytes,
  ],
  ['kibana_event_loop_delay_seconds', 'gauge', 'Mean delay of the event loop.', loopDelay],
  ['kibana_event_loop_utilization_ratio', 'gauge', 'Share of time the event loop is busy.', loopUtilization],
  [
    'kibana_uptime_seconds',
    'gauge',
    'Time since its process started.',
    ({process}) => seconds(process?.uptime_in_millis),
  ],
  ['kibana_response_time_avg_seconds', 'gauge', 'Mean of the last interval.', responseTime('avg_in_millis')],
  ['kibana_response_time_max_seconds', 'gauge', 'Slowest of the last interval.', responseTime('max_in_millis')],
  [
    'kibana_concurrent_connections',
    'gauge',
    'Open connections of clients.',
    (metrics) => metrics.concurrent_connections,
  ],
  ['kibana_requests_per_second', 'gauge', 'Requests answered.', perSecond('total')],
  ['kibana_request_disconnects_per_second', 'gauge', 'Requests that clients gave up.', perSecond('disconnects')],
  ['kibana_os_load1', 'gauge', 'Load of the machine over a minute.', ({os}) => os?.load?.['1m']],
  ['kibana_os_load5', 'gauge', 'Load of the machine over five minutes.', ({os}) => os?.load?.['5m']],
  ['kibana_os_load15', 'gauge', 'Load of the machine over fifteen minutes.', ({os}) => os?.load?.['15m']],
  [
    'kibana_elasticsearch_client_active_sockets',
    'gauge',
    'Sockets to Elasticsearch in use.',
    sockets('totalActiveSockets'),
  ],
  [
    'kibana_elasticsearch_client_queued_requests',
    'gauge',
    'Requests to Elasticsearch that wait.',
    sockets('totalQueuedRequests'),
  ],
]

/** The text for a scrape. `answer` is the parsed body, undefined when Kibana gave none. */
function toMetrics(answer) {
  const level = levelOf(answer)
  const up = block('kibana_up', 'gauge', 'Whether Kibana answered with its status.', [
    ['', Number(level !== undefined)],
  ])
  if (level === undefined) return up
  const metrics = isObject(answer.metrics) ? answer.metrics : {}
  return [
    up,
    block('kibana_status', 'gauge', 'Overall level: 1 for the one that holds.', levelSamples({}, level)),
    block('kibana_core_status', 'gauge', 'Level of a core service: 1 for the one that holds.', coreSamples(answer)),
    block('kibana_plugins', 'gauge', 'Plugins by level.', pluginSamples(answer)),
    block('kibana_info', 'gauge', 'Version of Kibana.', infoSamples(answer)),
    ...NUMBERS.map(([name, type, help, read]) => block(name, type, help, [['', read(metrics)]])),
  ].join('')
}

/** One of LEVELS; undefined when the body is none of Kibana's. */
function levelOf(answer) {
  const level = answer?.status?.overall?.level
  return LEVELS.includes(level) ? level : undefined
}

function levelSamples(set, level) {
  return LEVELS.map((one) => [labels({...set, level: one}), Number(one === level)])
}

function coreSamples(answer) {
  return Object.entries(answer.status.core ?? {}).flatMap(([service, status]) => levelSamples({service}, status?.level))
}

/** Counts, not a series per plugin: there are two hundred. */
function pluginSamples(answer) {
  const levels = Object.values(answer.status.plugins ?? {}).map((status) => status?.level)
  if (levels.length === 0) return []
  return LEVELS.map((level) => [labels({level}), levels.filter((one) => one === level).length])
}

function infoSamples({version}) {
  return typeof version?.number === 'string' ? [[labels({version: version.number}), 1]] : []
}

/** The mean of the last interval where Kibana gives it (8.2 and later), else its one number. */
function loopDelay({process}) {
  return seconds(process?.event_loop_delay_histogram?.mean ?? process?.event_loop_delay)
}

function loopUtilization({process}) {
  return process?.event_loop_utilization?.utilization
}

function responseTime(key) {
  return (metrics) => seconds(metrics.response_times?.[key])
}

function sockets(key) {
  return (metrics) => metrics.elasticsearch_client?.[key]
}

function seconds(milliseconds) {
  return typeof milliseconds === 'number' ? milliseconds / 1000 : undefined
}

/** Kibana starts its count anew at each collection, every 5 seconds, so only the pace of the last one is known. */
function perSecond(key) {
  return ({collection_interval_in_millis: interval, requests}) =>
    interval > 0 && typeof requests?.[key] === 'number' ? (requests[key] * 1000) / interval : undefined
}

module.exports = {toMetrics}
