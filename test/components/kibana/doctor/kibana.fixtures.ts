/** Kibana can’t be had here: its answers are as its core writes them for 8.19 (/api/status). */
import type {Fixtures} from '../../../doctor/fixture.js'

const status = {
  answers: true,
  status: 200,
  level: 'available',
  summary: 'All services and plugins are available',
  core: [],
}
const store = {
  name: 'elasticsearch',
  level: 'critical',
  summary: 'Unable to retrieve version information from Elasticsearch nodes',
}
const key = {secret: 'kibana-session-key', setting: 'xpack.security.encryptionKey', isSet: true, isUsed: true}
const logs = {elasticsearch: {}, kibana: {}} as const

export const fixtures: Fixtures = {
  'kib.status': [
    {when: 'it is available', stack: logs, facts: {'kibana.status': status}, expect: 'pass'},
    {
      when: 'a plugin is not well',
      stack: logs,
      facts: {'kibana.status': {...status, level: 'degraded', summary: '1 plugin is degraded: fleet'}},
      expect: 'warn',
      says: /degraded: 1 plugin/,
    },
    {
      when: 'Elasticsearch is gone',
      stack: logs,
      facts: {'kibana.status': {...status, status: 503, level: 'critical', core: [store]}},
      expect: 'fail',
      says: /critical: elasticsearch critical \(Unable to retrieve/,
    },
    {
      when: 'it is stopped',
      stack: logs,
      facts: {'kibana.status': {answers: false, error: 'kibana does not run'}},
      expect: 'fail',
    },
    {
      when: 'it starts',
      stack: logs,
      facts: {'kibana.status': {...status, status: 503, level: '', summary: ''}},
      expect: 'fail',
      says: /HTTP 503/,
    },
  ],
  'kib.keys': [
    {when: 'all are set', stack: logs, facts: {'kibana.keys': [key]}, expect: 'pass'},
    {
      when: 'one is not used',
      stack: logs,
      facts: {'kibana.keys': [{...key, isUsed: false}]},
      expect: 'warn',
      says: /xpack\.security/,
    },
  ],
}
