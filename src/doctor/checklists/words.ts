/** What both forms of a report say in the same words. */
import {checklistMessages as say} from '../../messages/doctor-checklist.js'
import type {Lang} from '../../text.js'
import type {ReportStep} from './report.js'
import type {Finding, StepOutcome, StepRecord} from './state.js'

export const MARKS = {pass: '✓', info: 'i', warn: '!', fail: '✗', skip: '-', unknown: '?'} as const

/** How a step came out, as one sign. */
export const OUTCOME_MARKS: Readonly<Record<StepOutcome, string>> = {
  pass: '✓',
  warn: '!',
  fail: '✗',
  timeout: '✗',
  yes: '✓',
  no: '✗',
  noted: '✓',
  done: '✓',
  failed: '✗',
  declined: '-',
  nothing: '-',
  open: '?',
}

/** The word for it. */
export function outcomeWord(outcome: StepOutcome, lang: Lang): string {
  return say.outcome(outcome)[lang]
}

/** A check with what it is about. */
export function nameOf({id, instance}: Finding): string {
  return instance === undefined ? id : `${id} ${instance}`
}

/** What is not well, and all of it when nothing is unwell and little was looked at. */
export function shownFindings({findings = []}: Pick<StepRecord, 'findings'>): readonly Finding[] {
  const unwell = findings.filter(({status}) => status === 'fail' || status === 'warn' || status === 'unknown')
  return unwell.length > 0
    ? unwell
    : findings.filter(({status}) => status === 'pass' || status === 'info').slice(0, FEW)
}

const FEW = 3

/** What a person wrote, what came of it, what was kept, what could not be looked at. */
export function describeStep(step: Omit<ReportStep, 'title'>, lang: Lang): readonly string[] {
  const {note, detail, files = [], unseen = [], how, outcome} = step
  return [
    ...(note === undefined ? [] : [note]),
    ...(detail ? [detail[lang]] : []),
    ...(outcome === 'open' && how ? [how[lang]] : []),
    ...(files.length === 0 ? [] : [say.kept(files)[lang]]),
    ...(unseen.length === 0 ? [] : [say.unseen(unseen)[lang]]),
  ]
}
