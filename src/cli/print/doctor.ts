/** The report of doctor for people: problems by cause, then one line per room, then counts and the next commands. */
import {countsOf, limitOf, nameOf} from '../../doctor/formats/words.js'
import {keyOf} from '../../doctor/report.js'
import type {DocumentRow, ReportDocument} from '../../doctor/report-schema.js'
import {doctorReportMessages as say} from '../../messages/doctor.js'
import type {Lang} from '../../text.js'
import {formatMoment, widthOf} from './units.js'

export interface DoctorView {
  readonly lang: Lang
  /** 1: also what is well, with values. 2: also how it was looked at, and lists in full. */
  readonly details: number
  /** Problems and counts only. */
  readonly quiet: boolean
  /** Of the problems, those that failed. */
  readonly errorsOnly: boolean
}

const MARKS = {pass: '✓', info: 'i', warn: '!', fail: '✗', skip: '-', unknown: '?'} as const
const CUT = 5

/** The whole report. */
export function formatDoctor(report: ReportDocument, view: DoctorView): string {
  const {lang, quiet} = view
  const problems = formatProblems(report, view)
  const blocks = [
    ...(quiet ? [] : [[headOf(report, lang)]]),
    ...problems,
    ...(quiet ? [] : [formatUnseen(report, view), formatRooms(report, view)]),
    [sumOf(report, lang), ...(quiet ? [] : [nextOf(report, lang)])],
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function headOf({run}: ReportDocument, lang: Lang): string {
  const about = ['opsctl doctor', run.project, run.environment, run.target, `${formatMoment(run.startedAt)} UTC`]
  return [...about, ...(run.from === undefined ? [] : [say.from(run.from, run.opsctl)[lang]])].join('  ')
}

/** One block per root; rows of one check with the same advice share theirs. */
function formatProblems({checks}: ReportDocument, view: DoctorView): readonly (readonly string[])[] {
  const roots = checks.filter(
    ({status, causedBy}) => causedBy === null && (status === 'fail' || (status === 'warn' && !view.errorsOnly)),
  )
  const groups = grouped(roots, ({id, status, remedy, accepted, known}) =>
    JSON.stringify([id, status, remedy?.text, accepted, known]),
  )
  const blocks = [...groups.values()].map((rows) => ({rows, lines: formatGroup(rows, checks, view)}))
  // What is accepted takes one line each, so it needs no air between.
  const isQuiet = ({rows}: {readonly rows: readonly DocumentRow[]}) =>
    rows.every(({accepted, known}) => accepted || known)
  const accepted = blocks.filter(isQuiet).flatMap(({lines}) => lines)
  return [
    ...blocks.filter((block) => !isQuiet(block)).map(({lines}) => lines),
    ...(accepted.length > 0 ? [accepted] : []),
  ]
}

function formatGroup(
  rows: readonly DocumentRow[],
  checks: readonly DocumentRow[],
  view: DoctorView,
): readonly string[] {
  const {lang, details} = view
  const [first] = rows
  if (!first) return []
  const heads = rows.map((row) => `${MARKS[row.status]} ${nameOf(row)}  ${row.message}${markOf(row, lang)}`)
  if (first.accepted || first.known) return cut(heads, view)
  const told = rows.flatMap((row) => consequencesOf(row, checks, view))
  const commands = [...new Set(rows.flatMap(({remedy}) => remedy?.commands ?? []))]
  const fix = first.remedy?.fix
  const limit = limitOf(first, lang)
  return [
    ...cut(heads, view),
    ...field(say.impact[lang], [first.impact ?? '']),
    ...field(say.limit[lang], [limit ?? '']),
    ...(details > 0 ? rows.flatMap((row) => field(say.seen[lang], [observedOf(row)])) : []),
    ...(details > 1 ? rows.flatMap((row) => field(say.how[lang], evidenceOf(row))) : []),
    ...field(say.remedy[lang], [first.remedy?.text ?? '', ...cut(commands, view)]),
    ...(fix ? field(say.fix[lang], [`opsctl doctor --fix ${first.id}  (${fix.level}) ${fix.effect}`]) : []),
    ...field(say.leadsTo[lang], told),
    ...(details > 1 ? field(say.links[lang], first.links) : []),
    ...field(say.more[lang], [`opsctl doctor explain ${first.id}`]),
  ]
}

/** What follows from a root, one line each with -v; else their names. */
function consequencesOf(row: DocumentRow, checks: readonly DocumentRow[], view: DoctorView): readonly string[] {
  const {lang, details} = view
  const led = checks.filter(({causedBy, status}) => causedBy && status !== 'skip' && keyOf(causedBy) === keyOf(row))
  const names = led.map(nameOf)
  const shown =
    details > 0
      ? led.map((one) => `${MARKS[one.status]} ${nameOf(one)}  ${one.message}`)
      : [cut(names, view).join(', ')]
  const skipped = row.skippedBecause === 0 ? [] : [say.skippedBecause(row.skippedBecause)[lang]]
  return [...(led.length === 0 ? [] : shown), ...skipped]
}

/** What could not be seen, the same words once. */
function formatUnseen({checks}: ReportDocument, view: DoctorView): readonly string[] {
  const rows = checks.filter(({status}) => status === 'unknown')
  if (rows.length === 0) return []
  const groups = [...grouped(rows, ({message}) => message)]
  const lines = groups.map(
    ([message, same]) => `  ${MARKS.unknown} ${cut(same.map(nameOf), view).join(', ')}  ${message}`,
  )
  return [say.unseen[view.lang], ...cut(lines, view, '  ')]
}

/** One line per room; all rows of it with -v. Rooms that the stack has not share a line. */
function formatRooms({components, checks}: ReportDocument, view: DoctorView): readonly string[] {
  const {lang, details} = view
  const here = components.filter(({enabled}) => enabled)
  const width = Math.max(0, ...here.map(({title}) => widthOf(title)))
  const lines = here.flatMap(({id, title}) => {
    const rows = checks.filter(({component}) => component === id)
    const ms = Math.max(0, ...rows.map(({durationMs}) => durationMs))
    const line = `${MARKS[worstOf(rows)]} ${pad(title, width)}  ${countsOf(rows, undefined, lang).join(', ')}  ${seconds(ms)}`
    return details > 0 ? [line, ...rows.map((row) => `    ${rowLine(row, view)}`)] : [line]
  })
  const away = components.filter(({enabled}) => !enabled).map(({title}) => title)
  return [...lines, ...(away.length === 0 ? [] : [`- ${say.notInStack[lang]}: ${away.join(', ')}`])]
}

function rowLine(row: DocumentRow, {details, lang}: DoctorView): string {
  const cause = row.causedBy ? `  ← ${nameOf(row.causedBy)}` : ''
  const evidence = details > 1 ? evidenceOf(row).map((line) => `\n        ${line}`) : []
  return `${MARKS[row.status]} ${nameOf(row)}  ${row.message}${markOf(row, lang)}${cause}  ${seconds(row.durationMs)}${evidence.join('')}`
}

/** The worst that counts: what is skipped or noted is no blemish. */
function worstOf(rows: readonly DocumentRow[]): DocumentRow['status'] {
  const open = rows.filter(({accepted, known}) => !accepted && !known)
  const order = ['fail', 'warn', 'unknown'] as const
  const worst = order.find((status) => open.some((row) => row.status === status))
  return worst ?? (rows.some(({status}) => status !== 'skip') ? 'pass' : 'skip')
}

function markOf({accepted, acceptance, known}: DocumentRow, lang: Lang): string {
  if (accepted && acceptance) return `  (${say.acceptedUntil(acceptance.until, acceptance.reason)[lang]})`
  return known ? `  (${say.known[lang]})` : ''
}

function sumOf({checks, summary, run}: ReportDocument, lang: Lang): string {
  const counts = countsOf(checks, summary, lang)
  return `${counts.join(' · ')}    ${seconds(run.durationMs)}    ${say.exit(summary.exitCode)[lang]}`
}

function nextOf({checks, run}: ReportDocument, lang: Lang): string {
  const open = checks.filter(
    ({status, accepted, known}) => (status === 'fail' || status === 'warn') && !accepted && !known,
  )
  const fixable = open.filter(({remedy}) => remedy?.fix).length
  const [first] = open
  const commands = first
    ? [
        ...(fixable > 0 ? [`opsctl doctor --fix  (${fixable})`] : []),
        `opsctl doctor explain ${first.id}`,
        ...(run.from === undefined ? ['opsctl doctor bundle'] : []),
      ]
    : ['opsctl doctor -v', 'opsctl doctor --deep']
  return `${say.next[lang]}: ${commands.join('   |   ')}`
}

function observedOf({observed}: DocumentRow): string {
  return Object.entries(observed ?? {})
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
}

function evidenceOf({evidence}: DocumentRow): readonly string[] {
  return evidence.flatMap(({kind, ref, excerpt}) => [
    `${kind}: ${ref}`,
    ...(excerpt?.split('\n').map((line) => `  │ ${line}`) ?? []),
  ])
}

/** A label and its lines, each under the first. */
function field(label: string, lines: readonly string[]): readonly string[] {
  return lines
    .filter((line) => line !== '')
    .flatMap((line) => line.split('\n'))
    .map((line, index) => `    ${pad(index === 0 ? label : '', 8)}  ${line}`)
}

/** Lists end after five, unless all was asked for. */
function cut(lines: readonly string[], {details, lang}: DoctorView, indent = ''): readonly string[] {
  if (details > 0 || lines.length <= CUT) return lines
  return [...lines.slice(0, CUT), `${indent}${say.andMore(lines.length - CUT)[lang]}`]
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** Rows by what they have in common, in the order of the first of each. */
function grouped(
  rows: readonly DocumentRow[],
  common: (row: DocumentRow) => string,
): ReadonlyMap<string, readonly DocumentRow[]> {
  const groups = new Map<string, DocumentRow[]>()
  for (const row of rows) groups.set(common(row), [...(groups.get(common(row)) ?? []), row])
  return groups
}
