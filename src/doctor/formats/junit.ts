/** JUnit XML, as build servers read it. It knows no warnings: they are output of a test that passed. */
import type {DocumentRow, ReportDocument} from '../report-schema.js'

/** One suite per room, one case per row. */
export function toJunit({run, components, checks}: ReportDocument): string {
  const suites = components.flatMap(({id, title}) => {
    const rows = checks.filter(({component}) => component === id)
    return rows.length === 0 ? [] : [suite(title, rows, run.startedAt)]
  })
  const head = `<testsuites name="opsctl doctor ${escapeXml(run.project)}"${counts(checks)}>`
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>'].join('\n')
}

function suite(name: string, rows: readonly DocumentRow[], startedAt: string): string {
  const timestamp = startedAt.replace(/\.\d+Z$/, '')
  const head = `  <testsuite name="${escapeXml(name)}"${counts(rows)} errors="0" timestamp="${timestamp}">`
  return [head, ...rows.map(testCase), '  </testsuite>'].join('\n')
}

function counts(rows: readonly DocumentRow[]): string {
  const seconds = Math.max(0, ...rows.map(({durationMs}) => durationMs)) / 1000
  const failures = rows.filter(isFailure).length
  const skipped = rows.filter((row) => skipOf(row) !== undefined).length
  return ` tests="${rows.length}" failures="${failures}" skipped="${skipped}" time="${seconds.toFixed(3)}"`
}

function testCase(row: DocumentRow): string {
  const name = row.instance === undefined ? row.id : `${row.id} (${row.instance})`
  const seconds = (row.durationMs / 1000).toFixed(3)
  const head = `    <testcase classname="${escapeXml(row.component)}" name="${escapeXml(name)}" time="${seconds}">`
  return [head, `      ${resultOf(row)}`, '    </testcase>'].join('\n')
}

function resultOf(row: DocumentRow): string {
  const skip = skipOf(row)
  if (skip !== undefined) return `<skipped message="${escapeXml(skip)}"/>`
  if (!isFailure(row)) return `<system-out>${escapeXml(`${row.status}: ${row.message}`)}</system-out>`
  const cause = row.causedBy ? [`because of ${row.causedBy.id}`] : []
  const more = [row.impact ?? '', ...cause, row.remedy?.text ?? '', ...(row.remedy?.commands ?? [])]
  const body = escapeXml(more.filter((line) => line !== '').join('\n'))
  return `<failure type="${row.id}" message="${escapeXml(row.message)}">${body}</failure>`
}

function isFailure({status, accepted, known}: DocumentRow): boolean {
  return status === 'fail' && !accepted && !known
}

function skipOf({status, message, accepted, acceptance, known}: DocumentRow): string | undefined {
  if (status === 'skip' || status === 'unknown') return `${status}: ${message}`
  if (accepted && acceptance) return `accepted until ${acceptance.until}: ${acceptance.reason}; ${message}`
  return known ? `known from the baseline: ${message}` : undefined
}

/** Characters that XML 1.0 can't hold, not even escaped, are left out. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
}
