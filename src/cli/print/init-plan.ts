/** What `init` shows before it writes. */
import type {InitPlan, InitReport} from '../../actions/init.js'
import {initMessages} from '../../messages/init.js'
import type {Lang} from '../../text.js'

/** The files that would be made or changed; what changes in a file that is there, as a diff. */
export function formatInitPlan(plan: InitPlan, lang: Lang): string {
  const lines = [initMessages.willWrite(plan.project.root)[lang]]
  for (const file of plan.files) lines.push(`  ${file.change === 'create' ? '+' : '~'} ${file.path}`)
  lines.push(initMessages.willRun(plan.components)[lang], initMessages.imagesFrom(plan.stack.images.source)[lang])
  for (const file of plan.files) {
    if (file.diff !== undefined && !file.path.endsWith('.json')) lines.push('', file.diff.trimEnd())
  }

  return lines.join('\n')
}

/** The last lines: what was written, and what to do with it. */
export function formatInitReport(
  report: InitReport,
  {isChanged, folder, lang}: {readonly isChanged: boolean; readonly folder: string; readonly lang: Lang},
): string {
  if (!isChanged) return `✓ ${initMessages.nothingToDo(report.directory)[lang]}`
  if (report.written.length === 0) return initMessages.declined[lang]
  const next = folder === '.' ? 'opsctl up' : `opsctl -C ${folder} up`
  return ['', `✓ ${initMessages.written(report.written.length)[lang]}`, `  ${initMessages.next(next)[lang]}`].join('\n')
}
