import type {Fixture, Fixtures} from '../../../doctor/fixture.js'

type Stack = NonNullable<Fixture['stack']>

const knock = (result: string, address = '172.22.0.6') => ({host: 'web', port: 8080, address, result})
const knocks = (...all: readonly object[]) => ({'gateway.upstreams': all})
const detour = (directMs: number, throughMs: number) => ({
  'gateway.detour': {route: 'web', path: '/readyz', directMs, throughMs, samples: 5},
})
const elsewhere: Stack = {gateway: {routes: {old: {upstreams: ['http://legacy.example.com:8080']}}}}

export const fixtures: Fixtures = {
  'gw.backends': [
    {when: 'all take connections', facts: knocks(knock('ok')), expect: 'pass', says: /1 of 1/},
    {
      when: 'one of three refuses',
      facts: knocks(knock('ok'), knock('refused', '172.22.0.7'), knock('ok', '172.22.0.8')),
      expect: 'warn',
      instance: 'web',
      says: /2 of 3 up, web:8080 \(172\.22\.0\.7\) refused/,
    },
    {
      when: 'the app is stopped',
      facts: knocks(knock('unresolved', '')),
      expect: 'fail',
      instance: 'web',
      says: /0 of 1 up, web:8080 no such name/,
    },
    {when: 'the app is paused', facts: knocks(knock('timeout')), expect: 'fail', says: /no answer in 2 s/},
  ],
  'gw.backend-url': [
    {when: 'routes lead to apps', facts: {}, expect: 'pass', says: /1 upstreams of 1 routes/},
    {
      when: 'a host is not known',
      facts: knocks({host: 'legacy.example.com', port: 8080, address: '', result: 'unresolved'}),
      stack: elsewhere,
      expect: 'fail',
      says: /no address of legacy\.example\.com/,
    },
    {
      when: 'a route leads back to the gateway',
      facts: {},
      stack: {gateway: {routes: {web: {upstreams: ['http://gateway:8080']}}}},
      expect: 'fail',
      says: /gateway\.routes\.web\.upstreams\.0/,
    },
  ],
  'gw.backend-latency': [
    {when: 'it adds 8 ms', facts: detour(2.77, 10.5), expect: 'pass', says: /2\.77 ms directly, 10\.5 ms through/},
    {when: 'the app takes 900 ms', facts: detour(900, 930), expect: 'pass', says: /the upstream takes the most/},
    {when: 'it adds 80 ms', facts: detour(5, 85), expect: 'info', says: /the gateway takes the most/},
    {when: 'it adds 800 ms', facts: detour(5, 805), expect: 'warn'},
  ],
  'gw.failover': [
    {
      when: 'an app has two replicas',
      facts: {},
      stack: {apps: {web: {build: '.', replicas: 2}}},
      expect: 'pass',
      says: /left out for 10 s after 3 failures/,
    },
    {when: 'an app has one', facts: {}, expect: 'info', says: /route web/},
  ],
}
