/** promtool test files as this stack can run them: its own rules, its own overrides. Pure. */
import {dump, load} from 'js-yaml'

import type {Stack} from '../components/component.js'

interface AlertCase {
  readonly alertname: string
  readonly exp_alerts?: readonly {readonly exp_labels?: Record<string, string>; readonly [key: string]: unknown}[]
  readonly [key: string]: unknown
}

interface SuiteTest {
  readonly name?: string
  readonly alert_rule_test?: readonly AlertCase[]
  readonly promql_expr_test?: readonly {readonly expr: string}[]
  readonly [key: string]: unknown
}

interface Suite {
  readonly rule_files?: readonly string[]
  readonly tests?: readonly SuiteTest[]
  readonly [key: string]: unknown
}

/** A test file made ready. */
export interface AdaptedSuite {
  readonly text: string
  readonly cases: number
  /** Alerts with a test that is run. */
  readonly alerts: readonly string[]
  /** Alerts whose tests hold for the numbers that ship only, and are therefore not run. */
  readonly notRun: readonly string[]
}

/** Points a test file of ours at other rule files, and leaves out what no longer holds with the overrides of a stack. */
export function adaptSuite(text: string, ruleFiles: readonly string[], overrides: Stack['alerts']): AdaptedSuite {
  const suite = load(text) as Suite
  const tests = suite.tests ?? []
  const kept = tests.filter((test) => !isMoved(overrides[alertOf(test)]))
  const adapted = kept.map((test) => withSeverity(test, overrides[alertOf(test)]?.severity))
  return {
    text: dump({...suite, rule_files: ruleFiles, tests: adapted}, {lineWidth: -1, noRefs: true}),
    cases: countCases(adapted),
    alerts: unique(kept.map(alertOf)),
    notRun: unique(tests.map(alertOf)).filter((name) => overrides[name]?.enabled !== false && isMoved(overrides[name])),
  }
}

/** How many cases a test file has: expectations about an alert, and about an expression. */
export function countCases(tests: readonly SuiteTest[]): number {
  return tests.reduce(
    (sum, test) => sum + (test.alert_rule_test?.length ?? 0) + (test.promql_expr_test?.length ?? 0),
    0,
  )
}

/** The tests of a file. */
export function testsOf(text: string): readonly SuiteTest[] {
  return (load(text) as Suite).tests ?? []
}

/** Our tests begin their name with the alert they are about. */
export function alertOf({name}: SuiteTest): string {
  return name?.split(':')[0] ?? ''
}

/** A test is written for certain moments and numbers: with others it proves nothing. */
function isMoved(override: Stack['alerts'][string] | undefined): boolean {
  if (!override) return false
  const {enabled, threshold, for: duration, keepFiringFor} = override
  return !enabled || threshold !== undefined || duration !== undefined || keepFiringFor !== undefined
}

function withSeverity(test: SuiteTest, severity: string | undefined): SuiteTest {
  if (severity === undefined) return test
  return {
    ...test,
    alert_rule_test: (test.alert_rule_test ?? []).map((one) => ({
      ...one,
      exp_alerts: (one.exp_alerts ?? []).map((alert) => ({...alert, exp_labels: {...alert.exp_labels, severity}})),
    })),
    // What is asked of ALERTS names the severity in the series that is expected.
    promql_expr_test: [],
  }
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted()
}

/** What promtool says of one test file. */
export interface Verdict {
  readonly ok: boolean
  readonly detail: string
}

/**
 * What `promtool test rules` says of each of its files, in their order: from Prometheus 3 on it does not print their
 * names. Both its streams belong in the output, as they came.
 */
export function readVerdicts(output: string, count: number): readonly Verdict[] {
  const [, ...parts] = output.split(/^ {2}(SUCCESS|FAILED:)$/m)
  if (parts.length !== 2 * count) return Array.from({length: count}, () => ({ok: false, detail: output.trim()}))
  return Array.from({length: count}, (_, index) => ({
    ok: parts[2 * index] === 'SUCCESS',
    detail: (parts[2 * index + 1] ?? '').replace(/^Unit Testing: .*$/m, '').trim(),
  }))
}
