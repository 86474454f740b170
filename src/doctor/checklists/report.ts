/** A run of a checklist as a report: what was asked and seen, what failed, what is left to do. */
import type {Text} from '../../text.js'
import {findChecklist} from './lists/index.js'
import {type ChecklistState, type Finding, isOpen, latestFindings, type StepRecord} from './state.js'
import {walk} from './walk.js'

export const REPORT_FORMAT = 'opsctl.checklist-report/v1'

export interface ReportStep extends StepRecord {
  readonly title: Text
  /** Heading that begins with this step. */
  readonly phase?: Text
  /** Title of the checklist it belongs to, where the run has entered another one. */
  readonly within?: Text
  /** How a person finds out, or does it. */
  readonly how?: Text
}

export interface ChecklistReport {
  readonly schema: typeof REPORT_FORMAT
  readonly id: string
  readonly checklist: string
  readonly title: Text
  readonly project: string
  readonly startedAt: string
  /** Absent while the run is not at its end, or something is open. */
  readonly finishedAt?: string
  readonly steps: readonly ReportStep[]
  /** What failed when it was seen last. */
  readonly failed: readonly Finding[]
  readonly summary: {
    readonly steps: number
    readonly failed: number
    readonly warned: number
    /** Steps that wait for a person. */
    readonly open: number
    /** Checks that could not be run. */
    readonly unseen: number
    readonly exitCode: 0 | 1
  }
}

/** Makes the report. Pure. Exit code 1: a check failed, and no later step saw it well. */
export function toChecklistReport(state: ChecklistState): ChecklistReport {
  const list = findChecklist(state.checklist)
  const places = list ? walk(list, state.records, findChecklist).steps : []
  const steps = state.records.map((record, index): ReportStep => {
    const place = places[index]
    const {phase} = place?.step ?? {}
    const how = place?.step.kind === 'ask' ? place.step.how : undefined
    return {
      ...record,
      title: place?.step.title ?? {en: record.path, zh: record.path},
      ...(phase ? {phase} : {}),
      ...(place && place.list !== list ? {within: place.list.title} : {}),
      ...(how ? {how} : {}),
    }
  })
  const latest = latestFindings(state.records)
  const failed = latest.filter(({status}) => status === 'fail')
  return {
    schema: REPORT_FORMAT,
    id: state.id,
    checklist: state.checklist,
    title: list?.title ?? {en: state.checklist, zh: state.checklist},
    project: state.project,
    startedAt: state.startedAt,
    ...(state.finishedAt === undefined ? {} : {finishedAt: state.finishedAt}),
    steps,
    failed,
    summary: {
      steps: steps.length,
      failed: failed.length,
      warned: latest.filter(({status}) => status === 'warn').length,
      open: state.records.filter(isOpen).length,
      unseen: new Set(state.records.flatMap(({unseen = []}) => unseen)).size,
      exitCode: failed.length > 0 || brokenAtEnd(state.records) ? 1 : 0,
    },
  }
}

/** Whether the last look of all could not even begin, as when opsctl.yaml is wrong. */
function brokenAtEnd(records: readonly StepRecord[]): boolean {
  const last = records.findLast(({kind, outcome}) => (kind === 'check' || kind === 'wait') && outcome !== 'nothing')
  return last?.outcome === 'fail' && last.findings === undefined
}
