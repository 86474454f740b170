import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'

import {applyEdits} from '../../src/lint/lint.js'
import {alert, judge, panel} from './judge.js'

const seed = (name: string) => readFileSync(join(import.meta.dirname, 'seeds', name), 'utf8')

/** The text repaired, and what is still repairable in it. */
function repair(path: string, text: string): {readonly text: string; readonly left: readonly string[]} {
  const fixed = applyEdits(text, judge({[path]: text}))
  const left = judge({[path]: fixed}).filter(({edits}) => edits.length > 0)
  return {text: fixed, left: left.map(({id}) => id)}
}

describe('repairs of the known-bad stack', () => {
  test('Alertmanager: headers, text and matchers, with the comments', () => {
    const {text, left} = repair('alertmanager.yml', seed('alertmanager.yml'))
    expect(left).toEqual([])
    expect(text).toContain(`        headers:\n          Subject: '[shop] {{ .GroupLabels.alertname }}'`)
    expect(text).toContain('        text: |\n          {{ range .Alerts }}')
    expect(text).toContain('    - matchers:\n        - severity = "critical" # wake somebody')
    const config = parse(text)
    expect(config.inhibit_rules[0].source_matchers).toEqual(['severity = "critical"'])
    expect(config.receivers[0].email_configs[0].headers).toEqual({Subject: '[shop] {{ .GroupLabels.alertname }}'})
  })

  test('rules: a group around them, line by line', () => {
    const {text, left} = repair('log-rules.yml', seed('log-rules.yml'))
    expect(left).toEqual([])
    const config = parse(text)
    expect(config.groups[0].name).toBe('log-rules')
    expect(config.groups[0].rules.map(({alert: name}: {alert: string}) => name)).toEqual(['ErrorLines', 'ErrorBurst'])
    expect(config.groups[0].rules[0].expr).toBe(parse(seed('log-rules.yml')).rules[0].expr)
    expect(text).toContain('- alert: ErrorBurst # too many at once')
  })

  test('rules: rate for irate, and a limit above 0', () => {
    const {text} = repair('stack-rules.yml', seed('stack-rules.yml'))
    expect(text).toContain('(rate(node_cpu_seconds_total{mode="idle"}[5m]))')
    expect(text).toContain('redis_memory_used_bytes / (redis_memory_max_bytes > 0) * 100 > 90')
  })

  test('Filebeat: filestream with an id, multiline among the parsers', () => {
    const {text, left} = repair('filebeat.yml', seed('filebeat.yml'))
    expect(left).toEqual([])
    const [input] = parse(text)['filebeat.inputs']
    expect(input).toMatchObject({type: 'filestream', id: 'shop-1', fields: {'service.name': 'shop'}})
    expect(input.parsers).toEqual([
      {multiline: {pattern: String.raw`^\d{4}-\d{2}-\d{2}`, negate: true, match: 'after'}},
    ])
    expect(text).toContain('  # a line that does not begin with a date belongs to the one before')
  })

  test('Grafana: out of the wrapper, types of today, $__rate_interval', () => {
    const {text, left} = repair('dashboard.json', seed('dashboard.json'))
    expect(left).toEqual([])
    const {panels, title} = JSON.parse(text)
    expect(title).toBe('Shop')
    expect(panels.map(({type}: {type: string}) => type)).toEqual(['timeseries', 'heatmap', 'stat'])
    expect(panels[0].targets[0].expr).toBe('sum(rate(http_requests_total{job="shop-api"}[$__rate_interval]))')
  })
})

describe('single repairs', () => {
  test.each([
    ['pg_replication_lag > 30', 'pg_replication_lag_seconds > 30'],
    ['x{status="5.."} > 1', 'x{status=~"5.."} > 1'],
    ['sum(irate(a_total{b="c"}[5m])) > 1', 'sum(rate(a_total{b="c"}[5m])) > 1'],
  ])('%s', (before, after) => {
    expect(JSON.parse(repair('a.yml', alert(before)).text).groups[0].rules[0].expr).toBe(after)
  })

  test('$label becomes $labels', () => {
    const {text} = repair('a.yml', alert('x > 1', {annotations: {summary: 'at {{ $label.job }}'}}))
    expect(text).toContain('at {{ $labels.job }}')
  })

  test('repairs that meet are made one after the other', () => {
    const twice = panel({type: 'graph', targets: [{expr: 'irate(x[5m])'}]})
    expect(repair('a.json', twice).left).toEqual([])
  })

  test('a flow mapping of matchers stays on its line', () => {
    const text = 'receivers: [{name: a}]\nroute:\n  receiver: a\n  routes:\n    - match_re: {a: "b|c"} # why\n'
    expect(repair('a.yml', text).text).toContain(`    - matchers: ['a =~ "b|c"'] # why`)
  })
})

test('Windows line ends and a byte order mark survive', () => {
  const text = `\uFEFF${seed('alertmanager.yml').replaceAll('\n', '\r\n')}`
  const fixed = applyEdits(text, judge({'a.yml': text}))
  expect(fixed.startsWith('\uFEFF')).toBe(true)
  expect(parse(fixed).route.routes[0].matchers).toEqual(['severity = "critical"'])
})
