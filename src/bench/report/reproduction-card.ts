/** The part of the page that says how to get the same load again, and what the figures are of. */

import {formatBytes, formatMoment} from '../../figures.js'
import {escapeHtml} from '../../html.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {Lang} from '../../text.js'
import {describeExtra, describeLoad, joinWords} from '../describe.js'
import type {BenchResult} from '../result.js'
import type {Card} from './card.js'

/** Command, seed, versions, machine. */
export function reproductionCard(result: BenchResult, lang: Lang): Card {
  const facts = reproductionFacts(result, lang).map(
    ([name, words]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(words)}</dd>`,
  )
  return {
    id: 'repeat',
    title: say.reproduceTitle[lang],
    lede: say.reproduceLede[lang],
    content: `<pre class="command" tabindex="0">${escapeHtml(quoteCommand(result.command))}</pre><dl class="facts">${facts.join('')}</dl>`,
  }
}

/** What the figures are of, in lines. */
export function reproductionFacts(result: BenchResult, lang: Lang): readonly (readonly [string, string])[] {
  const {id, seed, startedAt, endedAt, environment, run} = result
  const extra = run ? describeExtra(run) : []
  const {opsctl, node, kernel, cpu, cores, memoryBytes, engine, configSha256} = environment
  return [
    [say.result[lang], id],
    [say.time[lang], say.fromTo(formatMoment(startedAt), formatMoment(endedAt))[lang]],
    ...(run ? [[say.load[lang], describeLoad(run, lang)] as const] : []),
    [say.seed[lang], String(seed)],
    [say.engine[lang], engine],
    [say.versions[lang], `opsctl ${opsctl}, Node.js ${node}`],
    [say.machine[lang], `${say.cores(cores, cpu)[lang]}, ${formatBytes(memoryBytes)}`],
    [say.kernel[lang], kernel],
    ...(extra.length > 0 ? [[say.also[lang], joinWords(extra, lang)] as const] : []),
    ...(configSha256 ? [[say.config[lang], configSha256] as const] : []),
  ]
}

/** Words as a shell takes them. */
export function quoteCommand(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
