import {FIXTURE_NOW, type Fixture, type Fixtures} from '../../../doctor/fixture.js'

type Stack = NonNullable<Fixture['stack']>

const MIB = 1024 ** 2
const stack: Stack = {apps: {web: {build: '.', metrics: '/metrics', uses: ['postgres', 'redis']}}}

const memory = (change: Readonly<Record<string, unknown>> = {}) => ({
  'app.memory': [
    {
      app: 'web',
      bytes: 120 * MIB,
      limitBytes: 256 * MIB,
      perHour: 0.2 * MIB,
      perHourLately: 0.1 * MIB,
      mostBytes: 122 * MIB,
      covered: 1,
      ...change,
    },
  ],
})
const process = (change: Readonly<Record<string, unknown>> = {}) => ({'app.process': [{app: 'web', ...change}]})
const business = (perHour: number, usual: number) => ({
  'app.business': [{app: 'web', name: 'tasks_created_total', perHour, usual}],
})
const secrets = (...newer: readonly string[]) => ({
  'app.secret-files': [{app: 'web', startedAt: FIXTURE_NOW - 60_000, newer}],
})
const migration = (tool: string, table: string, version: string, bad = '') => ({
  'app.migrations': [{tool, table, version, bad}],
})

export const fixtures: Fixtures = {
  'app.memory-leak': [
    {when: 'it keeps its size', facts: memory(), expect: 'pass', says: /1 apps keep their size/},
    {when: 'it has run for an hour', facts: memory({covered: 0.2}), expect: 'skip'},
    {
      when: 'a cache filled and stopped growing',
      facts: memory({perHour: 20 * MIB, perHourLately: 0}),
      expect: 'pass',
    },
    {
      when: 'it grows by 15 MiB an hour',
      facts: memory({perHour: 15 * MIB, perHourLately: 14 * MIB}),
      expect: 'warn',
      instance: 'web',
      says: /grows by 15 MiB an hour \(120 MiB now\); its limit is reached in 9\.1 h/,
    },
    {
      when: 'it grows by 40 MiB an hour',
      facts: memory({bytes: 200 * MIB, mostBytes: 200 * MIB, perHour: 40 * MIB, perHourLately: 44 * MIB}),
      expect: 'fail',
      says: /in 1\.4 h/,
    },
  ],
  'app.slow-requests': [
    {when: 'none is slow', facts: process({requests5m: 3000, slowShare: 0}), stack, expect: 'pass'},
    {when: 'hardly anybody asks', facts: process({requests5m: 4, slowShare: 0.5}), stack, expect: 'skip'},
    {
      when: 'two of a hundred are',
      facts: process({requests5m: 3000, slowShare: 0.02}),
      stack,
      expect: 'warn',
      says: /web: 2 % of 3,000 requests took over 1 s/,
    },
    {when: 'one of five is', facts: process({requests5m: 3000, slowShare: 0.2}), stack, expect: 'fail'},
  ],
  'app.goroutines': [
    {when: 'they are steady', facts: process({goroutines: 120, goroutinesBefore: 118}), stack, expect: 'pass'},
    {when: 'nothing is told', facts: process({requests5m: 4}), stack, expect: 'skip'},
    {
      when: 'they grew fourfold',
      facts: process({goroutines: 480, goroutinesBefore: 120}),
      stack,
      expect: 'warn',
      says: /120 to 480 in an hour/,
    },
    {when: 'the event loop lags', facts: process({eventLoopS: 1.2}), stack, expect: 'warn', says: /lags by 1\.2 s/},
    {
      when: 'files run out',
      facts: process({openFiles: 980, maxFiles: 1024}),
      stack,
      expect: 'fail',
      says: /980 of 1024/,
    },
  ],
  'app.business-rate': [
    {when: 'as much is done', facts: business(110, 100), stack, expect: 'pass'},
    {when: 'there was little', facts: business(1, 4), stack, expect: 'skip'},
    {
      when: 'a third is left',
      facts: business(33, 100),
      stack,
      expect: 'warn',
      says: /tasks_created_total of web: 33 an hour, usually 100/,
    },
    {when: 'it is thrice as much', facts: business(300, 100), stack, expect: 'warn'},
    {when: 'nothing is done', facts: business(0, 100), stack, expect: 'fail'},
  ],
  'app.config-reload': [
    {when: 'it is younger than its secrets', facts: secrets(), expect: 'pass'},
    {when: 'nothing runs', facts: {'app.secret-files': []}, expect: 'skip'},
    {
      when: 'a password was changed since',
      facts: secrets('redis-app-password'),
      expect: 'warn',
      instance: 'web',
      says: /web started before redis-app-password was written/,
    },
  ],
  'app.migrations': [
    {
      when: 'all are applied',
      facts: migration('golang-migrate', 'public.schema_migrations', '7'),
      expect: 'pass',
      says: /golang-migrate 7/,
    },
    {when: 'no tool is used', facts: {'app.migrations': []}, expect: 'skip'},
    {
      when: 'one is dirty',
      facts: migration('golang-migrate', 'public.schema_migrations', '7', 'dirty'),
      expect: 'fail',
      says: /migration 7 of golang-migrate is dirty/,
    },
  ],
  'app.pprof-capture': [
    {
      when: 'an app exposes them',
      facts: {'app.profiles': [{app: 'web', port: 8080, status: 200, bytes: 24_000}]},
      expect: 'pass',
      says: /web:8080\/debug\/pprof\/heap\?gc=1 gives 23\.4 KiB/,
    },
    {when: 'none does', facts: {'app.profiles': [{app: 'web', port: 8080, status: 404, bytes: 0}]}, expect: 'info'},
  ],
  'app.state-endpoint': [
    {
      when: 'it is read twice',
      facts: {'app.state': [{app: 'web', readable: true, seconds: 10, served: 6, inFlight: 1}]},
      stack,
      expect: 'pass',
      says: /web 6\/10 s, 1 in flight/,
    },
    {
      when: 'it can’t be read',
      facts: {'app.state': [{app: 'web', readable: false, seconds: 0}]},
      stack,
      expect: 'fail',
      instance: 'web',
    },
    {when: 'no app was read', facts: {'app.state': []}, stack, expect: 'unknown'},
  ],
}
