/** Logstash can’t be had here: answers are as Elastic documents them for 8.19 (_node/stats, _health_report). */
import type {Fixtures} from '../../../doctor/fixture.js'

const HASH = 'd0c0a95cea12d0c0a95cea12d0c0a95cea12d0c0a95cea12d0c0a95cea12d0c0'
const server = {answers: true, status: 200, version: '8.19.5', pipelines: ['main']}
const pipeline = {
  name: 'main',
  in: 40_000,
  out: 39_990,
  busy1m: 12.4,
  busy5m: 9.8,
  queued: 10,
  queueBytes: 64 * 2 ** 20,
  queueMaxBytes: 2 ** 30,
  deadBytes: 1,
  deadDropped: 0,
  deadError: '',
  reloadFailures: 0,
  reloadError: '',
}
const seen = (more: object = {}, all: object = {}) => ({
  'logstash.stats': {
    heapPercent: 41,
    uptimeMs: 600_000,
    pipelines: [{...pipeline, ...more}],
    running: HASH,
    rendered: HASH,
    ...all,
  },
})
const logs = {elasticsearch: {}, logstash: {}, filebeat: {}} as const

export const fixtures: Fixtures = {
  'ls.up': [
    {when: 'its pipeline runs', stack: logs, facts: {'logstash.server': server}, expect: 'pass'},
    {
      when: 'it is stopped',
      stack: logs,
      facts: {'logstash.server': {answers: false, error: 'logstash does not run'}},
      expect: 'fail',
    },
    {
      when: 'no pipeline runs',
      stack: logs,
      facts: {'logstash.server': {...server, pipelines: []}},
      expect: 'fail',
      says: /main does not run/,
    },
  ],
  'ls.config': [
    {when: 'it runs what is on disk', facts: seen(), expect: 'pass'},
    {
      when: 'a stage was changed since',
      facts: seen({}, {rendered: `aa${HASH.slice(2)}`}),
      expect: 'warn',
      says: /on disk is aa/,
    },
    {
      when: 'a stage uses what is deprecated',
      facts: {...seen(), 'logstash.tried': {ok: true, error: '', deprecated: ['Ambiguous timestamp is deprecated']}},
      expect: 'warn',
    },
    {
      when: 'a stage of one’s own is broken',
      facts: {
        ...seen(),
        'logstash.tried': {ok: false, error: 'Expected one of [ \\t\\r\\n], "#", "}" at line 4', deprecated: []},
      },
      expect: 'fail',
      says: /Expected one of/,
    },
    {
      when: 'its last reload failed',
      facts: seen({reloadFailures: 1, reloadError: 'Unable to configure plugins'}),
      expect: 'fail',
    },
  ],
  'ls.health': [
    {when: 'workers are mostly idle', facts: seen(), expect: 'pass', says: /10 %/},
    {when: 'workers are busy for a minute', facts: seen({busy1m: 98}), expect: 'warn', says: /98 %/},
    {when: 'workers are blocked', facts: seen({busy1m: 100, busy5m: 100}), expect: 'fail', says: /100 %/},
    {
      when: 'it says so itself',
      facts: {
        ...seen(),
        'logstash.report': {
          status: 'red',
          diagnosis: [
            {pipeline: 'main', cause: 'pipeline is not running', action: 'inspect logs', url: 'https://ela.st/p'},
          ],
        },
      },
      expect: 'fail',
      says: /not running/,
    },
  ],
  'ls.queue': [
    {when: 'there is room', facts: seen(), expect: 'pass', says: /6 % full/},
    {when: 'it is 85 % full', facts: seen({queueBytes: 0.85 * 2 ** 30}), expect: 'warn'},
    {
      when: 'it is full',
      facts: seen({queueBytes: 2 ** 30, queued: 900_000}),
      expect: 'fail',
      says: /100 % full: 900,000 lines/,
    },
  ],
  'ls.dlq': [
    {when: 'it is empty', facts: seen(), expect: 'pass'},
    {when: 'lines were put aside', facts: seen({deadBytes: 4096}), expect: 'warn', says: /4 KiB/},
    {
      when: 'more are put aside',
      facts: seen({deadBytes: 8192, deadError: 'mapper [price] cannot be changed'}),
      before: {agoS: 60, facts: seen({deadBytes: 4096})},
      expect: 'fail',
      says: /and more: mapper/,
    },
  ],
  'ls.in-out': [
    {when: 'all goes out', facts: seen(), expect: 'pass', says: /39,990/},
    {
      when: 'half of it stays',
      facts: seen({in: 50_000, out: 42_000, queued: 2000}),
      before: {agoS: 60, facts: seen({}, {uptimeMs: 540_000})},
      expect: 'warn',
      says: /10,000 came in, 2,010 went out/,
    },
    {
      when: 'nothing goes out',
      facts: seen({in: 50_000, queued: 10_000}),
      before: {agoS: 60, facts: seen({}, {uptimeMs: 540_000})},
      expect: 'fail',
    },
  ],
  'ls.heap': [
    {when: 'there is room', facts: seen(), expect: 'pass'},
    {when: 'it is full once', facts: seen({}, {heapPercent: 97}), expect: 'warn'},
    {
      when: 'it stays full',
      facts: seen({}, {heapPercent: 97}),
      before: {agoS: 60, facts: seen({}, {heapPercent: 96})},
      expect: 'fail',
    },
  ],
}
