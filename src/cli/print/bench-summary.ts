/** What a bench found, in eight lines; every bench command ends with it. */
import type {BenchResult, RunRecord, SearchRecord} from '../../bench/result.js'
import {formatBytes, formatCount, formatRate, formatShare, formatUs} from '../../bench/units.js'
import {
  endingWords,
  probeWords,
  resourceWords,
  benchReportMessages as say,
  trustWords,
} from '../../messages/bench-report.js'
import type {Lang} from '../../text.js'
import {formatSparkline, needsPlainSigns} from './sparkline.js'
import {formatColumns} from './units.js'

const SPARKS = 48
const COMMA = {en: ', ', zh: '，'} as const
const SEMICOLON = {en: '; ', zh: '；'} as const

/** Eight lines: verdict and trust first, where it is kept last. */
export function benchSummary(
  result: BenchResult,
  lang: Lang,
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  const isPlain = needsPlainSigns(env)
  const rows = [
    ...(result.search ? searchRows(result.search, lang, isPlain) : []),
    ...(result.run && !result.search ? runRows(result.run, lang, isPlain) : []),
    [say.kept[lang], `${result.id}  opsctl bench report ${result.id}`],
  ]
  return [headline(result, lang), ...formatColumns(rows.map(([name = '', value = '']) => [`  ${name}`, value]))]
}

function headline({kind, target, status, statusReason, trust}: BenchResult, lang: Lang): string {
  const mark = status === 'complete' && trust.verdict === 'good' ? '✓' : '!'
  const why = [...(statusReason ? [statusReason] : []), ...trust.reasons].map((reason) => reason[lang])
  const verdict = `${kind}  ${target}  ${endingWords[status][lang]}${COMMA[lang]}${trustWords[trust.verdict][lang]}`
  return `${mark} ${verdict}${why.length > 0 ? ` (${why.join(SEMICOLON[lang])})` : ''}`
}

function runRows(run: RunRecord, lang: Lang, isPlain: boolean): readonly (readonly string[])[] {
  const worst = run.seconds.map(({p99}) => p99)
  const extra = Object.entries(run.extra).map(([name, value]) => `${name} ${formatFigure(value)}`)
  const lag = run.sendLag ? `  ${say.sendLag(formatUs(run.sendLag.p99))[lang]}` : ''
  return [
    [say.load[lang], loadOf(run, lang)],
    [say.delivered[lang], deliveredOf(run, lang)],
    [say.response[lang], percentiles(run.response)],
    [say.service[lang], `${percentiles(run.service)}${lag}`],
    [say.errors[lang], errorsOf(run, lang)],
    [say.perSecond[lang], worst.length === 0 ? say.noSeconds[lang] : sparks(worst, isPlain)],
    ...(extra.length > 0 ? [[say.also[lang], extra.join('  ')]] : []),
  ]
}

function loadOf(run: RunRecord, lang: Lang): string {
  const model = run.model === 'open' ? say.open(formatRate(run.offeredRate), run.arrivals ?? 'constant') : say.closed
  const parts = [model[lang], say.connections(formatCount(run.connections))[lang], seconds(run.durationS)]
  if (run.warmupS > 0) parts.push(say.warmup(seconds(run.warmupS))[lang])
  return parts.join(COMMA[lang])
}

function deliveredOf(run: RunRecord, lang: Lang): string {
  const bytes =
    run.durationS > 0 ? `${COMMA[lang]}${formatBytes((run.bytesSent + run.bytesReceived) / run.durationS)}/s` : ''
  const share = formatShare(run.offered > 0 ? run.completed / run.offered : 0)
  const due = say.ofDue(share, formatCount(run.completed), formatCount(run.offered))[lang]
  return `${formatRate(run.deliveredRate)}${COMMA[lang]}${due}${bytes}`
}

function errorsOf({failed, unfinished, offered, errors}: RunRecord, lang: Lang): string {
  if (failed + unfinished === 0) return say.noErrors[lang]
  const kinds = [...errors.map(({kind, count}) => `${kind} ${formatCount(count)}`)]
  if (unfinished > 0) kinds.push(say.unfinished(formatCount(unfinished))[lang])
  return `${formatCount(failed + unfinished)} (${formatShare((failed + unfinished) / Math.max(1, offered))}): ${kinds.join(COMMA[lang])}`
}

function searchRows(search: SearchRecord, lang: Lang, isPlain: boolean): readonly (readonly string[])[] {
  const {slo, safe, currentPeak, binding, probes} = search
  const limits = say.sloOf(
    `p${slo.percentile}`,
    formatUs(slo.limitUs),
    formatShare(slo.errorRatio),
    formatShare(slo.deliveredRatio),
  )
  const used = currentPeak === undefined ? '' : currentShare(currentPeak, search, lang)
  const byRate = probes.toSorted((a, b) => a.rate - b.rate).map(({atSlo}) => atSlo)
  return [
    [say.capacity[lang], capacityOf(search, lang)],
    [say.slo[lang], limits[lang]],
    [say.safe[lang], `${say.safeAt(formatRate(safe.rate), formatShare(safe.headroom))[lang]}${used}`],
    [say.givesOut[lang], binding ? bindingOf(binding, lang) : say.notKnown[lang]],
    [say.peak[lang], peakOf(search, lang)],
    [
      say.byRate[lang],
      byRate.length === 0 ? say.none[lang] : `${sparks(byRate, isPlain)}  ${verdictsOf(search, lang)}`,
    ],
  ]
}

function capacityOf({capacity: {kind, rate, low, high, confidence, reason}}: SearchRecord, lang: Lang): string {
  const words = {
    found: say.found(formatRate(rate), formatShare(confidence), formatRate(low), formatRate(high)),
    'at-least': say.atLeast(formatRate(rate)),
    none: say.none,
    unknown: say.unknown,
  }[kind][lang]
  return reason ? `${words} (${reason[lang]})` : words
}

function currentShare(peak: number, {capacity}: SearchRecord, lang: Lang): string {
  if (capacity.rate === 0) return ''
  return `${COMMA[lang]}${say.nowAt(formatRate(peak), formatShare(peak / capacity.rate))[lang]}`
}

function bindingOf({resource, of, used, limit}: NonNullable<SearchRecord['binding']>, lang: Lang): string {
  return say.bindingAt(resourceWords[resource][lang], of, formatShare(used), formatShare(limit))[lang]
}

function peakOf({usl}: SearchRecord, lang: Lang): string {
  if (!usl?.peak) return say.noPeak[lang]
  const {rate, concurrency, low, high, isExtrapolated} = usl.peak
  const words = say.peakAt(formatRate(rate), formatFigure(concurrency), formatRate(low), formatRate(high))[lang]
  return isExtrapolated ? `${words}${COMMA[lang]}${say.extrapolated[lang]}` : words
}

function verdictsOf({probes}: SearchRecord, lang: Lang): string {
  return Object.entries(probeWords)
    .map(([verdict, words]) => [probes.filter((probe) => probe.verdict === verdict).length, words[lang]] as const)
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`)
    .join(COMMA[lang])
}

function sparks(values: readonly number[], isPlain: boolean): string {
  return `${formatSparkline(values, {width: SPARKS, isPlain})}  ${formatUs(Math.min(...values))} – ${formatUs(Math.max(...values))}`
}

function percentiles({p50, p90, p95, p99, p999, max}: RunRecord['response']): string {
  const named = {p50, p90, p95, p99, 'p99.9': p999, max}
  return Object.entries(named)
    .map(([name, value]) => `${name} ${formatUs(value)}`)
    .join('  ')
}

function seconds(value: number): string {
  return formatUs(value * 1_000_000)
}

/** Four digits that tell something, thousands apart. */
function formatFigure(value: number): string {
  return Math.abs(value) >= 1000 ? formatCount(Math.round(value)) : String(Number(value.toPrecision(4)))
}
