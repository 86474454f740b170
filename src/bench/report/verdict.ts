/** What it came to, at the head of the page: how far it may be believed, and the few figures that matter most. */

import {formatCount, formatMoment, formatRate, formatShare, formatUs} from '../../figures.js'
import {escapeHtml} from '../../html.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import {resourceWords} from '../../messages/bench-report.js'
import type {Lang} from '../../text.js'
import {describeDoubts, describeSearch, describeSlo, describeTrust, isTrusted, joinWords} from '../describe.js'
import type {BenchResult, RunRecord, SearchRecord} from '../result.js'

interface Tile {
  readonly name: string
  readonly value: string
  readonly more?: string
  readonly isLead?: boolean
}

/** Target, badge, doubts. */
export function renderHead(result: BenchResult, lang: Lang): string {
  const {kind, target, startedAt} = result
  const doubts = describeDoubts(result, lang)
  const isGood = isTrusted(result)
  const badge = `<span class="badge${isGood ? '' : ' doubt'}">${isGood ? '✓' : '!'} ${escapeHtml(describeTrust(result, lang))}</span>`
  const list = doubts.map((doubt) => `<li>${escapeHtml(doubt)}</li>`).join('')
  return [
    `<p class="kind">${say.loadTest[lang]} · ${escapeHtml(kind)}</p>`,
    `<h1>${escapeHtml(target)}</h1>`,
    `<p>${badge} ${escapeHtml(formatMoment(startedAt))} UTC</p>`,
    `<p class="verdict">${escapeHtml(keepUnits(verdictLine(result, lang)))}</p>`,
    ...(list ? [`<ul class="reasons">${list}</ul>`] : []),
  ].join('\n')
}

/** What it came to, in a sentence or three. */
export function verdictLine({run, search}: BenchResult, lang: Lang): string {
  if (!search) {
    if (!run) return ''
    const errors = formatShare((run.failed + run.unfinished) / Math.max(1, run.offered))
    return say.runVerdict(formatRate(run.deliveredRate), formatUs(run.response.p99), errors)[lang]
  }

  const {capacity, binding, currentPeak} = search
  const slo = describeSlo(search, lang)
  const carries = {
    found: say.carries(formatRate(capacity.rate), formatRate(capacity.low), formatRate(capacity.high), slo),
    'at-least': say.carriesAtLeast(formatRate(capacity.rate), slo),
    none: say.carriesNothing(slo),
    unknown: say.carriesUnknown,
  }[capacity.kind][lang]
  const more = [
    binding && say.firstOut(say.resourceOf(resourceWords[binding.resource][lang], binding.of)[lang])[lang],
    currentPeak !== undefined && capacity.rate > 0 && say.usedNow(formatShare(currentPeak / capacity.rate))[lang],
  ]
  return [carries, ...more.filter(Boolean)].join(lang === 'zh' ? '' : ' ')
}

/** The figures that matter most. */
export function renderTiles({run, search}: BenchResult, lang: Lang): string {
  const tiles = search ? searchTiles(search, lang) : run ? runTiles(run, lang) : []
  const html = tiles.map(({name, value, more, isLead}) => {
    const small = more ? `<dd class="more">${escapeHtml(keepUnits(more))}</dd>` : ''
    return `<div class="tile${isLead ? ' lead' : ''}"><dt>${escapeHtml(name)}</dt><dd class="big">${escapeHtml(value)}</dd>${small}</div>`
  })
  return tiles.length === 0 ? '' : `<dl class="tiles">${html.join('')}</dl>`
}

function searchTiles(search: SearchRecord, lang: Lang): readonly Tile[] {
  const {capacity, safe, currentPeak, binding} = search
  const [[, words = ''] = []] = describeSearch(search, lang)
  const within = say.within(describeSlo(search, lang))[lang]
  const isFound = capacity.kind === 'found'
  const interval = say.interval(formatShare(capacity.confidence), formatRate(capacity.low), formatRate(capacity.high))
  const tiles: Tile[] = [
    {
      name: say.capacity[lang],
      value: isFound ? formatRate(capacity.rate) : words,
      more: isFound ? joinWords([interval[lang], within], lang) : within,
      isLead: true,
    },
  ]
  if (safe.rate > 0)
    tiles.push({
      name: say.safe[lang],
      value: formatRate(safe.rate),
      more: say.headroom(formatShare(safe.headroom))[lang],
    })
  if (currentPeak !== undefined)
    tiles.push({
      name: say.now[lang],
      value: formatRate(currentPeak),
      ...(capacity.rate > 0 ? {more: say.ofCapacity(formatShare(currentPeak / capacity.rate))[lang]} : {}),
    })
  if (binding)
    tiles.push({
      name: say.givesOut[lang],
      value: say.resourceOf(resourceWords[binding.resource][lang], binding.of)[lang],
      more: say.ofLimit(formatShare(binding.used), formatShare(binding.limit))[lang],
    })
  return tiles
}

function runTiles(run: RunRecord, lang: Lang): readonly Tile[] {
  const wrong = run.failed + run.unfinished
  const percentile = (name: string, key: 'p50' | 'p99' | 'p999'): Tile => ({
    name: say.percentileTile(name)[lang],
    value: formatUs(run.response[key]),
    more: say.serviceIs(formatUs(run.service[key]))[lang],
  })
  return [
    {
      name: say.delivered[lang],
      value: formatRate(run.deliveredRate),
      more: say.ofDue(formatShare(run.completed / Math.max(1, run.offered)))[lang],
      isLead: true,
    },
    percentile('p50', 'p50'),
    percentile('p99', 'p99'),
    percentile('p99.9', 'p999'),
    {
      name: say.errors[lang],
      value: formatShare(wrong / Math.max(1, run.offered)),
      more: say.requestsOf(formatCount(run.offered))[lang],
    },
  ]
}

/** A number and its unit stay on one line. */
function keepUnits(words: string): string {
  return words.replaceAll(/(?<=[\d≤≥]) (?=[%\dµm]|s\b)/g, '\u00a0')
}
