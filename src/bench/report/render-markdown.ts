/** The report of a load test as Markdown, for a ticket or a merge request. */

import {formatMoment} from '../../figures.js'
import {changeWords, benchCompareMessages as compare, metricWords} from '../../messages/bench-compare.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {Lang} from '../../text.js'
import type {Comparison} from '../compare.js'
import {describeDoubts, describeRun, describeSearch, describeTrust, isTrusted} from '../describe.js'
import {changeCells, describeComparison, describeMethod} from '../describe-comparison.js'
import type {BenchResult} from '../result.js'
import type {Card, CardTable} from './card.js'
import type {ReportOptions} from './render-html.js'
import {quoteCommand, reproductionFacts} from './reproduction-card.js'
import {percentileCard, tableCards} from './run-cards.js'
import {growthCard, latencyCard, resourceCards, uslCard} from './search-cards.js'
import {verdictLine} from './verdict.js'

/** The whole report. */
export function renderMarkdown(result: BenchResult, {lang, comparison, growth}: ReportOptions): string {
  const {kind, target, startedAt, run, search, command} = result
  const badge = `${isTrusted(result) ? '✓' : '⚠'} **${describeTrust(result, lang)}**`
  const lines = [...(search ? describeSearch(search, lang) : []), ...(run ? describeRun(run, lang) : [])]
  const parts = [
    `# ${escapeMarkdown(say.title(kind, target)[lang])}`,
    `${badge} · ${formatMoment(startedAt)} UTC`,
    escapeMarkdown(verdictLine(result, lang)),
    describeDoubts(result, lang)
      .map((doubt) => `- ⚠ ${escapeMarkdown(doubt)}`)
      .join('\n'),
    facts(lines),
    ...(comparison ? [`## ${say.comparisonTitle[lang]}`, markdownComparison(comparison, lang)] : []),
    ...cardsOf(result, {lang, ...(growth ? {growth} : {})}).flatMap(({title, table}) =>
      table ? [`## ${title}`, markdownTable(table)] : [],
    ),
    `## ${say.reproduceTitle[lang]}`,
    `\`\`\`sh\n${quoteCommand(command)}\n\`\`\``,
    facts(reproductionFacts(result, lang)),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** A comparison by itself. */
export function markdownComparison(comparison: Comparison, lang: Lang): string {
  const {ok, before, after, warnings, changes} = comparison
  const rows = changes.map((change) => [
    metricWords[change.metric][lang],
    ...changeCells(change),
    changeWords[change.verdict][lang],
  ])
  const words = ['metric', 'before', 'after', 'change', 'interval', 'noise', 'verdict'] as const
  const parts = [
    `${ok ? '✓' : '✗'} **${describeComparison(comparison, lang)}**`,
    facts([
      [compare.before[lang], before.id],
      [compare.after[lang], after.id],
    ]),
    warnings.map((warning) => `- ⚠ ${escapeMarkdown(warning[lang])}`).join('\n'),
    markdownTable({names: words.map((word) => compare[word][lang]), rows, numbers: [1, 2, 3, 4, 5]}),
    describeMethod(comparison, lang),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** The parts of the page whose figures are a table. */
function cardsOf({run, search}: BenchResult, {lang, growth}: ReportOptions): readonly Card[] {
  return [
    ...(search ? [latencyCard(search, lang)] : []),
    ...(search?.usl ? [uslCard(search.usl, lang)] : []),
    ...(search ? resourceCards(search, lang) : []),
    ...(search && growth ? [growthCard(search, growth, lang)] : []),
    ...(run ? [percentileCard(run, lang), ...tableCards(run, lang)] : []),
  ]
}

function facts(lines: readonly (readonly [string, string])[]): string {
  return lines.map(([name, words]) => `- **${name}**: ${escapeMarkdown(words)}`).join('\n')
}

function markdownTable({names, rows, numbers}: CardTable): string {
  const row = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`
  const rule = names.map((_, index) => (numbers.includes(index) ? '---:' : '---'))
  const cells = rows.map((one) => one.map((cell) => (typeof cell === 'string' ? cell : '')))
  return [row(names), `| ${rule.join(' | ')} |`, ...cells.map(row)].join('\n')
}

/** Text of others as text, in a table too. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_<>|[\]]/g, (sign) => `\\${sign}`).replaceAll(/\s*\n\s*/g, ' ')
}
