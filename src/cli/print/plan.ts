import type {PlanReport} from '../../actions/pipeline.js'
import {planMessages as say} from '../../messages/plan.js'
import type {ServiceChange} from '../../runtime/runtime.js'
import type {Lang} from '../../text.js'
import {formatColumns} from './units.js'

const MARKS = {create: '+', recreate: '±', restart: '↻', reload: '↺', update: '~', remove: '-', unchanged: ' '} as const

/** A plan as a person reads it: what changes and why; what stays is only counted. */
export function formatPlan(plan: PlanReport, lang: Lang): string {
  const changes = plan.services.filter((change) => change.action !== 'unchanged')
  const rows = changes.map((change) => [
    `${MARKS[change.action]} ${change.service}`,
    say.actions[change.action][lang],
    formatReasons(change),
  ])
  const same = plan.services.length - changes.length
  const lines = [...formatColumns(rows)]
  if (plan.files.length > 0) lines.push(say.files(plan.files.length)[lang])
  for (const {what, fix, stops} of plan.risks) lines.push(`${stops ? '✗' : '!'} ${what[lang]}`, `  → ${fix[lang]}`)
  if (same > 0) lines.push(say.unchanged(same)[lang])
  if (!plan.pending) lines.push(say.nothing[lang])
  return lines.join('\n')
}

const MOST_REASONS = 4

function formatReasons({because}: ServiceChange): string {
  const rest = because.length - MOST_REASONS
  return [...because.slice(0, MOST_REASONS), ...(rest > 0 ? [`+${rest}`] : [])].join(', ')
}
