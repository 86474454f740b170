import type {Accuracy, SelftestReport} from '../../actions/bench/selftest.js'
import {formatRate, formatUs} from '../../figures.js'
import {benchSelftestMessages as say} from '../../messages/bench-selftest.js'
import type {Lang, Text} from '../../text.js'
import {formatColumns, formatCount, formatShare} from './units.js'

/** Each figure beside its limit, the verdict last. */
export function formatSelftest(report: SelftestReport, lang: Lang): readonly string[] {
  const {pacing, highest, machine, verdict, sentence, reasons} = report
  const lag = [pacing.sendLagP50Us, pacing.sendLagP99Us, pacing.limitUs].map(formatUs) as [string, string, string]
  const rows: readonly (readonly [Text, Text | string])[] = [
    [say.steadyP99, accuracy(report.steadyP99)],
    [say.frozenP99, accuracy(report.frozenP99)],
    [say.frozenP90, accuracy(report.frozenP90)],
    [say.lagOf(formatRate(pacing.rate)), say.lag(...lag, formatShare(pacing.cpu))],
    [say.floorTitle, formatUs(pacing.responseP50Us)],
    [say.highestTitle, say.highest(formatRate(highest.rate), formatCount(highest.connections))],
    [say.othersTitle, say.others(formatShare(machine.foreign), formatShare(machine.steal), formatCount(machine.cpus))],
  ]
  const table = formatColumns(rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell[lang]))))
  const isTrusted = verdict === 'trusted'
  return [
    ...table,
    `${isTrusted ? '✓' : '✗'} ${sentence[lang]}`,
    ...reasons.map((reason) => `  ${reason[lang]}`),
    ...(isTrusted ? [] : [`  → ${say.tryQuiet[lang]}`]),
  ]
}

function accuracy({truthUs, reportedUs, error, limit}: Accuracy): Text {
  return say.accuracy(formatUs(truthUs), formatUs(reportedUs), formatShare(Math.abs(error)), formatShare(limit))
}
