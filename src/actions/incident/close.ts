/** Closes the open incident, after a last look: from then on its report stays the same. */
import type {Incident} from '../../doctor/incident/journal.js'
import type {Project} from '../../project.js'
import {nowMs} from '../../system/clock.js'
import {lookAtIncident} from './look.js'
import {appendToIncident, demandOpen, readIncident} from './store.js'

export interface CloseOptions {
  readonly id: string | undefined
  readonly cause: string | undefined
  readonly signal: AbortSignal
}

/** Throws OPS_INCIDENT_NONE, OPS_INCIDENT_MANY, OPS_INCIDENT_CLOSED. */
export async function closeIncident(project: Project, {id, cause, signal}: CloseOptions): Promise<Incident> {
  const incident = await demandOpen(project, id)
  await lookAtIncident(project, incident, signal)
  const at = new Date(nowMs()).toISOString()
  const said = cause?.trim()
  await appendToIncident(project, incident.id, {kind: 'close', at, ...(said ? {cause: said} : {})})
  return readIncident(project, incident.id)
}
