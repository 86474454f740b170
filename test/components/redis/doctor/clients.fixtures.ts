import {FIXTURE_NOW, type Fixtures} from '../../../doctor/fixture.js'
import {MIB, redisDoor, redisServer} from './situations.js'

const slow = (us: number, ago = 60) => [{command: 'EVAL', us, at: FIXTURE_NOW - ago * 1000}]
const event = (lastMs: number) => [{event: 'command', at: FIXTURE_NOW - 60_000, lastMs, maxMs: 5074}]

export const fixtures: Fixtures = {
  'redis.clients': [
    {when: 'few are connected', facts: {...redisDoor(), ...redisServer()}, expect: 'pass', says: /of 10,000/},
    {
      when: 'some were refused long ago',
      facts: {...redisDoor(), ...redisServer({clients: {rejected: 86}}), 'redis.recent': {rejected: 0}},
      expect: 'info',
      says: /86 were refused since the start, none lately/,
    },
    {
      when: '85 % are used',
      facts: {...redisDoor(), ...redisServer({clients: {connected: 85, max: 100}})},
      expect: 'warn',
      says: /85 of 100/,
    },
    {
      when: 'some were refused and there is room again',
      facts: {...redisDoor(), ...redisServer({clients: {rejected: 90}}), 'redis.recent': {rejected: 89.9}},
      expect: 'warn',
      says: /90 connections were refused lately/,
    },
    {
      when: 'nobody else gets in',
      facts: redisDoor({reply: 'full', words: 'ERR max number of clients reached', logins: []}),
      expect: 'fail',
      says: /maxclients is reached/,
    },
    {
      when: '95 % are used',
      facts: {...redisDoor(), ...redisServer({clients: {connected: 95, max: 100}})},
      expect: 'fail',
    },
    {when: 'it does not say', facts: redisDoor({reply: 'silent', logins: []}), expect: 'skip'},
  ],
  'redis.blocked': [
    {when: 'nobody waits', facts: redisServer(), expect: 'pass'},
    {
      when: 'consumers wait',
      facts: {...redisServer({clients: {blocked: 8}}), 'redis.recent': {blockedBefore: 8}},
      expect: 'pass',
      says: /8 clients wait for data/,
    },
    {
      when: 'ever more wait',
      facts: {...redisServer({clients: {blocked: 60}}), 'redis.recent': {blockedBefore: 8}},
      expect: 'warn',
      says: /60 clients wait, 8 did before/,
    },
  ],
  'redis.client-buffers': [
    {when: 'answers are read', facts: redisServer(), expect: 'pass'},
    {
      when: 'one reads nothing',
      facts: redisServer({
        clients: {
          largest: [
            {user: 'app', address: '172.22.0.6:33636', command: 'subscribe', bytes: 13 * MIB, outputBytes: 12 * MIB},
          ],
        },
      }),
      expect: 'warn',
      says: /user app from 172\.22\.0\.6:33636 has 12 MiB/,
    },
    {
      when: 'all are large',
      facts: redisServer({clients: {connected: 10}, memory: {clientBytes: 9 * MIB}}),
      expect: 'warn',
      says: /on average/,
    },
  ],
  'redis.slowlog': [
    {when: 'nothing was slow', facts: redisServer(), expect: 'pass'},
    {when: 'something was slow yesterday', facts: redisServer({slow: slow(2_500_000, 90_000)}), expect: 'pass'},
    {when: 'one took 57 ms', facts: redisServer({slow: slow(57_527)}), expect: 'info', says: /EVAL took 57\.5 ms/},
    {when: 'one took 400 ms', facts: redisServer({slow: slow(400_000)}), expect: 'warn'},
    {when: 'one took 2.5 s', facts: redisServer({slow: slow(2_512_293)}), expect: 'fail', says: /EVAL took 2\.51 s/},
  ],
  'redis.latency-monitor': [
    {when: 'nothing delayed it', facts: redisServer(), expect: 'pass'},
    {when: 'a command took 120 ms', facts: redisServer({latency: event(120)}), expect: 'info', says: /120 ms/},
    {when: 'nothing is noted', facts: redisServer({latencyThresholdMs: 0}), expect: 'warn'},
    {when: 'a command took 2.5 s', facts: redisServer({latency: event(2512)}), expect: 'fail', says: /2\.51 s/},
  ],
  'redis.doctor': [
    {
      when: 'it is nearly empty',
      facts: {
        'redis.prose': {
          memory:
            "Hi Sam, this instance is empty or is using very little memory, my issues detector can't be used in these conditions.",
          latency:
            'Dave, no latency spike was observed during the lifetime of this Redis instance, not in the slightest bit.',
        },
      },
      expect: 'info',
      says: /very little memory/,
    },
    {when: 'neither speaks', facts: {'redis.prose': {memory: '', latency: ''}}, expect: 'unknown'},
  ],
}
