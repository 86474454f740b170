/** The numbers a check measures against: its own, or those of opsctl.yaml. */
import type {Check, Limit} from './check.js'

/** `doctor.thresholds` of opsctl.yaml: check id → threshold name → what it says in place of the check. */
export type ThresholdOverrides = Readonly<
  Record<string, Readonly<Record<string, {readonly warn?: number | undefined; readonly fail?: number | undefined}>>>
>

/** The limits in force for one check. */
export function limitsOf(check: Check, overrides: ThresholdOverrides): Readonly<Record<string, Limit>> {
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
