/** Findings that the person who runs the stack knows and lives with for a time. */
import type {Row} from './judge.js'

/** One entry of `doctor.accepted`. */
export interface Acceptance {
  readonly id: string
  readonly instance?: string | undefined
  readonly reason: string
  /** Last day, UTC, as in 2027-01-31. */
  readonly until: string
}

const DAY_MS = 86_400_000

/** What accepts this row at this time. What follows from an accepted finding is accepted with it. */
export function findAcceptance(row: Row, accepted: readonly Acceptance[], now: number): Acceptance | undefined {
  if (row.status !== 'fail' && row.status !== 'warn') return undefined
  const {check, instance, causedBy} = row
  const own = {id: check.id, instance}
  return accepted.find(
    (one) => isInForce(one, now) && (covers(one, own) || (causedBy !== undefined && covers(one, causedBy))),
  )
}

/** Whether the last day is not over. */
export function isInForce({until}: Acceptance, now: number): boolean {
  return now < Date.parse(`${until}T00:00:00Z`) + DAY_MS
}

function covers(one: Acceptance, row: {readonly id: string; readonly instance?: string | undefined}): boolean {
  return one.id === row.id && (one.instance === undefined || one.instance === row.instance)
}
