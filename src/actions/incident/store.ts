/** Incidents in `.opsctl/incidents/`, one journal each. */
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'

import {type Incident, type IncidentLine, toIncident} from '../../doctor/incident/journal.js'
import {OpsError} from '../../errors.js'
import {incidentMessages as say} from '../../messages/incident.js'
import type {Project} from '../../project.js'
import {appendLine, readLines} from '../../system/line-journal.js'
import {verbatim} from '../../text.js'

const ID = /^\d{8}T\d{6}Z$/

/** Names an incident after the moment at which it is opened: `20261122T014700Z`. */
export function incidentId(at: string): string {
  return at.replaceAll(/[-:]|\.\d+/g, '')
}

/** Names of all incidents, the oldest first. */
export async function listIncidents(project: Project): Promise<readonly string[]> {
  const names = await readdir(folderOf(project)).catch(() => [])
  const ids = names.flatMap((name) => (name.endsWith('.jsonl') ? [name.slice(0, -'.jsonl'.length)] : []))
  return ids.filter((id) => ID.test(id)).toSorted()
}

/** One incident. Throws OPS_INCIDENT_UNKNOWN, OPS_INCIDENT_BROKEN. */
export async function readIncident(project: Project, id: string): Promise<Incident> {
  const lines = ID.test(id) ? await readLines(fileOf(project, id)) : undefined
  if (!lines) throw refuse('OPS_INCIDENT_UNKNOWN', say.unknown(id, await listIncidents(project)))
  const incident = toIncident(id, lines)
  if (incident) return incident
  throw refuse('OPS_INCIDENT_BROKEN', say.broken(fileOf(project, id)))
}

/** Adds a line, on disk when it returns. Throws OPS_DISK_FULL, OPS_NOT_WRITABLE. */
export async function appendToIncident(project: Project, id: string, line: IncidentLine): Promise<void> {
  await appendLine(fileOf(project, id), line)
}

/** Incidents that are not closed, the oldest first. One whose journal can't be read is passed over. */
export async function openIncidents(project: Project): Promise<readonly Incident[]> {
  const ids = await listIncidents(project)
  const all = await Promise.all(ids.map((id) => readIncident(project, id).catch(() => undefined)))
  return all.flatMap((one) => (one && one.closedAt === undefined ? [one] : []))
}

/** The incident that is meant: the named one, else the only open one. Throws OPS_INCIDENT_*. */
export async function demandOpen(project: Project, id: string | undefined): Promise<Incident> {
  if (id !== undefined) {
    const named = await readIncident(project, id)
    if (named.closedAt === undefined) return named
    throw refuse('OPS_INCIDENT_CLOSED', say.alreadyClosed(id, named.closedAt))
  }

  const open = await openIncidents(project)
  const [only] = open
  if (open.length > 1) throw manyOpen(open.map((one) => one.id))
  if (only) return only
  throw refuse('OPS_INCIDENT_NONE', say.noneOpen)
}

/** The same for a report: when none is open, the newest of all. */
export async function demandAny(project: Project, id: string | undefined): Promise<Incident> {
  if (id !== undefined) return readIncident(project, id)
  const open = await openIncidents(project)
  if (open.length > 1) throw manyOpen(open.map((one) => one.id))
  const newest = open[0]?.id ?? (await listIncidents(project)).at(-1)
  if (newest !== undefined) return readIncident(project, newest)
  throw refuse('OPS_INCIDENT_NONE', say.none)
}

/** A mistake of the person, with the command that is likely meant. */
export function refuse(code: `OPS_${string}`, message: OpsError['text'], command?: string): OpsError {
  return new OpsError({
    code,
    kind: 'usage',
    message,
    suggestions: [verbatim(command ?? 'opsctl incident open "what is wrong"')],
  })
}

function manyOpen(ids: readonly string[]): OpsError {
  return refuse('OPS_INCIDENT_MANY', say.manyOpen(ids), `opsctl incident close --id ${ids[0]}`)
}

function folderOf(project: Project): string {
  return join(project.state, 'incidents')
}

function fileOf(project: Project, id: string): string {
  return join(folderOf(project), `${id}.jsonl`)
}
