/** A comparison of two results of load tests as a person reads it on a terminal. */
import type {Comparison} from '../../bench/compare.js'
import {changeCells, describeComparison, describeMethod} from '../../bench/describe-comparison.js'
import {changeWords, metricWords, benchCompareMessages as say} from '../../messages/bench-compare.js'
import type {Lang} from '../../text.js'
import {formatColumns} from './units.js'

const MARKS = {regression: '✗', worse: '!', same: ' ', better: '✓'} as const

/** A line for each figure, the verdict last. */
export function formatComparison(comparison: Comparison, lang: Lang): string {
  const {before, after, changes, warnings, ok} = comparison
  const words = ['metric', 'before', 'after', 'change', 'interval', 'noise', 'verdict'] as const
  const [head = '', ...figures] = formatColumns([
    words.map((word, index) => (index === 0 ? '  ' : '') + say[word][lang].toUpperCase()),
    ...changes.map((change) => [
      `${MARKS[change.verdict]} ${metricWords[change.metric][lang]}`,
      ...changeCells(change),
      changeWords[change.verdict][lang],
    ]),
  ])
  return [
    ...formatColumns([
      [say.before[lang], before.id, before.target],
      [say.after[lang], after.id, after.target],
    ]),
    ...warnings.map((warning) => `! ${warning[lang]}`),
    head,
    ...figures,
    describeMethod(comparison, lang),
    `${ok ? '✓' : '✗'} ${describeComparison(comparison, lang)}`,
  ].join('\n')
}
