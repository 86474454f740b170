import type {Fixture, Fixtures} from '../../../doctor/fixture.js'

type Stack = NonNullable<Fixture['stack']>

const answer = (path: string, change: Readonly<Record<string, unknown>> = {}) => {
  return {path, status: 200, ms: 6, error: '', ...change}
}
const web = (change: Readonly<Record<string, unknown>> = {}) => ({
  'app.answers': [{app: 'web', running: true, live: answer('/healthz'), ready: answer('/readyz'), ...change}],
})
const refused = {status: 0, error: 'ECONNREFUSED'}
const store = (change: Readonly<Record<string, unknown>> = {}) => ({
  'app.stores': [
    {app: 'web', store: 'postgres', state: 'running', health: 'healthy'},
    {app: 'web', store: 'redis', state: 'running', health: 'healthy', ...change},
  ],
})
const metrics = (change: Readonly<Record<string, unknown>> = {}) => ({
  'app.metrics': [
    {
      app: 'web',
      path: '/metrics',
      status: 200,
      error: '',
      families: ['http_requests_total', 'http_request_duration_seconds_bucket', 'process_resident_memory_bytes'],
      values: {http_requests_total: 42},
      ...change,
    },
  ],
})
const stack: Stack = {apps: {web: {build: '.', metrics: '/metrics', uses: ['postgres', 'redis']}}}

export const fixtures: Fixtures = {
  'app.deps': [
    {when: 'both stores run', facts: store(), expect: 'pass', says: /2 of 2 up/},
    {
      when: 'Redis is stopped',
      facts: store({state: 'exited', health: 'none'}),
      expect: 'fail',
      instance: 'web',
      says: /app web depends on redis, which is exited/,
    },
    {
      when: 'Redis is unhealthy',
      facts: store({health: 'unhealthy'}),
      expect: 'fail',
      says: /redis, which is unhealthy/,
    },
    {when: 'no app uses one', facts: {}, stack: {apps: {web: {build: '.'}}}, expect: 'skip'},
  ],
  'app.port': [
    {when: 'it listens', facts: web(), expect: 'pass', says: /1 apps listen/},
    {
      when: 'nothing listens',
      facts: web({live: answer('/healthz', refused), ready: answer('/readyz', refused)}),
      expect: 'fail',
      instance: 'web',
      says: /web runs and nothing listens on 8080/,
    },
    {when: 'nothing runs', facts: web({running: false}), expect: 'skip'},
  ],
  'app.health': [
    {when: 'it is ready', facts: web(), expect: 'pass', says: /1 of 1 ready/},
    {
      when: 'it takes 1.4 s',
      facts: web({ready: answer('/readyz', {ms: 1400})}),
      expect: 'warn',
      instance: 'web',
      says: /GET \/readyz took 1400 ms/,
    },
    {
      when: 'it is not ready',
      facts: web({ready: answer('/readyz', {status: 503})}),
      expect: 'fail',
      says: /web: GET \/readyz 503, though it lives/,
    },
    {when: 'it is stopped', facts: web({running: false}), expect: 'fail', says: /no running container/},
    {when: 'it does not answer', facts: web({live: answer('/healthz', refused)}), expect: 'fail', says: /ECONNREFUSED/},
  ],
  'app.metrics': [
    {when: 'the names are there', facts: metrics(), stack, expect: 'pass'},
    {
      when: 'the names are others',
      facts: metrics({families: ['other_requests_total']}),
      stack,
      expect: 'warn',
      says: /has no http_requests_total and no http_request_duration_seconds_bucket.*it has other_requests_total/,
    },
    {when: 'the path is not there', facts: metrics({status: 404, families: []}), stack, expect: 'fail', says: /404/},
    {when: 'no app exposes any', facts: {}, expect: 'skip'},
  ],
  'app.saturation': [
    {
      when: 'the pool is half full',
      facts: metrics({values: {db_connections_active: 5, db_connections_max: 10}}),
      stack,
      expect: 'pass',
    },
    {when: 'no pool is named', facts: metrics(), stack, expect: 'skip'},
    {
      when: 'the pool is nearly full',
      facts: metrics({values: {db_connections_active: 9, db_connections_max: 10}}),
      stack,
      expect: 'warn',
      says: /db_connections 90 % used, 9 of 10/,
    },
    {
      when: 'the pool is full',
      facts: metrics({values: {pgxpool_acquired_conns: 10, pgxpool_max_conns: 10}}),
      stack,
      expect: 'fail',
    },
  ],
  'app.gc': [
    {when: 'it is no Go', facts: metrics(), stack, expect: 'skip'},
    {
      when: 'the limit fits',
      facts: metrics({families: ['go_gc_duration_seconds']}),
      stack: {apps: {web: {build: '.', metrics: '/metrics', env: {GOMEMLIMIT: '230MiB'}}}},
      expect: 'pass',
    },
    {
      when: 'it is not set',
      facts: metrics({families: ['go_gc_duration_seconds']}),
      stack,
      expect: 'info',
      says: /unset with a limit of 256 MiB/,
    },
    {
      when: 'it is nearly the limit',
      facts: metrics({families: ['go_gc_duration_seconds']}),
      stack: {apps: {web: {build: '.', metrics: '/metrics', env: {GOMEMLIMIT: '250MiB'}}}},
      expect: 'warn',
    },
    {
      when: 'it is more than the limit',
      facts: metrics({families: ['go_gc_duration_seconds']}),
      stack: {apps: {web: {build: '.', metrics: '/metrics', env: {GOMEMLIMIT: '1GiB'}}}},
      expect: 'fail',
    },
  ],
}
