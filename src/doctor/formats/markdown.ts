/** Markdown, ready to be pasted into a ticket. */
import {doctorReportMessages as say} from '../../messages/doctor.js'
import type {Lang} from '../../text.js'
import {inline} from '../inline.js'
import {keyOf} from '../report.js'
import type {DocumentRow, ReportDocument} from '../report-schema.js'
import {countsOf, limitOf, nameOf} from './words.js'

/** Heading, sum, problems with their causes, rooms. */
export function toMarkdown(report: ReportDocument, lang: Lang): string {
  const {run, checks, components} = report
  const roots = checks.filter(({status, causedBy}) => isUnwell(status) && causedBy === null)
  const about = [run.project, run.environment, run.target, `${run.startedAt.slice(0, 19).replace('T', ' ')} UTC`]
  const rooms = components.filter(({enabled}) => enabled)
  return [
    `# ${say.reportOf[lang]}`,
    '',
    `${about.map(inline).join(' · ')} · opsctl ${run.opsctl}`,
    '',
    `**${countsOf(report.checks, report.summary, lang).join(' · ')} · ${say.exit(report.summary.exitCode)[lang]}**`,
    '',
    ...(roots.length === 0
      ? [say.allWell[lang], '']
      : [`## ${say.problems[lang]}`, '', ...roots.flatMap((row) => problem(row, report, lang))]),
    ...unseen(checks, lang),
    `## ${say.rooms[lang]}`,
    '',
    `| ${say.room[lang]} | ${say.result[lang]} |`,
    '| --- | --- |',
    ...rooms.map(({id, title}) => {
      const rows = checks.filter(({component}) => component === id)
      return `| ${inline(title)} | ${countsOf(rows, undefined, lang).join(', ')} |`
    }),
  ].join('\n')
}

function problem(row: DocumentRow, {checks}: ReportDocument, lang: Lang): readonly string[] {
  const word = row.status === 'fail' ? say.fail[lang] : say.warn[lang]
  const limit = limitOf(row, lang)
  const mark =
    row.accepted && row.acceptance
      ? say.acceptedUntil(row.acceptance.until, row.acceptance.reason)[lang]
      : row.known
        ? say.known[lang]
        : ''
  const led = checks.filter(({causedBy}) => causedBy && keyOf(causedBy) === keyOf(row))
  const told = led.filter(({status}) => isUnwell(status))
  const commands = row.remedy?.commands ?? []
  return [
    `### ${word} \`${row.id}\`${row.instance === undefined ? '' : ` ${inline(row.instance)}`}`,
    '',
    `${inline(row.message)}${mark === '' ? '' : ` (${inline(mark)})`}`,
    '',
    ...(row.impact === undefined ? [] : [`- ${say.impact[lang]}: ${inline(row.impact)}`]),
    ...(limit === undefined ? [] : [`- ${say.limit[lang]}: ${inline(limit)}`]),
    ...(row.remedy === undefined ? [] : [`- ${say.remedy[lang]}: ${inline(row.remedy.text)}`]),
    ...(told.length === 0 ? [] : [`- ${say.leadsTo[lang]}: ${told.map((one) => `\`${nameOf(one)}\``).join(', ')}`]),
    ...(row.skippedBecause === 0 ? [] : [`- ${say.skippedBecause(row.skippedBecause)[lang]}`]),
    '',
    ...(commands.length === 0 ? [] : ['```sh', ...commands, '```', '']),
  ]
}

function unseen(checks: readonly DocumentRow[], lang: Lang): readonly string[] {
  const rows = checks.filter(({status}) => status === 'unknown')
  if (rows.length === 0) return []
  return [`## ${say.unseen[lang]}`, '', ...rows.map((row) => `- \`${nameOf(row)}\`: ${inline(row.message)}`), '']
}

function isUnwell(status: DocumentRow['status']): boolean {
  return status === 'fail' || status === 'warn'
}
