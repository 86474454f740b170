/** Checklists for a person at a terminal: the menu, each step as it comes out, and what the run led to. */
import type {Checklist} from '../../doctor/checklists/checklist.js'
import type {ChecklistReport} from '../../doctor/checklists/report.js'
import {type ChecklistState, isOpen, type StepRecord} from '../../doctor/checklists/state.js'
import {describeStep, MARKS, nameOf, OUTCOME_MARKS, outcomeWord, shownFindings} from '../../doctor/checklists/words.js'
import {checklistMessages as say} from '../../messages/doctor-checklist.js'
import type {Lang} from '../../text.js'
import {formatColumns, formatMoment, widthOf} from './units.js'

const RUNS = 10

/** Names, titles, and the runs that are kept. */
export function formatChecklists(lists: readonly Checklist[], runs: readonly ChecklistState[], lang: Lang): string {
  const rows = lists.map(({name, title, symptom}) => [name, title[lang], symptom[lang]])
  return [
    say.lists[lang],
    ...formatColumns(rows).map((line) => `  ${line}`),
    '',
    runs.length === 0 ? say.noRuns[lang] : say.runs[lang],
    ...runs.slice(0, RUNS).map((run) => `  ${run.id}  ${standOf(run, lang)}`),
  ].join('\n')
}

function standOf({finishedAt, records}: ChecklistState, lang: Lang): string {
  if (finishedAt !== undefined) return say.finished(formatMoment(finishedAt))[lang]
  return say.unfinished(records.filter(isOpen).length)[lang]
}

/** One step, as it came out. */
export function formatRecord(record: StepRecord, lang: Lang): string {
  const findings = shownFindings(record)
  const width = Math.max(0, ...findings.map((finding) => widthOf(nameOf(finding))))
  return [
    `  ${OUTCOME_MARKS[record.outcome]} ${outcomeWord(record.outcome, lang)}`,
    ...findings.map((finding) => {
      const name = nameOf(finding)
      return `    ${MARKS[finding.status]} ${name}${' '.repeat(width - widthOf(name))}  ${finding.message[lang]}`
    }),
    ...describeStep(record, lang).flatMap((line) => line.split('\n').map((part) => `    ${part}`)),
  ].join('\n')
}

/** The whole run: a line for each step, what failed with its remedy, what is open. */
export function formatChecklistReport(report: ChecklistReport, lang: Lang): string {
  const {steps, failed, summary} = report
  const head = `${report.title[lang]}  ${report.project}  ${formatMoment(report.startedAt)} UTC`
  const lines = steps.map(
    (step) => `${OUTCOME_MARKS[step.outcome]} ${step.title[lang]}  ${outcomeWord(step.outcome, lang)}`,
  )
  const found = failed.flatMap((finding) => [
    `✗ ${nameOf(finding)}  ${finding.message[lang]}`,
    ...(finding.remedy ? [`    ${finding.remedy.text[lang]}`] : []),
    ...(finding.remedy?.commands ?? []).map((command) => `    $ ${command}`),
  ])
  const open = steps
    .filter(({outcome}) => outcome === 'open')
    .flatMap((step) => [`? ${step.title[lang]}`, ...describeStep(step, lang).map((line) => `    ${line}`)])
  const blocks = [
    [head, ...lines],
    found.length === 0 ? [] : [say.failedNow[lang], ...found],
    open.length === 0 ? [] : [say.openItems[lang], ...open],
    [say.counts(summary)[lang], ...(summary.open > 0 ? [say.resumeWith(report.id)[lang]] : [])],
  ]
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')
}
