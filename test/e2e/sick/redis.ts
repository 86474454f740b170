/** What ails the cache. */
import {setTimeout as sleep} from 'node:timers/promises'

import type {World} from '../faults/fault.js'
import {connections, release} from '../faults/redis.js'
import type {Illness} from './illness.js'

const MIB = 2 ** 20

/** Keeps Redis busy for so many milliseconds in one command. */
const busy = (ms: number) =>
  `EVAL "local from = redis.call('TIME') repeat local now = redis.call('TIME') until (now[1] - from[1]) * 1000000 + now[2] - from[2] > ${ms * 1000}" 0`

const limits = async (world: World) => (await world.redis(['CONFIG GET maxmemory'])).split('\n').at(-1)?.trim() ?? '0'
let before = '0'

export const redisIllnesses: readonly Illness[] = [
  {
    name: 'the memory of the cache used up',
    check: 'redis.memory',
    quick: true,
    start: (world) => world.redis([`SETRANGE fault:big ${70 * MIB} x`]),
    undo: (world) => world.redis(['DEL fault:big']),
  },
  {
    name: 'no limit of memory',
    check: 'redis.maxmemory-set',
    quick: true,
    start: async (world) => {
      before = await limits(world)
      await world.redis(['CONFIG SET maxmemory 0'])
    },
    undo: (world) => world.redis([`CONFIG SET maxmemory ${before}`]),
  },
  {
    name: 'a store that may throw keys away',
    check: 'redis.policy',
    quick: true,
    start: (world) => world.redis(['CONFIG SET maxmemory-policy allkeys-lru']),
    undo: (world) => world.redis(['CONFIG SET maxmemory-policy noeviction']),
  },
  {
    name: 'a snapshot that can’t be put in its place',
    check: 'redis.rdb',
    start: async (world) => {
      // A file can't take the place of a folder.
      await world.docker('exec', world.container('redis'), 'sh', '-c', 'rm -f /data/dump.rdb && mkdir /data/dump.rdb')
      await world.redis(['SET fault:more 1', 'BGSAVE'])
      await sleep(1500)
    },
    undo: async (world) => {
      await world.docker('exec', world.container('redis'), 'rmdir', '/data/dump.rdb')
      await world.redis(['DEL fault:more', 'BGSAVE'])
      await sleep(1500)
    },
  },
  {
    name: 'a data folder that can’t be written',
    check: 'compose.volume-perms',
    instance: 'redis',
    quick: true,
    start: async (world) => {
      await world.docker('exec', world.container('redis'), 'chmod', '500', '/data')
      await world.redis(['BGSAVE'])
      await sleep(1500)
    },
    undo: async (world) => {
      await world.docker('exec', world.container('redis'), 'chmod', '700', '/data')
      await world.redis(['BGSAVE'])
      await sleep(1500)
    },
  },
  {
    name: 'a slow command',
    check: 'redis.slowlog',
    start: (world) => world.redis([busy(1200)]),
    undo: (world) => world.redis(['SLOWLOG RESET']),
  },
  {
    name: 'connections turned away',
    check: 'redis.clients',
    start: async (world) => {
      await world.redis(['CONFIG SET maxclients 20'])
      await world.leave('web', connections(30))
      await sleep(2000)
      await release(world)
    },
    undo: async (world) => {
      await world.redis(['CONFIG SET maxclients 1000', 'CONFIG RESETSTAT'])
    },
  },
  {
    name: 'a cache that asks for no password',
    check: 'redis.auth',
    quick: true,
    start: (world) => world.redis(['ACL SETUSER default on nopass ~* +@all']),
    // Protected mode lets in only who comes from within.
    undo: (world) => world.docker('exec', world.container('redis'), 'redis-cli', 'ACL', 'LOAD'),
  },
  {
    name: 'a replica of a server that is not there',
    check: 'redis.replication',
    start: (world) => world.redis(['REPLICAOF 127.0.0.1 6399']),
    undo: (world) => world.redis(['REPLICAOF NO ONE']),
  },
]
