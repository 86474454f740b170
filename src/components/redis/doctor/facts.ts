/** What doctor sees of Redis. No fact holds a key, a value or an argument of a command. */
import {z} from 'zod'

import {defineFact} from '../../../doctor/facts.js'

const login = z.object({
  user: z.string(),
  /** What Redis answered instead of OK. */
  refused: z.string().optional(),
})

/** How Redis answers who knocks. */
export const door = defineFact(
  'redis.door',
  z.object({
    /** `misconf`: it answers, and refuses writes since its disk does. `full`: it takes no further connection. */
    reply: z.enum(['pong', 'misconf', 'full', 'login', 'loading', 'busy', 'silent', 'error']),
    /** The answer when it is none of a well server. */
    words: z.string(),
    /** The quickest of a few, client included. */
    roundTripUs: z.number().optional(),
    uptimeS: z.number().optional(),
    /** The users of opsctl, each with its password in secrets/. */
    logins: z.array(login),
  }),
)

const memory = z.object({
  used: z.number(),
  startup: z.number(),
  peak: z.number(),
  rss: z.number(),
  max: z.number(),
  policy: z.string(),
  fragmentation: z.number(),
  fragmentedBytes: z.number(),
  clientBytes: z.number(),
})

const clients = z.object({
  connected: z.number(),
  max: z.number(),
  blocked: z.number(),
  rejected: z.number(),
  /** Those with the most memory, five at most. */
  largest: z.array(
    z.object({user: z.string(), address: z.string(), command: z.string(), bytes: z.number(), outputBytes: z.number()}),
  ),
})

const disk = z.object({
  /** Rules of `save`; empty when no snapshots are taken. */
  save: z.string(),
  rdbStatus: z.string(),
  /** ms since 1970. */
  rdbSavedAt: z.number(),
  rdbChanges: z.number(),
  stopsWrites: z.boolean(),
  aof: z.boolean(),
  aofWrite: z.string(),
  aofRewrite: z.string(),
  aofBytes: z.number().optional(),
  forkUs: z.number(),
})

const replication = z.object({
  role: z.string(),
  /** Of a replica: whom it follows, and whether it is linked. */
  master: z.object({address: z.string(), link: z.string(), downS: z.number().optional()}).optional(),
  replicas: z.array(z.object({address: z.string(), state: z.string(), lagS: z.number()})),
})

/** The name of a command alone: arguments are a person's data. */
const slowCommand = z.object({command: z.string(), us: z.number(), at: z.number()})

/** Everything a running server says of itself. */
export const server = defineFact(
  'redis.server',
  z.object({
    version: z.string(),
    runId: z.string(),
    uptimeS: z.number(),
    memory,
    clients,
    disk,
    replication,
    traffic: z.object({hits: z.number(), misses: z.number(), evicted: z.number(), commands: z.number()}),
    keyspace: z.array(z.object({db: z.number(), keys: z.number(), expires: z.number()})),
    /** The slow log, without commands of opsctl itself. */
    slow: z.array(slowCommand),
    latency: z.array(z.object({event: z.string(), at: z.number(), lastMs: z.number(), maxMs: z.number()})),
    latencyThresholdMs: z.number(),
    logfile: z.string(),
    protectedMode: z.boolean(),
    /** `rules` only of users without a password, who have no hash among them. */
    users: z.array(z.object({name: z.string(), on: z.boolean(), nopass: z.boolean(), rules: z.string().optional()})),
    /** Whether the key `ping` is there, and as what; probes that count up leave it behind. */
    probeKey: z.enum(['absent', 'integer', 'other']),
  }),
)

/** What deploy/redis/config/redis.conf will make of the next start; what it is going to be where it is not written yet. */
export const written = defineFact(
  'redis.config',
  z.object({
    path: z.string(),
    exists: z.boolean(),
    maxMemoryBytes: z.number(),
    policy: z.string(),
    logfile: z.string(),
  }),
)

/** Where its port is published on this host. */
export const published = defineFact(
  'redis.published',
  z.object({ports: z.array(z.object({bind: z.string(), host: z.number()}))}),
)

/** Changes that Prometheus saw. Absent numbers: it has no two samples yet. */
export const recent = defineFact(
  'redis.recent',
  z.object({
    evictedPerS: z.number().optional(),
    rejected: z.number().optional(),
    hits: z.number().optional(),
    misses: z.number().optional(),
    /** Clients that waited ten minutes ago. */
    blockedBefore: z.number().optional(),
  }),
)

/** What the exporter says of its own connection. */
export const exporter = defineFact(
  'redis.exporter',
  z.object({status: z.number(), up: z.number().optional(), error: z.string()}),
)

/** What the built-in doctors wrote: prose to be read. */
export const prose = defineFact('redis.prose', z.object({memory: z.string(), latency: z.string()}))

/** The largest of a sample of keys. Names keep their shape only: what may tell of a person is a star. */
export const bigKeys = defineFact(
  'redis.big-keys',
  z.object({
    keys: z.number(),
    sampled: z.number(),
    largest: z.array(z.object({db: z.number(), shape: z.string(), type: z.string(), bytes: z.number()})),
  }),
)
