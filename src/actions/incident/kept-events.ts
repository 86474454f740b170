/** What opsctl itself did and saw, as its own files tell: runs of doctor, fixes, checklists, deployments. */
import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {z} from 'zod'

import {toChecklistReport} from '../../doctor/checklists/report.js'
import type {ChecklistState} from '../../doctor/checklists/state.js'
import {eventsOfLooks, type Look} from '../../doctor/incident/from-looks.js'
import type {IncidentEvent} from '../../doctor/incident/journal.js'
import type {Window} from '../../doctor/incident/window.js'
import {isRoot} from '../../doctor/report.js'
import {incidentMessages as say} from '../../messages/incident.js'
import type {Project} from '../../project.js'
import {readLines} from '../../system/line-journal.js'
import type {Text} from '../../text.js'
import {listChecklistRuns} from '../doctor/checklist-store.js'
import {listRuns, readRun} from '../doctor/history.js'

/** Of a file that can't be read nothing is told. */
export async function keptEvents(project: Project, window: Window): Promise<readonly IncidentEvent[]> {
  const [runs, lists, fixes, deployments] = await Promise.all([
    looksOfRuns(project),
    listChecklistRuns(project),
    fixEvents(project, window),
    deploymentEvents(project, window),
  ])
  const looks = [...runs, ...lists.flatMap(looksOfList)]
  return [
    ...eventsOfLooks(looks, window),
    ...lists.flatMap((list) => listEvents(list, window)),
    ...fixes,
    ...deployments,
  ]
}

/** Roots only: what follows from them would fill the timeline with the same thing in many words. */
async function looksOfRuns(project: Project): Promise<readonly Look[]> {
  const ids = await listRuns(project)
  const kept = await Promise.all(ids.map((id) => readRun(project, id).catch(() => undefined)))
  return kept.flatMap((one) => {
    if (!one) return []
    const rows = one.report.checks.filter((row) => row.status !== 'fail' || (isRoot(row) && !row.accepted))
    return [{at: one.report.run.startedAt, rows}]
  })
}

function looksOfList({records}: ChecklistState): readonly Look[] {
  return records.flatMap(({at, findings}) => (findings ? [{at, rows: findings}] : []))
}

function listEvents(state: ChecklistState, window: Window): readonly IncidentEvent[] {
  const {id, startedAt} = state
  const event = (at: string, key: string, role: IncidentEvent['role'], text: Text): readonly IncidentEvent[] =>
    window.has(at) ? [{key: `checklist ${id} ${key}`, at, source: 'checklist', role, text}] : []
  return [
    ...event(startedAt, 'begun', 'action', say.listBegun(id)),
    ...toChecklistReport(state).steps.flatMap(({kind, path, outcome, at, commands = [], note, title}) => {
      if (kind === 'do' && outcome !== 'declined' && outcome !== 'open') {
        return commands.flatMap((command) => event(at, `${path} ${command}`, 'action', say.listDid(id, command)))
      }

      return kind === 'ask' && note !== undefined ? event(at, path, 'word', say.listSaid(title, note)) : []
    }),
  ]
}

const fixEntry = z.object({at: z.iso.datetime(), state: z.enum(['begin', 'done', 'undone']), check: z.string()})

async function fixEvents(project: Project, window: Window): Promise<readonly IncidentEvent[]> {
  const folder = join(project.state, 'doctor', 'fixes')
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jsonl'))
  const runs = await Promise.all(
    names.map(async (name) => {
      const run = name.slice(0, -'.jsonl'.length)
      const entries = ((await readLines(join(folder, name))) ?? []).map((line) => fixEntry.safeParse(line).data)
      const told = new Map<string, IncidentEvent>()
      for (const entry of entries) {
        if (!entry || entry.state === 'begin' || !window.has(entry.at)) continue
        const {at, check, state} = entry
        const key = `fix ${run} ${check} ${state}`
        const text = state === 'done' ? say.fixed(check, run) : say.undone(check, run)
        // A fix has several steps; it is applied with the last of them.
        told.set(key, {key, at, source: 'fix', role: 'action', text})
      }

      return [...told.values()]
    }),
  )
  return runs.flat()
}

/** opsctl keeps the last deployment only; earlier ones of an incident are there when they were seen in time. */
async function deploymentEvents(project: Project, window: Window): Promise<readonly IncidentEvent[]> {
  const files: readonly (readonly [string, Text])[] = [
    [project.specFile, say.specChanged],
    [project.manifest, say.rendered],
    [join(project.state, 'applied.json'), say.applied],
  ]
  const told = await Promise.all(
    files.map(async ([path, text]): Promise<readonly IncidentEvent[]> => {
      const at = await stat(path).then(
        ({mtime}) => mtime.toISOString(),
        () => undefined,
      )
      if (at === undefined || !window.has(at)) return []
      return [{key: `deployment ${text.en} ${at}`, at, source: 'deployment', role: 'action', text}]
    }),
  )
  return told.flat()
}
