/** Adds to the journal of an incident what happened since it was looked at last. */
import type {Incident} from '../../doctor/incident/journal.js'
import {windowOf} from '../../doctor/incident/window.js'
import type {Project} from '../../project.js'
import {nowMs} from '../../system/clock.js'
import {gatherEvents} from './gather.js'
import {appendToIncident, readIncident} from './store.js'

/**
 * Looks at every source and keeps what is new: a container forgets why it ended when it is replaced, and doctor keeps
 * its last runs only.
 */
export async function lookAtIncident(project: Project, incident: Incident, signal: AbortSignal): Promise<Incident> {
  const {id, since} = incident
  const at = new Date(nowMs()).toISOString()
  const {events, missing} = await gatherEvents(project, windowOf(since, at), signal)
  const known = new Set(incident.events.map(({key}) => key))
  const fresh = events.filter(({key}) => !known.has(key))
  await appendToIncident(project, id, {kind: 'seen', at, events: fresh, missing: [...missing]})
  return readIncident(project, id)
}
