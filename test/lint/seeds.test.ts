import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import {loadMetrics} from '../../src/lint/known-metrics.js'
import {lint, readLintFile} from '../../src/lint/lint.js'

const folder = join(import.meta.dirname, 'seeds')
const files = readdirSync(folder).flatMap(
  (path) => readLintFile({path, text: readFileSync(join(folder, path), 'utf8')}) ?? [],
)
const found = lint(files, loadMetrics())

/** What is wrong with configs as they go round: number, what it is, and the findings `file id` that name it. */
const seeds: readonly (readonly [number, string, readonly string[]])[] = [
  [1, 'errors a second instead of a ratio', ['stack-rules.yml promql/absolute-error-rate']],
  [2, 'a quantile per label combination', ['stack-rules.yml promql/quantile-not-aggregated']],
  [3, 'connections that no exporter counts', ['stack-rules.yml promql/made-up-metric']],
  [4, 'backends compared per combination', ['stack-rules.yml promql/compared-per-series']],
  [5, 'division by a maximum of 0', ['stack-rules.yml promql/division-by-unlimited']],
  [6, 'disk metrics that nobody exports', ['stack-rules.yml promql/made-up-metric']],
  [7, 'disk space of tmpfs and images', ['stack-rules.yml promql/filesystem-unfiltered']],
  [8, 'irate in an alert', ['stack-rules.yml promql/irate-in-alert']],
  [9, 'up == 0 alone', ['stack-rules.yml rules/up-without-absent']],
  [
    10,
    'rules without groups, a metric of nothing, a window twice',
    ['log-rules.yml rules/no-groups', 'log-rules.yml promql/made-up-metric', 'log-rules.yml rules/double-window'],
  ],
  [
    11,
    'nothing mounted, nothing to scrape',
    [
      'prometheus.yml prometheus/rule-file-not-mounted',
      'prometheus.yml prometheus/target-without-service',
      'prometheus.yml prometheus/alertmanager-without-service',
    ],
  ],
  [
    12,
    'no runbook, no watchdog, short retention',
    [
      'stack-rules.yml rules/no-runbook',
      'prometheus.yml rules/no-watchdog',
      'docker-compose.yml compose/short-retention',
    ],
  ],
  [13, 'subject and body of a mail', ['alertmanager.yml alertmanager/unknown-field']],
  [14, 'match, source_match, target_match', ['alertmanager.yml alertmanager/deprecated-match']],
  [15, 'short timers', ['alertmanager.yml alertmanager/short-timers', 'alertmanager.yml alertmanager/frequent-repeat']],
  [
    16,
    'web.hook, mail without the end',
    ['alertmanager.yml alertmanager/sample-receiver', 'alertmanager.yml alertmanager/email-without-resolved'],
  ],
  [
    17,
    'an inhibition that never matches',
    [
      'alertmanager.yml alertmanager/inhibition-never-matches',
      'alertmanager.yml alertmanager/inhibition-missing-label',
    ],
  ],
  [18, 'secrets in clear', ['alertmanager.yml alertmanager/inline-secret']],
  [19, 'promised channels', ['alertmanager.yml alertmanager/channel-promised']],
  [20, 'the wrapper of the HTTP API', ['dashboard.json grafana/api-wrapper']],
  [
    21,
    'removed panels and their options',
    ['dashboard.json grafana/removed-panel', 'dashboard.json grafana/dead-option'],
  ],
  [22, 'a heatmap of a quantile', ['dashboard.json grafana/heatmap-of-quantile']],
  [
    23,
    'fixed range, no variables, uid or unit',
    [
      'dashboard.json grafana/fixed-range',
      'dashboard.json grafana/no-variables',
      'dashboard.json grafana/no-uid',
      'dashboard.json grafana/no-unit',
    ],
  ],
  [24, 'JSON where providers belong', ['docker-compose.yml compose/dashboards-without-provider']],
  [25, 'a panel of a metric of nothing', ['dashboard.json promql/made-up-metric']],
  [26, 'the docker input', ['filebeat.yml filebeat/docker-input']],
  [27, 'the log input', ['filebeat.yml filebeat/log-input']],
  [28, 'the feedback loop', ['pipeline.conf logstash/feedback-loop']],
  [29, 'message lost', ['pipeline.conf logstash/message-lost']],
  [30, 'multiline over JSON', ['filebeat.yml filebeat/multiline-on-json']],
  [31, 'an index without template', ['filebeat-direct.yml filebeat/index-without-template']],
  [32, 'an index a day', ['pipeline.conf logstash/daily-index']],
  [
    33,
    'open Elasticsearch',
    ['docker-compose.yml compose/elasticsearch-open', 'docker-compose.yml compose/kibana-open'],
  ],
  [
    34,
    'the old Kibana export',
    ['legacy-export', 'unknown-panel', 'missing-reference', 'other-version'].map((id) => `kibana.json kibana/${id}`),
  ],
  [
    35,
    'fields that are not ECS',
    ['kibana.json kibana/field-not-ecs', 'filebeat.yml filebeat/field-not-ecs', 'pipeline.conf logstash/field-not-ecs'],
  ],
  [36, 'a diagram that says otherwise', ['filebeat-direct.yml filebeat/output-differs-from-diagram']],
]

describe('the known-bad stack', () => {
  test('has every kind of file', () => {
    expect(files).toHaveLength(readdirSync(folder).length)
  })

  test.each(seeds)('seed %i: %s', (_number, _what, wanted) => {
    const ids = new Set(found.map(({file, id}) => `${file} ${id}`))
    expect(wanted.filter((id) => !ids.has(id))).toEqual([])
  })

  test('is found out 36 times of 36', () => {
    const ids = new Set(found.map(({file, id}) => `${file} ${id}`))
    const caught = seeds.filter(([, , wanted]) => wanted.every((id) => ids.has(id)))
    expect(caught.map(([number]) => number)).toEqual(Array.from({length: 36}, (_, index) => index + 1))
  })

  test('names both made-up pairs of seeds 3 and 6 where they stand', () => {
    const places = found.filter(({id, file}) => id === 'promql/made-up-metric' && file === 'stack-rules.yml')
    expect(places.map(({line, column}) => `${line}:${column}`)).toEqual(['30:15', '30:39', '54:20', '54:38'])
  })

  test('gets a reason in both languages for everything', () => {
    const texts = found.map(({why}) => why)
    expect(texts.filter(({en, zh}) => en === '' || !/\p{Script=Han}/u.test(zh))).toEqual([])
  })
})
