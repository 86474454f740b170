/** Adds words of a person to the open incident. Nothing is looked at: a note takes no time. */
import {incidentMessages as say} from '../../messages/incident.js'
import type {Project} from '../../project.js'
import {nowMs} from '../../system/clock.js'
import {appendToIncident, demandOpen, refuse} from './store.js'

export interface NoteReport {
  readonly id: string
  readonly at: string
  readonly text: string
}

/** Throws OPS_INCIDENT_NOTE for a note without words, OPS_INCIDENT_NONE, OPS_INCIDENT_MANY. */
export async function noteIncident(project: Project, said: string, id: string | undefined): Promise<NoteReport> {
  const text = said.trim()
  if (text === '') throw refuse('OPS_INCIDENT_NOTE', say.emptyNote, 'opsctl incident note "what was seen or done"')
  const incident = await demandOpen(project, id)
  const at = new Date(nowMs()).toISOString()
  await appendToIncident(project, incident.id, {kind: 'note', at, text})
  return {id: incident.id, at, text}
}
