/** The part of the page that holds a result against a baseline. */
import {escapeHtml} from '../../html.js'
import {changeWords, benchCompareMessages as compare, metricWords} from '../../messages/bench-compare.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {Lang} from '../../text.js'
import type {Comparison} from '../compare.js'
import {changeCells, describeComparison} from '../describe-comparison.js'
import type {Card} from './card.js'
import {renderComparisonChart} from './comparison-chart.js'

/** Verdict, chart, table, and what it rests on. */
export function comparisonCard(comparison: Comparison, lang: Lang): Card {
  const {before, ok, warnings, changes} = comparison
  const badge = `<p><span class="badge${ok ? '' : ' bad'}">${ok ? '✓' : '✗'} ${escapeHtml(describeComparison(comparison, lang))}</span></p>`
  const list = warnings.map((warning) => `<li>${escapeHtml(warning[lang])}</li>`).join('')
  return {
    id: 'comparison',
    title: say.comparisonTitle[lang],
    lede: say.comparisonLede(before.id)[lang],
    content: `${badge}${list && `<ul class="reasons">${list}</ul>`}`,
    draw: () => renderComparisonChart(comparison, lang),
    table: {
      names: [
        '',
        compare.before[lang],
        compare.after[lang],
        compare.change[lang],
        compare.interval[lang],
        compare.noise[lang],
        '',
      ],
      rows: changes.map((change) => [
        metricWords[change.metric][lang],
        ...changeCells(change),
        {html: `<span class="${change.verdict}">${escapeHtml(changeWords[change.verdict][lang])}</span>`},
      ]),
      numbers: [1, 2, 3, 4, 5],
    },
    isTableOpen: true,
  }
}
