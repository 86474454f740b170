import {FIXTURE_NOW, type Fixtures} from '../../../doctor/fixture.js'
import {MIB, redisConfig, redisServer} from './situations.js'

const cache = {redis: {role: 'cache'}} as const
const master = {address: '10.9.9.9:6379', link: 'down', downS: -1}

export const fixtures: Fixtures = {
  'redis.rdb': [
    {when: 'one was taken ten minutes ago', facts: redisServer(), expect: 'pass', says: /10 min old/},
    {
      when: 'one is old and nothing changed',
      facts: redisServer({disk: {rdbSavedAt: FIXTURE_NOW - 200_000_000, rdbChanges: 0}}),
      expect: 'pass',
    },
    {
      when: 'one is old and data changed',
      facts: redisServer({disk: {rdbSavedAt: FIXTURE_NOW - 200_000_000, rdbChanges: 7}}),
      expect: 'warn',
      says: /2 d old, 7 changes since/,
    },
    {when: 'somebody emptied save', facts: redisServer({disk: {save: ''}}), expect: 'warn'},
    {
      when: '/data can’t be written',
      facts: redisServer({disk: {rdbStatus: 'err'}}),
      expect: 'fail',
      says: /failed, and writes are refused/,
    },
    {when: 'it is a cache', facts: redisServer({disk: {save: ''}}), stack: cache, expect: 'skip'},
  ],
  'redis.aof': [
    {when: 'it is written', facts: redisServer(), expect: 'pass'},
    {when: 'a rewrite failed', facts: redisServer({disk: {aofRewrite: 'err'}}), expect: 'warn', says: /rewrite/},
    {when: 'somebody switched it off', facts: redisServer({disk: {aof: false}}), expect: 'warn'},
    {
      when: 'the disk is full',
      facts: redisServer({disk: {aofWrite: 'err'}}),
      expect: 'fail',
      says: /writes are refused/,
    },
    {when: 'it is a cache', facts: redisServer(), stack: cache, expect: 'skip'},
  ],
  'redis.fork': [
    {when: 'it never forked', facts: redisServer({disk: {forkUs: 0}}), expect: 'skip'},
    {when: 'it took 2 ms', facts: redisServer({disk: {forkUs: 2000}}), expect: 'pass'},
    {
      when: 'it took 130 ms for a quarter of a GiB',
      facts: redisServer({disk: {forkUs: 130_000}, memory: {used: 256 * MIB}}),
      expect: 'warn',
      says: /130 ms for 256 MiB/,
    },
    {
      when: 'it took 2.4 s for a GiB',
      facts: redisServer({disk: {forkUs: 2_400_000}, memory: {used: 1024 * MIB}}),
      expect: 'fail',
    },
  ],
  'redis.replication': [
    {when: 'it is alone', facts: redisServer(), expect: 'skip'},
    {
      when: 'a replica keeps up',
      facts: redisServer({replication: {replicas: [{address: '172.22.0.9:6379', state: 'online', lagS: 0}]}}),
      expect: 'pass',
    },
    {
      when: 'a replica lags',
      facts: redisServer({replication: {replicas: [{address: '172.22.0.9:6379', state: 'online', lagS: 42}]}}),
      expect: 'warn',
      says: /lags by 42 s/,
    },
    {
      when: 'it follows a stranger',
      facts: redisServer({replication: {role: 'slave', master, replicas: []}}),
      expect: 'fail',
      says: /follows 10\.9\.9\.9:6379.*never linked/,
    },
  ],
  'redis.logfile': [
    {when: 'it is empty', facts: {...redisConfig(), ...redisServer()}, expect: 'pass'},
    {when: 'the file names one', facts: redisConfig({logfile: '/data/redis.log'}), expect: 'warn', says: /redis\.log/},
  ],
}
