import type {Fixtures} from '../../../doctor/fixture.js'
import {MIB, redisConfig, redisServer} from './situations.js'

const cache = {redis: {role: 'cache'}} as const

export const fixtures: Fixtures = {
  'redis.memory': [
    {when: 'it is nearly empty', facts: redisServer(), expect: 'pass', says: /of 153 MiB/},
    {
      when: '85 % is used',
      facts: redisServer({memory: {used: 130 * MIB, max: 153 * MIB}}),
      expect: 'warn',
      says: /85 % used: at 100 % writes are refused/,
    },
    {
      when: '95 % of a cache is used',
      facts: redisServer({memory: {used: 145 * MIB, max: 153 * MIB, policy: 'allkeys-lfu'}}),
      stack: cache,
      expect: 'warn',
      says: /keys are dropped/,
    },
    {
      when: 'maxmemory is passed with noeviction',
      facts: redisServer({memory: {used: 4.5 * MIB, max: 3 * MIB}}),
      expect: 'fail',
      says: /writes are refused now/,
    },
    {when: 'there is no maxmemory', facts: redisServer({memory: {max: 0}}), expect: 'skip'},
  ],
  'redis.maxmemory-set': [
    {when: 'it is set', facts: {...redisConfig(), ...redisServer()}, expect: 'pass', says: /153 MiB/},
    {when: 'it will be set', facts: redisConfig({exists: false}), expect: 'pass'},
    {
      when: 'somebody set it to 0',
      facts: {...redisConfig(), ...redisServer({memory: {max: 0}})},
      expect: 'warn',
      says: /killed at 256 MiB/,
    },
  ],
  'redis.maxmemory-fit': [
    {when: 'it is 60 % of the limit', facts: redisConfig(), expect: 'pass', says: /60 %/},
    {when: 'a cache takes 80 %', facts: redisConfig({maxMemoryBytes: 205 * MIB}), stack: cache, expect: 'pass'},
    {
      when: 'a store takes 80 %',
      facts: redisConfig({maxMemoryBytes: 205 * MIB}),
      stack: {redis: {maxMemory: '205MiB'}},
      expect: 'warn',
      says: /80 %/,
    },
    {when: 'it is the whole limit', facts: redisConfig({maxMemoryBytes: 256 * MIB}), expect: 'fail'},
    {when: 'it is not set', facts: redisConfig({maxMemoryBytes: 0}), expect: 'skip'},
  ],
  'redis.policy': [
    {when: 'a store refuses', facts: {...redisConfig(), ...redisServer()}, expect: 'pass'},
    {when: 'a cache drops', facts: redisConfig({policy: 'allkeys-lfu'}), stack: cache, expect: 'pass'},
    {
      when: 'a store drops any key',
      facts: {...redisConfig(), ...redisServer({memory: {policy: 'allkeys-lru'}})},
      expect: 'fail',
      says: /allkeys-lru drops keys/,
    },
    {
      when: 'a store drops keys with an expiry',
      facts: {...redisConfig(), ...redisServer({memory: {policy: 'volatile-ttl'}})},
      expect: 'warn',
    },
    {
      when: 'a cache refuses',
      facts: {...redisConfig(), ...redisServer()},
      stack: cache,
      expect: 'warn',
      says: /noeviction refuses writes/,
    },
  ],
  'redis.fragmentation': [
    {when: 'there is too little to tell', facts: redisServer(), expect: 'pass', says: /too little/},
    {
      when: 'pieces fit',
      facts: redisServer({memory: {used: 60 * MIB, fragmentation: 1.1, fragmentedBytes: 6 * MIB}}),
      expect: 'pass',
    },
    {
      when: 'a third is lost',
      facts: redisServer({memory: {used: 60 * MIB, fragmentation: 1.5, fragmentedBytes: 30 * MIB}}),
      expect: 'warn',
      says: /30 MiB more than needed/,
    },
    {
      when: 'thrice the data is held',
      facts: redisServer({memory: {used: 20 * MIB, fragmentation: 3.1, fragmentedBytes: 42 * MIB}}),
      expect: 'fail',
    },
  ],
  'redis.peak': [
    {when: 'it is as full as ever', facts: redisServer({memory: {used: 60 * MIB, peak: 64 * MIB}}), expect: 'pass'},
    {
      when: 'it was twice as full',
      facts: redisServer({memory: {used: 20 * MIB, peak: 60 * MIB}}),
      expect: 'info',
      says: /the peak was 60 MiB/,
    },
  ],
}
