/** Recorded from a demo stack with rules of a person’s own in overlay/rules/. */
import {FIXTURE_NOW, type Fixtures} from '../../fixture.js'

const series = {metrics: 214, down: [], waiting: [], missing: []}
const unknown = {metric: 'disk_free_bytes', rules: ['DiskSpaceHigh'], state: 'unknown'}
const finding = {
  id: 'promql/absolute-error-rate',
  severity: 'warning',
  file: 'overlay/rules/own.yaml',
  line: 5,
  message: {en: 'A rate per second is called a share', zh: '把每秒速率当作比例'},
  fix: {en: 'Divide by all requests.', zh: '除以总请求数。'},
}
const server = {answers: true, ready: 200, startedAt: FIXTURE_NOW - 3_600_000, publishedAt: []}
const rules = {rules: 206, groups: [], broken: [], waiting: 0}
const alert = (name: string, severity: string, state = 'firing') => ({
  name,
  state,
  severity,
  labels: {alertname: name, component: 'redis', instance: 'redis-exporter:9121'},
  summary: {en: `${name} of redis-exporter:9121`, zh: `redis-exporter:9121 的 ${name}`},
  since: FIXTURE_NOW - 600_000,
  checks: ['redis.up', 'compose.running'],
})
const watchdog = alert('Watchdog', 'info')
const firing = (...alerts: readonly object[]) => ({'prometheus.rules': {...rules, alerts: [watchdog, ...alerts]}})

export const fixtures: Fixtures = {
  'prom.rules-series': [
    {when: 'every metric is known', facts: {'alerting.series': series}, expect: 'pass', says: /214 metrics/},
    {
      when: 'the exporter of a metric is not in the stack',
      facts: {
        'alerting.series': {
          ...series,
          missing: [{metric: 'node_load1', rules: ['Busy'], state: 'missing', exporter: 'node-exporter'}],
        },
      },
      expect: 'warn',
      says: /node-exporter exports/,
    },
    {
      when: 'a name is unknown while a target is down',
      facts: {'alerting.series': {...series, down: ['app-web'], missing: [unknown]}},
      expect: 'warn',
      instance: 'disk_free_bytes',
    },
    {
      when: 'a stack has just started',
      facts: {'alerting.series': {...series, waiting: ['app-web'], missing: [unknown]}},
      expect: 'unknown',
      says: /app-web/,
    },
    {
      when: 'a name is misspelt',
      facts: {'alerting.series': {...series, missing: [{...unknown, near: 'node_filesystem_avail_bytes'}]}},
      expect: 'fail',
      says: /DiskSpaceHigh uses disk_free_bytes, which nothing exports \(node_filesystem_avail_bytes\?\)/,
    },
  ],
  'prom.rules-sane': [
    {when: 'there are none', facts: {'alerting.lint': {files: 0, findings: []}}, expect: 'pass'},
    {
      when: 'only a hint is given',
      facts: {'alerting.lint': {files: 1, findings: [{...finding, severity: 'info'}]}},
      expect: 'pass',
      says: /1 files/,
    },
    {
      when: 'a rate is called a percentage',
      facts: {'alerting.lint': {files: 1, findings: [finding]}},
      expect: 'warn',
      instance: 'overlay/rules/own.yaml:5',
    },
  ],
  'prom.watchdog': [
    {
      when: 'it has arrived',
      facts: {'prometheus.server': server, 'alertmanager.alerts': ['Watchdog']},
      expect: 'pass',
    },
    {
      when: 'Prometheus started half a minute ago',
      facts: {'prometheus.server': {...server, startedAt: FIXTURE_NOW - 30_000}, 'alertmanager.alerts': []},
      expect: 'unknown',
    },
    {
      when: 'nothing arrives',
      facts: {'prometheus.server': server, 'alertmanager.alerts': []},
      expect: 'fail',
      says: /does not have/,
    },
  ],
  'prom.firing': [
    {when: 'only Watchdog fires', facts: firing(), expect: 'pass', says: /None fires/},
    {
      when: 'one is pending',
      facts: firing(alert('RedisDown', 'critical', 'pending')),
      expect: 'pass',
      says: /waiting to: RedisDown/,
    },
    {when: 'a hint fires', facts: firing(alert('HostCpuBusy', 'info')), expect: 'info', instance: 'HostCpuBusy'},
    {
      when: 'a warning fires twice',
      facts: firing(alert('TargetDown', 'warning'), alert('TargetDown', 'warning')),
      expect: 'warn',
      instance: 'TargetDown',
      says: /\+ 1 more/,
    },
    {
      when: 'a critical one fires',
      facts: firing(alert('RedisDown', 'critical')),
      expect: 'fail',
      instance: 'RedisDown',
      observed: {severity: 'critical'},
    },
  ],
}
