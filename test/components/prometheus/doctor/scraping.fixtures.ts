/** Recorded from /api/v1 of a demo stack, with targets and rules that were broken in it. */
import type {Fixtures} from '../../../doctor/fixture.js'

const target = {
  job: 'redis',
  instance: 'redis-exporter:9121',
  service: 'redis-exporter',
  health: 'up',
  lastError: '',
  tookS: 0.0259,
  timeoutS: 10,
}
const DOWN = {
  health: 'down',
  lastError: 'Get "http://redis-exporter:9121/metrics": dial tcp: lookup redis-exporter: i/o timeout',
}
const app = {...target, job: 'app-web', instance: '172.24.0.8:8080', service: 'web'}
const scraped = (targets: readonly object[], jobs = ['app-web', 'redis']) => ({'prometheus.targets': {jobs, targets}})

const group = {name: 'redis', file: 'redis.yaml', intervalS: 15, tookS: 0.0011}
const rules = {rules: 206, groups: [group], broken: [], waiting: 0, alerts: []}

export const fixtures: Fixtures = {
  'prom.targets': [
    {when: 'all are up', facts: scraped([target, app]), expect: 'pass', says: /2 targets in 2 jobs/},
    {
      when: 'one was never read yet',
      facts: scraped([target, {...app, health: 'unknown'}]),
      expect: 'pass',
      says: /1 wait/,
    },
    {when: 'none was read yet', facts: scraped([{...target, health: 'unknown'}]), expect: 'unknown'},
    {
      when: 'an exporter is gone',
      facts: scraped([{...target, ...DOWN}, app]),
      expect: 'fail',
      instance: 'redis-exporter',
      says: /redis: 1 of 1 down: Get/,
    },
    {
      when: 'an app has no container',
      facts: scraped([target]),
      expect: 'fail',
      instance: 'web',
      says: /no target is found/,
    },
    {
      when: 'one of two replicas is down',
      facts: scraped([target, app, {...app, instance: '172.24.0.9:8080', ...DOWN}]),
      expect: 'warn',
      instance: 'web',
      says: /1 of 2 down/,
    },
    {
      when: 'a target of the person’s own is down',
      facts: scraped([{...target, job: 'targets', service: 'nas.lan', ...DOWN}], ['targets']),
      expect: 'warn',
      instance: 'nas.lan',
    },
  ],
  'prom.rules-health': [
    {when: 'all are evaluated', facts: {'prometheus.rules': rules}, expect: 'pass', says: /206 rules in 1 groups/},
    {when: 'none was evaluated yet', facts: {'prometheus.rules': {...rules, waiting: 206}}, expect: 'unknown'},
    {
      when: 'a group takes 13 of its 15 seconds',
      facts: {'prometheus.rules': {...rules, groups: [{...group, tookS: 13}]}},
      expect: 'warn',
      says: /87 % of its 15 s/,
    },
    {
      when: 'a rule joins series that do not match one to one',
      facts: {
        'prometheus.rules': {
          ...rules,
          broken: [
            {
              rule: 'DmBroken',
              file: 'overlay-own.yaml',
              error: 'found duplicate series for the match group {} on the right hand-side of the operation',
            },
          ],
        },
      },
      expect: 'fail',
      instance: 'DmBroken',
      says: /duplicate series/,
    },
  ],
  'prom.alertmanagers': [
    {
      when: 'one takes all alerts',
      facts: {'prometheus.delivery': {active: ['http://alertmanager:9093/api/v2/alerts'], errors: 0, dropped: 0}},
      expect: 'pass',
    },
    {
      when: 'Alertmanager was stopped',
      facts: {'prometheus.delivery': {active: ['http://alertmanager:9093/api/v2/alerts'], errors: 3.2, dropped: 0}},
      expect: 'warn',
      says: /3 alerts/,
    },
    {when: 'none is configured', facts: {'prometheus.delivery': {active: []}}, expect: 'fail', says: /no Alertmanager/},
  ],
}
