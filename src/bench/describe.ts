/** What a bench found in words: named lines that the summary, the page and the Markdown share. */

import {formatBytes, formatCount, formatRate, formatShare, formatUs} from '../figures.js'
import {endingWords, resourceWords, benchReportMessages as say, trustWords} from '../messages/bench-report.js'
import type {Lang} from '../text.js'
import type {BenchResult, ResourceUse, RunRecord, SearchRecord} from './result.js'

const COMMA = {en: ', ', zh: '，'} as const
const SEMICOLON = {en: '; ', zh: '；'} as const
/** A median that moved less, or by less than half, is the noise of a short probe. */
const DRIFT_US = 500
const DRIFT_TIMES = 1.5
const US = 1_000_000
/** Figures of what made the load, not of what bore it. */
const OF_GENERATOR = /ThreadCpu$|UsPerRequest$/

/** What a line is of, and the line. */
export type Described = readonly [name: string, words: string]

/** Words in a row. */
export function joinWords(words: readonly string[], lang: Lang): string {
  return words.join(COMMA[lang])
}

/** Whether the figures are what they seem to be. */
export function isTrusted({status, trust, search}: BenchResult): boolean {
  return status === 'complete' && trust.verdict === 'good' && (search?.capacity.kind ?? 'found') === 'found'
}

/** How it ended and how far it may be believed. */
export function describeTrust({status, trust}: BenchResult, lang: Lang): string {
  return joinWords([endingWords[status][lang], trustWords[trust.verdict][lang]], lang)
}

/** Why it is not what it seems to be; empty when it is. */
export function describeDoubts({statusReason, trust, search}: BenchResult, lang: Lang): readonly string[] {
  const reasons = [statusReason, ...trust.reasons, search?.capacity.reason]
  return [...new Set(reasons.flatMap((reason) => (reason ? [reason[lang]] : [])))]
}

/** Doubts in one line. */
export function joinDoubts(result: BenchResult, lang: Lang): string {
  return describeDoubts(result, lang).join(SEMICOLON[lang])
}

/** A run in lines. */
export function describeRun(run: RunRecord, lang: Lang): readonly Described[] {
  const lag = run.sendLag ? [say.sendLag(formatUs(run.sendLag.p99))[lang]] : []
  const extra = describeExtra(run, (name) => !OF_GENERATOR.test(name))
  return [
    [say.load[lang], describeLoad(run, lang)],
    [say.delivered[lang], describeDelivered(run, lang)],
    [say.response[lang], percentiles(run.response)],
    [say.service[lang], [percentiles(run.service), ...lag].join('  ')],
    [say.errors[lang], describeErrors(run, lang)],
    ...(extra.length > 0 ? ([[say.also[lang], extra.join('  ')]] as const) : []),
  ]
}

/** The figures that only one kind of bench has, or those of them that are wanted. */
export function describeExtra({extra}: RunRecord, isWanted: (name: string) => boolean = () => true): readonly string[] {
  return Object.entries(extra)
    .filter(([name]) => isWanted(name))
    .map(([name, value]) => `${name} ${formatFigure(value)}`)
}

/** A search in lines. */
export function describeSearch(search: SearchRecord, lang: Lang): readonly Described[] {
  const {safe, currentPeak, capacity, binding} = search
  const isUsed = currentPeak !== undefined && capacity.rate > 0
  const used = isUsed ? [say.nowAt(formatRate(currentPeak), formatShare(currentPeak / capacity.rate))[lang]] : []
  return [
    [say.capacity[lang], describeCapacity(search, lang)],
    [say.slo[lang], describeSlo(search, lang)],
    [say.safe[lang], joinWords([say.safeAt(formatRate(safe.rate), formatShare(safe.headroom))[lang], ...used], lang)],
    [say.givesOut[lang], binding ? describeUse(binding, lang) : say.notKnown[lang]],
    [say.peak[lang], describePeak(search, lang)],
    ...describeDrift(search, lang),
  ]
}

/** Only where the lowest rate takes much longer, or much shorter, than when the search began. */
function describeDrift({drift}: SearchRecord, lang: Lang): readonly Described[] {
  if (!drift || Math.abs(drift.afterUs - drift.beforeUs) < DRIFT_US) return []
  const times = Math.max(drift.afterUs, drift.beforeUs) / Math.max(1, Math.min(drift.afterUs, drift.beforeUs))
  if (times < DRIFT_TIMES) return []
  return [
    [say.drift[lang], say.drifted(formatRate(drift.rate), formatUs(drift.beforeUs), formatUs(drift.afterUs))[lang]],
  ]
}

/** The load that was made. */
export function describeLoad(run: RunRecord, lang: Lang): string {
  const model = run.model === 'open' ? say.open(formatRate(run.offeredRate), run.arrivals ?? 'constant') : say.closed
  const span = formatUs(run.durationS * US)
  const warmup = run.warmupS > 0 ? [say.warmup(formatUs(run.warmupS * US))[lang]] : []
  return joinWords([model[lang], say.connections(formatCount(run.connections))[lang], span, ...warmup], lang)
}

function describeDelivered(run: RunRecord, lang: Lang): string {
  const share = formatShare(run.offered > 0 ? run.completed / run.offered : 0)
  const due = say.ofDue(share, formatCount(run.completed), formatCount(run.offered))[lang]
  const bytes = run.bytesSent + run.bytesReceived
  const flow = bytes > 0 && run.durationS > 0 ? [`${formatBytes(bytes / run.durationS)}/s`] : []
  return joinWords([formatRate(run.deliveredRate), due, ...flow], lang)
}

function describeErrors({failed, unfinished, offered, errors}: RunRecord, lang: Lang): string {
  const wrong = failed + unfinished
  if (wrong === 0) return say.noErrors[lang]
  const kinds = errors.map(({kind, count}) => `${kind} ${formatCount(count)}`)
  if (unfinished > 0) kinds.push(say.unfinished(formatCount(unfinished))[lang])
  return `${formatCount(wrong)} (${formatShare(wrong / Math.max(1, offered))}): ${joinWords(kinds, lang)}`
}

function describeCapacity({capacity: {kind, rate, low, high, confidence}}: SearchRecord, lang: Lang): string {
  return {
    found: say.found(formatRate(rate), formatShare(confidence), formatRate(low), formatRate(high)),
    'at-least': say.atLeast(formatRate(rate)),
    none: say.none,
    unknown: say.unknown,
  }[kind][lang]
}

/** The limits that had to be kept. */
export function describeSlo({slo}: SearchRecord, lang: Lang): string {
  const {percentile, limitUs, errorRatio, deliveredRatio} = slo
  return say.sloOf(`p${percentile}`, formatUs(limitUs), formatShare(errorRatio), formatShare(deliveredRatio))[lang]
}

function describeUse({resource, of, used, limit}: ResourceUse, lang: Lang): string {
  return say.bindingAt(resourceWords[resource][lang], of, formatShare(used), formatShare(limit))[lang]
}

function describePeak({usl}: SearchRecord, lang: Lang): string {
  if (!usl?.peak) return say.noPeak[lang]
  const {rate, concurrency, low, high, isExtrapolated} = usl.peak
  const words = say.peakAt(formatRate(rate), formatFigure(concurrency), formatRate(low), formatRate(high))[lang]
  return joinWords([words, ...(isExtrapolated ? [say.extrapolated[lang]] : [])], lang)
}

function percentiles({p50, p90, p95, p99, p999, max}: RunRecord['response']): string {
  return Object.entries({p50, p90, p95, p99, 'p99.9': p999, max})
    .map(([name, value]) => `${name} ${formatUs(value)}`)
    .join('  ')
}

/** Four digits that tell something, thousands apart. */
function formatFigure(value: number): string {
  return Math.abs(value) >= 1000 ? formatCount(Math.round(value)) : String(Number(value.toPrecision(4)))
}
