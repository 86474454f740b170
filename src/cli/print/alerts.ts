/** What the commands of `alerts` print. */
import type {AlertCheckReport} from '../../actions/alerts/check.js'
import type {AlertExplanation} from '../../actions/alerts/explain.js'
import type {ListedAlert} from '../../actions/alerts/list.js'
import type {AlertTestReport} from '../../actions/alerts/test.js'
import {alertMessages as say} from '../../messages/alerts.js'
import type {Lang} from '../../text.js'

/** One line per alert, by component; firing ones with what Prometheus says of each instance. */
export function formatAlerts(alerts: readonly ListedAlert[], lang: Lang): string {
  const width = Math.max(0, ...alerts.map(({name}) => name.length))
  return alerts
    .map((alert) => {
      const {name, severity, component, state, changed} = alert
      const marks = [
        ...(state === 'on' ? [] : [say.state(state)[lang]]),
        ...(changed.length === 0 ? [] : [say.changedBy(changed.join(', '))[lang]]),
      ]
      const line =
        `${name.padEnd(width)}  ${severity.padEnd(8)}  ${component.padEnd(13)}  ${marks.join('; ')}`.trimEnd()
      return [line, ...formatFiring(alert, lang)].join('\n')
    })
    .join('\n')
}

function formatFiring({firing = []}: ListedAlert, lang: Lang): readonly string[] {
  return firing.map(({since, summary, summaryZh}) => {
    const words = lang === 'zh' && summaryZh !== '' ? summaryZh : summary
    return `  ${words} (${say.since[lang]} ${since.slice(0, 19)}Z)`
  })
}

/** Everything about one alert. */
export function formatAlertExplanation(alert: AlertExplanation, lang: Lang): string {
  const rows: readonly (readonly [string, string | undefined])[] = [
    [say.stateTitle[lang], say.state(alert.state)[lang]],
    [say.severity[lang], alert.severity],
    [say.holdsFor[lang], alert.for ?? say.atOnce[lang]],
    [say.keepsFor[lang], alert.keepFiringFor],
    [say.threshold[lang], alert.threshold === undefined ? undefined : String(alert.threshold)],
    [say.source[lang], alert.thresholdSource],
    [say.checks[lang], alert.checks.join(' ')],
    [say.dashboard[lang], alert.dashboard],
    [say.runbook[lang], `opsctl runbook ${alert.name}`],
  ]
  return [
    `${alert.name} (${alert.component})`,
    alert.words,
    ...(alert.changed.length === 0 ? [] : [say.changedBy(alert.changed.join(', '))[lang]]),
    '',
    ...rows.flatMap(([title, value]) => (value === undefined || value === '' ? [] : [`${title}: ${value}`])),
    '',
    `${say.expression[lang]}:`,
    ...alert.expr.split('\n').map((line) => `  ${line}`),
  ].join('\n')
}

/** One line per test file, what promtool says of those that fail, and the sum. */
export function formatAlertTests({files, cases}: AlertTestReport, lang: Lang): string {
  if (files.length === 0) return say.noTests[lang]
  const width = Math.max(...files.map(({file}) => file.length))
  const lines = files.flatMap(({file, cases, ok, detail, notRun}) => [
    `${ok ? '✓' : '✗'} ${file.padEnd(width)}  ${say.cases(cases)[lang]}`,
    ...(notRun.length === 0 ? [] : [`  ${say.notRun(notRun.join(', '))[lang]}`]),
    ...(ok ? [] : detail.split('\n').map((line) => `  ${line}`)),
  ])
  const failed = files.filter(({ok}) => !ok).length
  const sum = failed === 0 ? say.passedCases(files.length, cases) : say.failedFiles(failed, files.length)
  return [...lines, sum[lang]].join('\n')
}

/** What found nothing, by rule, the dead first; and the sum. */
export function formatAlertCheck({counts, empty}: AlertCheckReport, lang: Lang): string {
  const isDead = (state: string) => state === 'missing' || state === 'unknown'
  const sorted = [...empty].toSorted((a, b) => Number(isDead(b.state)) - Number(isDead(a.state)))
  const lines = sorted.map(
    ({rule, selector, state, exporter, flag}) =>
      `${isDead(state) ? '✗' : '·'} ${rule}  ${selector}\n  ${say.selector(state, exporter, flag)[lang]}`,
  )
  const sum = say.checked(counts.matched, counts.quiet + counts.dormant, counts.missing + counts.unknown)
  return [...lines, sum[lang]].join('\n')
}
