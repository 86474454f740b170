/** Recorded from Filebeat in front of Elasticsearch, running, and with Elasticsearch stopped. */
import type {Fixtures} from '../../../doctor/fixture.js'

const stats = {
  answers: true,
  version: '7.17.29',
  uptimeMs: 95_564,
  output: 'elasticsearch',
  total: 168,
  acked: 168,
  failed: 0,
  dropped: 0,
  active: 0,
}
const ok = {ok: true, error: ''}
const seen = (more: object = {}) => ({'filebeat.stats': {...stats, ...more}})

export const fixtures: Fixtures = {
  'fb.up': [
    {
      when: 'it reaches Elasticsearch',
      facts: {...seen(), 'filebeat.test': ok},
      expect: 'pass',
      says: /writes to elasticsearch/,
    },
    {
      when: 'Elasticsearch is stopped',
      facts: {...seen(), 'filebeat.test': {ok: false, error: 'lookup elasticsearch on 127.0.0.11:53: no such host'}},
      expect: 'fail',
      says: /no such host/,
    },
  ],
  'fb.stats': [
    {when: 'every line is taken', facts: seen(), expect: 'pass', says: /168 lines taken/},
    {when: 'nothing was sent yet', facts: seen({total: 0, acked: 0}), expect: 'unknown'},
    {when: 'some tries failed', facts: seen({failed: 4}), expect: 'warn', says: /4 tries/},
    {when: 'lines were given up', facts: seen({dropped: 3}), expect: 'warn', says: /3 lines were given up/},
    {
      when: 'lines were given up long ago',
      facts: seen({dropped: 3, acked: 400, total: 403}),
      before: {agoS: 60, facts: seen({dropped: 3, uptimeMs: 30_000})},
      expect: 'pass',
    },
    {when: 'nothing is taken', facts: seen({acked: 0, active: 4096}), expect: 'fail', says: /4,096 lines wait/},
  ],
  'fb.inputs': [
    {
      when: 'it reads by filestream',
      facts: {'filebeat.inputs': {types: ['filestream'], multiline: []}},
      expect: 'pass',
    },
    {
      when: 'it reads by container',
      facts: {'filebeat.inputs': {types: ['container'], multiline: []}},
      expect: 'warn',
      says: /off in 9/,
    },
    {
      when: 'it reads by docker',
      facts: {'filebeat.inputs': {types: ['docker', 'log'], multiline: []}},
      expect: 'fail',
      says: /gone since 8\.0/,
    },
  ],
  'fb.permissions': [
    {when: 'it reads all', facts: {'filebeat.files': {found: 63, unreadable: 0}}, expect: 'pass'},
    {
      when: 'some are not readable',
      facts: {'filebeat.files': {found: 63, unreadable: 2}},
      expect: 'warn',
      says: /2 of 63/,
    },
    {
      when: 'the folder is another',
      facts: {'filebeat.files': {found: 0, unreadable: 0}},
      expect: 'fail',
      says: /no log file/,
    },
  ],
  'fb.multiline': [
    {
      when: 'no JSON line is joined',
      facts: {'filebeat.sample': {lines: 200, json: 180, joined: 0, patterns: []}},
      expect: 'pass',
      says: /180 of 200/,
    },
    {
      when: 'a pattern for dates is used on JSON',
      facts: {'filebeat.sample': {lines: 200, json: 180, joined: 180, patterns: ['^[^\\d]']}},
      expect: 'warn',
      says: /180 of 180/,
    },
    {
      when: 'nothing was written',
      facts: {'filebeat.sample': {lines: 0, json: 0, joined: 0, patterns: []}},
      expect: 'unknown',
    },
  ],
}
