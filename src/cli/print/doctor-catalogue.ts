/** What doctor can look at, and what became different between two runs, for people. */
import type {DescribedCheck} from '../../actions/doctor/described-checks.js'
import type {ExplainedCheck} from '../../actions/doctor/explain.js'
import type {ChangeKind, ReportDiff} from '../../doctor/diff.js'
import {boundsOf, nameOf} from '../../doctor/formats/words.js'
import {doctorCatalogueMessages as say} from '../../messages/doctor.js'
import type {Lang} from '../../text.js'
import {formatColumns, formatMoment, widthOf} from './units.js'

const SIGNS: Readonly<Record<ChangeKind, string>> = {new: '+', worse: '▲', better: '▼', fixed: '✓'}

/** One line per check, room by room. */
export function formatChecks(checks: readonly DescribedCheck[], lang: Lang): string {
  const rooms = [...new Set(checks.map(({component}) => component))]
  const rows = formatColumns(
    checks.map((check) => [`  ${check.id}`, check.tiers.join(' '), check.fix ?? '', check.title[lang]]),
  )
  const blocks = rooms.map((room) => {
    const own = checks.flatMap((check, index) => (check.component === room ? [rows[index] ?? ''] : []))
    const title = checks.find(({component}) => component === room)?.componentTitle[lang] ?? room
    return [`${title} (${room})`, ...own].join('\n')
  })
  return [...blocks, say.counted(checks.length, checks.filter(({fix}) => fix).length)[lang]].join('\n\n')
}

/** The same as a table for a page. */
export function formatChecksMarkdown(checks: readonly DescribedCheck[], lang: Lang): string {
  const head = [say.id, say.title, say.tiers, say.thresholds, say.fix].map((text) => text[lang])
  const rows = checks.map((check) => [
    `\`${check.id}\``,
    check.title[lang],
    check.tiers.join(' '),
    Object.entries(check.thresholds)
      .map(([name, limit]) => `${name}: ${boundsOf(limit, lang)}`)
      .join('; '),
    check.fix ?? '',
  ])
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** All that there is to know of one check. */
export function formatExplanation(check: ExplainedCheck, lang: Lang): string {
  const {remedy, fix, tags} = check
  const about = [
    check.componentTitle[lang],
    check.tiers.join(' '),
    ...(fix ? [`fix: ${fix}`] : []),
    ...tags.map((tag) => `#${tag}`),
  ]
  const fields: readonly (readonly [string, readonly string[]])[] = [
    [say.looksAt[lang], [check.runs[lang]]],
    [say.impact[lang], [check.impact[lang]]],
    [say.thresholds[lang], limitLines(check, lang)],
    [say.remedy[lang], [remedy.text[lang], ...(remedy.commands ?? [])]],
    [say.after[lang], check.after.length === 0 ? [] : [check.after.join(', ')]],
    [say.because[lang], check.because.length === 0 ? [] : [check.because.join(', ')]],
    [say.alerts[lang], check.alerts.length === 0 ? [] : [check.alerts.join(', ')]],
    [say.links[lang], check.links],
    [say.run[lang], [`opsctl doctor ${check.tiers.includes('runtime') ? '' : `--${check.tiers[0]} `}${check.id}`]],
  ]
  const width = Math.max(...fields.map(([label]) => widthOf(label)))
  return [
    `${check.id}  ${check.title[lang]}`,
    about.join(' · '),
    '',
    ...fields.flatMap(([label, lines]) =>
      lines.map((line, index) => {
        const shown = index === 0 ? label : ''
        return `${shown}${' '.repeat(width - widthOf(shown))}  ${line}`
      }),
    ),
  ].join('\n')
}

function limitLines({limits, thresholds}: ExplainedCheck, lang: Lang): readonly string[] {
  return Object.values(limits).map((limit) => {
    const shipped = thresholds[limit.name]
    const own = `${limit.name}: ${boundsOf(limit, lang)}`
    if (!limit.overridden || !shipped) return `${own} (${limit.origin[lang]})`
    return `${own} (opsctl.yaml; ${say.shipped(boundsOf(shipped, lang))[lang]}, ${shipped.origin[lang]})`
  })
}

/** One line per change, the worst first. */
export function formatDiff({from, to, same, changes}: ReportDiff, lang: Lang): string {
  const lines = changes.map(({kind, message, ...row}) => {
    const words = typeof message === 'string' ? message : message[lang]
    return [`${SIGNS[kind]} ${say[kind][lang]}`, nameOf(row), words]
  })
  const moment = (one: ReportDiff['from']) => `${one.id} (${formatMoment(one.startedAt)} UTC)`
  return [`${moment(from)} → ${moment(to)}`, ...formatColumns(lines), say.same(changes.length, same)[lang]].join('\n')
}
