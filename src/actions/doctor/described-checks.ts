/**
 * The words of every check, without its code: what `doctor list` and `doctor explain` tell. The bundle has another module
 * in this place, which reads what this one made when it was built.
 */
import {listAlerts} from '../../alerts/catalogue.js'
import {parts} from '../../doctor/catalogue.js'
import type {Check, Remedy, ThresholdSpec} from '../../doctor/check.js'
import type {Tier} from '../../doctor/collect.js'
import type {FixLevel} from '../../doctor/fix.js'
import type {Text} from '../../text.js'

/** A check as it is told. */
export interface DescribedCheck extends Pick<Check, 'id' | 'title' | 'impact' | 'runs'> {
  readonly component: string
  readonly componentTitle: Text
  readonly tiers: readonly Tier[]
  readonly tags: readonly string[]
  readonly thresholds: Readonly<Record<string, ThresholdSpec>>
  readonly remedy: Remedy
  readonly fix?: FixLevel
  /** Checks without which it is skipped. */
  readonly after: readonly string[]
  /** Checks that explain a failure of it. */
  readonly because: readonly string[]
  readonly links: readonly string[]
  /** Alerts that lead to it. */
  readonly alerts: readonly string[]
}

/** Every check, in the order of the catalogue. */
export function describedChecks(): readonly DescribedCheck[] {
  const alerts = listAlerts()
  return parts.flatMap(({id: component, title: componentTitle, checks}) =>
    checks.map((check) => ({
      id: check.id,
      title: check.title,
      impact: check.impact,
      runs: check.runs,
      component,
      componentTitle,
      tiers: check.tiers,
      tags: check.tags ?? [],
      thresholds: check.thresholds,
      remedy: check.remedy,
      ...(check.fix ? {fix: check.fix.level} : {}),
      after: check.after ?? [],
      because: check.because ?? [],
      links: check.links ?? [],
      alerts: alerts.filter(({checks: named}) => named.includes(check.id)).map(({name}) => name),
    })),
  )
}
