/** Recorded from a light log path: counts of stored lines, and of the lines of a demo stack. */
import {FIXTURE_NOW, type Fixtures} from '../../fixture.js'

const MINUTE = 60_000
const stored = {
  total: 16_800,
  newestAt: FIXTURE_NOW - 20_000,
  recent: 1200,
  levels: [
    {name: 'info', count: 1195},
    {name: 'error', count: 5},
  ],
  services: [{name: 'web', count: 900}],
  failing: [{name: 'web', count: 5}],
  errorMinutes: [{at: FIXTURE_NOW - 2 * MINUTE, count: 5}],
  collectsSince: FIXTURE_NOW - 86_400_000,
}
const logs = {elasticsearch: {}, filebeat: {}, logs: {path: 'light'}} as const
const errors = (count: number) => ({
  ...stored,
  levels: [
    {name: 'info', count: 1200 - count},
    {name: 'error', count},
  ],
})
const minutes = (usual: number, now: number) => [
  ...Array.from({length: 55}, (_, index) => ({at: FIXTURE_NOW - (60 - index) * MINUTE, count: usual})),
  {at: FIXTURE_NOW - MINUTE, count: now},
]
const file = {service: 'web', bytes: 22 * 2 ** 20, largest: 10 * 2 ** 20, files: 3}
const version = (service: string, number: string) => ({service, version: number})

export const fixtures: Fixtures = {
  'log.freshness': [
    {
      when: 'the newest is seconds old',
      stack: logs,
      facts: {'logs.stored': stored},
      expect: 'pass',
      says: /16,800 lines is 0\.3 min/,
    },
    {
      when: 'a stack has just started',
      stack: logs,
      facts: {'logs.stored': {...stored, total: 0, newestAt: undefined, collectsSince: FIXTURE_NOW - MINUTE}},
      expect: 'unknown',
    },
    {
      when: 'nothing came for eight minutes',
      stack: logs,
      facts: {'logs.stored': {...stored, newestAt: FIXTURE_NOW - 8 * MINUTE}},
      expect: 'warn',
    },
    {
      when: 'nothing came for an hour',
      stack: logs,
      facts: {'logs.stored': {...stored, newestAt: FIXTURE_NOW - 60 * MINUTE}},
      expect: 'fail',
      says: /60 min/,
    },
    {
      when: 'nothing ever came',
      stack: logs,
      facts: {'logs.stored': {...stored, total: 0, newestAt: undefined}},
      expect: 'fail',
      says: /Not one/,
    },
  ],
  'log.error-ratio': [
    {when: 'errors are few', stack: logs, facts: {'logs.stored': stored}, expect: 'pass', says: /0\.42 %/},
    {when: 'lines are few', stack: logs, facts: {'logs.stored': {...stored, recent: 40}}, expect: 'unknown'},
    {when: '2 % are errors', stack: logs, facts: {'logs.stored': errors(24)}, expect: 'warn', says: /2 %.*web 5/},
    {when: '10 % are errors', stack: logs, facts: {'logs.stored': errors(120)}, expect: 'fail', says: /10 %/},
  ],
  'log.error-spike': [
    {when: 'errors are few', stack: logs, facts: {'logs.stored': stored}, expect: 'pass'},
    {
      when: 'there are four times as many',
      stack: logs,
      facts: {'logs.stored': {...stored, errorMinutes: minutes(6, 24)}},
      expect: 'warn',
      says: /24 errors.*usual are 6/,
    },
    {
      when: 'there were none before',
      stack: logs,
      facts: {'logs.stored': {...stored, errorMinutes: minutes(0, 300)}},
      expect: 'fail',
    },
  ],
  'log.volume': [
    {
      when: 'there are 4 lines a second',
      stack: logs,
      facts: {'logs.stored': stored},
      expect: 'pass',
      says: /4 lines\/s/,
    },
    {
      when: 'one writes 2,000 a second',
      stack: logs,
      facts: {'logs.stored': {...stored, services: [{name: 'web', count: 600_000}]}},
      expect: 'warn',
      instance: 'web',
      says: /2,000 lines\/s/,
    },
    {
      when: 'one writes 6,000 a second',
      stack: logs,
      facts: {'logs.stored': {...stored, services: [{name: 'web', count: 1_800_000}]}},
      expect: 'fail',
    },
  ],
  'log.e2e': [
    {
      when: 'it arrives',
      stack: logs,
      facts: {'logs.marked': {writer: 'web', storedAfterS: 4.2, wrong: [], error: ''}},
      expect: 'pass',
    },
    {
      when: 'it is late',
      stack: logs,
      facts: {'logs.marked': {writer: 'web', storedAfterS: 31, wrong: [], error: ''}},
      expect: 'warn',
    },
    {
      when: 'it gets lost',
      stack: logs,
      facts: {'logs.marked': {writer: 'web', wrong: [], error: 'Elasticsearch: HTTP 503'}},
      expect: 'fail',
      says: /HTTP 503/,
    },
    {when: 'nobody can write', stack: logs, facts: {'logs.marked': {writer: '', wrong: [], error: ''}}, expect: 'skip'},
  ],
  'kib.version': [
    {
      when: 'all are the same',
      stack: logs,
      facts: {'logs.versions': [version('elasticsearch', '9.2.0'), version('kibana', '9.2.0')]},
      expect: 'pass',
    },
    {
      when: 'Filebeat is older',
      stack: logs,
      facts: {'logs.versions': [version('elasticsearch', '8.19.5'), version('filebeat', '7.17.29')]},
      expect: 'info',
    },
    {
      when: 'Logstash is newer',
      stack: logs,
      facts: {'logs.versions': [version('elasticsearch', '8.19.5'), version('logstash', '8.20.0')]},
      expect: 'warn',
    },
    {
      when: 'Kibana is newer',
      stack: logs,
      facts: {'logs.versions': [version('elasticsearch', '8.11.0'), version('kibana', '8.15.0')]},
      expect: 'fail',
      says: /kibana 8\.15\.0 with Elasticsearch 8\.11\.0/,
    },
  ],
  'log.patterns': [
    {when: 'no word is found', facts: {'logs.patterns': {lines: 723, hits: []}}, expect: 'pass'},
    {when: 'no line was written', facts: {'logs.patterns': {lines: 0, hits: []}}, expect: 'unknown'},
    {
      when: 'a start wrote some',
      facts: {'logs.patterns': {lines: 723, hits: [{service: 'web', pattern: 'timeout', count: 2}]}},
      expect: 'info',
      says: /web timeout 2/,
    },
    {
      when: 'a store refuses for an hour',
      facts: {'logs.patterns': {lines: 2000, hits: [{service: 'web', pattern: 'refused', count: 420}]}},
      expect: 'warn',
      instance: 'web',
    },
    {
      when: 'an app panics',
      facts: {'logs.patterns': {lines: 723, hits: [{service: 'web', pattern: 'panic', count: 1}]}},
      expect: 'fail',
      says: /1 lines with "panic"/,
    },
  ],
  'log.format': [
    {
      when: 'all are JSON',
      facts: {'logs.format': [{app: 'web', lines: 200, json: 200, complete: 198}]},
      expect: 'pass',
    },
    {
      when: 'one has written little',
      facts: {'logs.format': [{app: 'web', lines: 3, json: 0, complete: 0}]},
      expect: 'unknown',
    },
    {
      when: 'some are not',
      facts: {'logs.format': [{app: 'web', lines: 200, json: 160, complete: 160}]},
      expect: 'info',
      says: /80 %/,
    },
    {
      when: 'most are not',
      facts: {'logs.format': [{app: 'web', lines: 200, json: 20, complete: 12}]},
      expect: 'warn',
      says: /6 %/,
    },
  ],
  'log.files': [
    {when: 'they rotate', facts: {'logs.files': [file]}, expect: 'pass', says: /22 MiB in all/},
    {
      when: 'one is not rotated',
      facts: {'logs.files': [{...file, bytes: 300 * 2 ** 20, largest: 300 * 2 ** 20, files: 1}]},
      expect: 'warn',
      instance: 'web',
      says: /300 MiB, in 1 files/,
    },
    {when: 'they take 20 GiB', facts: {'logs.files': [{...file, bytes: 20 * 2 ** 30}]}, expect: 'fail', says: /20 GiB/},
  ],
}
