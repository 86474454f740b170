/** What goes into a bundle beside the facts: files, lines, and the course of the main figures. */
import {readdir} from 'node:fs/promises'
import {join, relative} from 'node:path'
import {listServices} from '../../images/list-services.js'
import type {Project} from '../../project.js'
import type {Stack} from '../../spec/stack.js'
import {nowMs} from '../../system/clock.js'
import {readSmallFile} from '../../system/read-small-file.js'
import {openPrometheus} from '../alerts/prometheus.js'
import {openRuntime} from '../open-runtime.js'

/** One file, or why it could not be had. */
export interface Source {
  readonly path: string
  readonly content?: string
  /** A document of opsctl's own, in place of a text. */
  readonly document?: unknown
  readonly why?: string
}

const FILE_BYTES = 5 * 1024 ** 2
const LINES = 2000
const SINCE = '24h'
const LOGS_MS = 15_000
const METRICS_MS = 20_000
const HOURS = 6
const STEP_S = 60

/** Files under a folder, as paths from the root of the project. Links are left out: they may lead anywhere. */
export async function filesUnder(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted()
}

/** Files of the project by their paths from its root. */
export async function readFiles(root: string, paths: readonly string[]): Promise<readonly Source[]> {
  return Promise.all(
    paths.map(async (path) => {
      const read = await readSmallFile(join(root, path), FILE_BYTES)
      return 'failure' in read ? {path, why: read.failure} : {path, content: read.bytes.toString('utf8')}
    }),
  )
}

/** The last lines of every service. */
export async function collectLogs(project: Project, stack: Stack, signal: AbortSignal): Promise<readonly Source[]> {
  const {runtime} = await openRuntime(project, stack)
  return Promise.all(
    listServices(stack).map(async ({service: {name}}) => {
      const path = `logs/${name}.log`
      const within = AbortSignal.any([signal, AbortSignal.timeout(LOGS_MS)])
      const lines: string[] = []
      try {
        for await (const line of runtime.logs({services: [name], tail: LINES, since: SINCE, signal: within})) {
          lines.push(`${line.name} ${line.text}`)
        }

        return {path, content: `${lines.join('\n')}\n`}
      } catch (error) {
        return {path, why: error instanceof Error ? error.message : String(error)}
      }
    }),
  )
}

/** What the dashboards show first, by the names of recorded rules where there are. */
const figures: Readonly<Record<string, string>> = {
  up: 'up',
  alerts: 'ALERTS{alertstate="firing"}',
  'gateway-requests': 'gateway:requests:rate5m',
  'gateway-latency': 'gateway:latency_seconds:p95_5m',
  'host-cpu': '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m]))',
  'host-memory': '1 - min(node_memory_MemAvailable_bytes) / min(node_memory_MemTotal_bytes)',
  'host-disk': 'node_filesystem_avail_bytes',
  'postgres-connections': 'sum(pg_stat_activity_count)',
  'redis-memory': 'redis_memory_used_bytes',
}

/** The last hours of the main figures, from the Prometheus of the stack. */
export async function collectMetrics(project: Project, stack: Stack, signal: AbortSignal): Promise<readonly Source[]> {
  if (!stack.prometheus.enabled) return []
  const api = await openPrometheus(project, stack)
  const end = Math.floor(nowMs() / 1000)
  const span = `start=${end - HOURS * 3600}&end=${end}&step=${STEP_S}`
  const late = new Promise<never>((_, reject) => {
    AbortSignal.any([signal, AbortSignal.timeout(METRICS_MS)]).addEventListener('abort', () =>
      reject(new Error(`no answer within ${METRICS_MS / 1000} s`)),
    )
  })
  late.catch(() => undefined)
  return Promise.all(
    Object.entries(figures).map(async ([name, query]) => {
      const path = `metrics/${name}.json`
      try {
        const asked = api.ask(`query_range?query=${encodeURIComponent(query)}&${span}`)
        return {path, content: `${JSON.stringify(await Promise.race([asked, late]))}\n`}
      } catch (error) {
        return {path, why: error instanceof Error ? error.message : String(error)}
      }
    }),
  )
}
