// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Turns the answers of Filebeat's HTTP endpoint, `/stats` and `/inputs/`, into Prometheus text. Pure.
'use strict'

const {at, block, isObject, labels, numberOf} = require('../../json-exporter/exposition.js')

/** Metric, type, help, and where the number is in `/stats`. */
const STATS = [
  ['filebeat_events_added', 'counter', 'Lines read and handed on.', 'filebeat.events.added'],
  ['filebeat_events_done', 'counter', 'Lines done with.', 'filebeat.events.done'],
  ['filebeat_events_active', 'gauge', 'Lines on their way.', 'filebeat.events.active'],
  ['filebeat_harvester_started', 'counter', 'Files opened since the start.', 'filebeat.harvester.started'],
  ['filebeat_harvester_closed', 'counter', 'Files closed since the start.', 'filebeat.harvester.closed'],
  ['filebeat_harvester_running', 'gauge', 'Readers at work.', 'filebeat.harvester.running'],
  ['filebeat_harvester_open_files', 'gauge', 'Log files open.', 'filebeat.harvester.open_files'],
  ['filebeat_libbeat_output_events_total', 'counter', 'Events handed to the output.', 'libbeat.output.events.total'],
  ['filebeat_libbeat_output_events_acked', 'counter', 'Events it confirmed.', 'libbeat.output.events.acked'],
  ['filebeat_libbeat_output_events_failed', 'counter', 'Events to be sent again.', 'libbeat.output.events.failed'],
  ['filebeat_libbeat_output_events_dropped', 'counter', 'Events given up.', 'libbeat.output.events.dropped'],
  ['filebeat_libbeat_output_events_duplicates', 'counter', 'Sent twice.', 'libbeat.output.events.duplicates'],
  ['filebeat_libbeat_output_events_dead_letter', 'counter', 'Dead letters.', 'libbeat.output.events.dead_letter'],
  ['filebeat_libbeat_output_events_toomany', 'counter', 'Refused as too many.', 'libbeat.output.events.toomany'],
  ['filebeat_libbeat_output_events_batches', 'counter', 'Batches sent.', 'libbeat.output.events.batches'],
  ['filebeat_libbeat_output_events_active', 'gauge', 'Events not confirmed yet.', 'libbeat.output.events.active'],
  ['filebeat_libbeat_output_write_bytes', 'counter', 'Bytes sent.', 'libbeat.output.write.bytes'],
  ['filebeat_libbeat_output_write_errors', 'counter', 'Writes that failed.', 'libbeat.output.write.errors'],
  ['filebeat_libbeat_output_read_errors', 'counter', 'Answers that failed.', 'libbeat.output.read.errors'],
  ['filebeat_libbeat_pipeline_clients', 'gauge', 'Inputs and readers attached.', 'libbeat.pipeline.clients'],
  ['filebeat_libbeat_pipeline_events_active', 'gauge', 'Events in the pipeline.', 'libbeat.pipeline.events.active'],
  ['filebeat_libbeat_pipeline_events_total', 'counter', 'Events made.', 'libbeat.pipeline.events.total'],
  ['filebeat_libbeat_pipeline_events_published', 'counter', 'Events queued.', 'libbeat.pipeline.events.published'],
  ['filebeat_libbeat_pipeline_events_filtered', 'counter', 'Dropped on purpose.', 'libbeat.pipeline.events.filtered'],
  ['filebeat_libbeat_pipeline_events_dropped', 'counter', 'Dropped at the queue.', 'libbeat.pipeline.events.dropped'],
  ['filebeat_libbeat_pipeline_events_failed', 'counter', 'Not queued.', 'libbeat.pipeline.events.failed'],
  ['filebeat_libbeat_pipeline_events_retry', 'counter', 'Sent again.', 'libbeat.pipeline.events.retry'],
  ['filebeat_libbeat_pipeline_queue_acked', 'counter', 'Left the queue.', 'libbeat.pipeline.queue.acked'],
  [
    'filebeat_libbeat_pipeline_queue_filled_events',
    'gauge',
    'Events in the queue.',
    'libbeat.pipeline.queue.filled.events',
  ],
  ['filebeat_libbeat_pipeline_queue_max_events', 'gauge', 'Room.', 'libbeat.pipeline.queue.max_events'],
  ['filebeat_libbeat_config_reloads', 'counter', 'Reloads of the configuration.', 'libbeat.config.reloads'],
  ['filebeat_registrar_states_current', 'gauge', 'Files of the log input known.', 'registrar.states.current'],
  ['filebeat_registrar_writes_total', 'counter', 'Writes of the registry.', 'registrar.writes.total'],
  ['filebeat_registrar_writes_fail', 'counter', 'Writes that failed.', 'registrar.writes.fail'],
  ['filebeat_handles_open', 'gauge', 'Open files and sockets.', 'beat.handles.open'],
  ['filebeat_handles_limit_soft', 'gauge', 'Files and sockets allowed.', 'beat.handles.limit.soft'],
  ['filebeat_memstats_memory_alloc', 'gauge', 'Heap in use, in bytes.', 'beat.memstats.memory_alloc'],
  ['filebeat_memstats_rss', 'gauge', 'Resident memory, in bytes.', 'beat.memstats.rss'],
  ['filebeat_runtime_goroutines', 'gauge', 'Goroutines.', 'beat.runtime.goroutines'],
]

/** A field of an input in `/inputs/`, its type and help. Older versions lack some. */
const INPUTS = [
  ['events_processed_total', 'counter', 'Events made.'],
  ['bytes_processed_total', 'counter', 'Bytes read.'],
  ['messages_read_total', 'counter', 'Lines read.'],
  ['messages_truncated_total', 'counter', 'Lines cut off.'],
  ['processing_errors_total', 'counter', 'Lines that could not be read.'],
  ['files_opened_total', 'counter', 'Files opened.'],
  ['files_closed_total', 'counter', 'Files closed.'],
  ['files_active', 'gauge', 'Files open.'],
]

/** The text for a scrape. `stats` and `inputs` are the parsed bodies, undefined when Filebeat gave none. */
function toMetrics(stats, inputs) {
  const isUp = isObject(stats?.libbeat) && isObject(stats.beat)
  const up = block('filebeat_up', 'gauge', 'Whether Filebeat answered with its statistics.', [['', Number(isUp)]])
  if (!isUp) return up
  return [
    up,
    block('filebeat_info', 'gauge', 'Version and kind of output.', infoSamples(stats)),
    block('filebeat_uptime_seconds', 'gauge', 'Time since the start.', [['', at(stats, 'beat.info.uptime.ms') / 1000]]),
    block('filebeat_cpu_seconds_total', 'counter', 'CPU time.', [['', at(stats, 'beat.cpu.total.time.ms') / 1000]]),
    block('filebeat_libbeat_pipeline_queue_filled_pct', 'gauge', 'Share of the queue in use, 0 to 1.', [
      ['', queueShare(stats)],
    ]),
    ...STATS.map(([name, type, help, path]) => block(name, type, help, [['', at(stats, path)]])),
    inputBlocks(Array.isArray(inputs) ? inputs.filter(isObject) : []),
  ].join('')
}

function infoSamples({beat, libbeat}) {
  const {version} = beat.info ?? {}
  return typeof version === 'string' ? [[labels({version, output: libbeat.output?.type}), 1]] : []
}

/** `filled.pct` is a number since 8.14; before, and where the queue has no limit in events, it is worked out. */
function queueShare(stats) {
  const share = at(stats, 'libbeat.pipeline.queue.filled.pct')
  if (Number.isFinite(share)) return share
  const room = at(stats, 'libbeat.pipeline.queue.max_events')
  return room > 0 ? at(stats, 'libbeat.pipeline.queue.filled.events') / room : Number.NaN
}

function inputBlocks(inputs) {
  return INPUTS.map(([key, type, help]) =>
    block(
      `filebeat_input_${key}`,
      type,
      help,
      inputs.map((one) => [labels({id: one.id, input: one.input}), numberOf(one[key])]),
    ),
  ).join('')
}

module.exports = {toMetrics}
