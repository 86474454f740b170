/** postgresql.conf derived from what the container may use. Pure. */
import type {SpecProblem, Stack} from '../component.js'

type Postgres = Stack['postgres']

const KIB_PER_MIB = 1024
const UNITS_KIB = {kB: 1, MB: 1024, GB: 1024 ** 2, TB: 1024 ** 3} as const
/** Units of a bare number: shared_buffers counts pages of 8 kB, work_mem kB, max_wal_size MB. */
const BARE_KIB = {shared_buffers: 8, work_mem: 1, max_wal_size: 1024} as const

/** Settings that opsctl itself depends on. */
const RESERVED = new Set([
  'config_file',
  'data_directory',
  'external_pid_file',
  'hba_file',
  'ident_file',
  'listen_addresses',
  'log_destination',
  'logging_collector',
  'max_connections',
  'password_encryption',
  'port',
  'unix_socket_directories',
])

/** The values the template prints. Sizes are PostgreSQL's own notation. */
export function deriveSettings(postgres: Postgres) {
  const memoryMiB = postgres.limits.memory
  const {maxConnections} = postgres
  const cores = Math.max(1, Math.ceil(postgres.limits.cpus))
  return {
    memoryMiB,
    maxConnections,
    database: postgres.database,
    sharedBuffers: `${Math.floor(memoryMiB / 4)}MB`,
    effectiveCacheSize: `${Math.floor(memoryMiB * 0.6)}MB`,
    workMem: `${workMemKiB(memoryMiB, maxConnections)}kB`,
    maintenanceWorkMem: `${clamp(Math.floor(memoryMiB / 16), 8, 1024)}MB`,
    maxWalSize: `${derivedMaxWalMiB(memoryMiB)}MB`,
    minWalSize: `${clamp(Math.floor(memoryMiB / 2), 128, 2048)}MB`,
    workers: Math.max(4, cores * 2),
    parallel: cores,
    parallelPerGather: clamp(Math.floor(cores / 2), 0, 4),
    hasReservedConnections: Number(postgres.version) >= 16,
    overrides: Object.entries(postgres.settings)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({name, value})),
  }
}

/** Most write-ahead log between two checkpoints, MiB: the person's own setting, else the derived one. */
export function maxWalMiB(postgres: Postgres): number {
  const written = postgres.settings.max_wal_size
  const own = written === undefined ? undefined : parseMemoryKiB('max_wal_size', written)
  return own === undefined ? derivedMaxWalMiB(postgres.limits.memory) : own / KIB_PER_MIB
}

function derivedMaxWalMiB(memoryMiB: number): number {
  return clamp(memoryMiB * 2, 512, 8192)
}

/** A memory setting in KiB, or undefined when it isn't one. */
export function parseMemoryKiB(name: keyof typeof BARE_KIB, value: string | number | boolean): number | undefined {
  const [, count, unit] = /^\s*(\d+(?:\.\d+)?)\s*(kB|MB|GB|TB)?\s*$/.exec(String(value)) ?? []
  if (count === undefined) return undefined
  return Number(count) * (unit === undefined ? BARE_KIB[name] : UNITS_KIB[unit as keyof typeof UNITS_KIB])
}

/** Rules across keys: memory must suffice for what is asked of it. */
export function findSettingProblems(postgres: Postgres): readonly SpecProblem[] {
  return [...findReserved(postgres), ...findMemoryProblems(postgres)]
}

function findReserved(postgres: Postgres): SpecProblem[] {
  const problems: SpecProblem[] = []
  for (const [name, value] of Object.entries(postgres.settings)) {
    const path = ['postgres', 'settings', name]
    if (RESERVED.has(name)) {
      const message = {
        en: 'is set by opsctl and can’t be changed here (connections: use postgres.maxConnections)',
        zh: '由 opsctl 设定，不能在此更改（连接数请用 postgres.maxConnections）',
      }
      problems.push({path, message})
    }

    if (typeof value === 'string' && /\p{Cc}/u.test(value)) {
      problems.push({path, message: {en: 'must be one line of text', zh: '必须为单行文本'}})
    }
  }

  return problems
}

function findMemoryProblems(postgres: Postgres): SpecProblem[] {
  const problems: SpecProblem[] = []
  const limitMiB = postgres.limits.memory
  const written = postgres.settings.shared_buffers
  const buffersKiB = written === undefined ? undefined : parseMemoryKiB('shared_buffers', written)
  if (buffersKiB !== undefined && buffersKiB > limitMiB * KIB_PER_MIB * 0.4) {
    const asked = Math.round(buffersKiB / KIB_PER_MIB)
    const most = Math.floor(limitMiB * 0.4)
    problems.push({
      path: ['postgres', 'settings', 'shared_buffers'],
      message: {
        en: `${asked} MB is more than 40 % of limits.memory (${limitMiB} MiB); at most ${most} MB, or raise the limit`,
        zh: `${asked} MB 超过 limits.memory（${limitMiB} MiB）的 40 %；最多 ${most} MB，或提高限制`,
      },
    })
  }

  const ownWorkMem = postgres.settings.work_mem
  const workKiB =
    (ownWorkMem === undefined ? undefined : parseMemoryKiB('work_mem', ownWorkMem)) ??
    workMemKiB(limitMiB, postgres.maxConnections)
  const worstMiB = Math.round((workKiB * postgres.maxConnections) / KIB_PER_MIB)
  if (worstMiB > limitMiB) {
    problems.push({
      path: ownWorkMem === undefined ? ['postgres', 'maxConnections'] : ['postgres', 'settings', 'work_mem'],
      message: {
        en: `${postgres.maxConnections} connections × ${workKiB} kB of work_mem = ${worstMiB} MiB, more than limits.memory (${limitMiB} MiB)`,
        zh: `${postgres.maxConnections} 个连接 × work_mem ${workKiB} kB = ${worstMiB} MiB，超过 limits.memory（${limitMiB} MiB）`,
      },
    })
  }

  return problems
}

/** Half of the memory shared among all connections, within bounds that make sense for one sort. */
function workMemKiB(memoryMiB: number, maxConnections: number): number {
  const share = Math.floor((memoryMiB * KIB_PER_MIB) / 2 / maxConnections / 64) * 64
  return clamp(share, KIB_PER_MIB, 64 * KIB_PER_MIB)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
