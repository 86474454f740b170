/** What goes wrong in Redis while it runs. */
import {setTimeout as sleep} from 'node:timers/promises'

import type {Fault, World} from './fault.js'

const MIB = 2 ** 20

/** Connections of clients that say nothing, which end by themselves after a while or when their file goes. */
export const connections = (count: number) => [
  'node',
  '-e',
  `const {existsSync, writeFileSync} = require('node:fs')
   const {connect} = require('node:net')
   writeFileSync('/tmp/hold', '')
   for (let index = 0; index < ${count}; index += 1) connect(6379, 'redis').on('error', () => {})
   const started = Date.now()
   setInterval(() => { if (!existsSync('/tmp/hold') || Date.now() - started > 240000) process.exit(0) }, 200)`,
]

export const release = (world: World) => world.docker('exec', world.container('web'), 'rm', '-f', '/tmp/hold')

/** One key of so many bytes costs one command. */
const fill = (bytes: number) => `SETRANGE fault:big ${bytes} x`
const empty = ['CONFIG SET maxmemory 76mb', 'DEL fault:big fault:more', 'CONFIG SET maxmemory-policy noeviction']

export const redisFaults: readonly Fault[] = [
  {
    name: 'redis nearly full',
    alert: 'RedisMemoryHigh',
    quick: true,
    start: (world) => world.redis([fill(68 * MIB)]),
    undo: (world) => world.redis(empty),
  },
  {
    name: 'redis full, and refuses writes',
    alert: 'RedisWritesRefused',
    also: ['RedisMemoryHigh'],
    lingersS: 300,
    start: (world) => world.redis(['CONFIG SET maxmemory 1mb', ...Array(5).fill('SET fault:more 1')]),
    undo: (world) => world.redis(empty),
  },
  {
    name: 'a store that evicts',
    alert: 'RedisStoreEvicting',
    also: ['RedisMemoryHigh'],
    lingersS: 300,
    start: (world) =>
      world.redis([
        ...Array.from({length: 200}, (_, index) => `SETRANGE fault:old:${index} 10000 x`),
        'CONFIG SET maxmemory-policy allkeys-lru',
        'CONFIG SET maxmemory 3mb',
        ...Array.from({length: 50}, (_, index) => `SETRANGE fault:new:${index} 10000 x`),
      ]),
    undo: (world) => world.redis([...empty, 'FLUSHALL']),
  },
  {
    name: 'redis without a limit of memory',
    alert: 'RedisMemoryUnlimited',
    start: (world) => world.redis(['CONFIG SET maxmemory 0']),
    undo: (world) => world.redis(['CONFIG SET maxmemory 76mb']),
  },
  {
    name: 'redis turns connections away',
    alert: 'RedisConnectionsRejected',
    also: ['RedisTooManyConnections'],
    lingersS: 300,
    start: async (world) => {
      await world.redis(['CONFIG SET maxclients 20'])
      await world.leave('web', connections(30))
      // Not for long: the exporter is turned away as well, and then Redis looks down.
      await sleep(3000)
      await release(world)
    },
    undo: async (world) => {
      await release(world)
      await world.redis(['CONFIG SET maxclients 1000'])
    },
  },
  {
    name: 'redis near its most connections',
    alert: 'RedisTooManyConnections',
    start: async (world) => {
      await world.redis(['CONFIG SET maxclients 50'])
      await world.leave('web', connections(38))
    },
    undo: async (world) => {
      await release(world)
      await world.redis(['CONFIG SET maxclients 1000'])
    },
  },
  {
    name: 'six wrong passwords for redis',
    alert: 'RedisLoginsFailed',
    lingersS: 300,
    start: async (world) => {
      for (let tried = 0; tried < 7; tried += 1) await world.redis(['PING'], 'app', 'wrong-password')
    },
    undo: async () => undefined,
  },
  {
    name: 'a user of redis reaches for more than it may',
    alert: 'RedisAccessDenied',
    lingersS: 300,
    start: (world) => world.redis(Array(6).fill('GET demo:hits'), 'exporter'),
    undo: async () => undefined,
  },
  {
    name: 'redis cannot write its snapshot',
    alert: 'RedisSnapshotFailed',
    start: async (world) => {
      await world.docker('exec', world.container('redis'), 'chmod', '500', '/data')
      // Else it refuses writes too, and the app with it.
      await world.redis(['CONFIG SET stop-writes-on-bgsave-error no', 'SET fault:more 1', 'BGSAVE'])
    },
    undo: async (world) => {
      await world.docker('exec', world.container('redis'), 'chmod', '755', '/data')
      await world.redis(['BGSAVE', 'CONFIG SET stop-writes-on-bgsave-error yes'])
    },
  },
  {
    name: 'redis becomes a replica of somebody',
    alert: 'RedisRoleChanged',
    start: (world) => world.redis(['REPLICAOF 127.0.0.1 6399']),
    undo: (world) => world.redis(['REPLICAOF NO ONE']),
  },
  {
    name: 'commands of redis are slow',
    alert: 'RedisSlowCommands',
    needsAgeS: 660,
    lingersS: 600,
    start: (world) => world.redis(['CONFIG SET slowlog-log-slower-than 0', ...Array(80).fill('PING')]),
    undo: (world) => world.redis(['CONFIG SET slowlog-log-slower-than 10000']),
  },
]
