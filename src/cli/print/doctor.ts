import type {DoctorRun} from '../../actions/doctor/run.js'
import type {Lang} from '../../text.js'

const MARKS = {pass: '✓', info: 'i', warn: '!', fail: '✗', skip: '-', unknown: '?'} as const

/** The rows as they are. */
export function formatDoctor({rows, durationMs}: DoctorRun, lang: Lang): string {
  const lines = rows.map(({check, status, detail, instance, causedBy, reason, ms}) => {
    const why = causedBy ? `  ← ${causedBy.id}${causedBy.instance === undefined ? '' : ` (${causedBy.instance})`}` : ''
    const name = instance === undefined ? check.id : `${check.id} (${instance})`
    return `${MARKS[status]} ${name}  ${reason === undefined ? '' : `[${reason}] `}${detail[lang]}${why}  ${ms} ms`
  })
  const counts = Object.keys(MARKS).map((status) => `${rows.filter((row) => row.status === status).length} ${status}`)
  return [...lines, `${counts.join(' · ')}  ${durationMs} ms`].join('\n')
}
