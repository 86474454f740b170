/** Fixes as a person reads them: what will be done, word for word, and what came of it. */
import {createTwoFilesPatch} from 'diff'

import type {AppliedFix, UndoReport} from '../../actions/doctor/fix.js'
import type {MendReport} from '../../actions/doctor/mend.js'
import type {FixStep} from '../../doctor/fix.js'
import {nameOf} from '../../doctor/formats/words.js'
import {commandOf, type PlannedFix} from '../../doctor/plan-fixes.js'
import {doctorFixMessages as say} from '../../messages/doctor-fix.js'
import type {Lang} from '../../text.js'

/** The whole plan, before anything is asked. */
export function formatPlan(fixes: readonly PlannedFix[], lang: Lang): string {
  if (fixes.length === 0) return say.nothing[lang]
  return [say.plan(fixes.length)[lang], ...fixes.map((fix) => formatFix(fix, lang))].join('\n\n')
}

function formatFix({check: id, instance, level, finding, plan}: PlannedFix, lang: Lang): string {
  const downtime = plan.downtimeS === undefined ? [] : [`  ${say.downtime(plan.downtimeS)[lang]}`]
  return [
    `${nameOf({id, instance})} (${say.level(level)[lang]})`,
    `  ${finding.detail[lang]}`,
    `  ${say.effect[lang]}: ${plan.effect[lang]}`,
    ...downtime,
    `  ${say.back[lang]}: ${plan.back[lang]}`,
    ...plan.steps.flatMap((step) => [`  $ ${commandOf(step)}`, ...diffOf(step)]),
  ].join('\n')
}

function diffOf(step: FixStep): readonly string[] {
  if (step.kind !== 'write') return []
  const patch = createTwoFilesPatch(step.path, step.path, step.before ?? '', step.after ?? '', '', '', {context: 2})
  return patch
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => `    ${line}`)
}

/** What became of each fix, and how to take it back. */
export function formatMended({applied, run}: MendReport, lang: Lang): string {
  const lines = applied.flatMap((fix) => outcomeOf(fix, lang))
  return [...lines, ...(run === undefined ? [] : [say.journal(run)[lang]])].join('\n')
}

function outcomeOf(fix: AppliedFix, lang: Lang): readonly string[] {
  const name = nameOf({id: fix.check, instance: fix.instance})
  const detail = fix.detail?.[lang] ?? ''
  switch (fix.state) {
    case 'mended':
      return [`✓ ${say.applied(name)[lang]}`]
    case 'unwell':
      return [`! ${say.stillUnwell(name, detail)[lang]}`]
    case 'declined':
      return [`- ${say.declined(name)[lang]}`]
    case 'by-hand':
      return fix.byHand.map((command) => `! ${name}: ${say.byHand(command)[lang]}`)
    case 'failed':
      return [`✗ ${name}: ${detail}`]
  }
}

/** What was taken back, and what only a person can. */
export function formatUndone({run, undone, left}: UndoReport, lang: Lang): string {
  if (undone.length === 0 && left.length === 0) return say.nothingToUndo(run)[lang]
  return [
    ...undone.map((command) => `✓ ${say.undone(command)[lang]}`),
    ...left.map((command) => `! ${say.noWayBack(command)[lang]}`),
  ].join('\n')
}
