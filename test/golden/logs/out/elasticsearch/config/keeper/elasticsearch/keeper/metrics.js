// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Writes what log-keeper knows as Prometheus text. Pure.
'use strict'

const {block, labels} = require('../../json-exporter/exposition.js')

/** `seen` is undefined while the store does not answer: old numbers would be taken for new ones. */
function toMetrics({wanted, deletions, seen}) {
  return [
    block('opsctl_logs_up', 'gauge', 'Whether the stored lines could be counted.', [['', Number(seen !== undefined)]]),
    block('opsctl_logs_budget_bytes', 'gauge', 'Disk that stored lines may use: logs.disk.', [
      ['', wanted.budgetBytes],
    ]),
    block(
      'opsctl_logs_retention_seconds',
      'gauge',
      'How long lines are kept unless the disk is used up first: logs.retention. The smaller of the two wins.',
      [['', wanted.retentionSeconds]],
    ),
    block('opsctl_logs_deleted_indices_total', 'counter', 'Indices deleted before their time.', [
      [labels({reason: 'budget'}), deletions],
    ]),
    ...(seen === undefined ? [] : ofSeen(seen)),
  ].join('')
}

function ofSeen({storedBytes, oldestMs, services}) {
  const each = (value) => services.map((one) => [labels({service: one.service}), value(one)])
  return [
    block('opsctl_logs_stored_bytes', 'gauge', 'Disk that stored lines use.', [['', storedBytes]]),
    block('opsctl_logs_oldest_document_timestamp_seconds', 'gauge', 'Time of the oldest stored line.', [
      ['', seconds(oldestMs)],
    ]),
    block(
      'opsctl_logs_documents',
      'gauge',
      'Lines of the five minutes that ended one minute ago; level none for lines without.',
      services.flatMap(({service, levels}) => levels.map(([level, lines]) => [labels({service, level}), lines])),
    ),
    block(
      'opsctl_logs_unparsed_documents',
      'gauge',
      'Those of them that no parser understood.',
      each(({unparsed}) => unparsed),
    ),
    block(
      'opsctl_logs_last_document_timestamp_seconds',
      'gauge',
      'Time of the newest stored line.',
      each(({newestMs}) => seconds(newestMs)),
    ),
  ]
}

function seconds(ms) {
  return ms === undefined ? Number.NaN : ms / 1000
}

module.exports = {toMetrics}
