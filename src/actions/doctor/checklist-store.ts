/** Runs of checklists in `.opsctl/checklists/`, each one file that is replaced whole after every answer. */
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'

import {type ChecklistState, STATE_FORMAT, stateSchema} from '../../doctor/checklists/state.js'
import {OpsError} from '../../errors.js'
import {checklistMessages as say} from '../../messages/doctor-checklist.js'
import type {Project} from '../../project.js'
import {nowMs} from '../../system/clock.js'
import {ensureFolder, readIfThere, storageError} from '../../system/files.js'
import {putFile} from '../../system/put-file.js'
import {verbatim} from '../../text.js'

const ID = /^\d{4}-\d{2}-\d{2}-[a-z0-9-]+$/

/** A run without answers, under a name that no other has. */
export async function newState(project: Project, checklist: string, stack: string): Promise<ChecklistState> {
  const startedAt = new Date(nowMs()).toISOString()
  const stem = `${startedAt.slice(0, 10)}-${checklist}`
  const taken = new Set(await listStates(project))
  let id = stem
  for (let count = 2; taken.has(id); count += 1) id = `${stem}-${count}`
  return {schema: STATE_FORMAT, id, checklist, project: stack, startedAt, records: []}
}

/** Keeps a run. Throws OPS_DISK_FULL, OPS_NOT_WRITABLE. */
export async function saveState(project: Project, state: ChecklistState): Promise<void> {
  await ensureFolder(folderOf(project), 0o700).catch((error: unknown) => {
    throw storageError(error, folderOf(project))
  })
  await putFile(fileOf(project, state.id), `${JSON.stringify(state, null, 1)}\n`, 0o600)
}

/** Names of the runs that are kept. */
export async function listStates(project: Project): Promise<readonly string[]> {
  const names = await readdir(folderOf(project)).catch(() => [])
  return names
    .flatMap((name) => (name.endsWith('.json') ? name.slice(0, -'.json'.length) : []))
    .filter((id) => ID.test(id))
}

/** One run. Throws OPS_CHECKLIST_RUN when there is none of this name, or its file can't be read as one. */
export async function readState(project: Project, id: string): Promise<ChecklistState> {
  const text = ID.test(id) ? await readIfThere(fileOf(project, id)) : undefined
  if (text === undefined) throw badRun(say.noRun(id, await listStates(project)))
  const parsed = stateSchema.safeParse(parseJson(text))
  if (parsed.success && parsed.data.id === id) return parsed.data
  throw badRun(say.badRun(fileOf(project, id)))
}

/** The run that was begun last and has an open step; of one checklist when it is named. Throws OPS_CHECKLIST_RUN. */
export async function newestUnfinished(project: Project, checklist: string | undefined): Promise<ChecklistState> {
  const runs = await listChecklistRuns(project)
  const newest = runs.find(
    (state) => state.finishedAt === undefined && (checklist === undefined || state.checklist === checklist),
  )
  if (newest) return newest
  throw badRun(say.nothingToResume)
}

/** Every run that is kept, the newest first; one that can't be read is passed over. */
export async function listChecklistRuns(project: Project): Promise<readonly ChecklistState[]> {
  const ids = await listStates(project)
  const states = await Promise.all(ids.map((id) => readState(project, id).catch(() => undefined)))
  return states.flatMap((state) => state ?? []).toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
}

/** Folder of one run, for what it collects. */
export function folderOfRun(project: Project, id: string): string {
  return join(folderOf(project), id)
}

function folderOf(project: Project): string {
  return join(project.state, 'checklists')
}

function fileOf(project: Project, id: string): string {
  return join(folderOf(project), `${id}.json`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function badRun(message: OpsError['text']): OpsError {
  return new OpsError({
    code: 'OPS_CHECKLIST_RUN',
    kind: 'usage',
    message,
    suggestions: [verbatim('opsctl doctor checklist --list')],
  })
}
