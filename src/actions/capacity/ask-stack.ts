/** The numbers of the running stack that capacity is reckoned from, asked of its Prometheus. */
import type {DayValue} from '../../capacity/growth.js'
import {LIMITS, type Resource, type ResourceId, type Unit} from '../../capacity/outlook.js'
import {diskQueries, historyQueries, resourceQueries, triggerQueries} from '../../capacity/queries.js'
import {type TriggerId, triggerIds} from '../../capacity/triggers.js'
import type {PrometheusApi} from '../alerts/prometheus.js'

const DAY_S = 86_400
/** Prometheus keeps no more by default than a part of it; asking for a year costs the same. */
const HISTORY_DAYS = 365

const UNITS: Readonly<Record<ResourceId, Unit>> = {
  requests: 'requests/s',
  cpu: 'cores',
  memory: 'bytes',
  disk: 'bytes',
  connections: 'connections',
  cache: 'bytes',
  network: 'bits/s',
}

interface Series {
  readonly metric: Readonly<Record<string, string>>
  readonly value?: readonly [number, string]
  readonly values?: readonly (readonly [number, string])[]
}

/** The value of a query that gives one series; undefined when it gives none, or none that is a number. */
export async function askNumber(api: PrometheusApi, query: string): Promise<number | undefined> {
  const [series] = await askVector(api, query)
  const value = Number(series?.value?.[1])
  return Number.isFinite(value) ? value : undefined
}

/** Every resource that the stack tells of, with what is used at its highest. Requests have no total: only a bench knows it. */
export async function askResources(api: PrometheusApi): Promise<readonly Resource[]> {
  const found = Object.entries(resourceQueries).map(async ([id, {used, total}]): Promise<Resource | undefined> => {
    const [usedNow, totalNow] = await Promise.all([askNumber(api, used), total ? askNumber(api, total) : undefined])
    if (usedNow === undefined || totalNow === undefined) return undefined
    return measured(id as ResourceId, usedNow, totalNow)
  })
  const all = await Promise.all([...found, askDisk(api)])
  return all.filter((one) => one !== undefined)
}

/** The highest load of the last week, requests/s. */
export async function askPeak(api: PrometheusApi): Promise<number | undefined> {
  return askNumber(api, resourceQueries.requests?.used ?? '')
}

/** Daily values of what grows, as far back as the samples go. */
export async function askHistory(
  api: PrometheusApi,
  now: number,
): Promise<Record<keyof typeof historyQueries, readonly DayValue[]>> {
  const [requests, data] = await Promise.all([
    daily(api, historyQueries.requests, now),
    daily(api, historyQueries.data, now),
  ])
  return {requests, data}
}

/** The triggers' values of now. */
export async function askTriggers(api: PrometheusApi): Promise<Partial<Record<TriggerId, number>>> {
  const values = await Promise.all(
    triggerIds.map(async (id) => [id, await askNumber(api, triggerQueries[id])] as const),
  )
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

/** The file system that is fullest by share. */
async function askDisk(api: PrometheusApi): Promise<Resource | undefined> {
  const [sizes, free] = await Promise.all([askVector(api, diskQueries.size), askVector(api, diskQueries.free)])
  const nameOf = ({metric}: Series) => `${metric.instance} ${metric.device}`
  const freeOf = new Map(free.map((series) => [nameOf(series), Number(series.value?.[1])]))
  const disks = sizes.flatMap((series) => {
    const total = Number(series.value?.[1])
    const left = freeOf.get(nameOf(series))
    return left === undefined || !(total > 0) ? [] : [{total, used: total - left}]
  })
  const fullest = disks.toSorted((a, b) => b.used / b.total - a.used / a.total)[0]
  return fullest && measured('disk', fullest.used, fullest.total)
}

function measured(id: ResourceId, used: number, total: number): Resource {
  return {id, unit: UNITS[id], used, total, limit: LIMITS[id], source: 'measured'}
}

async function daily(api: PrometheusApi, query: string, now: number): Promise<readonly DayValue[]> {
  const end = Math.floor(now / 1000)
  const window = `start=${end - HISTORY_DAYS * DAY_S}&end=${end}&step=${DAY_S}`
  const {result} = (await api.ask(`query_range?query=${encodeURIComponent(query)}&${window}`)) as {
    result: readonly Series[]
  }
  return (result[0]?.values ?? []).map(([at, value]) => ({at: at * 1000, value: Number(value)}))
}

/** The series that a query gives, now or at a moment, seconds since 1970. */
export async function askVector(api: PrometheusApi, query: string, atS?: number): Promise<readonly Series[]> {
  const time = atS === undefined ? '' : `&time=${atS}`
  const {result} = (await api.ask(`query?query=${encodeURIComponent(query)}${time}`)) as {result: readonly Series[]}
  return result
}
