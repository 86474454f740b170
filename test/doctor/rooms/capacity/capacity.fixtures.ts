import type {Fixtures} from '../../fixture.js'

const calm = {latency: 0.02, errors: 0, connections: 0.07, cpu: 0.3, memory: 0.5}
const resources = (...list: readonly (readonly [string, number])[]) => ({
  'capacity.resources': {resources: list.map(([id, share]) => ({id, share})), growth: {}},
})
const bench = (newest: string) => ({'capacity.bench': {count: 1, newest, renderedAt: '2025-12-01T00:00:00Z'}})

export const fixtures: Fixtures = {
  'cap.scale-triggers': [
    {when: 'nothing is near its limit', facts: {'capacity.triggers': calm}, expect: 'pass', says: /5 of 5 asked/},
    {
      when: 'processors are busy',
      facts: {'capacity.triggers': {...calm, cpu: 0.93}},
      expect: 'warn',
      says: /1 of 5 .*93 % > 80 %/,
    },
    {
      when: 'requests are slow, and connections are used up',
      facts: {'capacity.triggers': {...calm, latency: 1.7, connections: 0.91}},
      expect: 'fail',
      says: /P95 of the gateway 1\.70 s > 1 s/,
    },
    {when: 'Prometheus is young', facts: {'capacity.triggers': {}}, expect: 'unknown'},
  ],
  'cap.projection': [
    {when: 'all have room', facts: resources(['disk', 0.3], ['memory', 0.5]), expect: 'pass', says: /2 resources/},
    {
      when: 'the disk lasts four months',
      facts: resources(['disk', 0.74]),
      expect: 'warn',
      says: /disk reaches 80 % in 18 weeks/,
      instance: 'disk',
    },
    {when: 'the disk is full', facts: resources(['disk', 0.85]), expect: 'fail', says: /now: 85 % used/},
    {
      when: 'data grows fast, as was measured',
      facts: {'capacity.resources': {resources: [{id: 'disk', share: 0.6}], growth: {data: 8}}},
      expect: 'warn',
    },
  ],
  'cap.bench-stale': [
    {when: 'it was measured last week', facts: bench('2026-01-08T12:00:00Z'), expect: 'pass', says: /7 days ago/},
    {when: 'it never was', facts: {'capacity.bench': {count: 0}}, expect: 'info', says: /never measured/},
    {when: 'it was measured in summer', facts: bench('2025-07-01T00:00:00Z'), expect: 'warn', says: /198 days old/},
    {
      when: 'the configuration changed since',
      facts: {'capacity.bench': {count: 1, newest: '2026-01-08T12:00:00Z', renderedAt: '2026-01-10T00:00:00Z'}},
      expect: 'info',
      says: /has changed since/,
    },
  ],
  'cap.pgbouncer': [
    {when: 'few connect', facts: {'capacity.pooler': {connections: 12, maxConnections: 100, cores: 2}}, expect: 'pass'},
    {
      when: 'each core has a hundred',
      facts: {'capacity.pooler': {connections: 190, maxConnections: 200, cores: 2}},
      expect: 'warn',
    },
    {
      when: 'five hundred are let in',
      facts: {'capacity.pooler': {connections: 12, maxConnections: 500, cores: 8}},
      expect: 'warn',
    },
  ],
}
