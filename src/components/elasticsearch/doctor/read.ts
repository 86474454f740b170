/** Reads what Elasticsearch answers. Pure. */
import type {z} from 'zod'

import type {clusterFact, indicesFact, nodesFact, reportFact, streamsFact} from './facts.js'

type Cluster = z.infer<typeof clusterFact.schema>
type Report = z.infer<typeof reportFact.schema>
type Nodes = z.infer<typeof nodesFact.schema>
type Indices = z.infer<typeof indicesFact.schema>
type Streams = z.infer<typeof streamsFact.schema>

/** As GET _cluster/health tells it. */
export interface HealthBody {
  readonly status: 'green' | 'yellow' | 'red'
  readonly number_of_data_nodes: number
  readonly active_shards: number
  readonly unassigned_shards: number
  readonly number_of_pending_tasks: number
  readonly task_max_waiting_in_queue_millis: number
}

/** As GET _cluster/settings?flat_settings&include_defaults tells it: what somebody set wins over what ships. */
export interface SettingsBody {
  readonly persistent?: Readonly<Record<string, unknown>>
  readonly transient?: Readonly<Record<string, unknown>>
  readonly defaults?: Readonly<Record<string, unknown>>
}

/** Health and limits of the cluster. */
export function readCluster(health: HealthBody, {persistent, transient, defaults}: SettingsBody): Cluster {
  const settings = {...defaults, ...persistent, ...transient}
  return {
    status: health.status,
    dataNodes: health.number_of_data_nodes,
    activeShards: health.active_shards,
    unassigned: health.unassigned_shards,
    pending: health.number_of_pending_tasks,
    pendingMs: health.task_max_waiting_in_queue_millis,
    maxShardsPerNode: Number(settings['cluster.max_shards_per_node'] ?? 1000),
    flood: String(settings['cluster.routing.allocation.disk.watermark.flood_stage'] ?? '95%'),
  }
}

/** As GET _health_report tells it. */
export interface ReportBody {
  readonly status: string
  readonly indicators?: Readonly<
    Record<
      string,
      {
        readonly status: string
        readonly symptom?: string
        readonly diagnosis?: readonly {readonly cause?: string; readonly action?: string; readonly help_url?: string}[]
      }
    >
  >
}

/** The indicators that are not green, with what Elasticsearch says of them. */
export function readReport({status, indicators = {}}: ReportBody): Report {
  return {
    status,
    indicators: Object.entries(indicators)
      .filter(([, one]) => one.status !== 'green')
      .map(([name, one]) => ({
        name,
        status: one.status,
        symptom: one.symptom ?? '',
        diagnosis: (one.diagnosis ?? []).map(({cause = '', action = '', help_url: url = ''}) => ({cause, action, url})),
      })),
  }
}

/** As GET _nodes/stats tells it. */
export interface NodesBody {
  readonly nodes: Readonly<
    Record<
      string,
      {
        readonly name: string
        readonly jvm: {readonly uptime_in_millis: number; readonly mem: {readonly heap_used_percent: number}}
        readonly thread_pool?: {readonly write?: {readonly rejected: number}}
        readonly breakers?: Readonly<Record<string, {readonly tripped: number}>>
        readonly fs?: {readonly total?: {readonly total_in_bytes?: number; readonly available_in_bytes?: number}}
      }
    >
  >
}

/** The last sample, with the heap of all of them. */
export function readNodes(samples: readonly NodesBody[]): Nodes {
  const last = samples.at(-1)?.nodes ?? {}
  return Object.entries(last).map(([id, {name, jvm, thread_pool: pools, breakers = {}, fs}]) => ({
    name,
    heapPercents: samples.flatMap(({nodes}) => nodes[id]?.jvm.mem.heap_used_percent ?? []),
    rejectedWrites: pools?.write?.rejected ?? 0,
    breakersTripped: Object.values(breakers).reduce((sum, {tripped}) => sum + tripped, 0),
    uptimeMs: jvm.uptime_in_millis,
    diskBytes: fs?.total?.total_in_bytes ?? 0,
    freeBytes: fs?.total?.available_in_bytes ?? 0,
  }))
}

/** As GET <indices>/_settings?flat_settings tells it. */
export type IndicesBody = Readonly<Record<string, {readonly settings: Readonly<Record<string, string>>}>>

/** Replicas, and the block that a full disk sets. */
export function readIndices(body: IndicesBody): Indices {
  return Object.entries(body).map(([name, {settings}]) => ({
    name,
    replicas: Number(settings['index.number_of_replicas'] ?? 0),
    isBlocked: settings['index.blocks.read_only_allow_delete'] === 'true' || settings['index.blocks.write'] === 'true',
  }))
}

/** As GET _data_stream/<pattern> tells it. */
export interface StreamsBody {
  readonly data_streams: readonly {
    readonly name: string
    readonly lifecycle?: {
      readonly enabled?: boolean
      readonly data_retention?: string
      readonly effective_retention?: string
    }
  }[]
}

/** As GET <streams>/_lifecycle/explain tells it. */
export interface ExplainBody {
  readonly indices?: Readonly<
    Record<
      string,
      {readonly index_creation_date_millis?: number; readonly error?: string; readonly managed_by_lifecycle?: boolean}
    >
  >
}

/** Streams with their retention, oldest index and errors. The name of an index holds that of its stream. */
export function readStreams({data_streams: streams}: StreamsBody, {indices = {}}: ExplainBody): Streams {
  return streams.map(({name, lifecycle}) => {
    const own = Object.entries(indices).filter(([index]) => index.startsWith(`.ds-${name}-`))
    const created = own.flatMap(([, one]) => one.index_creation_date_millis ?? [])
    const retention =
      lifecycle?.enabled === false ? undefined : (lifecycle?.effective_retention ?? lifecycle?.data_retention)
    return {
      name,
      ...(retention === undefined ? {} : {retention}),
      ...(created.length === 0 ? {} : {oldestAt: Math.min(...created)}),
      errors: own.flatMap(([, {error}]) => (error === undefined ? [] : [error.slice(0, 300)])),
    }
  })
}

/** `-Xms512m` and `-Xmx1g` of a file of JVM options, in MiB. */
export function readHeap(options: string): {readonly minMiB?: number; readonly maxMiB?: number} {
  const sizeOf = (flag: string) => {
    const [, count, unit = ''] = new RegExp(`^-${flag}(\\d+)([kmg]?)$`, 'im').exec(options) ?? []
    const factor = {k: 1 / 1024, m: 1, g: 1024, '': 2 ** -20}[unit.toLowerCase()] ?? 1
    return count === undefined ? undefined : Number(count) * factor
  }
  const [minMiB, maxMiB] = [sizeOf('Xms'), sizeOf('Xmx')]
  return {...(minMiB === undefined ? {} : {minMiB}), ...(maxMiB === undefined ? {} : {maxMiB})}
}

/** `14d`, `36h`, `90m` as milliseconds. */
export function durationMs(written: string): number | undefined {
  const [, count, unit] = /^(\d+)(d|h|m|s|ms)$/.exec(written) ?? []
  const factor = {d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1}[unit ?? '']
  return count === undefined || factor === undefined ? undefined : Number(count) * factor
}
