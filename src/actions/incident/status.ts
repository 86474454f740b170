/** The open incident as it stands now. */
import type {Incident} from '../../doctor/incident/journal.js'
import type {Project} from '../../project.js'
import {lookAtIncident} from './look.js'
import {demandOpen} from './store.js'

/** Looks once more. Throws OPS_INCIDENT_NONE, OPS_INCIDENT_MANY. */
export async function incidentStatus(project: Project, id: string | undefined, signal: AbortSignal): Promise<Incident> {
  return lookAtIncident(project, await demandOpen(project, id), signal)
}
