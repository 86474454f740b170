/** What a person writes about a stack that is not there to be asked: the keys of the first manual's `capacity_planning`. */
import {z} from 'zod'

import {explained} from '../spec/values.js'
import {parseGrowth} from './growth.js'
import {LIMITS, type Resource} from './outlook.js'

const DECIMAL_GB = 1e9
const DECIMAL_MBIT = 1e6
const SIZE_UNITS = {
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const
const SIZE = /^(\d+(?:\.\d+)?)\s*(kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/
const SECONDS = {ms: 0.001, s: 1} as const
const TIME = /^(\d+(?:\.\d+)?)\s*(ms|s)$/

/** Bytes of `50GB` or `50GiB`; undefined for anything else. */
export function parseBytes(written: string): number | undefined {
  const [, count, unit] = SIZE.exec(written.trim()) ?? []
  return count === undefined ? undefined : Number(count) * SIZE_UNITS[unit as keyof typeof SIZE_UNITS]
}

const amount = () => z.number().positive().max(1e15)

const growthRate = (en: string, zh: string) =>
  explained(
    z
      .string()
      .refine((written) => parseGrowth(written) !== undefined, {error: 'growth'})
      .optional(),
    {en, zh},
  )

const size = () =>
  z
    .string()
    .refine((written) => parseBytes(written) !== undefined, {error: 'bytes'})
    .transform((written) => parseBytes(written) ?? 0)

const latency = () =>
  z
    .string()
    .regex(TIME, {error: 'latency'})
    .transform((written) => {
      const [, count, unit] = TIME.exec(written) ?? []
      return Number(count) * SECONDS[unit as keyof typeof SECONDS]
    })

const resources = (en: string, zh: string) =>
  explained(
    z
      .strictObject({
        cpu_cores: explained(amount().optional(), {en: 'Processor cores.', zh: 'CPU 核心数。'}),
        memory_gb: explained(amount().optional(), {en: 'Memory, GB of 10⁹ bytes.', zh: '内存，GB（10⁹ 字节）。'}),
        storage_gb: explained(amount().optional(), {en: 'Disk, GB of 10⁹ bytes.', zh: '磁盘，GB（10⁹ 字节）。'}),
        network_mbps: explained(amount().optional(), {en: 'Network, Mbit/s.', zh: '网络，Mbit/s。'}),
        connections: explained(amount().optional(), {en: 'Connections of the database.', zh: '数据库连接数。'}),
        requests_per_second: explained(amount().optional(), {
          en: 'Requests per second that it was seen to carry.',
          zh: '实测可承载的每秒请求数。',
        }),
      })
      .prefault({}),
    {en, zh},
  )

export const givenSchema = z.strictObject({
  capacity_planning: explained(
    z.strictObject({
      current_metrics: explained(
        z
          .strictObject({
            daily_active_users: explained(amount().optional(), {en: 'Users a day.', zh: '日活用户数。'}),
            peak_requests_per_second: explained(amount().optional(), {
              en: 'Requests per second at the peak.',
              zh: '峰值每秒请求数。',
            }),
            average_response_time: explained(latency().optional(), {en: 'As 200ms.', zh: '形如 200ms。'}),
            database_size: explained(size().optional(), {en: 'As 50GB.', zh: '形如 50GB。'}),
          })
          .prefault({}),
        {en: 'The load of now.', zh: '当前负载。'},
      ),
      growth_projection: explained(
        z
          .strictObject({
            user_growth_rate: growthRate('As 20%/year.', '形如 20%/year。'),
            request_growth_rate: growthRate('As 30%/year.', '形如 30%/year。'),
            data_growth_rate: growthRate('As 25%/year.', '形如 25%/year。'),
          })
          .prefault({}),
        {en: 'How fast it grows.', zh: '增长速度。'},
      ),
      resource_requirements: resources('What there is.', '现有资源。'),
      resources_used: resources(
        'What of it is used at the peak; the database counts as used disk.',
        '峰值时的用量；数据库计入磁盘用量。',
      ),
    }),
    {en: 'The plan.', zh: '容量规划。'},
  ),
})

export type Given = z.infer<typeof givenSchema>['capacity_planning']

/** The resources that a file speaks of. What it does not say is used stays unknown. */
export function givenResources(given: Given): readonly Resource[] {
  const {current_metrics: now, resource_requirements: total, resources_used: used} = given
  const of = (id: Resource['id'], unit: Resource['unit'], all?: number, part?: number): readonly Resource[] =>
    all === undefined
      ? []
      : [{id, unit, total: all, ...(part === undefined ? {} : {used: part}), limit: LIMITS[id], source: 'given'}]
  const times = (value: number | undefined, factor: number) => (value === undefined ? undefined : value * factor)
  return [
    ...of(
      'requests',
      'requests/s',
      total.requests_per_second,
      used.requests_per_second ?? now.peak_requests_per_second,
    ),
    ...of('cpu', 'cores', total.cpu_cores, used.cpu_cores),
    ...of('memory', 'bytes', times(total.memory_gb, DECIMAL_GB), times(used.memory_gb, DECIMAL_GB)),
    ...of(
      'disk',
      'bytes',
      times(total.storage_gb, DECIMAL_GB),
      times(used.storage_gb, DECIMAL_GB) ?? now.database_size,
    ),
    ...of('connections', 'connections', total.connections, used.connections),
    ...of('network', 'bits/s', times(total.network_mbps, DECIMAL_MBIT), times(used.network_mbps, DECIMAL_MBIT)),
  ]
}
