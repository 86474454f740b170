/** What the store of log lines is made of: templates, life time, and how large an index grows. Plain data; log-keeper installs it. */
import {createHash} from 'node:crypto'

import type {RenderContext, SpecProblem, Stack} from '../component.js'
import {streamsOf} from './names.js'

/** What log-keeper reads. */
export interface StoreDefinition {
  /** Every data stream of the project, as Elasticsearch matches names. */
  readonly pattern: string
  readonly retention: string
  readonly retentionSeconds: number
  readonly budgetBytes: number
  /** In the order they are put: what composes another comes first. */
  readonly templates: readonly {readonly path: string; readonly body: Readonly<Record<string, unknown>>}[]
  readonly clusterSettings: Readonly<Record<string, string>>
  /** Written into every index that is made by these templates; another mark means an older mapping. */
  readonly mark: string
}

const MIB = 2 ** 20
const HOUR = 3600
const DAY = 86_400
/** Elastic's own templates for `logs-*-*` have 100. */
const PRIORITY = 200
/** An index is deleted as a whole, so it is a twentieth of the budget, and a fourteenth of the time. */
const INDICES_OF_BUDGET = 20
const INDICES_OF_RETENTION = 14

const settings = {
  'index.mode': 'logsdb',
  // With any licence the document that comes back is the one that was sent, nanoseconds and all.
  'index.mapping.source.mode': 'stored',
  'index.codec': 'best_compression',
  'index.number_of_shards': 1,
  'index.number_of_replicas': 0,
  'index.refresh_interval': '5s',
  'index.sort.field': ['@timestamp'],
  'index.sort.order': ['desc'],
  // A line is worth more than a field: what does not fit its type is stored without being searchable.
  'index.mapping.ignore_malformed': true,
  'index.mapping.total_fields.limit': 500,
  'index.mapping.total_fields.ignore_dynamic_beyond_limit': true,
  'index.query.default_field': ['message', 'error.message', 'error.type', 'url.path'],
}

/** Everything that log-keeper puts into the store and holds it to. */
export function describeStore({stack, template}: Pick<RenderContext, 'stack' | 'template'>): StoreDefinition {
  const {disk, retention} = stack.logs
  const mappings = JSON.parse(template('elasticsearch/store/mappings.json')) as Record<string, unknown>
  const mark = createHash('sha256')
    .update(JSON.stringify([mappings, settings]))
    .digest('hex')
    .slice(0, 16)
  const name = `opsctl-logs-${stack.project}`
  const pattern = streamsOf(stack)
  return {
    pattern,
    retention: timeOf(retention),
    retentionSeconds: retention,
    budgetBytes: disk * MIB,
    templates: [
      {
        path: `/_component_template/${name}-mappings`,
        body: {template: {mappings: {...mappings, _meta: {opsctl: mark}}}},
      },
      {path: `/_component_template/${name}-settings`, body: {template: {settings}}},
      {
        path: `/_index_template/${name}`,
        body: {
          index_patterns: [`${pattern}-*`],
          priority: PRIORITY,
          // The last is the person's own, who need not write it.
          composed_of: [`${name}-mappings`, `${name}-settings`, `${name}@custom`],
          ignore_missing_component_templates: [`${name}@custom`],
          data_stream: {},
          template: {lifecycle: {data_retention: timeOf(retention)}},
        },
      },
    ],
    clusterSettings: {'cluster.lifecycle.default.rollover': rolloverOf(disk, retention)},
    mark,
  }
}

/** When an index is closed and the next begun. A budget of 20 GiB and 14 days: at 1 GiB, or after a day. */
function rolloverOf(diskMiB: number, retentionS: number): string {
  const sizeMiB = Math.min(Math.max(Math.floor(diskMiB / INDICES_OF_BUDGET), 100), 10 * 1024)
  const age = Math.min(Math.max(roundUp(retentionS / INDICES_OF_RETENTION), HOUR), 30 * DAY)
  return [
    `max_age=${timeOf(age)}`,
    `max_primary_shard_size=${sizeMiB}mb`,
    'min_docs=1',
    'max_primary_shard_docs=200000000',
  ].join()
}

function roundUp(seconds: number): number {
  const unit = seconds > DAY ? DAY : HOUR
  return Math.ceil(seconds / unit) * unit
}

/** As Elasticsearch writes a time. */
function timeOf(seconds: number): string {
  if (seconds % DAY === 0) return `${seconds / DAY}d`
  return seconds % HOUR === 0 ? `${seconds / HOUR}h` : `${seconds}s`
}

/** Elasticsearch and its agents have templates of their own for `logs-<name>.*`, above ours or equal. */
const RESERVED = ['apm', 'elastic-agent', 'endpoint', 'fleet-server', 'synthetics'] as const

/** Projects whose data streams would not be ours. */
export function findStoreProblems(stack: Stack): readonly SpecProblem[] {
  const {project} = stack
  if (!(RESERVED as readonly string[]).includes(project)) return []
  const stream = streamsOf(stack)
  return [
    {
      path: ['project'],
      message: {
        en: `Elastic keeps the data streams ${stream} for itself, so the logs of a project "${project}" cannot be stored; choose another name`,
        zh: `数据流 ${stream} 为 Elastic 保留，无法存储项目 "${project}" 的日志；请换一个名称`,
      },
    },
  ]
}
