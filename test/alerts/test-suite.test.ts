import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import {adaptSuite, readVerdicts} from '../../src/alerts/test-suite.js'

const SUITE = `rule_files: [../redis.yaml]
evaluation_interval: 30s
tests:
  - name: 'A: fires'
    interval: 30s
    alert_rule_test:
      - {eval_time: 5m, alertname: A, exp_alerts: [{exp_labels: {severity: warning, job: redis}}]}
      - {eval_time: 1m, alertname: A, exp_alerts: []}
    promql_expr_test:
      - {expr: 'ALERTS{alertname="A"}', eval_time: 6m, exp_samples: []}
  - name: 'B: stays silent'
    interval: 30s
    alert_rule_test:
      - {eval_time: 5m, alertname: B, exp_alerts: []}
`

describe('a test file', () => {
  test('is pointed at the rules of the stack and counted', () => {
    const {text, cases, alerts, notRun} = adaptSuite(SUITE, ['../rules/redis.yaml'], {})
    expect((load(text) as {rule_files: string[]}).rule_files).toEqual(['../rules/redis.yaml'])
    expect({cases, alerts, notRun}).toEqual({cases: 4, alerts: ['A', 'B'], notRun: []})
  })

  test('loses the tests of an alert whose numbers are changed, and says so', () => {
    const {cases, alerts, notRun} = adaptSuite(SUITE, [], {A: {enabled: true, threshold: 3}})
    expect({cases, alerts, notRun}).toEqual({cases: 1, alerts: ['B'], notRun: ['A']})
  })

  test('loses the tests of an alert that is off without a word: it is gone on purpose', () => {
    expect(adaptSuite(SUITE, [], {A: {enabled: false}})).toMatchObject({alerts: ['B'], notRun: []})
  })

  test('expects another severity where only that is changed', () => {
    const {text, notRun} = adaptSuite(SUITE, [], {A: {enabled: true, severity: 'critical'}})
    expect(text).toContain('severity: critical')
    expect(text).toContain('job: redis')
    expect(text).not.toContain('severity: warning')
    expect(notRun).toEqual([])
  })
})

describe('what promtool prints', () => {
  const failure = '  FAILED:\n    alertname: B, time: 5m\n'
  const passed = {ok: true, detail: ''}
  const failed = {ok: false, detail: 'alertname: B, time: 5m'}

  test('is told apart by file, which that of Prometheus 2 names and that of Prometheus 3 does not', () => {
    const named = `Unit Testing:  a.yaml\n  SUCCESS\n\nUnit Testing:  b.yaml\n${failure}\nUnit Testing:  c.yaml\n  SUCCESS\n`
    expect(readVerdicts(named, 3)).toEqual([passed, failed, passed])
    expect(readVerdicts(`  SUCCESS\n\n${failure}\n\n  SUCCESS\n\n`, 3)).toEqual([passed, failed, passed])
  })

  test('fails every file where it judged fewer', () => {
    expect(readVerdicts('promtool: error: no such file\n', 2)).toEqual(
      [1, 2].map(() => ({ok: false, detail: 'promtool: error: no such file'})),
    )
  })
})
