/** One check in words; nothing is looked at. */
import type {Limit} from '../../doctor/check.js'
import {limitsOf} from '../../doctor/thresholds.js'
import type {Project} from '../../project.js'
import {loadStack, readSource} from '../../spec/load-stack.js'
import {type DescribedCheck, describedChecks} from './described-checks.js'
import {unknownCheck} from './unknown-check.js'

/** A check with the limits in force: its own, or those of opsctl.yaml where there is one. */
export interface ExplainedCheck extends DescribedCheck {
  readonly limits: Readonly<Record<string, Limit>>
}

/** Explains one check. Throws OPS_DOCTOR_CHECK with the nearest id, and OPS_SPEC_* for an opsctl.yaml that is wrong. */
export async function explainCheck(project: Project, id: string): Promise<ExplainedCheck> {
  const checks = describedChecks()
  const check = checks.find((one) => one.id === id)
  if (!check)
    throw unknownCheck(
      id,
      checks.map((one) => one.id),
      'opsctl doctor explain',
    )
  const source = await readSource(project)
  const overrides = source === undefined ? {} : (await loadStack(project)).stack.doctor.thresholds
  return {...check, limits: limitsOf(check, overrides)}
}
