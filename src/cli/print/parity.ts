/** What `explain parity` prints. */
import {parityMessages as say} from '../../messages/parity.js'
import type {ParityGroup, ParityRow, Side} from '../../parity/catalogue.js'
import type {Lang} from '../../text.js'
import {formatColumns} from './units.js'

const MARKS = {yes: '✓', part: '!', no: '✗'} as const

/** Both targets side by side; beneath a row the commands or keys it speaks of, and why one target does less. */
export function formatParity(groups: readonly ParityGroup[], lang: Lang): string {
  const rows = groups.flatMap((group) => group.rows)
  const head = ['', say.compose[lang], say.helm[lang]]
  const [title = '', ...lines] = formatColumns([head, ...rows.map((row) => cells(row, lang))])
  let next = 0
  const blocks = groups.map((group) => {
    const own = group.rows.map((row) => [lines[next++], ...details(row, lang)].join('\n'))
    return [group.title[lang], ...own].join('\n')
  })
  return [title, ...blocks].join('\n\n')
}

function cells(row: ParityRow, lang: Lang): readonly string[] {
  return [`  ${row.feature[lang]}`, side(row.compose, lang), side(row.helm, lang)]
}

function side({has, how}: Side, lang: Lang): string {
  return how === undefined ? MARKS[has] : `${MARKS[has]} ${how[lang]}`
}

function details({commands = [], keys = [], why}: ParityRow, lang: Lang): readonly string[] {
  const subjects = [...commands, ...keys].join(', ')
  return [
    ...(subjects === '' ? [] : [`      ${subjects}`]),
    ...(why === undefined ? [] : [`      ${say.why[lang]}: ${why[lang]}`]),
  ]
}
