/** The last runs of doctor in `.opsctl/doctor/runs/`: for what only a difference can tell, and to compare by hand. */
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {z} from 'zod'

import {type FactFile, factFileSchema} from '../../doctor/facts.js'
import type {EarlierLook} from '../../doctor/judge.js'
import {type DoctorReport, keptReportSchema} from '../../doctor/report-schema.js'
import type {Project} from '../../project.js'
import type {Stack} from '../../spec/stack.js'
import {ensureFolder, removeFile, storageError} from '../../system/files.js'
import {putFile} from '../../system/put-file.js'
import {parseAs, readJson} from './facts-file.js'

const KEPT = 20
/** A difference over less says nothing. */
const MIN_AGE_MS = 60_000
/** So many earlier runs are read, as one of them alone may have looked at something else. */
const LOOKED_BACK = 4
const RUN = /^(\d{8}T\d{6}Z-[0-9a-f]{4})\.json$/

const runSchema = z.strictObject({
  schema: z.literal('opsctl.doctor-run/v1'),
  facts: factFileSchema,
  report: keptReportSchema,
})

/** What a run saw and said. */
export interface KeptRun {
  readonly facts: FactFile
  readonly report: DoctorReport
}

/** Keeps a run and lets go of the oldest. Throws OPS_DISK_FULL, OPS_NOT_WRITABLE. */
export async function keepRun(project: Project, {facts, report}: KeptRun): Promise<void> {
  const folder = runsOf(project)
  await ensureFolder(folder, 0o700).catch((error: unknown) => {
    throw storageError(error, folder)
  })
  const kept: z.infer<typeof runSchema> = {schema: 'opsctl.doctor-run/v1', facts, report}
  await putFile(join(folder, `${report.run.id}.json`), `${JSON.stringify(kept)}\n`, 0o600)
  const spare = (await listRuns(project)).slice(KEPT)
  await Promise.all(spare.map((id) => removeFile(join(folder, `${id}.json`))))
}

/** Ids of the runs that are kept, the newest first. */
export async function listRuns(project: Project): Promise<readonly string[]> {
  const names = await readdir(runsOf(project)).catch(() => [])
  return names.flatMap((name) => RUN.exec(name)?.[1] ?? []).toSorted((a, b) => (a < b ? 1 : -1))
}

/** One run. Throws OPS_DOCTOR_FILE. */
export async function readRun(project: Project, id: string): Promise<KeptRun> {
  const path = pathOfRun(project, id)
  return parseAs(path, runSchema, await readJson(path))
}

/** Where a run lies. */
export function pathOfRun(project: Project, id: string): string {
  return join(runsOf(project), `${id}.json`)
}

/** Earlier looks at the same stack that are old enough to compare with, the newest first. One that can't be read is passed over. */
export async function earlierLooks(project: Project, stack: Stack, now: number): Promise<readonly EarlierLook[]> {
  const ids = (await listRuns(project)).filter((id) => timeOf(id) <= now - MIN_AGE_MS).slice(0, LOOKED_BACK)
  const runs = await Promise.all(ids.map((id) => readRun(project, id).catch(() => undefined)))
  return runs.flatMap((run) => {
    if (run?.facts.project !== stack.project || run.report.run.target !== stack.target) return []
    return [{at: Date.parse(run.facts.takenAt), facts: run.facts.facts}]
  })
}

function runsOf(project: Project): string {
  return join(project.state, 'doctor', 'runs')
}

/** `20261122T011552Z-3f9c` → ms since 1970. */
function timeOf(id: string): number {
  const [, day = '', time = ''] = /^(\d{8})T(\d{6})Z/.exec(id) ?? []
  return Date.parse(`${day.replace(/(....)(..)/, '$1-$2-')}T${time.replace(/(..)(..)/, '$1:$2:')}Z`)
}
