/** The report of a load test as one page: the verdict, what it rests on, what may have disturbed it, and how to repeat it. */
import {escapeHtml, renderPage} from '../../html.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {Lang} from '../../text.js'
import type {Comparison} from '../compare.js'
import type {BenchResult} from '../result.js'
import {type Card, renderCards} from './card.js'
import {comparisonCard} from './comparison-card.js'
import type {GrowthForecast} from './growth-chart.js'
import {reportStyle} from './page-style.js'
import {reproductionCard} from './reproduction-card.js'
import {percentileCard, tableCards, timeCards} from './run-cards.js'
import {deliveredCard, growthCard, latencyCard, resourceCards, uslCard} from './search-cards.js'
import {renderHead, renderTiles} from './verdict.js'

export interface ReportOptions {
  readonly lang: Lang
  /** Holds the result against an older one, which is then drawn behind it. */
  readonly comparison?: Comparison
  /** What becomes of the capacity of a search as requests grow. */
  readonly growth?: GrowthForecast
}

/** The whole page. */
export function renderHtml(result: BenchResult, options: ReportOptions): string {
  const {lang} = options
  const cards = cardsOf(result, options)
  const links = cards.map(({id, title}) => `<a href="#${id}">${escapeHtml(title)}</a>`).join('')
  return renderPage({
    title: say.title(result.kind, result.target)[lang],
    lang,
    style: reportStyle,
    body: `<a class="skip" href="#content">${say.toContent[lang]}</a>
<header>
${renderHead(result, lang)}
<nav aria-label="${say.parts[lang]}">${links}</nav>
</header>
<main id="content">
${renderTiles(result, lang)}
${renderCards(cards, lang)}
</main>`,
  })
}

function cardsOf(result: BenchResult, {lang, comparison, growth}: ReportOptions): readonly Card[] {
  const {run, search} = result
  const old = comparison?.before
  return [
    ...(comparison ? [comparisonCard(comparison, lang)] : []),
    ...(search ? [latencyCard(search, lang, old?.search), deliveredCard(search, lang, old?.search)] : []),
    ...(run && run.response.count > 0 ? [percentileCard(run, lang, old?.run)] : []),
    ...(search?.usl ? [uslCard(search.usl, lang)] : []),
    ...(search ? resourceCards(search, lang) : []),
    ...(search && growth ? [growthCard(search, growth, lang)] : []),
    ...(run ? [...timeCards(run, lang), ...tableCards(run, lang)] : []),
    reproductionCard(result, lang),
  ]
}
