/** The numbers a check measures against: its own, or those of opsctl.yaml. */
import type {SpecProblem} from '../components/component.js'
import {ruleMessages} from '../messages/rules.js'
import {findNearest} from '../nearest.js'
import type {Check, DoctorPart, Limit} from './check.js'

/** `doctor.thresholds` of opsctl.yaml: check id → threshold name → what it says in place of the check. */
export type ThresholdOverrides = Readonly<
  Record<string, Readonly<Record<string, {readonly warn?: number | undefined; readonly fail?: number | undefined}>>>
>

/** The limits in force for one check. */
export function limitsOf(
  check: Pick<Check, 'id' | 'thresholds'>,
  overrides: ThresholdOverrides,
): Readonly<Record<string, Limit>> {
  const own = overrides[check.id] ?? {}
  return Object.fromEntries(
    Object.entries(check.thresholds).map(([name, spec]) => {
      const {warn = spec.warn, fail = spec.fail} = own[name] ?? {}
      const limit: Limit = {
        name,
        unit: spec.unit,
        origin: spec.origin,
        overridden: own[name] !== undefined,
        ...(warn === undefined ? {} : {warn}),
        ...(fail === undefined ? {} : {fail}),
      }
      return [name, limit]
    }),
  )
}

/** Names of thresholds in opsctl.yaml that no check has. Ids of checks are judged with the file itself. */
export function unknownThresholds(parts: readonly DoctorPart[], overrides: ThresholdOverrides): readonly SpecProblem[] {
  const checks = parts.flatMap((part) => part.checks)
  return Object.entries(overrides).flatMap(([id, named]) => {
    const names = Object.keys(checks.find((check) => check.id === id)?.thresholds ?? {})
    return Object.keys(named)
      .filter((name) => !names.includes(name))
      .map((name): SpecProblem => {
        const message = ruleMessages.unknownThreshold(id, name, findNearest(name, names), names)
        return {path: ['doctor', 'thresholds', id, name], message}
      })
  })
}
