/** The report of an incident. One that is closed is told from its journal alone. */
import {resolve} from 'node:path'

import type {Incident} from '../../doctor/incident/journal.js'
import {toIncidentMarkdown} from '../../doctor/incident/markdown.js'
import {toIncidentPage} from '../../doctor/incident/page.js'
import type {Project} from '../../project.js'
import {putFile} from '../../system/put-file.js'
import type {Lang} from '../../text.js'
import {lookAtIncident} from './look.js'
import {demandAny} from './store.js'

export const incidentFormats = ['md', 'html'] as const

export interface ReportOptions {
  readonly id: string | undefined
  readonly format: (typeof incidentFormats)[number]
  /** File to write; absent: the text is only returned. */
  readonly out: string | undefined
  readonly lang: Lang
  readonly signal: AbortSignal
}

export interface WrittenReport {
  readonly incident: Incident
  readonly content: string
  /** Where it was written to. */
  readonly path?: string
}

/** Throws OPS_INCIDENT_*, OPS_NOT_WRITABLE, OPS_DISK_FULL. */
export async function reportIncident(project: Project, options: ReportOptions): Promise<WrittenReport> {
  const {id, format, out, lang, signal} = options
  const kept = await demandAny(project, id)
  const incident = kept.closedAt === undefined ? await lookAtIncident(project, kept, signal) : kept
  const content = `${format === 'html' ? toIncidentPage(incident, lang) : toIncidentMarkdown(incident, lang)}`
  if (out === undefined) return {incident, content}
  const path = resolve(out)
  await putFile(path, content.endsWith('\n') ? content : `${content}\n`, 0o600)
  return {incident, content, path}
}
