/** How long an incident took to be noticed and to be mended. */
import type {Incident, IncidentEvent} from './journal.js'

export interface IncidentTimes {
  /** The first thing that went wrong, or was noticed. */
  readonly first: IncidentEvent
  /** What noticed it. */
  readonly detected: IncidentEvent
  readonly detectMs: number
  /** Absent while it is open. */
  readonly mendMs?: number
}

/**
 * The first symptom is the earliest event at which something went wrong or was noticed: an alert whose condition began to
 * hold, a service that ended, an alert that fired, a check that failed, or the opening itself, since it proves that
 * someone saw something. What was over before the opening was another trouble.
 *
 * Time to detect = the first alert that fires, check that fails, or opening, at or after the first symptom − the first
 * symptom. Time to mend = closing − the first symptom: it counts what users bore, not what people worked.
 */
export function timesOf(incident: Pick<Incident, 'events' | 'openedAt' | 'closedAt'>): IncidentTimes | undefined {
  const {openedAt, closedAt} = incident
  const events = incident.events.filter(
    ({overAt}) => overAt === undefined || Date.parse(overAt) >= Date.parse(openedAt),
  )
  const first = events.find(({role}) => role === 'symptom' || role === 'detection')
  const detected = events.find(({role}) => role === 'detection')
  if (!first || !detected) return undefined
  const began = Date.parse(first.at)
  return {
    first,
    detected,
    detectMs: Date.parse(detected.at) - began,
    ...(closedAt === undefined ? {} : {mendMs: Math.max(0, Date.parse(closedAt) - began)}),
  }
}
