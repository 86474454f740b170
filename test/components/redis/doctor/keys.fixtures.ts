import type {Fixtures} from '../../../doctor/fixture.js'
import {MIB, redisServer} from './situations.js'

const cache = {redis: {role: 'cache'}} as const

export const fixtures: Fixtures = {
  'redis.hit-rate': [
    {
      when: 'nine of ten are hits',
      facts: {...redisServer(), 'redis.recent': {hits: 9000, misses: 1000}},
      stack: cache,
      expect: 'pass',
      says: /90 % of 10,000 look-ups in 15 minutes/,
    },
    {when: 'nearly nobody asks', facts: redisServer(), expect: 'skip', says: /only 3 look-ups since the start/},
    {
      when: 'a store is asked for what is not there',
      facts: redisServer({traffic: {hits: 1, misses: 300_016}}),
      expect: 'info',
    },
    {
      when: 'two of three are hits since the last look',
      facts: redisServer({traffic: {hits: 3000, misses: 1500}}),
      before: {agoS: 600, facts: redisServer({traffic: {hits: 1000, misses: 500}})},
      stack: cache,
      expect: 'warn',
      says: /67 % of 3,000 look-ups since the last look/,
    },
    {
      when: 'one of ten is a hit',
      facts: {...redisServer(), 'redis.recent': {hits: 1000, misses: 9000}},
      stack: cache,
      expect: 'fail',
    },
  ],
  'redis.evictions': [
    {when: 'nothing was dropped', facts: redisServer(), expect: 'pass'},
    {
      when: 'a cache drops what nobody asks for',
      facts: {
        ...redisServer({traffic: {evicted: 90_000}}),
        'redis.recent': {evictedPerS: 300, hits: 9500, misses: 500},
      },
      stack: cache,
      expect: 'pass',
    },
    {
      when: 'a store dropped keys',
      facts: redisServer({traffic: {evicted: 42}, memory: {policy: 'allkeys-lru'}}),
      expect: 'warn',
      says: /42 keys of a store/,
    },
    {
      when: 'a cache drops keys before they serve',
      facts: {
        ...redisServer({traffic: {evicted: 90_000}}),
        'redis.recent': {evictedPerS: 300, hits: 500, misses: 9500},
      },
      stack: cache,
      expect: 'fail',
      says: /300\/s/,
    },
  ],
  'redis.keys-without-ttl': [
    {
      when: 'nearly all expire',
      facts: redisServer({keyspace: [{db: 0, keys: 3000, expires: 2990}]}),
      stack: cache,
      expect: 'pass',
    },
    {when: 'there are few keys', facts: redisServer({keyspace: []}), stack: cache, expect: 'skip'},
    {when: 'it is a store', facts: redisServer(), expect: 'skip'},
    {
      when: 'none expires',
      facts: redisServer({keyspace: [{db: 0, keys: 3000, expires: 0}]}),
      stack: cache,
      expect: 'warn',
      says: /100 % of 3,000 keys never expire/,
    },
  ],
  'redis.big-keys': [
    {when: 'there are none', facts: {'redis.big-keys': {keys: 0, sampled: 0, largest: []}}, expect: 'pass'},
    {
      when: 'all are small',
      facts: {
        'redis.big-keys': {keys: 3000, sampled: 3000, largest: [{db: 0, shape: 'user:*', type: 'string', bytes: 1080}]},
      },
      expect: 'pass',
    },
    {
      when: 'a list takes 24 MiB',
      facts: {
        'redis.big-keys': {
          keys: 80_000,
          sampled: 10_000,
          largest: [{db: 0, shape: 'queue:*', type: 'list', bytes: 24 * MIB}],
        },
      },
      expect: 'warn',
      says: /queue:\* \(list\) takes 24 MiB/,
    },
    {
      when: 'a hash takes 140 MiB',
      facts: {
        'redis.big-keys': {keys: 9, sampled: 9, largest: [{db: 0, shape: 'visits', type: 'hash', bytes: 140 * MIB}]},
      },
      expect: 'fail',
    },
  ],
  'redis.probe-key': [
    {when: 'there is none', facts: redisServer(), expect: 'pass'},
    {when: 'it is some other value', facts: redisServer({probeKey: 'other'}), expect: 'info'},
    {when: 'it is a counter', facts: redisServer({probeKey: 'integer'}), expect: 'warn'},
  ],
}
