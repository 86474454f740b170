/** What the stack's Prometheus is asked about its capacity. Names are those of the exporters' contracts. */
import type {ResourceId} from './outlook.js'
import type {TriggerId} from './triggers.js'

/** The file systems that hold data. */
export const DISKS = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|erofs|fuse.*|nfs.*|cifs"'
const BUSY_CORES =
  'sum(count by (instance) (node_cpu_seconds_total{mode="idle"})) - sum(rate(node_cpu_seconds_total{mode="idle"}[5m]))'
const REQUESTS = 'sum(gateway:requests:rate5m)'
const DATA = 'sum(pg_database_size_bytes)'

/** The highest of the last week, as the manual plans for the peak; of a stack younger than five minutes, what it is now. */
const highest = (query: string) => `max_over_time((${query})[7d:5m]) or (${query})`

export interface ResourceQuery {
  readonly used: string
  readonly total?: string
}

/** What is used, at its highest of the last week, and what there is. */
export const resourceQueries: Readonly<Partial<Record<ResourceId, ResourceQuery>>> = {
  requests: {used: highest(REQUESTS)},
  cpu: {used: highest(BUSY_CORES), total: 'count(node_cpu_seconds_total{mode="idle"})'},
  memory: {
    used: highest('sum(node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes)'),
    total: 'sum(node_memory_MemTotal_bytes)',
  },
  connections: {used: highest('sum(pg_stat_activity_count)'), total: 'sum(pg_settings_max_connections)'},
  cache: {used: highest('sum(redis_memory_used_bytes)'), total: 'sum(redis_memory_max_bytes > 0)'},
}

/** Size and free space of every file system: the fullest one decides. */
export const diskQueries = {
  size: `max by (instance, device) (node_filesystem_size_bytes{${DISKS}})`,
  free: `min by (instance, device) (node_filesystem_avail_bytes{${DISKS}})`,
} as const

/** Daily values from which growth is measured. Users have none: nobody counts them. */
export const historyQueries = {
  requests: `avg_over_time((${REQUESTS})[1d:10m])`,
  data: `avg_over_time((${DATA})[1d:1h])`,
} as const

/** The values of the triggers, now. */
export const triggerQueries: Readonly<Record<TriggerId, string>> = {
  latency: 'max(gateway:latency_seconds:p95_5m)',
  errors: 'max(gateway:errors:ratio5m)',
  connections: 'sum(pg_stat_activity_count) / sum(pg_settings_max_connections)',
  cpu: `(${BUSY_CORES.replaceAll('[5m]', '[15m]')}) / count(node_cpu_seconds_total{mode="idle"})`,
  memory: 'avg_over_time((1 - sum(node_memory_MemAvailable_bytes) / sum(node_memory_MemTotal_bytes))[15m:1m])',
}

/** What the disk calculator needs. */
export const diskRateQueries = {
  samplesPerS: 'sum(rate(prometheus_tsdb_head_samples_appended_total[1h]))',
  bytesPerSample:
    'sum(rate(prometheus_tsdb_compaction_chunk_size_bytes_sum[1d])) / sum(rate(prometheus_tsdb_compaction_chunk_samples_sum[1d]))',
  dataBytes: DATA,
} as const
