/** Doctor once, or again and again until nothing that counts is left; what it found is kept. */
import {OpsError} from '../../errors.js'
import {doctorMessages as say} from '../../messages/doctor.js'
import type {Project} from '../../project.js'
import {sleep} from '../../system/clock.js'
import type {Text} from '../../text.js'
import {saveBaseline} from './compare.js'
import {saveFacts} from './facts-file.js'
import {keepRun} from './history.js'
import type {JudgedLook} from './judge-kept.js'
import {type DoctorOptions, runDoctor} from './run.js'

export interface WatchOptions extends DoctorOptions {
  readonly saveBaseline: boolean
  /** File that what was seen is written to. */
  readonly saveFacts?: string | undefined
}

export interface DoctorRun extends JudgedLook {
  /** What a person is told beside the report: what was kept where, and what could not be. */
  readonly notes: readonly Text[]
}

/**
 * Runs once, or until the exit code is 0 or the signal is aborted. A run that says the same as the one before it is not
 * kept: the history would soon hold nothing else.
 */
export async function* watchDoctor(
  project: Project,
  options: WatchOptions,
  everyS: number | undefined,
): AsyncIterable<DoctorRun> {
  let said: string | undefined
  for (;;) {
    const run = await runDoctor(project, options)
    const says = JSON.stringify(run.report.checks.map(({id, instance, status}) => [id, instance, status]))
    const isNews = options.from === undefined && says !== said
    said = says
    yield {...run, notes: [...(isNews ? await keep(project, run) : []), ...(await saveAsked(project, run, options))]}
    if (everyS === undefined || run.report.summary.exitCode === 0) return
    await sleep(everyS * 1000, options.signal)
    if (options.signal.aborted) return
  }
}

/** A full or read-only disk is a finding, not the end of doctor. */
async function keep(project: Project, run: JudgedLook): Promise<readonly Text[]> {
  try {
    await keepRun(project, run)
    return []
  } catch (error) {
    if (error instanceof OpsError) return [say.notKept(error.text)]
    throw error
  }
}

async function saveAsked(
  project: Project,
  {report, facts}: JudgedLook,
  {saveBaseline: isBaseline, saveFacts: path}: WatchOptions,
): Promise<readonly Text[]> {
  if (path !== undefined) await saveFacts(path, facts)
  return isBaseline ? [say.baselineSaved(await saveBaseline(project, report))] : []
}
