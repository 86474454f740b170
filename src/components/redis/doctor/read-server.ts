/** Reads the answers of Redis into facts. Pure. */
import type {z} from 'zod'

import {CLIENT_NAME, type Reply} from './ask.js'
import type {server} from './facts.js'

type Server = z.infer<typeof server.schema>

/** The settings that facts are made of. */
export const settings = [
  'save',
  'stop-writes-on-bgsave-error',
  'latency-monitor-threshold',
  'logfile',
  'protected-mode',
] as const

/** What a running server is asked, in the order in which {@link readServer} takes the answers. */
export const questions = [
  'INFO everything',
  `CONFIG GET ${settings.join(' ')}`,
  'CLIENT LIST',
  'SLOWLOG GET 128',
  'LATENCY LATEST',
  'ACL LIST',
  'EXISTS ping',
  'OBJECT ENCODING ping',
] as const

type Info = ReadonlyMap<string, string>

/** INFO as a table. */
export function parseInfo(text: string): Info {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':') && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
}

/** All facts of a server that answered every question. Throws where an answer has another form than Redis 7 and 8 give it. */
export function readServer(replies: readonly Reply[]): Server {
  const [info, config, clients, slow, latency, users, exists, encoding] = replies.map(({text}) => text)
  const table = parseInfo(info ?? '')
  const settled = pairs(json<string[]>(config))
  return {
    version: word(table, 'redis_version'),
    runId: word(table, 'run_id'),
    uptimeS: number(table, 'uptime_in_seconds'),
    memory: readMemory(table),
    clients: {...readClientCounts(table), largest: largestClients(parseClients(clients ?? ''))},
    disk: readDisk(table, settled),
    replication: readReplication(table),
    traffic: {
      hits: number(table, 'keyspace_hits'),
      misses: number(table, 'keyspace_misses'),
      evicted: number(table, 'evicted_keys'),
      commands: number(table, 'total_commands_processed'),
    },
    keyspace: readKeyspace(table),
    slow: readSlow(json<SlowEntry[]>(slow)),
    latency: json<[string, number, number, number][]>(latency).map(([event, at, lastMs, maxMs]) => {
      return {event, at: at * 1000, lastMs, maxMs}
    }),
    latencyThresholdMs: Number(settled.get('latency-monitor-threshold')),
    logfile: settled.get('logfile') ?? '',
    protectedMode: settled.get('protected-mode') === 'yes',
    users: json<string[]>(users).map(readUser),
    probeKey: exists === '0' ? 'absent' : encoding === '"int"' ? 'integer' : 'other',
  }
}

function readMemory(table: Info): Server['memory'] {
  return {
    used: number(table, 'used_memory'),
    startup: number(table, 'used_memory_startup'),
    peak: number(table, 'used_memory_peak'),
    rss: number(table, 'used_memory_rss'),
    max: number(table, 'maxmemory'),
    policy: word(table, 'maxmemory_policy'),
    fragmentation: number(table, 'mem_fragmentation_ratio'),
    fragmentedBytes: number(table, 'mem_fragmentation_bytes'),
    clientBytes: number(table, 'mem_clients_normal'),
  }
}

function readClientCounts(table: Info): Omit<Server['clients'], 'largest'> {
  return {
    connected: number(table, 'connected_clients'),
    max: number(table, 'maxclients'),
    blocked: number(table, 'blocked_clients'),
    rejected: number(table, 'rejected_connections'),
  }
}

function readDisk(table: Info, settled: ReadonlyMap<string, string>): Server['disk'] {
  const size = table.get('aof_current_size')
  return {
    save: settled.get('save') ?? '',
    rdbStatus: word(table, 'rdb_last_bgsave_status'),
    rdbSavedAt: number(table, 'rdb_last_save_time') * 1000,
    rdbChanges: number(table, 'rdb_changes_since_last_save'),
    stopsWrites: settled.get('stop-writes-on-bgsave-error') === 'yes',
    aof: table.get('aof_enabled') === '1',
    aofWrite: word(table, 'aof_last_write_status'),
    aofRewrite: word(table, 'aof_last_bgrewrite_status'),
    ...(size === undefined ? {} : {aofBytes: Number(size)}),
    forkUs: number(table, 'latest_fork_usec'),
  }
}

function readReplication(table: Info): Server['replication'] {
  const role = word(table, 'role')
  const replicas = [...table]
    .filter(([key]) => /^slave\d+$/.test(key))
    .map(([, value]) => new Map(value.split(',').map((part) => part.split('=') as [string, string])))
  const down = table.get('master_link_down_since_seconds')
  return {
    role,
    ...(role === 'slave'
      ? {
          master: {
            address: `${word(table, 'master_host')}:${word(table, 'master_port')}`,
            link: word(table, 'master_link_status'),
            ...(down === undefined ? {} : {downS: Number(down)}),
          },
        }
      : {}),
    replicas: replicas.map((fields) => ({
      address: `${fields.get('ip')}:${fields.get('port')}`,
      state: fields.get('state') ?? '',
      lagS: Number(fields.get('lag') ?? 0),
    })),
  }
}

function readKeyspace(table: Info): Server['keyspace'] {
  return [...table].flatMap(([key, value]) => {
    const db = /^db(\d+)$/.exec(key)?.[1]
    const counts = /keys=(\d+),expires=(\d+)/.exec(value)
    return db === undefined || !counts ? [] : [{db: Number(db), keys: Number(counts[1]), expires: Number(counts[2])}]
  })
}

/** id, when, µs, words, address, name of the client. */
type SlowEntry = [number, number, number, string[], string, string]

function readSlow(entries: readonly SlowEntry[]): Server['slow'] {
  return entries
    .filter(([, , , , , name]) => name !== CLIENT_NAME)
    .map(([, at, us, [command = '']]) => ({command: commandName(command), us, at: at * 1000}))
}

/** A client may send anything in place of a command. */
function commandName(word: string): string {
  return /^[A-Za-z._-]{1,32}$/.test(word) ? word.toUpperCase() : '?'
}

function readUser(line: string): Server['users'][number] {
  const [, name = '', ...rules] = line.split(' ')
  const nopass = rules.includes('nopass')
  return {name, on: rules.includes('on'), nopass, ...(nopass ? {rules: rules.join(' ')} : {})}
}

/** One line of CLIENT LIST, without those of opsctl itself. */
export interface ClientLine {
  readonly user: string
  readonly address: string
  readonly name: string
  readonly library: string
  readonly command: string
  readonly db: number
  readonly ageS: number
  readonly idleS: number
  readonly flags: string
  readonly bytes: number
  readonly outputBytes: number
}

/** CLIENT LIST as data. */
export function parseClients(text: string): readonly ClientLine[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('id='))
    .map((line) => new Map(line.split(' ').map((part) => part.split(/=(.*)/s) as [string, string])))
    .filter((fields) => fields.get('name') !== CLIENT_NAME)
    .map((fields) => ({
      user: fields.get('user') ?? '',
      address: fields.get('addr') ?? '',
      name: fields.get('name') ?? '',
      library: [fields.get('lib-name'), fields.get('lib-ver')].filter((part) => part).join(' '),
      command: fields.get('cmd') ?? '',
      db: Number(fields.get('db')),
      ageS: Number(fields.get('age')),
      idleS: Number(fields.get('idle')),
      flags: fields.get('flags') ?? '',
      bytes: Number(fields.get('tot-mem')),
      outputBytes: Number(fields.get('omem')),
    }))
}

function largestClients(clients: readonly ClientLine[]): Server['clients']['largest'] {
  return clients
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, 5)
    .map(({user, address, command, bytes, outputBytes}) => ({user, address, command, bytes, outputBytes}))
}

function json<T>(text: string | undefined): T {
  return JSON.parse(text ?? '') as T
}

function pairs(flat: readonly string[]): ReadonlyMap<string, string> {
  return new Map(flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : [])))
}

function word(table: Info, key: string): string {
  const value = table.get(key)
  if (value === undefined) throw new Error(`INFO has no ${key}`)
  return value
}

function number(table: Info, key: string): number {
  const value = Number(word(table, key))
  if (!Number.isFinite(value)) throw new Error(`${key} of INFO is no number`)
  return value
}
