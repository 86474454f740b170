/** Two reports held against each other, and what a baseline knows. */
import {join, relative} from 'node:path'

import type {RowRef} from '../../doctor/check.js'
import {compareReports, type ReportDiff} from '../../doctor/diff.js'
import {type DoctorReport, keptReportSchema, reportDocumentSchema} from '../../doctor/report-schema.js'
import {OpsError} from '../../errors.js'
import {doctorMessages as say} from '../../messages/doctor.js'
import type {Project} from '../../project.js'
import {ensureFolder, storageError} from '../../system/files.js'
import {putFile} from '../../system/put-file.js'
import {verbatim} from '../../text.js'
import {parseAs, readFacts, readJson} from './facts-file.js'
import {listRuns, readRun} from './history.js'
import {judgeKept} from './judge-kept.js'

/** Compares two reports: ids of runs, or files with a run, a report or facts; the last two runs when neither is named. Throws OPS_DOCTOR_RUNS, OPS_DOCTOR_FILE. */
export async function diffReports(project: Project, a: string | undefined, b: string | undefined): Promise<ReportDiff> {
  const kept = await listRuns(project)
  const [newer, older] = kept
  const first = a ?? older
  const second = b ?? newer
  if (first === undefined || second === undefined) throw tooFew(kept.length)
  return compareReports(await readReport(project, first, kept), await readReport(project, second, kept))
}

/** Findings that a baseline has. Throws OPS_DOCTOR_FILE. */
export async function readBaseline(project: Project, ref: string): Promise<readonly RowRef[]> {
  const {checks} = await readReport(project, ref, await listRuns(project))
  return checks.flatMap(({id, instance, status}) =>
    status === 'fail' || status === 'warn' ? [{id, ...(instance === undefined ? {} : {instance})}] : [],
  )
}

/** Keeps a report as what is known. Returns its path, from the project folder. Throws OPS_DISK_FULL, OPS_NOT_WRITABLE. */
export async function saveBaseline(project: Project, report: DoctorReport): Promise<string> {
  const folder = join(project.state, 'doctor')
  const path = join(folder, 'baseline.json')
  await ensureFolder(folder, 0o700).catch((error: unknown) => {
    throw storageError(error, folder)
  })
  await putFile(path, `${JSON.stringify(report)}\n`, 0o600)
  return relative(project.root, path)
}

async function readReport(project: Project, ref: string, kept: readonly string[]) {
  if (kept.includes(ref)) return (await readRun(project, ref)).report
  const value = await readJson(ref)
  if (isObject(value) && isObject(value.report)) return parseAs(ref, keptReportSchema, value.report)
  if (!isObject(value) || !Array.isArray(value.checks) || 'facts' in value)
    return judgeKept(await readFacts(ref), ref).report
  const isKept = isObject((value.checks[0] as {readonly title?: unknown} | undefined)?.title)
  return isKept ? parseAs(ref, keptReportSchema, value) : parseAs(ref, reportDocumentSchema, value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function tooFew(count: number): OpsError {
  return new OpsError({
    code: 'OPS_DOCTOR_RUNS',
    kind: 'usage',
    message: say.tooFewRuns(count),
    suggestions: [verbatim('opsctl doctor'), verbatim('opsctl doctor diff A.json B.json')],
  })
}
