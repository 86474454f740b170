/** Grafana can’t be had here: its answers are as it documents them for 12 (/api/health, /api/datasources, /api/org). */
import type {Fixtures} from '../../../doctor/fixture.js'

const server = {answers: true, status: 200, database: 'ok', version: '12.2.0'}
const source = {
  uid: 'prometheus',
  name: 'Prometheus',
  type: 'prometheus',
  ok: true,
  message: 'Successfully queried the Prometheus API.',
}
const boards = [
  {uid: 'opsctl-overview', title: 'Overview'},
  {uid: 'opsctl-redis', title: 'Redis'},
]
const uids = boards.map(({uid}) => uid)
const logins = {own: 200, anonymous: 401, samples: [{login: 'admin/admin', status: 401}], signUp: false}
const panel = {dashboard: 'Redis', panel: 'Evictions', expr: 'rate(redis_evicted_keys_total[5m])'}
const panels = {queries: 40, empty: [], failed: []}
const many = (count: number) => Array.from({length: count}, () => panel)

export const fixtures: Fixtures = {
  'graf.up': [
    {when: 'it answers', facts: {'grafana.server': server}, expect: 'pass', says: /12\.2\.0/},
    {
      when: 'its database fails',
      facts: {'grafana.server': {...server, status: 503, database: 'failing'}},
      expect: 'fail',
      says: /failing/,
    },
    {when: 'it is stopped', facts: {'grafana.server': {answers: false, error: 'grafana does not run'}}, expect: 'fail'},
  ],
  'graf.datasources': [
    {when: 'all are reached', facts: {'grafana.sources': [source]}, expect: 'pass', says: /Prometheus/},
    {
      when: 'Prometheus is stopped',
      facts: {'grafana.sources': [{...source, ok: false, message: 'dial tcp: lookup prometheus: no such host'}]},
      expect: 'fail',
      instance: 'prometheus',
    },
    {when: 'there is none', facts: {'grafana.sources': []}, expect: 'fail'},
  ],
  'graf.provisioning': [
    {when: 'all are loaded', facts: {'grafana.dashboards': {onDisk: boards, loaded: uids, errors: []}}, expect: 'pass'},
    {
      when: 'one of one’s own is wrapped',
      facts: {
        'grafana.dashboards': {
          onDisk: boards,
          loaded: ['opsctl-overview'],
          errors: ['Dashboard title cannot be empty'],
        },
      },
      expect: 'warn',
      says: /Redis: Dashboard title cannot be empty/,
    },
    {
      when: 'none is loaded',
      facts: {'grafana.dashboards': {onDisk: boards, loaded: [], errors: []}},
      expect: 'fail',
      says: /none of 2/,
    },
  ],
  'graf.password': [
    {when: 'only its own gets in', facts: {'grafana.logins': logins}, expect: 'pass'},
    {when: 'its own is another', facts: {'grafana.logins': {...logins, own: 401}}, expect: 'warn', says: /401/},
    {
      when: 'the one of the image gets in',
      facts: {'grafana.logins': {...logins, samples: [{login: 'admin/admin', status: 200}]}},
      expect: 'fail',
      says: /admin\/admin gets in/,
    },
  ],
  'graf.signup': [
    {when: 'both are off', facts: {'grafana.logins': logins}, expect: 'pass'},
    {
      when: 'strangers look in',
      facts: {'grafana.logins': {...logins, anonymous: 200, anonymousRole: 'Viewer'}},
      expect: 'warn',
    },
    {when: 'anyone signs up', facts: {'grafana.logins': {...logins, signUp: true}}, expect: 'fail', says: /sign up/},
    {
      when: 'strangers edit',
      facts: {'grafana.logins': {...logins, anonymousRole: 'Editor'}},
      expect: 'fail',
      says: /Editor/,
    },
  ],
  'graf.dashboards-data': [
    {when: 'all find data', facts: {'grafana.panels': panels}, expect: 'pass', says: /40 queries/},
    {
      when: 'an error never happened',
      facts: {'grafana.panels': {...panels, empty: many(3)}},
      expect: 'info',
      says: /3 of 40/,
    },
    {when: 'most are empty', facts: {'grafana.panels': {...panels, empty: many(25)}}, expect: 'warn'},
    {
      when: 'a query is wrong',
      facts: {'grafana.panels': {...panels, failed: [{dashboard: 'Own', panel: 'x', error: 'HTTP 400'}]}},
      expect: 'warn',
      says: /Own \/ x: HTTP 400/,
    },
    {when: 'nothing is there', facts: {'grafana.panels': {...panels, empty: many(40)}}, expect: 'fail'},
  ],
}
