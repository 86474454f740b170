import type {Fixtures} from '../../../doctor/fixture.js'

const HASH = 'b213246e794b0f6a'.repeat(4)

const self = (change: Readonly<Record<string, unknown>> = {}) => ({
  'gateway.self': {
    status: 200,
    ms: 4,
    error: '',
    running: HASH,
    onDisk: HASH,
    outOfConnections: 0,
    connections: {used: 2, max: 4096, of: 'connections'},
    ...change,
  },
})

const valid = {'gateway.config-test': {exitCode: 0, output: 'nginx: configuration file test is successful'}}
const visit = (change: Readonly<Record<string, unknown>> = {}) => {
  return {url: 'http://127.0.0.1:24400/readyz', status: 200, ms: 12, location: '', error: '', ...change}
}
const doors = (change: Readonly<Record<string, unknown>> = {}) => {
  return {'gateway.doors': {http: visit(), open: [], ...change}}
}

export const fixtures: Fixtures = {
  'gw.config': [
    {when: 'it is valid and runs', facts: {...valid, ...self()}, expect: 'pass', says: /it runs b213246e794b/},
    {
      when: 'it was changed and not loaded',
      facts: {...valid, ...self({onDisk: '4264d7c67258aaaa'.repeat(4)})},
      expect: 'warn',
      says: /runs b213246e794b, deploy\/ holds 4264d7c67258/,
    },
    {
      when: 'nginx does not know a directive',
      facts: {
        ...self(),
        'gateway.config-test': {
          exitCode: 1,
          output:
            '2026/11/22 01:58:47 [emerg] 617#617: unknown directive "bogus" in /etc/gateway/nginx.conf:212\nnginx: configuration file /etc/gateway/nginx.conf test failed',
        },
      },
      expect: 'fail',
      says: /unknown directive "bogus" in \/etc\/gateway\/nginx\.conf:212/,
    },
    {
      when: 'haproxy does not know a keyword',
      facts: {
        ...self(),
        'gateway.config-test': {
          exitCode: 1,
          output:
            "[NOTICE]   (42) : haproxy version is 3.2.21-1\n[ALERT]    (42) : config : parsing [/etc/gateway/haproxy.cfg:9] : unknown keyword 'bogus' in 'global' section\n[ALERT]    (42) : config : Fatal errors found in configuration.",
        },
      },
      expect: 'fail',
      says: /haproxy\.cfg:9\] : unknown keyword 'bogus'/,
    },
    {
      when: 'caddy does not know a directive',
      facts: {
        ...self(),
        'gateway.config-test': {
          exitCode: 1,
          output:
            '{"level":"info","msg":"using config from file"}\nError: adapting config using caddyfile adapter: /etc/gateway/Caddyfile:4: unrecognized directive: bogus',
        },
      },
      expect: 'fail',
      says: /Caddyfile:4: unrecognized directive: bogus/,
    },
  ],
  'gw.up': [
    {when: 'it answers', facts: {...self(), ...doors()}, expect: 'pass', says: /readyz 200 \(12 ms\)/},
    {
      when: 'what lies behind is down',
      facts: {...self(), ...doors({http: visit({status: 502})})},
      expect: 'pass',
      says: /502/,
    },
    {when: 'it takes 1.4 s', facts: {...self({ms: 1400}), ...doors()}, expect: 'warn', says: /1400 ms/},
    {
      when: 'the published port does not answer',
      facts: {...self(), ...doors({http: visit({status: 0, error: 'ECONNREFUSED'})})},
      expect: 'fail',
      says: /24400\/readyz: ECONNREFUSED, though it answers within/,
    },
    {
      when: 'it does not answer at all',
      facts: self({status: 0, error: 'connect ETIMEDOUT 172.22.0.9:9180'}),
      expect: 'fail',
      says: /ETIMEDOUT/,
    },
  ],
  'gw.connections': [
    {when: 'few are used', facts: self(), expect: 'pass', says: /2 of 4,096 connections/},
    {
      when: 'Caddy has many files open',
      facts: self({connections: {used: 17_000, max: 20_000, of: 'files'}}),
      expect: 'warn',
      says: /85 %/,
    },
    {
      when: 'HAProxy is full',
      facts: self({connections: {used: 1000, max: 1024, of: 'connections'}}),
      stack: {gateway: {driver: 'haproxy', routes: {web: {upstreams: ['web']}}}},
      expect: 'fail',
    },
    {when: 'it does not say', facts: self({connections: undefined}), expect: 'skip'},
  ],
  'gw.dropped': [
    {when: 'none is', facts: self(), expect: 'pass'},
    {when: 'some wait', facts: self({queued: 3}), expect: 'warn', says: /3 requests wait/},
    {
      when: 'connections to upstreams failed since the last look',
      facts: self({connectErrors: 40}),
      before: {agoS: 300, facts: self({connectErrors: 4})},
      expect: 'warn',
      says: /36 connections/,
    },
    {
      when: 'some have waited since the last look',
      facts: self({queued: 9}),
      before: {agoS: 300, facts: self({queued: 3})},
      expect: 'fail',
    },
    {when: 'workers had none left', facts: self({outOfConnections: 12}), expect: 'fail', says: /12 times/},
  ],
  'gw.status-private': [
    {when: 'none is public', facts: doors(), expect: 'pass'},
    {
      when: 'a route leads to the metrics of an app',
      facts: doors({open: [{path: '/metrics', whose: 'app'}]}),
      expect: 'info',
    },
    {
      when: 'profiles of an app are public',
      facts: doors({open: [{path: '/debug/pprof/', whose: 'app'}]}),
      expect: 'warn',
      says: /\/debug\/pprof\//,
    },
    {
      when: 'those of the gateway are public',
      facts: doors({open: [{path: '/-/config', whose: 'gateway'}]}),
      expect: 'fail',
    },
  ],
}
