/** A comparison in words, for the terminal, the page and the Markdown. */

import {formatRate, formatShare, formatUs} from '../figures.js'
import {metricWords, benchCompareMessages as say} from '../messages/bench-compare.js'
import type {Lang} from '../text.js'
import type {Change, Comparison} from './compare.js'
import {joinWords} from './describe.js'

/** The verdict in one line. */
export function describeComparison({changes, maxRegression}: Comparison, lang: Lang): string {
  const bad = changes.filter(({verdict}) => verdict === 'regression').map(({metric}) => metricWords[metric][lang])
  const bound = formatShare(maxRegression)
  return (bad.length === 0 ? say.none(bound) : say.some(joinWords(bad, lang), bound))[lang]
}

/** What the verdict rests on. */
export function describeMethod({changes, seed}: Comparison, lang: Lang): string {
  return (changes.some(({metric}) => metric === 'capacity') ? say.searchMethod : say.method(seed))[lang]
}

/** Before, after, change, interval and noise. */
export function changeCells(change: Change): readonly [string, string, string, string, string] {
  const of = (value: number) => formatChange({metric: change.metric, change: value})
  return [
    formatFigure(change, change.before),
    formatFigure(change, change.after),
    formatChange(change),
    `${of(change.low)} … ${of(change.high)}`,
    of(change.noise).replace('+', '±'),
  ]
}

function formatFigure({metric}: Change, value: number): string {
  if (metric === 'rate' || metric === 'capacity') return formatRate(value)
  return metric === 'errors' ? formatShare(value) : formatUs(value)
}

/** A change with its sign: relative as a percentage or, where it is large, as a factor; of errors in points of a percent. */
export function formatChange({metric, change}: Pick<Change, 'metric' | 'change'>): string {
  const percent = Math.abs(change) * 100
  const sign = percent < 0.005 ? '' : change > 0 ? '+' : '−'
  if (metric === 'errors') return `${sign}${digits(percent)} pp`
  return change >= 2 ? `×${digits(change + 1)}` : `${sign}${digits(percent)} %`
}

function digits(value: number): string {
  return String(Number(value.toFixed(value < 0.995 ? 2 : value < 9.95 ? 1 : 0)))
}
