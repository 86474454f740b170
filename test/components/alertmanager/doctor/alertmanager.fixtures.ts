/** Recorded from Alertmanager 0.33 and amtool, of a stack whose receivers were broken one after the other. */
import {FIXTURE_NOW, type Fixtures} from '../../../doctor/fixture.js'

const server = {answers: true, status: 200, version: '0.33.1', cluster: 'disabled'}
const RUNNING = '4f1c0a95cea12d0c0a95cea12d0c0a95cea12d0c0a95cea12d0c0a95cea12d0c'
const config = {exitCode: 0, problems: [], deprecated: [], critical: ['ops'], running: RUNNING, rendered: RUNNING}
const HOUR_MS = 3_600_000
const receivers = [{name: 'ops', type: 'webhook', samples: []}]
const silence = {id: '0b1c2d3e-0000-4000-8000-000000000000', matchers: ['alertname="RedisDown"'], wide: false}

export const fixtures: Fixtures = {
  'am.up': [
    {when: 'it answers', facts: {'alertmanager.server': server}, expect: 'pass', says: /0\.33\.1/},
    {when: 'its cluster settles', facts: {'alertmanager.server': {...server, cluster: 'settling'}}, expect: 'warn'},
    {
      when: 'it is stopped',
      facts: {'alertmanager.server': {answers: false, error: 'alertmanager does not run'}},
      expect: 'fail',
      says: /does not run/,
    },
    {
      when: 'its password is another',
      facts: {'alertmanager.server': {...server, status: 401}},
      expect: 'fail',
      says: /401/,
    },
  ],
  'am.config': [
    {when: 'amtool takes it and it runs', facts: {'alertmanager.config': config}, expect: 'pass'},
    {
      when: 'it uses keys of old',
      facts: {'alertmanager.config': {...config, deprecated: ['match_re']}},
      expect: 'warn',
      says: /match_re/,
    },
    {
      when: 'the file was changed since',
      facts: {'alertmanager.config': {...config, rendered: `aa${RUNNING.slice(2)}`}},
      expect: 'warn',
      says: /on disk is aa1c0a95cea1/,
    },
    {
      when: 'email has a subject',
      facts: {
        'alertmanager.config': {
          ...config,
          exitCode: 1,
          problems: ['yaml: unmarshal errors:', 'line 8: field subject not found in type config.plain'],
        },
      },
      expect: 'fail',
      says: /field subject not found/,
    },
  ],
  'am.receivers-real': [
    {when: 'a webhook is real', facts: {'alertmanager.receivers': receivers}, expect: 'pass', says: /ops \(webhook\)/},
    {
      when: 'nobody is named in development',
      stack: {environment: 'development'},
      facts: {'alertmanager.receivers': []},
      expect: 'info',
    },
    {
      when: 'an address is an example in development',
      stack: {environment: 'development'},
      facts: {'alertmanager.receivers': [{name: 'ops', type: 'email', samples: ['to']}]},
      expect: 'warn',
      instance: 'ops',
      says: /sample in to/,
    },
    {
      when: 'nobody is named in production',
      stack: {environment: 'production'},
      facts: {'alertmanager.receivers': []},
      expect: 'fail',
    },
  ],
  'am.routes': [
    {
      when: 'critical goes to a receiver',
      facts: {'alertmanager.config': config, 'alertmanager.receivers': receivers},
      expect: 'pass',
      says: /ops/,
    },
    {
      when: 'there is no receiver',
      facts: {'alertmanager.config': {...config, critical: ['none']}, 'alertmanager.receivers': []},
      expect: 'skip',
    },
    {
      when: 'critical goes only to who waits for the watchdog',
      stack: {
        alerting: {receivers: {dead: {type: 'webhook'}}, watchdog: 'dead', routes: [{receivers: ['dead']}]},
      },
      facts: {'alertmanager.config': {...config, critical: ['dead']}, 'alertmanager.receivers': receivers},
      expect: 'warn',
      says: /dead alone/,
    },
    {
      when: 'no route takes critical',
      facts: {'alertmanager.config': {...config, critical: ['none']}, 'alertmanager.receivers': receivers},
      expect: 'fail',
      says: /nobody/,
    },
  ],
  'am.notify': [
    {
      when: 'nothing was sent',
      facts: {'alertmanager.notifications': {receivers: [], refusals: {}}},
      expect: 'pass',
      says: /^0 messages/,
    },
    {
      when: 'one of four attempts failed',
      facts: {
        'alertmanager.notifications': {
          receivers: [{receiver: 'ops', integration: 'webhook', requests: 4, failed: 1}],
          refusals: {},
        },
      },
      expect: 'warn',
      instance: 'ops',
      says: /1 of 4/,
    },
    {
      when: 'nothing listens at the receiver',
      facts: {
        'alertmanager.notifications': {
          receivers: [{receiver: 'ops', integration: 'webhook', requests: 13.2, failed: 13.2}],
          refusals: {ops: 'dial tcp 172.17.0.1:24599: connect: connection refused'},
        },
      },
      expect: 'fail',
      instance: 'ops',
      says: /connection refused/,
    },
  ],
  'am.test-alert': [
    {
      when: 'it is taken',
      facts: {'alertmanager.test': [{receiver: 'ops', delivered: true, seconds: 1.4, reason: ''}]},
      stack: {alerting: {receivers: {ops: {type: 'webhook'}}}},
      expect: 'pass',
      says: /ops \(1\.4 s\)/,
    },
    {
      when: 'the receiver refuses',
      facts: {
        'alertmanager.test': [{receiver: 'ops', delivered: false, seconds: 60, reason: 'unexpected status code 404'}],
      },
      stack: {alerting: {receivers: {ops: {type: 'webhook'}}}},
      expect: 'fail',
      says: /404/,
    },
  ],
  'am.silences': [
    {when: 'none holds', facts: {'alertmanager.silences': []}, expect: 'pass'},
    {
      when: 'one holds for two hours',
      facts: {'alertmanager.silences': [{...silence, endsAt: FIXTURE_NOW + 2 * HOUR_MS}]},
      expect: 'pass',
      says: /2 more hours/,
    },
    {
      when: 'one holds for a month',
      facts: {'alertmanager.silences': [{...silence, endsAt: FIXTURE_NOW + 720 * HOUR_MS}]},
      expect: 'warn',
      instance: '0b1c2d3e',
      says: /30 more days/,
    },
    {
      when: 'one hides every critical alert',
      facts: {
        'alertmanager.silences': [
          {...silence, wide: true, matchers: ['severity="critical"'], endsAt: FIXTURE_NOW + HOUR_MS},
        ],
      },
      expect: 'warn',
      says: /every alert of its kind/,
    },
  ],
}
