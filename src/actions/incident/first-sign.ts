/** The first sign of trouble in what is kept and what runs. */
import type {IncidentEvent} from '../../doctor/incident/journal.js'
import {windowOf} from '../../doctor/incident/window.js'
import type {Project} from '../../project.js'
import {nowMs} from '../../system/clock.js'
import {gatherEvents} from './gather.js'

/** How far back an incident may have begun when nobody says it. */
export const LOOK_BACK_S = 3600

/** The earliest symptom of the last hour that is not over; undefined when there is none. */
export async function findFirstSign(project: Project, signal: AbortSignal): Promise<IncidentEvent | undefined> {
  const now = nowMs()
  const window = windowOf(new Date(now - LOOK_BACK_S * 1000).toISOString(), new Date(now).toISOString())
  const {events} = await gatherEvents(project, window, signal)
  return events.find(({role, overAt}) => overAt === undefined && (role === 'symptom' || role === 'detection'))
}
