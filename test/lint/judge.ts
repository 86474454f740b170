import type {Finding} from '../../src/lint/check.js'
import {type KnownMetric, makeKnowledge} from '../../src/lint/known-metrics.js'
import {lint, readLintFile} from '../../src/lint/lint.js'

const metric = (name: string, type: string, labels: readonly string[] = []): KnownMetric => ({
  name,
  type,
  labels,
  exporter: 'sample',
})

/** A few metrics, so that tests don't depend on what ships. */
export const sampleMetrics = makeKnowledge([
  metric('shop_queue_length', 'gauge', ['queue']),
  metric('shop_orders_total', 'counter', ['status']),
  metric('shop_lag_seconds', 'gauge'),
])

/** Findings in files given by name. */
export function judge(files: Readonly<Record<string, string>>): readonly Finding[] {
  const read = Object.entries(files).flatMap(([path, text]) => readLintFile({path, text}) ?? [])
  return lint(read, sampleMetrics)
}

/** A rule file with one alert. */
export function alert(expr: string, rest: Readonly<Record<string, unknown>> = {}): string {
  const rule = {alert: 'Sample', expr, labels: {severity: 'warning'}, annotations: {runbook_url: 'x'}, ...rest}
  return JSON.stringify({groups: [{name: 'sample', rules: [rule]}]}, null, 2)
}

/** A dashboard with one panel. */
export function panel(fields: Readonly<Record<string, unknown>>): string {
  const defaults = {title: 'Sample', type: 'timeseries', fieldConfig: {defaults: {unit: 'short'}}}
  const templating = {list: [{name: 'job'}]}
  return JSON.stringify({uid: 'sample', title: 'Sample', templating, panels: [{...defaults, ...fields}]}, null, 2)
}
