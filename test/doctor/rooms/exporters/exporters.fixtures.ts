/** Recorded from a demo stack, with an exporter that was stopped and a job that was taken away. */
import type {Fixtures} from '../../fixture.js'

const redis = {service: 'redis-exporter', job: 'redis', answers: true, status: 200, ms: 26, reaches: true}
const sidecar = {service: 'gateway-metrics', job: 'gateway-metrics', answers: true, status: 200, ms: 4}
const jobs = [
  {job: 'prometheus', component: 'prometheus'},
  {job: 'redis', component: 'redis'},
]

export const fixtures: Fixtures = {
  'exp.up': [
    {when: 'all answer', facts: {'exporters.answers': [redis, sidecar]}, expect: 'pass', says: /2 exporters/},
    {
      when: 'one takes four seconds',
      facts: {'exporters.answers': [{...redis, ms: 4100}]},
      expect: 'warn',
      instance: 'redis-exporter',
      says: /4\.1 s/,
    },
    {when: 'there is none', facts: {'exporters.answers': []}, expect: 'skip'},
    {
      when: 'one hangs',
      facts: {
        'exporters.answers': [
          {service: 'redis-exporter', job: 'redis', answers: false, isLate: true, error: 'no answer in time', ms: 4502},
        ],
      },
      expect: 'warn',
      says: /within 4\.5 s/,
    },
    {
      when: 'one is stopped',
      facts: {
        'exporters.answers': [
          {service: 'redis-exporter', job: 'redis', answers: false, error: 'redis-exporter does not run', ms: 3},
        ],
      },
      expect: 'fail',
      instance: 'redis-exporter',
      says: /does not run/,
    },
    {
      when: 'its server is stopped',
      facts: {'exporters.answers': [sidecar, {...redis, reaches: false}]},
      expect: 'fail',
      instance: 'redis-exporter',
      says: /does not reach/,
    },
    {
      when: 'one answers 500',
      facts: {'exporters.answers': [{...redis, status: 500}]},
      expect: 'fail',
      says: /HTTP 500/,
    },
  ],
  'prom.targets-expected': [
    {
      when: 'every job is there',
      facts: {'exporters.jobs': jobs, 'prometheus.targets': {jobs: ['prometheus', 'redis'], targets: []}},
      expect: 'pass',
    },
    {
      when: 'a file of jobs was taken away',
      facts: {'exporters.jobs': jobs, 'prometheus.targets': {jobs: ['prometheus'], targets: []}},
      expect: 'fail',
      says: /redis/,
      observed: {missing: ['redis']},
    },
  ],
}
