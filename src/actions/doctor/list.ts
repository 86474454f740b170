/** What doctor can look at. Apart from what reads opsctl.yaml, so that a list needs no schema. */
import {isMeant} from '../../doctor/select.js'
import {type DescribedCheck, describedChecks} from './described-checks.js'
import {unknownCheck} from './unknown-check.js'

/** The checks that words mean; all without words. Throws OPS_DOCTOR_CHECK. */
export function listChecks(words: readonly string[]): readonly DescribedCheck[] {
  const checks = describedChecks()
  const placed = checks.map((check) => ({check, part: {id: check.component}, described: check}))
  const wrong = words.find((word) => !placed.some((one) => isMeant(word, one)))
  if (wrong !== undefined) {
    throw unknownCheck(
      wrong,
      checks.map(({id}) => id),
      'opsctl doctor list',
    )
  }

  return placed
    .filter((one) => words.length === 0 || words.some((word) => isMeant(word, one)))
    .map(({described}) => described)
}
