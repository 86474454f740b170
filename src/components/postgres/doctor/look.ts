/** Facts that no session of the database gives: what opsctl meant, what the exporter says, what stands in the log. */
import {z} from 'zod'

import type {CollectContext} from '../../../doctor/collect.js'
import {CannotSee, defineFact} from '../../../doctor/facts.js'
import type {Stack} from '../../component.js'
import {describeServer} from '../services.js'
import {deriveSettings, parseMemoryKiB} from '../settings.js'

const BYTES_PER_MIB = 1024 ** 2

/** What opsctl.yaml makes of the server, before anything runs. */
export const plan = defineFact(
  'postgres.plan',
  z.object({
    major: z.number(),
    dataFolder: z.string(),
    volume: z.string(),
    memoryBytes: z.number(),
    sharedBuffersBytes: z.number(),
    workMemBytes: z.number(),
    maintenanceBytes: z.number(),
    maxConnections: z.number(),
    workers: z.number(),
  }),
)

/** Autovacuum workers that the server starts when nobody says otherwise. */
const VACUUM_WORKERS = 3

/** Settings of the person win over derived ones, as in the file that is written. */
export function planOf(stack: Stack): z.infer<typeof plan.schema> {
  const {postgres} = stack
  const derived = deriveSettings(postgres)
  const service = describeServer(stack)
  const own = postgres.settings
  return {
    major: Number(postgres.version),
    dataFolder: String(service.env?.PGDATA ?? ''),
    volume: service.mounts?.find(({kind}) => kind === 'volume')?.to ?? '',
    memoryBytes: postgres.limits.memory * BYTES_PER_MIB,
    sharedBuffersBytes: bytesOf('shared_buffers', own.shared_buffers ?? derived.sharedBuffers),
    workMemBytes: bytesOf('work_mem', own.work_mem ?? derived.workMem),
    // Of a bare number the unit is that of work_mem: kB.
    maintenanceBytes: bytesOf('work_mem', own.maintenance_work_mem ?? derived.maintenanceWorkMem),
    maxConnections: postgres.maxConnections,
    workers: Number(own.autovacuum_max_workers ?? VACUUM_WORKERS),
  }
}

function bytesOf(name: 'shared_buffers' | 'work_mem', value: string | number | boolean): number {
  return (parseMemoryKiB(name, value) ?? 0) * 1024
}

/** What the exporter says of itself and of the server. Null: it does not say. */
export const exporterState = defineFact(
  'postgres.exporter-state',
  z.object({isUp: z.boolean().nullable(), hasError: z.boolean().nullable(), refusal: z.string().nullable()}),
)

/** Asks the exporter, which asks the server in turn. */
export async function lookAtExporter({access, logs}: CollectContext): Promise<z.infer<typeof exporterState.schema>> {
  const answer = await access
    .instance('postgres-exporter')
    .http({port: 9187, path: '/metrics', timeoutMs: 4500})
    .catch((error: unknown) => {
      throw silent(error instanceof Error ? error.message : String(error))
    })
  if (answer.status !== 200) throw silent(`HTTP ${answer.status}`)
  const isUp = gauge(answer.body, 'pg_up')
  const error = gauge(answer.body, 'pg_exporter_last_scrape_error')
  const lines = isUp === 1 ? [] : await logs('postgres-exporter', {tail: 50, since: '5m'}).catch(() => [])
  return {
    isUp: isUp === undefined ? null : isUp === 1,
    hasError: error === undefined ? null : error === 1,
    refusal: lines.map((line) => /pq: [^"\\]*/.exec(line)?.[0]).findLast((said) => said !== undefined) ?? null,
  }
}

function gauge(page: string, name: string): number | undefined {
  const [, value] = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(page) ?? []
  return value === undefined ? undefined : Number(value)
}

function silent(why: string): CannotSee {
  return new CannotSee('unreachable', {
    en: `the exporter of PostgreSQL does not answer: ${why}`,
    zh: `PostgreSQL 的导出器没有应答：${why}`,
  })
}

/** Signs of damaged data, by what the server writes about them. */
const DAMAGE = {
  panic: /\bPANIC: /,
  'unreadable block': /could not read block|could not access status of transaction/,
  'invalid page': /invalid page in block|page verification failed/,
  'broken index': /(index|table) ".*" (is not a btree|contains unexpected zero page|contains corrupted page)/,
  'broken row': /missing chunk number|unexpected chunk number|compressed (pglz|lz4) data is corrupt/,
} as const
const DAY_OF_LINES = {tail: 5000, since: '24h'} as const

/** How often the log of the last day speaks of damage. The lines themselves may hold people's data. */
export const damageInLogs = defineFact(
  'postgres.damage-in-logs',
  z.array(z.object({sign: z.string(), lines: z.number(), lastAt: z.string().nullable()})).readonly(),
)

/** Searches the log. */
export async function searchLogs({logs}: CollectContext): Promise<z.infer<typeof damageInLogs.schema>> {
  const lines = await logs('postgres', DAY_OF_LINES)
  return Object.entries(DAMAGE).flatMap(([sign, pattern]) => {
    const found = lines.filter((line) => pattern.test(line))
    const [lastAt = null] = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.exec(found.at(-1) ?? '') ?? []
    return found.length === 0 ? [] : [{sign, lines: found.length, lastAt}]
  })
}
