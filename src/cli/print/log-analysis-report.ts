/** The forms that `logs analyze` reports in. */
import type {Analysis} from '../../logs/analysis.js'
import type {Verdict} from '../../logs/fail-on.js'
import {analysisMessages as say} from '../../messages/log-analysis.js'
import type {Lang} from '../../text.js'
import {formatAnalysis, formatMs} from './log-analysis.js'
import {renderAnalysisHtml} from './log-analysis-html.js'
import {formatCount, formatShare} from './units.js'

/** The report in one of its forms; `width` is for text only. */
export function formatAnalysisReport(
  analysis: Analysis,
  {format, lang, width}: {readonly format: 'text' | 'json' | 'html'; readonly lang: Lang; readonly width: number},
): string {
  if (format === 'json') return JSON.stringify(analysis, null, 2)
  return format === 'html' ? renderAnalysisHtml(analysis, lang) : formatAnalysis(analysis, {lang, width})
}

/** One line for each condition of --fail-on. */
export function formatVerdicts(verdicts: readonly Verdict[], lang: Lang): readonly string[] {
  return verdicts.map(({condition, failed, value, unit}) => {
    if (value === undefined) return `- ${say.noValue(condition)[lang]}`
    const words = unit === 'share' ? formatShare(value) : unit === 'ms' ? formatMs(value) : formatCount(value)
    return failed ? `✗ ${say.failed(condition, words)[lang]}` : `✓ ${say.holds(condition, words)[lang]}`
  })
}
