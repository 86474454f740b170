import type {Fixture, Fixtures} from '../../../doctor/fixture.js'

type Stack = NonNullable<Fixture['stack']>

const traffic = (change: Readonly<Record<string, unknown>> = {}) => ({
  'gateway.traffic': {
    requests5m: 3000,
    errorRatio: 0,
    perS: 10,
    routes: [{name: 'web', p95S: 0.024, errorsPerS: 0, perS: 10}],
    ...change,
  },
})
const route = (p95S: number) => [{name: 'web', p95S, errorsPerS: 0, perS: 10}]
const caches = {web: {upstreams: ['web'], cache: [{path: '/static', ttl: '60s'}]}}
const caching: Stack = {
  gateway: {driver: 'nginx', routes: caches},
}
const caddy: Stack = {gateway: {driver: 'caddy', routes: caches}}

export const fixtures: Fixtures = {
  'gw.errors-5xx': [
    {when: 'none fails', facts: traffic(), expect: 'pass', says: /0 % of 3,000 requests/},
    {when: 'hardly anybody comes', facts: traffic({requests5m: 7, errorRatio: 0.5}), expect: 'skip'},
    {when: 'one of fifty fails', facts: traffic({errorRatio: 0.02}), expect: 'warn', says: /2 % of 3,000/},
    {
      when: 'a third fails',
      facts: traffic({errorRatio: 0.33, routes: [{name: 'web', errorsPerS: 3.3, perS: 10}]}),
      expect: 'fail',
      says: /33 % of 3,000 requests in 5 minutes failed with 5xx, most on route web/,
    },
  ],
  'gw.latency': [
    {when: 'answers come at once', facts: traffic(), expect: 'pass', says: /0\.024 s/},
    {when: 'nobody comes', facts: traffic({routes: []}), expect: 'skip'},
    {when: 'p95 is 0.7 s', facts: traffic({routes: route(0.7)}), expect: 'warn', instance: 'web'},
    {when: 'p95 is 2.4 s', facts: traffic({routes: route(2.4)}), expect: 'fail', says: /p95 2\.40 s/},
  ],
  'gw.qps-drop': [
    {when: 'as many come', facts: traffic({perSYesterday: 12}), expect: 'pass', says: /10\/s now, 12\/s a day ago/},
    {when: 'it was not there yesterday', facts: traffic(), expect: 'skip'},
    {when: 'a third is left', facts: traffic({perSYesterday: 30}), expect: 'warn'},
    {when: 'nobody comes any more', facts: traffic({perS: 0, perSYesterday: 30}), expect: 'fail'},
  ],
  'gw.cache-config': [
    {when: 'it is met', facts: traffic({lookups: 4000}), stack: caching, expect: 'pass', says: /\/static/},
    {when: 'the stack is down', facts: {}, stack: caching, expect: 'pass'},
    {when: 'there is none', facts: {}, expect: 'skip'},
    {
      when: 'no request meets it',
      facts: traffic({lookups: 0}),
      stack: caching,
      expect: 'warn',
      says: /none of 9,000 requests met \/static/,
    },
    {when: 'the driver has no cache', facts: {}, stack: caddy, expect: 'warn', says: /gateway\.routes\.web\.cache/},
  ],
  'gw.cache-hit': [
    {when: 'nine of ten are hits', facts: traffic({hitRatio: 0.9, lookups: 4000}), stack: caching, expect: 'pass'},
    {when: 'few were asked for', facts: traffic({hitRatio: 0.1, lookups: 40}), stack: caching, expect: 'skip'},
    {when: 'two of three are', facts: traffic({hitRatio: 0.67, lookups: 4000}), stack: caching, expect: 'warn'},
    {when: 'one of ten is', facts: traffic({hitRatio: 0.1, lookups: 4000}), stack: caching, expect: 'fail'},
  ],
}
