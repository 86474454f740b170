import {describe, expect, test} from 'vitest'

import {checks} from '../../src/lint/checks.js'
import {alert, judge, panel} from './judge.js'

type Files = string | Readonly<Record<string, string>>

const prom = (rest: string) => `global: {scrape_interval: 15s, evaluation_interval: 30s}\n${rest}`
const job = (target: string) => prom(`scrape_configs: [{job_name: a, static_configs: [{targets: ['${target}']}]}]`)
const compose = (service: string) =>
  `services:\n  prometheus:\n    image: prom/prometheus\n    volumes: ['./p.yml:/etc/prometheus/prometheus.yml']\n${service}`
const am = (rest: string, receiver = '{name: mail}') => `route: {receiver: mail}\nreceivers: [${receiver}]\n${rest}`
const beat = (input: string, rest = '') => `filebeat.inputs:\n  - ${input}\n${rest}`
const es = 'services:\n  es:\n    image: elasticsearch:8.11.0\n    environment: [xpack.security.enabled=false]\n'
const kibana = (attributes: object, rest: object = {}) =>
  JSON.stringify({id: 'a', type: 'dashboard', attributes, ...rest})
const target = (expr: string) => ({targets: [{expr}]})
const pair = (severity: string) => `{alert: A, expr: x > 1, labels: {severity: ${severity}}}`
const inhibit =
  'inhibit_rules: [{source_matchers: [severity="critical"], target_matchers: [severity="warning"], equal: [alertname]}]'

/** Per check: files in which it finds something, and files that are alike but fine. */
const cases: Readonly<Record<string, {readonly bad: Files; readonly good: Files}>> = {
  'rules/no-groups': {bad: 'rules: [{alert: A, expr: x > 1}]', good: alert('x > 1')},
  'rules/duplicate-group': {
    bad: 'groups: [{name: a, rules: []}, {name: a, rules: []}]',
    good: 'groups: [{name: a, rules: []}, {name: b, rules: []}]',
  },
  'rules/duplicate-rule': {
    bad: `groups: [{name: a, rules: [${pair('info')}, ${pair('info')}]}]`,
    good: `groups: [{name: a, rules: [${pair('info')}, ${pair('critical')}]}]`,
  },
  'rules/bad-duration': {bad: alert('x > 1', {for: '5 minutes'}), good: alert('x > 1', {for: '1h30m'})},
  'rules/unknown-key': {bad: alert('x > 1', {anotations: {}}), good: alert('x > 1', {keep_firing_for: '5m'})},
  'rules/no-severity': {bad: alert('x > 1', {labels: {}}), good: alert('x > 1')},
  'rules/no-runbook': {bad: alert('x > 1', {annotations: {}}), good: alert('x > 1')},
  'rules/unknown-template-field': {
    bad: alert('x > 1', {annotations: {a: '{{ $label.job }}'}}),
    good: alert('x > 1', {
      annotations: {a: '{{ $labels.job }} {{ range query "x" }}{{ .Foo }}{{ end }}{{ $v := 1 }}{{ $v }}'},
    }),
  },
  'rules/label-dropped': {
    bad: alert('sum by (job) (x) > 1', {annotations: {a: '{{ $labels.instance }}'}}),
    good: alert('sum by (job) (x) > 1 or y > 1', {annotations: {a: '{{ $labels.job }} {{ $labels.instance }}'}}),
  },
  'rules/broken-template': {
    bad: alert('x > 1', {annotations: {a: '{{ $value'}}),
    good: alert('x > 1', {annotations: {a: '{{ $value }}'}}),
  },
  'rules/wrong-unit': {
    bad: alert('a / b * 100 > 90', {annotations: {a: '{{ $value | humanizePercentage }}'}}),
    good: alert('a / b > 0.9', {annotations: {a: '{{ $value | humanizePercentage }}'}}),
  },
  'rules/no-comparison': {bad: alert('x'), good: alert('vector(1)')},
  'rules/absent-without-for': {bad: alert('absent(x)'), good: alert('absent(x)', {for: '5m'})},
  'rules/over-time-with-for': {
    bad: alert('avg_over_time(x[1h]) > 5', {for: '1h'}),
    good: alert('x > avg_over_time(x[1h]) * 1.2 unless min_over_time(y[1h]) == 0', {for: '1h'}),
  },
  'rules/double-window': {
    bad: alert('increase(x_total[1m]) > 10', {for: '1m'}),
    good: alert('increase(x_total[10m]) > 10', {for: '1m'}),
  },
  'rules/for-too-short': {
    bad: {'p.yml': job('localhost:1'), 'r.yml': alert('x > 1', {for: '30s'})},
    good: {'p.yml': job('localhost:1'), 'r.yml': alert('x > 1', {for: '1m'})},
  },
  'rules/up-without-absent': {
    bad: alert('up == 0'),
    good: {'a.yml': alert('up == 0'), 'b.yml': alert('absent(up{job="a"})', {for: '5m'})},
  },
  'rules/no-watchdog': {
    bad: {'p.yml': job('localhost:1'), 'r.yml': alert('x > 1')},
    good: {'p.yml': job('localhost:1'), 'r.yml': alert('x > 1'), 'w.yml': alert('vector(1)')},
  },
  'promql/syntax': {bad: alert('sum(x'), good: alert('sum(x) > 1')},
  'promql/made-up-metric': {
    bad: alert('disk_free_bytes < 1'),
    good: alert('node_filesystem_avail_bytes{fstype="ext4"} < 1'),
  },
  'promql/unknown-metric': {bad: alert('shop_lag > 1'), good: alert('shop_lag_seconds > 1 or shop_something_else > 1')},
  'promql/unknown-label': {
    bad: alert('shop_queue_length{granted="f"} > 1'),
    good: alert('shop_queue_length{queue="a", namespace="b", other!="c"} > 1'),
  },
  'promql/compared-per-series': {
    bad: alert('pg_stat_activity_count > 80'),
    good: alert('sum by (instance) (pg_stat_activity_count) > 80'),
  },
  'promql/filesystem-unfiltered': {
    bad: alert('node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1'),
    good: alert('node_filesystem_avail_bytes{fstype!="tmpfs"} / node_filesystem_size_bytes < 0.1'),
  },
  'promql/bad-regex': {bad: alert('x{a=~"(b"} > 1'), good: alert('x{a=~"(?i)(b|c)"} > 1')},
  'promql/regex-with-equals': {bad: alert('x{status="5.."} > 1'), good: alert('x{status=~"5..", path="/a.b"} > 1')},
  'promql/info-metric-zero': {bad: alert('shop_build_info == 0'), good: alert('shop_build_info == 1')},
  'promql/irate-in-alert': {bad: alert('irate(x_total[5m]) > 1'), good: alert('rate(x_total[5m]) > 1')},
  'promql/rate-on-gauge': {
    bad: alert('rate(shop_queue_length[5m]) > 1'),
    good: alert('rate(shop_orders_total[5m]) > 1'),
  },
  'promql/deriv-on-counter': {
    bad: alert('delta(shop_orders_total[5m]) > 1'),
    good: alert('delta(shop_queue_length[5m]) > 1'),
  },
  'promql/rate-or-rate': {
    bad: alert('(rate(a_total[5m]) or rate(b_total[5m])) > 0'),
    good: alert('rate(a_total[5m]) > 0 or rate(b_total[5m]) > 0'),
  },
  'promql/range-too-short': {
    bad: {'p.yml': job('localhost:1'), 'r.yml': alert('rate(x_total[30s]) > 1')},
    good: {'p.yml': job('localhost:1'), 'r.yml': alert('rate(x_total[1m]) > 1')},
  },
  'promql/absolute-error-rate': {
    bad: alert('sum by (job) (rate(http_requests_total{status=~"5.."}[5m])) > 0.1'),
    good: alert('sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.1'),
  },
  'promql/raw-counter': {bad: alert('shop_orders_total > 100'), good: alert('increase(shop_orders_total[1h]) > 100')},
  'promql/division-by-unlimited': {
    bad: alert('redis_memory_used_bytes / redis_memory_max_bytes > 0.9'),
    good: alert('redis_memory_used_bytes / redis_memory_max_bytes > 0.9 and redis_memory_max_bytes > 0'),
  },
  'promql/ratio-without-guard': {
    bad: alert('sum(rate(e_total[5m])) / sum(rate(a_total[5m])) > 0.1'),
    good: alert('sum(rate(e_total[5m])) / sum(rate(a_total[5m])) > 0.1 and sum(rate(a_total[5m])) > 1'),
  },
  'promql/compared-with-nan': {bad: alert('x == NaN'), good: alert('x != NaN')},
  'promql/quantile-not-aggregated': {
    bad: alert('histogram_quantile(0.9, rate(http_request_seconds_bucket[5m])) > 1'),
    good: alert('histogram_quantile(0.9, rate(disk_fsync_seconds_bucket[5m])) > 1'),
  },
  'promql/quantile-without-le': {
    bad: alert('histogram_quantile(0.9, sum by (job) (rate(a_bucket[5m]))) > 1'),
    good: alert('histogram_quantile(0.9, sum by (job) (rate(native_histogram[5m]))) > 1'),
  },
  'promql/impossible-matching': {
    bad: alert('sum by (job) (a) / b > 1'),
    good: alert('sum by (job) (a) / on (job) group_left () sum by (job) (b) > 1'),
  },
  'promql/fragile-topk': {bad: alert('topk(3, x) > 1'), good: alert('topk by (job) (1, x) > 1')},
  'prometheus/rule-file-not-mounted': {
    bad: {'p.yml': prom('rule_files: [rules/*.yml]'), 'c.yml': compose('')},
    good: {'p.yml': prom('rule_files: [prometheus.yml, /etc/prometheus/prometheus.yml]'), 'c.yml': compose('')},
  },
  'prometheus/target-without-service': {
    bad: {'p.yml': job('node:9100'), 'c.yml': compose('')},
    good: {'p.yml': job('node:9100'), 'c.yml': compose('  exporter: {image: node, container_name: node}')},
  },
  'prometheus/alertmanager-without-service': {
    bad: {
      'p.yml': prom('alerting: {alertmanagers: [{static_configs: [{targets: [am:9093]}]}]}'),
      'c.yml': compose(''),
    },
    good: {
      'p.yml': prom('alerting: {alertmanagers: [{static_configs: [{targets: [am:9093]}]}]}'),
      'c.yml': compose('  am: {image: prom/alertmanager}'),
    },
  },
  'prometheus/duplicate-job': {
    bad: 'scrape_configs: [{job_name: a}, {job_name: a}]',
    good: 'scrape_configs: [{job_name: a}, {job_name: b}]',
  },
  'prometheus/timeout-over-interval': {
    bad: prom('scrape_configs: [{job_name: a, scrape_timeout: 30s}]'),
    good: prom('scrape_configs: [{job_name: a, scrape_timeout: 10s}]'),
  },
  'prometheus/no-alertmanager': {
    bad: prom('rule_files: [a.yml]'),
    good: prom('rule_files: [a.yml]\nalerting: {alertmanagers: []}'),
  },
  'alertmanager/unknown-field': {
    bad: am('', '{name: mail, email_configs: [{to: a, subject: b}]}'),
    good: am('', '{name: mail, email_configs: [{to: a, headers: {Subject: b}}]}'),
  },
  'alertmanager/inline-secret': {
    bad: am('global: {smtp_auth_password: abc}'),
    good: am('global: {smtp_auth_password_file: /run/secrets/smtp}'),
  },
  'alertmanager/sample-receiver': {bad: am('', '{name: web.hook}'), good: am('', '{name: mail}')},
  'alertmanager/email-without-resolved': {
    bad: am('', '{name: mail, email_configs: [{to: a}]}'),
    good: am('', '{name: mail, email_configs: [{to: a, send_resolved: true}]}'),
  },
  'alertmanager/channel-promised': {
    bad: am('', '{name: dingtalk, email_configs: [{to: a}]}'),
    good: am('', '{name: dingtalk, webhook_configs: [{url: "https://oapi.dingtalk.com/robot/send"}]}'),
  },
  'alertmanager/deprecated-match': {
    bad: 'route: {receiver: mail, routes: [{match: {a: b}}]}\nreceivers: [{name: mail}]',
    good: 'route: {receiver: mail, routes: [{matchers: [a="b"]}]}\nreceivers: [{name: mail}]',
  },
  'alertmanager/short-timers': {
    bad: 'route: {receiver: mail, group_interval: 10s}\nreceivers: [{name: mail}]',
    good: 'route: {receiver: mail, group_wait: 10s, group_interval: 5m}\nreceivers: [{name: mail}]',
  },
  'alertmanager/frequent-repeat': {
    bad: 'route: {receiver: mail, repeat_interval: 1h}\nreceivers: [{name: mail}]',
    good: 'route: {receiver: mail, repeat_interval: 12h, routes: [{repeat_interval: 1h}]}\nreceivers: [{name: mail}]',
  },
  'alertmanager/unknown-receiver': {
    bad: 'route: {receiver: mail, routes: [{receiver: pager}]}\nreceivers: [{name: mail}]',
    good: 'route: {receiver: mail, routes: [{receiver: mail}]}\nreceivers: [{name: mail}]',
  },
  'alertmanager/inhibition-never-matches': {
    bad: {'a.yml': am(inhibit), 'r.yml': `groups: [{name: a, rules: [${pair('warning')}]}]`},
    good: {'a.yml': am(inhibit), 'r.yml': `groups: [{name: a, rules: [${pair('warning')}, ${pair('critical')}]}]`},
  },
  'alertmanager/inhibition-missing-label': {
    bad: {'a.yml': am(inhibit.replace('alertname', 'cluster')), 'r.yml': alert('x > 1')},
    good: {'a.yml': am(inhibit.replace('alertname', 'job')), 'r.yml': alert('x > 1')},
  },
  'compose/elasticsearch-open': {bad: `${es}    ports: ['9200:9200']`, good: `${es}    ports: ['127.0.0.1:9200:9200']`},
  'compose/kibana-open': {
    bad: `${es}  kibana: {image: kibana:8.11.0, ports: ['5601:5601']}`,
    good: `${es}  kibana: {image: kibana:8.11.0}`,
  },
  'compose/short-retention': {
    bad: 'services: {prometheus: {image: prom/prometheus, command: [--storage.tsdb.retention.time=200h]}}',
    good: 'services: {prometheus: {image: prom/prometheus, command: [--storage.tsdb.retention.time=45d]}}',
  },
  'compose/dashboards-without-provider': {
    bad: "services: {grafana: {image: grafana/grafana, volumes: ['./d:/etc/grafana/provisioning/dashboards']}}",
    good: {
      'c.yml': "services: {grafana: {image: grafana/grafana, volumes: ['./d:/etc/grafana/provisioning/dashboards']}}",
      'p.yml': 'apiVersion: 1\nproviders: [{name: a, type: file}]',
    },
  },
  'grafana/api-wrapper': {bad: `{"dashboard": ${panel({})}}`, good: panel({})},
  'grafana/removed-panel': {bad: panel({type: 'graph'}), good: panel({type: 'stat'})},
  'grafana/dead-option': {bad: panel({thresholds: '1,5'}), good: panel({options: {}})},
  'grafana/heatmap-of-quantile': {
    bad: panel({type: 'heatmap', ...target('histogram_quantile(0.9, sum by (le) (rate(a_bucket[$__rate_interval])))')}),
    good: panel({type: 'heatmap', ...target('sum by (le) (rate(a_bucket[$__rate_interval]))')}),
  },
  'grafana/no-unit': {bad: panel({fieldConfig: {}, ...target('x')}), good: panel(target('x'))},
  'grafana/fixed-range': {
    bad: panel(target('rate(x_total{job="$job"}[5m])')),
    good: panel(target('rate(x_total{job="$job"}[$__rate_interval])')),
  },
  'grafana/no-uid': {bad: '{"title": "a", "panels": []}', good: panel({})},
  'grafana/no-variables': {bad: '{"title": "a", "panels": []}', good: panel({})},
  'filebeat/docker-input': {
    bad: beat("{type: docker, containers.ids: ['*']}"),
    good: beat('{type: filestream, id: a}'),
  },
  'filebeat/log-input': {bad: beat('{type: log}'), good: beat('{type: filestream, id: a}')},
  'filebeat/container-input': {bad: beat('{type: container}'), good: beat('{type: filestream, id: a}')},
  'filebeat/filestream-without-id': {bad: beat('{type: filestream}'), good: beat('{type: filestream, id: a}')},
  'filebeat/multiline-on-json': {
    bad: {
      'f.yml': beat("{type: log, multiline.pattern: '^\\d{4}-'}"),
      'l.conf': 'filter {\n  json { source => "message" }\n}',
    },
    good: {'f.yml': beat("{type: log, multiline.pattern: '^\\d{4}-'}"), 'l.conf': 'filter {\n  grok { }\n}'},
  },
  'filebeat/index-without-template': {
    bad: beat('{type: filestream, id: a}', 'output.elasticsearch: {index: a}'),
    good: beat('{type: filestream, id: a}', 'output.elasticsearch: {index: a}\nsetup.template: {name: a, pattern: a}'),
  },
  'filebeat/field-not-ecs': {
    bad: beat('{type: filestream, id: a, fields: {service: b}, fields_under_root: true}'),
    good: beat('{type: filestream, id: a, fields: {service: b}}'),
  },
  'filebeat/output-differs-from-diagram': {
    bad: {
      'f.yml': beat('{type: filestream, id: a}', 'output.elasticsearch: {}'),
      'd.md': 'graph LR\nFilebeat --> Fluentd',
    },
    good: {
      'f.yml': beat('{type: filestream, id: a}', 'output.logstash: {}'),
      'd.md': 'graph LR\nFilebeat[x] --> Logstash',
    },
  },
  'logstash/feedback-loop': {
    bad: {'l.conf': 'output {\n stdout { }\n}', 'f.yml': beat("{type: docker, containers.ids: ['*']}")},
    good: {'l.conf': 'output {\n stdout { }\n}', 'f.yml': beat('{type: filestream, id: a, paths: [/var/log/a.log]}')},
  },
  'logstash/stdout-output': {
    bad: 'output {\n stdout { codec => rubydebug }\n}',
    good: 'output {\n if [debug] { stdout { } }\n}',
  },
  'logstash/message-lost': {
    bad: 'filter {\n json { source => "message" }\n mutate { remove_field => ["message"] }\n}',
    good: 'filter {\n json { source => "message" remove_field => ["message"] }\n if "_jsonparsefailure" not in [tags] { mutate { remove_field => ["message"] } }\n}',
  },
  'logstash/daily-index': {
    bad: 'output {\n elasticsearch { index => "a-%{+YYYY.MM.dd}" }\n}',
    good: 'output {\n elasticsearch { data_stream => true }\n}',
  },
  'logstash/obsolete-ssl-option': {
    bad: 'output {\n elasticsearch { cacert => "/a" }\n}',
    good: 'output {\n elasticsearch { ssl_certificate_authorities => ["/a"] }\n}',
  },
  'logstash/field-not-ecs': {
    bad: 'filter {\n if [service] == "a" { json { source => "message" } }\n}',
    good: 'filter {\n if [service][name] == "a" or [log][level] == "b" { json { source => "message" } }\n}',
  },
  'kibana/legacy-export': {bad: '{"version": "8.0.0", "objects": []}', good: kibana({title: 'a'})},
  'kibana/unknown-panel': {
    bad: kibana({panelsJSON: '[{"type": "pie"}]'}),
    good: kibana({panelsJSON: '[{"type": "lens"}]'}),
  },
  'kibana/missing-reference': {
    bad: kibana({panelsJSON: '[{"panelRefName": "p0"}]'}),
    good: kibana({panelsJSON: '[{"panelRefName": "p0"}]'}, {references: [{name: 'p0', id: 'x', type: 'lens'}]}),
  },
  'kibana/other-version': {
    bad: {
      'k.json': '{"version": "7.1.0", "objects": []}',
      'c.yml': 'services: {k: {image: docker.elastic.co/kibana/kibana:8.11.0}}',
    },
    good: {
      'k.json': '{"version": "8.1.0", "objects": []}',
      'c.yml': 'services: {k: {image: docker.elastic.co/kibana/kibana:8.11.0}}',
    },
  },
  'kibana/field-not-ecs': {
    bad: kibana({query: 'level: error'}),
    good: kibana({query: 'log.level: error'}),
  },
}

function idsIn(files: Files, id: string): readonly string[] {
  const extension = id.startsWith('logstash/') ? 'conf' : 'yml'
  const named = typeof files === 'string' ? {[`file.${extension}`]: files} : files
  return judge(named).map((finding) => finding.id)
}

describe.each(checks.map(({id}) => id))('%s', (id) => {
  test('finds what it is for', () => {
    expect(idsIn(cases[id]?.bad ?? '', id)).toContain(id)
  })

  test('leaves the like of it alone', () => {
    const ids = idsIn(cases[id]?.good ?? '', id)
    expect(ids).not.toContain(id)
    expect(ids).not.toContain('file/syntax')
  })
})

test('every check is told by one id, in both languages', () => {
  expect(new Set(checks.map(({id}) => id)).size).toBe(checks.length)
  expect(Object.keys(cases).toSorted()).toEqual(checks.map(({id}) => id).toSorted())
  const texts = checks.flatMap(({id, title, why}) => [`${id} ${title.zh}`, `${id} ${why.zh}`])
  expect(texts.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([])
})
