/** Recorded from Prometheus 3.5 of a demo stack, with what was changed in it to break it. */
import {FIXTURE_NOW, type Fixtures} from '../../../doctor/fixture.js'

const RUNNING = 'd0c0a95cea12d0c0a95cea12d0c0a95cea12d0c0a95cea12d0c0a95cea12d0c0'
const OTHER = '77aa00000000d0c0a95cea12d0c0a95cea12d0c0a95cea12d0c0a95cea12d0c0'
const server = {
  answers: true,
  ready: 200,
  startedAt: FIXTURE_NOW - 3_600_000,
  reloadOk: true,
  running: RUNNING,
  rendered: RUNNING,
  corruptions: 0,
  lifecycleApi: false,
  adminApi: false,
  anonymous: 401,
  publishedAt: ['127.0.0.1'],
}
const replaying = {answers: true, ready: 503, replay: {min: 0, max: 40, current: 10}, publishedAt: ['127.0.0.1']}
const config = {exitCode: 0, problems: [], duplicates: false}

export const fixtures: Fixtures = {
  'prom.ready': [
    {when: 'it serves', facts: {'prometheus.server': server}, expect: 'pass', says: /200/},
    {when: 'it replays its log', facts: {'prometheus.server': replaying}, expect: 'warn', says: /25 %/},
    {
      when: 'it is stopped',
      facts: {'prometheus.server': {answers: false, error: 'connect ECONNREFUSED 172.24.0.12:9090'}},
      expect: 'fail',
      says: /ECONNREFUSED/,
    },
    {
      when: 'it is ending',
      facts: {'prometheus.server': {answers: true, ready: 503, publishedAt: []}},
      expect: 'fail',
      says: /503/,
    },
  ],
  'prom.config': [
    {when: 'promtool takes it', facts: {'prometheus.config': config}, expect: 'pass'},
    {
      when: 'a group is there twice',
      facts: {'prometheus.config': {...config, duplicates: true, problems: ['1 duplicate rule(s) found.']}},
      expect: 'warn',
      says: /twice/,
    },
    {
      when: 'a rule has a syntax error',
      facts: {
        'prometheus.config': {
          ...config,
          exitCode: 1,
          problems: [
            '/etc/prometheus/rules.d/own.yaml: 5:15: group "own", rule 0, "Broken": could not parse expression: 1:6: parse error: unclosed left parenthesis',
          ],
        },
      },
      expect: 'fail',
      says: /unclosed left parenthesis/,
    },
  ],
  'prom.reload': [
    {when: 'it runs what is on disk', facts: {'prometheus.server': server}, expect: 'pass'},
    {
      when: 'a file was changed since',
      facts: {'prometheus.server': {...server, rendered: OTHER}},
      expect: 'warn',
      says: /d0c0a95cea12, on disk is 77aa00000000/,
    },
    {
      when: 'the last reload was refused',
      facts: {'prometheus.server': {...server, reloadOk: false}},
      expect: 'fail',
      says: /older configuration/,
    },
    {when: 'it still replays its log', facts: {'prometheus.server': replaying}, expect: 'unknown'},
  ],
  'prom.lifecycle': [
    {when: 'it demands a log-in', facts: {'prometheus.server': server}, expect: 'pass'},
    {
      when: 'it answers everybody on this host',
      facts: {'prometheus.server': {...server, anonymous: 200}},
      expect: 'warn',
      says: /without a log-in/,
    },
    {
      when: 'everybody may stop it from outside',
      facts: {'prometheus.server': {...server, anonymous: 200, lifecycleApi: true, publishedAt: ['0.0.0.0']}},
      expect: 'fail',
      says: /web\.enable-lifecycle.*0\.0\.0\.0/,
    },
  ],
}
