/** Facts of a Redis that was really asked, and what was different when something was wrong. */
import {readFileSync} from 'node:fs'
import type {z} from 'zod'

import type {server} from '../../../../src/components/redis/doctor/facts.js'
import {readServer} from '../../../../src/components/redis/doctor/read-server.js'
import {FIXTURE_NOW} from '../../../doctor/fixture.js'

export type Server = z.infer<typeof server.schema>

interface Recorded {
  readonly asked: string
  readonly text: string
}

/** Replies of Redis 8.0 with one slow script, a counter named ping, and a user without a password. */
export const recorded = JSON.parse(
  readFileSync(new URL('replies-8.0.json', import.meta.url), 'utf8'),
) as readonly Recorded[]

export const MIB = 1024 ** 2

const asked = readServer(recorded)

/** The same server before any of that. */
const wellServer: Server = {
  ...asked,
  slow: [],
  latency: [],
  probeKey: 'absent',
  users: asked.users.filter(({name}) => name !== 'tools'),
  disk: {...asked.disk, rdbSavedAt: FIXTURE_NOW - 600_000},
  clients: {...asked.clients, rejected: 0},
  traffic: {...asked.traffic, hits: 1, misses: 2},
}

type Change = {
  readonly [Key in keyof Server]?: Server[Key] extends readonly unknown[] ? Server[Key] : Partial<Server[Key]>
}

/** The well server, changed in some facts. */
export function redisServer(change: Change = {}): {readonly 'redis.server': unknown} {
  const merged = Object.entries(change).map(([key, value]) => {
    const was = wellServer[key as keyof Server]
    const isRecord = typeof value === 'object' && !Array.isArray(value)
    return [key, isRecord ? {...(was as object), ...(value as object)} : value]
  })
  return {'redis.server': {...wellServer, ...Object.fromEntries(merged)}}
}

/** The door of a well server, changed in some facts. */
export function redisDoor(change: Readonly<Record<string, unknown>> = {}): {readonly 'redis.door': unknown} {
  const logins = [{user: 'app'}, {user: 'exporter'}]
  return {'redis.door': {reply: 'pong', words: '', roundTripUs: 852, uptimeS: 844, logins, ...change}}
}

/** redis.conf of a store with a limit of 256 MiB. */
export function redisConfig(change: Readonly<Record<string, unknown>> = {}): {readonly 'redis.config': unknown} {
  const path = 'deploy/redis/config/redis.conf'
  return {
    'redis.config': {path, exists: true, maxMemoryBytes: 153 * MIB, policy: 'noeviction', logfile: '', ...change},
  }
}
