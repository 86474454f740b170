// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Turns the answer of Logstash's `/_node/stats` (8.x and 9.x) into Prometheus text. Pure.
'use strict'

const {at, block, isObject, labels, numberOf} = require('../../json-exporter/exposition.js')

const STATUSES = ['green', 'yellow', 'red', 'unknown']
const PLUGIN_TYPES = {inputs: 'input', codecs: 'codec', filters: 'filter', outputs: 'output'}

/** Metric without `logstash_stats_`, type, help, and where the number is in the answer. */
const NODE = [
  ['jvm_mem_heap_used_percent', 'gauge', 'Share of the heap in use, 0 to 100.', 'jvm.mem.heap_used_percent'],
  ['jvm_mem_heap_used_bytes', 'gauge', 'Heap in use.', 'jvm.mem.heap_used_in_bytes'],
  ['jvm_mem_heap_committed_bytes', 'gauge', 'Heap taken from the system.', 'jvm.mem.heap_committed_in_bytes'],
  ['jvm_mem_heap_max_bytes', 'gauge', 'Largest heap allowed.', 'jvm.mem.heap_max_in_bytes'],
  ['jvm_mem_non_heap_committed_bytes', 'gauge', 'Other memory.', 'jvm.mem.non_heap_committed_in_bytes'],
  ['jvm_threads_count', 'gauge', 'Threads.', 'jvm.threads.count'],
  ['jvm_uptime_millis', 'gauge', 'Time since the JVM started.', 'jvm.uptime_in_millis'],
  ['process_open_file_descriptors', 'gauge', 'Open files and sockets.', 'process.open_file_descriptors'],
  ['process_max_file_descriptors', 'gauge', 'Files and sockets allowed.', 'process.max_file_descriptors'],
  ['process_cpu_percent', 'gauge', 'Share of the machine, 0 to 100.', 'process.cpu.percent'],
  ['process_cpu_total_millis', 'counter', 'CPU time.', 'process.cpu.total_in_millis'],
  ['reload_failures', 'counter', 'Reloads that failed.', 'reloads.failures'],
  ['reload_successes', 'counter', 'Reloads that worked.', 'reloads.successes'],
]

/** The same for a pipeline, without `logstash_stats_pipeline_`. */
const PIPELINE = [
  ['events_in', 'counter', 'Events received.', 'events.in'],
  ['events_filtered', 'counter', 'Events that left the filters.', 'events.filtered'],
  ['events_out', 'counter', 'Events that left the outputs.', 'events.out'],
  ['events_duration', 'counter', 'Time of the workers in events, in milliseconds.', 'events.duration_in_millis'],
  [
    'events_queue_push_duration',
    'counter',
    'Time inputs waited for the queue, in milliseconds.',
    'events.queue_push_duration_in_millis',
  ],
  ['queue_events_count', 'gauge', 'Events in the queue.', 'queue.events_count'],
  ['queue_size_in_bytes', 'gauge', 'Size of the queue on disk.', 'queue.queue_size_in_bytes'],
  ['queue_max_size_in_bytes', 'gauge', 'Largest size of the queue.', 'queue.max_queue_size_in_bytes'],
  ['queue_free_space_in_bytes', 'gauge', 'Free space of its file system.', 'queue.data.free_space_in_bytes'],
  ['flow_input_current', 'gauge', 'Events per second into the queue.', 'flow.input_throughput.current'],
  ['flow_filter_current', 'gauge', 'Events per second through the filters.', 'flow.filter_throughput.current'],
  ['flow_output_current', 'gauge', 'Events per second out.', 'flow.output_throughput.current'],
  [
    'flow_queue_backpressure_current',
    'gauge',
    'Inputs that wait for the queue, on average.',
    'flow.queue_backpressure.current',
  ],
  ['flow_worker_concurrency_current', 'gauge', 'Workers at work, on average.', 'flow.worker_concurrency.current'],
  [
    'flow_worker_utilization_current',
    'gauge',
    'Share of its workers at work, 0 to 100.',
    'flow.worker_utilization.current',
  ],
  ['dead_letter_queue_size_in_bytes', 'gauge', 'Size of the dead letters.', 'dead_letter_queue.queue_size_in_bytes'],
  ['dead_letter_queue_max_size_in_bytes', 'gauge', 'Their limit.', 'dead_letter_queue.max_queue_size_in_bytes'],
  ['dead_letter_queue_dropped_events', 'counter', 'Dead letters without room.', 'dead_letter_queue.dropped_events'],
  ['dead_letter_queue_expired_events', 'counter', 'Dead letters grown old.', 'dead_letter_queue.expired_events'],
  ['reloads_failures', 'counter', 'Reloads that failed.', 'reloads.failures'],
  ['reloads_successes', 'counter', 'Reloads that worked.', 'reloads.successes'],
]

/** The same for a plugin, without `logstash_stats_pipeline_plugin_`. */
const PLUGIN = [
  ['events_in', 'counter', 'Events received.', 'events.in'],
  ['events_out', 'counter', 'Events passed on.', 'events.out'],
  ['events_duration', 'counter', 'Time in the plugin, in milliseconds.', 'events.duration_in_millis'],
  ['matches', 'counter', 'Events that grok, dissect or date understood.', 'matches'],
  ['failures', 'counter', 'Events that grok, dissect or date did not understand.', 'failures'],
  ['current_connections', 'gauge', 'Connections of an input.', 'current_connections'],
  ['documents_successes', 'counter', 'Documents written.', 'documents.successes'],
  ['documents_retryable_failures', 'counter', 'Documents to be sent again.', 'documents.retryable_failures'],
  ['documents_non_retryable_failures', 'counter', 'Documents refused for good.', 'documents.non_retryable_failures'],
  ['documents_dlq_routed', 'counter', 'Documents that became dead letters.', 'documents.dlq_routed'],
  ['bulk_requests_successes', 'counter', 'Bulk requests that worked.', 'bulk_requests.successes'],
  ['bulk_requests_errors', 'counter', 'Bulk requests with refused documents.', 'bulk_requests.with_errors'],
  ['bulk_requests_failures', 'counter', 'Bulk requests that failed.', 'bulk_requests.failures'],
]

/** The text for a scrape. `answer` is the parsed body, undefined when Logstash gave none. */
function toMetrics(answer) {
  const isUp = isObject(answer?.jvm)
  const up = block('logstash_info_up', 'gauge', 'Whether Logstash answered with its statistics.', [['', Number(isUp)]])
  if (!isUp) return up
  const pipelines = Object.entries(answer.pipelines ?? {}).filter(([id, one]) => id[0] !== '.' && isObject(one))
  return [
    up,
    block('logstash_info_status', 'gauge', 'Health: 1 for the one that holds.', statusSamples(answer)),
    block('logstash_info_node', 'gauge', 'Version of Logstash.', infoSamples(answer)),
    gcBlocks(answer),
    ...NODE.map(([name, type, help, path]) => block(`logstash_stats_${name}`, type, help, [['', at(answer, path)]])),
    pipelineBlocks(pipelines),
    pluginBlocks(pipelines.flatMap(([id, pipeline]) => pluginsOf(id, pipeline))),
  ].join('')
}

function statusSamples({status}) {
  return STATUSES.includes(status) ? STATUSES.map((one) => [labels({status: one}), Number(one === status)]) : []
}

function infoSamples({version}) {
  return typeof version === 'string' ? [[labels({version}), 1]] : []
}

function gcBlocks({jvm}) {
  const collectors = Object.entries(jvm.gc?.collectors ?? {})
  const samples = (key, factor) =>
    collectors.map(([collector, one]) => [labels({collector}), numberOf(one?.[key]) / factor])
  return [
    block(
      'logstash_stats_jvm_gc_seconds_total',
      'counter',
      'Time in collections.',
      samples('collection_time_in_millis', 1000),
    ),
    block('logstash_stats_jvm_gc_collections_total', 'counter', 'Collections.', samples('collection_count', 1)),
  ].join('')
}

/** A pipeline that did not start is listed, but counts no events. */
function pipelineBlocks(pipelines) {
  const each = (read) => pipelines.map(([id, pipeline]) => [labels({pipeline: id}), read(pipeline)])
  const up = (pipeline) => Number(Number.isFinite(at(pipeline, 'events.in')))
  const time = (key) => (pipeline) => seconds(pipeline.reloads?.[key])
  const prefix = 'logstash_stats_pipeline_'
  return [
    block(`${prefix}up`, 'gauge', 'Whether the pipeline runs.', each(up)),
    block(`${prefix}reloads_last_success_timestamp`, 'gauge', '0 for never.', each(time('last_success_timestamp'))),
    block(`${prefix}reloads_last_failure_timestamp`, 'gauge', '0 for never.', each(time('last_failure_timestamp'))),
    ...PIPELINE.map(([name, type, help, path]) =>
      block(
        `${prefix}${name}`,
        type,
        help,
        each((pipeline) => at(pipeline, path)),
      ),
    ),
  ].join('')
}

function pluginsOf(pipeline, {plugins}) {
  return Object.entries(PLUGIN_TYPES).flatMap(([group, type]) => {
    const list = Array.isArray(plugins?.[group]) ? plugins[group].filter(isObject).filter(isTold) : []
    return list.map((one) => [labels({pipeline, plugin_type: type, plugin: one.name, plugin_id: one.id}), one])
  })
}

/** Not a mutate without a name of its own: there are a hundred, and the names that Logstash gives them change with the pipeline. Nor our stamp. */
function isTold({id, name}) {
  return name !== 'mutate' || !/^([0-9a-f]{32,}|opsctl_config_.*)$/.test(id)
}

function pluginBlocks(plugins) {
  return PLUGIN.map(([name, type, help, path]) =>
    block(
      `logstash_stats_pipeline_plugin_${name}`,
      type,
      help,
      plugins.map(([set, plugin]) => [set, at(plugin, path)]),
    ),
  ).join('')
}

function seconds(time) {
  const milliseconds = typeof time === 'string' ? Date.parse(time) : 0
  return milliseconds / 1000
}

module.exports = {toMetrics}
