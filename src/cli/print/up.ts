import type {Diagnosis} from '../../actions/diagnose-failure.js'
import type {UpReport} from '../../actions/up.js'
import type {CheckResult} from '../../checks/check.js'
import {upMessages as say} from '../../messages/up.js'
import type {Lang} from '../../text.js'

/** How `up` ended: each failure with its lines, cause and way out; else the addresses. */
export function formatUp(report: UpReport, lang: Lang): string {
  const lines = [
    ...report.failures.flatMap((failure) => formatDiagnosis(failure, lang)),
    ...report.health.flatMap((result) => formatCheck(result, lang)),
    ...report.reloaded.filter((one) => !one.taken).map((one) => `✗ ${say.notTaken(one.component)[lang]}`),
  ]
  if (!report.ok) return [...lines, `✗ ${say.isNotUp(report.project)[lang]}`].join('\n')
  const uis = report.uis.map(({id, url}) => `  ${id}  ${url}`)
  const addresses = uis.length > 0 ? [say.addresses[lang], ...uis] : []
  return [...lines, ...addresses, `✓ ${say.isUp(report.project, report.seconds)[lang]}`].join('\n')
}

function formatDiagnosis(failure: Diagnosis, lang: Lang): readonly string[] {
  const code = failure.exitCode === undefined ? '' : ` (${failure.exitCode})`
  const health = failure.state === 'running' ? failure.health : failure.state
  const lines = failure.lines.length > 0 ? failure.lines : [say.noLines[lang]]
  return [
    `✗ ${failure.service}: ${health}${code}`,
    `  ${say.lastLines[lang]}:`,
    ...lines.map((line) => `  │ ${line}`),
    ...(failure.cause ? [`  ${say.likelyCause[lang]}: ${failure.cause.cause[lang]}`] : []),
    `  ${say.next[lang]}: ${failure.cause?.fix[lang] ?? `opsctl logs ${failure.service}`}`,
  ]
}

function formatCheck({title, verdict}: CheckResult, lang: Lang): readonly string[] {
  if (verdict.status === 'pass' || verdict.status === 'skip') return []
  const mark = verdict.status === 'fail' ? '✗' : '!'
  return [`${mark} ${title[lang]}: ${verdict.detail[lang]}`, `  → ${verdict.fix[lang]}`]
}
