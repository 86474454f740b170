/** Containers that run, ended, wait or loop. */
import type {Fixtures} from '../../fixture.js'
import {cause, containers, ended, noCauses, redis} from './container.js'

const oom = (agoS: number) => ({
  'host.oom': {
    total: 1,
    hasLog: true,
    kills: [{agoS, process: 'redis-server', scope: 'container', container: redis.id}],
  },
})

export const fixtures: Fixtures = {
  'compose.running': [
    {when: 'both run', facts: {...containers(), ...noCauses}, expect: 'pass', says: /2 containers/},
    {
      when: 'one was stopped three minutes ago',
      facts: {...containers(ended(143)), ...cause('stopped', 'it was stopped')},
      expect: 'fail',
      says: /redis ended 3 min ago with code 143: it was stopped/,
      instance: 'redis',
    },
    {when: 'one is paused', facts: containers({state: 'paused'}), expect: 'fail', says: /paused/, instance: 'redis'},
    {when: 'one was removed', facts: containers(null), expect: 'fail', says: /no container/, instance: 'redis'},
    {
      when: 'nothing was ever started',
      facts: {'compose.containers': {...containers()['compose.containers'], containers: []}},
      expect: 'fail',
      says: /The stack is not up/,
    },
    {
      when: 'one of two replicas is missing',
      facts: {
        'compose.containers': {
          expected: containers()['compose.containers'].expected.map((one) => ({...one, replicas: 2})),
          containers: containers()['compose.containers'].containers,
        },
      },
      expect: 'warn',
      says: /1 of 2/,
    },
  ],
  'compose.health': [
    {when: 'all are healthy', facts: containers(), expect: 'pass', says: /1 containers are healthy/},
    {
      when: 'one started ten seconds ago',
      facts: containers({health: 'starting', startedAt: '2026-01-15T11:59:50Z'}),
      expect: 'info',
      says: /starting for 10 s/,
    },
    {
      when: 'one has been starting for an hour',
      facts: containers({health: 'starting'}),
      expect: 'warn',
      says: /starting for 1 h/,
    },
    {
      when: 'one fails, with the words of its healthcheck',
      facts: containers({health: 'unhealthy', failingStreak: 7, healthOutput: 'Could not connect to Redis'}),
      expect: 'fail',
      says: /7 times in a row: Could not connect/,
      instance: 'redis',
    },
    {
      when: 'an override took the healthcheck away',
      facts: (() => {
        const {healthcheck: _, ...bare} = redis
        return {'compose.containers': {...containers()['compose.containers'], containers: [{...bare, health: 'none'}]}}
      })(),
      expect: 'warn',
      says: /lost its healthcheck/,
    },
  ],
  'compose.oom-killed': [
    {when: 'none was', facts: containers(), expect: 'pass'},
    {
      when: 'one ended by it',
      facts: containers(ended(137, {oomKilled: true})),
      expect: 'fail',
      says: /limit of 256 MiB and was killed once/,
      instance: 'redis',
    },
    {
      when: 'one was restarted since, and the kernel’s log tells',
      facts: {...containers(), ...oom(300)},
      expect: 'fail',
      says: /redis-server 5 min ago/,
    },
    {when: 'it was two days ago', facts: {...containers(), ...oom(172_800)}, expect: 'pass'},
  ],
  'compose.exit-reason': [
    {when: 'all run', facts: {...containers(), ...noCauses}, expect: 'pass'},
    {
      when: 'the configuration is refused',
      facts: {
        ...containers(ended(1, {state: 'restarting', restarts: 6})),
        ...cause('config', 'the server refuses its configuration (redis)', '*** FATAL CONFIG FILE ERROR ***'),
      },
      expect: 'fail',
      says: /redis ended with code 1: the server refuses its configuration/,
      instance: 'redis',
      observed: {kind: 'config'},
    },
    {
      when: 'its port is taken',
      facts: {
        ...containers({state: 'created', error: 'Bind for 127.0.0.1:6379 failed: port is already allocated'}),
        ...cause('port-taken', 'a port it publishes is already taken on this host'),
      },
      expect: 'fail',
      says: /could not be started: a port/,
    },
    {
      when: 'it was only stopped',
      facts: {...containers(ended(0)), ...cause('stopped', 'it was stopped')},
      expect: 'pass',
    },
  ],
  'compose.restart-loop': [
    {when: 'none restarts', facts: containers(), expect: 'pass'},
    {
      when: 'one restarted often, but long ago',
      facts: containers({restarts: 9}),
      expect: 'pass',
    },
    {
      when: 'one restarted three times since noon',
      facts: containers({restarts: 3, startedAt: '2026-01-15T11:59:00Z'}),
      expect: 'warn',
      says: /3 times within 15 min/,
    },
    {
      when: 'one is between two starts',
      facts: {
        ...containers(ended(1, {state: 'restarting', restarts: 8})),
        ...cause('ended', 'it ended with exit code 1'),
      },
      expect: 'fail',
      says: /8 times within 15 min, exit code 1/,
      instance: 'redis',
    },
  ],
}
