/** Opens an incident, and looks back at once: what is seen now may be gone in an hour. */
import {basename} from 'node:path'

import type {Incident, Severity} from '../../doctor/incident/journal.js'
import {incidentMessages as say} from '../../messages/incident.js'
import type {Project} from '../../project.js'
import {nowMs} from '../../system/clock.js'
import {readableStack} from '../readable-stack.js'
import {lookAtIncident} from './look.js'
import {appendToIncident, incidentId, openIncidents, readIncident, refuse} from './store.js'

export interface OpenIncidentOptions {
  readonly title: string
  readonly severity: Severity
  /** How far back it may have begun, in seconds. */
  readonly sinceS: number
  readonly signal: AbortSignal
}

/** Throws OPS_INCIDENT_OPEN while another one is open, OPS_INCIDENT_TITLE. */
export async function openIncident(project: Project, options: OpenIncidentOptions): Promise<Incident> {
  const title = options.title.trim()
  if (title === '') throw refuse('OPS_INCIDENT_TITLE', say.emptyTitle)
  const [other] = await openIncidents(project)
  if (other) throw refuse('OPS_INCIDENT_OPEN', say.isOpen(other.id, other.title), 'opsctl incident close --cause TEXT')
  const stack = await readableStack(project)
  const now = nowMs()
  const at = new Date(now).toISOString()
  const id = incidentId(at)
  const since = new Date(now - options.sinceS * 1000).toISOString()
  await appendToIncident(project, id, {
    kind: 'open',
    at,
    title,
    severity: options.severity,
    since,
    project: stack?.project ?? basename(project.root),
  })
  return lookAtIncident(project, await readIncident(project, id), options.signal)
}
