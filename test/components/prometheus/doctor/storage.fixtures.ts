/** Recorded from a demo stack; sizes are those of a disk that is too small. */
import type {Fixtures} from '../../../doctor/fixture.js'

const GIB = 2 ** 30
const server = {answers: true, ready: 200, corruptions: 0, publishedAt: []}
const storage = {
  series: 5278,
  byMetric: [{name: 'prometheus_http_request_duration_seconds_bucket', value: 160}],
  blockBytes: 1.5 * GIB,
  volumeFreeBytes: 60 * GIB,
  volumeBytes: 250 * GIB,
}

export const fixtures: Fixtures = {
  'prom.cardinality': [
    {when: 'series are few', facts: {'prometheus.storage': storage}, expect: 'pass', says: /5,278 series/},
    {
      when: 'one metric has a label with a path',
      facts: {'prometheus.storage': {...storage, byMetric: [{name: 'http_requests_total', value: 48_211}]}},
      expect: 'warn',
      instance: 'http_requests_total',
      says: /48,211/,
    },
    {
      when: 'all together are more than a million',
      facts: {'prometheus.storage': {...storage, series: 1_200_000}},
      expect: 'warn',
      says: /1,200,000 series in all/,
    },
  ],
  'prom.storage': [
    {
      when: 'there is room',
      facts: {'prometheus.server': server, 'prometheus.storage': storage},
      expect: 'pass',
      says: /6\.5 GiB more, 60 GiB/,
    },
    {
      when: 'the disk is smaller than what may be kept',
      facts: {'prometheus.server': server, 'prometheus.storage': {...storage, volumeFreeBytes: 2 * GIB}},
      expect: 'warn',
      says: /2 GiB free/,
    },
    {
      when: 'blocks are corrupt',
      facts: {'prometheus.server': {...server, corruptions: 2}, 'prometheus.storage': storage},
      expect: 'fail',
      says: /2 corruptions/,
    },
  ],
}
