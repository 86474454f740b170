/**
 * Which alert keeps which other one quiet: a cause its symptoms, critical its own warning. A label in `equal` that both
 * alerts lack would count as equal, so each one is demanded of both sides, but where the alert's own name is equal too:
 * then both sides have the same labels.
 */

/** Alerts by label: one of the values, or `any` value at all. */
export type Selector = Readonly<Record<string, readonly string[] | 'any'>>

export interface InhibitRule {
  readonly name: string
  readonly source: Selector
  readonly target: Selector
  readonly equal: readonly string[]
}

/** Labels that name what an alert is about, besides the instance. */
const OBJECT_LABELS = [
  'device',
  'mountpoint',
  'datname',
  'name',
  'slo',
  'route',
  'upstream',
  'proxy',
  'server',
  'target',
]

export const inhibitRules: readonly InhibitRule[] = [
  {
    name: 'critical-over-warning',
    source: {severity: ['critical'], component: 'any'},
    target: {severity: ['warning', 'info'], component: 'any'},
    equal: ['alertname', 'component', 'job', 'instance', ...OBJECT_LABELS],
  },
]

/** A rule in the words of Alertmanager. */
export function toInhibitRule({name, source, target, equal}: InhibitRule): Readonly<Record<string, unknown>> {
  return {name, source_matchers: toMatchers(source), target_matchers: toMatchers(target), equal}
}

function toMatchers(selector: Selector): readonly string[] {
  return Object.entries(selector).map(([label, values]) => {
    if (values === 'any') return `${label}=~".+"`
    return values.length === 1 ? `${label}="${values[0]}"` : `${label}=~"${values.join('|')}"`
  })
}

/** The rules by which one firing alert keeps another one quiet, as Alertmanager decides it. */
export function findInhibitions(
  source: Readonly<Record<string, string>>,
  target: Readonly<Record<string, string>>,
): readonly InhibitRule[] {
  return inhibitRules.filter((rule) => {
    if (!fits(rule.source, source) || !fits(rule.target, target)) return false
    // One that is on both sides of a rule is not kept quiet by its like.
    if (fits(rule.target, source) && fits(rule.source, target)) return false
    return rule.equal.every((label) => (source[label] ?? '') === (target[label] ?? ''))
  })
}

function fits(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([label, values]) => {
    const value = labels[label] ?? ''
    return values === 'any' ? value !== '' : values.includes(value)
  })
}
