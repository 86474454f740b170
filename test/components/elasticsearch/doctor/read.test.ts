import {expect, test} from 'vitest'

import {
  durationMs,
  readCluster,
  readHeap,
  readIndices,
  readNodes,
  readReport,
  readStreams,
} from '../../../../src/components/elasticsearch/doctor/read.js'

const health = {
  status: 'green',
  number_of_data_nodes: 1,
  active_shards: 11,
  unassigned_shards: 0,
  number_of_pending_tasks: 0,
  task_max_waiting_in_queue_millis: 0,
} as const

test('what somebody set wins over what ships', () => {
  const flat = {'cluster.max_shards_per_node': '1000'}
  const seen = readCluster(health, {defaults: flat, persistent: {'cluster.max_shards_per_node': '2000'}})
  expect(seen.maxShardsPerNode).toBe(2000)
  expect(readCluster(health, {})).toMatchObject({maxShardsPerNode: 1000, flood: '95%'})
})

test('samples of the heap are kept by node, counts of the last one', () => {
  const sample = (percent: number, rejected: number) => ({
    nodes: {
      kivUnKKZ: {
        name: 'elasticsearch',
        jvm: {uptime_in_millis: 171_176, mem: {heap_used_percent: percent}},
        thread_pool: {write: {rejected}},
        breakers: {request: {tripped: 1}, parent: {tripped: 2}},
        fs: {total: {total_in_bytes: 270, available_in_bytes: 66}},
      },
    },
  })
  expect(readNodes([sample(31, 0), sample(33, 4)])).toEqual([
    {
      name: 'elasticsearch',
      heapPercents: [31, 33],
      rejectedWrites: 4,
      breakersTripped: 3,
      uptimeMs: 171_176,
      diskBytes: 270,
      freeBytes: 66,
    },
  ])
})

test('a report is cut to what is not green', () => {
  const seen = readReport({
    status: 'yellow',
    indicators: {
      disk: {status: 'green'},
      shards_availability: {status: 'yellow', symptom: 'x', diagnosis: [{cause: 'c'}]},
    },
  })
  expect(seen.indicators).toEqual([
    {name: 'shards_availability', status: 'yellow', symptom: 'x', diagnosis: [{cause: 'c', action: '', url: ''}]},
  ])
})

test('a block of the flood stage is seen', () => {
  const settings = {'index.number_of_replicas': '0', 'index.blocks.read_only_allow_delete': 'true'}
  expect(readIndices({a: {settings}})).toEqual([{name: 'a', replicas: 0, isBlocked: true}])
})

test('an index belongs to its stream by name', () => {
  const streams = {
    data_streams: [{name: 'logs-a', lifecycle: {enabled: true, data_retention: '14d'}}, {name: 'logs-a-b'}],
  }
  const explained = {
    indices: {
      '.ds-logs-a-2026.01.01-000001': {index_creation_date_millis: 5},
      '.ds-logs-a-2026.01.02-000002': {index_creation_date_millis: 9, error: 'no'},
    },
  }
  expect(readStreams(streams, explained)).toEqual([
    {name: 'logs-a', retention: '14d', oldestAt: 5, errors: ['no']},
    {name: 'logs-a-b', errors: []},
  ])
})

test('options of the JVM and durations are read as they are written', () => {
  expect(readHeap('# 1\n-Xms512m\n-Xmx1g\n-Xlog:disable\n')).toEqual({minMiB: 512, maxMiB: 1024})
  expect(readHeap('-Xlog:disable')).toEqual({})
  expect(durationMs('14d')).toBe(14 * 86_400_000)
  expect(durationMs('for ever')).toBeUndefined()
})
