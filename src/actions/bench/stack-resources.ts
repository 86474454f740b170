/** How much of what the stack has was in use in a span of time, asked of its own Prometheus. */
import type {ResourceUse} from '../../bench/result.js'
import {LIMITS} from '../../capacity/outlook.js'
import {DISKS} from '../../capacity/queries.js'
import {OpsError} from '../../errors.js'
import type {PrometheusApi} from '../alerts/prometheus.js'
import {askVector} from '../capacity/ask-stack.js'

/** A rate needs two samples, however the stack was told to scrape. */
const LEAST_S = 60
const CONTAINER = 'container_label_com_docker_compose_service'

interface ResourceQuery {
  readonly resource: ResourceUse['resource']
  /** What it belongs to, where the series do not say. */
  readonly of?: string
  readonly query: (window: string) => string
}

const perContainer = (series: string) => `sum by (${CONTAINER}) (${series})`

/** Names are those of the exporters' contracts. A stack without an exporter answers with nothing. */
const queries: readonly ResourceQuery[] = [
  {resource: 'cpu', of: 'host', query: (w) => `1 - avg(rate(node_cpu_seconds_total{mode="idle"}[${w}]))`},
  {
    resource: 'cpu',
    query: (w) =>
      `${perContainer(`rate(container_cpu_usage_seconds_total{${CONTAINER}!=""}[${w}])`)} / (${perContainer('(container_spec_cpu_quota > 0) / container_spec_cpu_period')})`,
  },
  {
    resource: 'memory',
    of: 'host',
    query: (w) => `1 - min(min_over_time(node_memory_MemAvailable_bytes[${w}])) / min(node_memory_MemTotal_bytes)`,
  },
  {
    resource: 'memory',
    query: (w) =>
      `${perContainer(`max_over_time(container_memory_working_set_bytes{${CONTAINER}!=""}[${w}])`)} / (${perContainer('container_spec_memory_limit_bytes > 0')})`,
  },
  {
    resource: 'disk',
    of: 'host',
    query: () => `max(1 - node_filesystem_avail_bytes{${DISKS}} / (node_filesystem_size_bytes{${DISKS}} > 0))`,
  },
  {
    resource: 'connections',
    of: 'postgres',
    query: (w) => `sum(max_over_time(pg_stat_activity_count[${w}])) / sum(pg_settings_max_connections > 0)`,
  },
  {
    resource: 'connections',
    of: 'redis',
    query: (w) => `max(max_over_time(redis_connected_clients[${w}]) / (redis_max_clients > 0))`,
  },
]

/** Nothing where there is no Prometheus: a search is worth its time without it, too. */
export async function readResources(api: PrometheusApi, fromMs: number, toMs: number): Promise<readonly ResourceUse[]> {
  const window = `${Math.ceil(Math.max(LEAST_S, (toMs - fromMs) / 1000))}s`
  const found = await Promise.all(queries.map((query) => readOne(api, query, {window, atS: toMs / 1000})))
  return found.flat()
}

/** What is nearest to its limit, or furthest beyond. */
export function findBinding(resources: readonly ResourceUse[]): ResourceUse | undefined {
  return resources.toSorted((a, b) => b.used / b.limit - a.used / a.limit)[0]
}

async function readOne(
  api: PrometheusApi,
  {resource, of, query}: ResourceQuery,
  {window, atS}: {readonly window: string; readonly atS: number},
): Promise<readonly ResourceUse[]> {
  try {
    return (await askVector(api, query(window), atS))
      .map(({metric, value}) => ({
        resource,
        of: of ?? metric[CONTAINER] ?? '',
        used: Number(value?.[1]),
        limit: LIMITS[resource],
      }))
      .filter(({of: name, used}) => name !== '' && used >= 0 && Number.isFinite(used))
  } catch (error) {
    if (error instanceof OpsError) return []
    throw error
  }
}
