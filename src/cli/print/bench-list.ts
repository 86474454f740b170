/** Kept results of load tests as a person reads them: a line each. */
import type {ListedResult} from '../../actions/bench/list.js'
import {formatRate, formatShare, formatUs} from '../../figures.js'
import {benchReportMessages as say} from '../../messages/bench-report.js'
import type {Lang} from '../../text.js'
import {formatColumns} from './units.js'

/** One line for each result; `!` before those that are not what they seem to be. */
export function formatBenchList(results: readonly ListedResult[], lang: Lang): string {
  if (results.length === 0) return say.noResults[lang]
  const head = [`  ${say.idHead[lang]}`, say.nameHead[lang], say.figuresHead[lang], say.targetHead[lang]]
  const rows = results.map(({id, baselines, summary}) => {
    const isGood = summary?.status === 'complete' && summary.trust.verdict === 'good'
    const figures = summary ? figuresOf(summary, lang) : say.unreadable[lang]
    return [`${isGood ? ' ' : '!'} ${id}`, baselines.join(' '), figures, summary?.target ?? '']
  })
  return formatColumns([head, ...rows]).join('\n')
}

function figuresOf(
  {capacity, deliveredRate, p99, errorRatio}: NonNullable<ListedResult['summary']>,
  lang: Lang,
): string {
  if (capacity) {
    const {kind, rate, low, high} = capacity
    if (kind === 'found') return `${formatRate(rate)} (${formatRate(low)} – ${formatRate(high)})`
    return (kind === 'at-least' ? say.atLeast(formatRate(rate)) : say[kind])[lang]
  }

  const parts = [
    deliveredRate !== undefined && formatRate(deliveredRate),
    p99 !== undefined && `p99 ${formatUs(p99)}`,
    errorRatio !== undefined && say.errorShare(formatShare(errorRatio))[lang],
  ]
  return parts.filter(Boolean).join('  ')
}
