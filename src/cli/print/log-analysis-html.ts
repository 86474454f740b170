/** An analysis of log lines as one HTML page: no script, nothing fetched, charts as inline SVG. */
import {type Cell, escapeHtml, type Markup, renderPage, renderTable} from '../../html.js'
import type {Analysis, Histogram, Percentiles} from '../../logs/analysis.js'
import {analysisMessages as say} from '../../messages/log-analysis.js'
import type {Lang, Text} from '../../text.js'
import {formatMs, lineNotes} from './log-analysis.js'
import {formatBytes, formatCount, formatMoment, formatShare} from './units.js'

type Value = Cell | number | undefined

/** Lists are cut so that the page stays small whatever was read. */
const ROWS = 20
const BARS = 240
const TEXT_LENGTH = 240

const style = `
:root{--bar:#3b82c4}@media screen and (prefers-color-scheme:dark){:root{--bar:#5aa2e0}}
.bar{fill:var(--bar)}.bad{fill:var(--bad)}.axis{stroke:var(--line)}text{font-size:11px}`

/** The whole page. */
export function renderAnalysisHtml(analysis: Analysis, lang: Lang): string {
  const body = [
    head(analysis, lang),
    levelSection(analysis, lang),
    analysis.histogram ? histogram(analysis.histogram, lang) : '',
    errorSection(analysis, lang),
    stackSection(analysis, lang),
    pathSection(analysis, lang),
    slowSection(analysis, lang),
    topSection(analysis, lang),
    traceSection(analysis, lang),
    sourceSection(analysis, lang),
  ]
  return renderPage({
    title: say.title[lang],
    lang,
    style,
    body: body.filter((part) => part !== '').join('\n'),
  })
}

function head({totals, range}: Analysis, lang: Lang): string {
  const size = say.totals(totals.sources, formatCount(totals.lines), formatBytes(totals.bytes))[lang]
  const span = range && say.range(formatMoment(range.first), formatMoment(range.last), spanOf(range))[lang]
  const lines = [size, ...(span ? [span] : [])].map((line) => `<p>${escapeHtml(line)}</p>`)
  const warnings = lineNotes(totals, lang).map((note) => `<p class="warn">${escapeHtml(note)}</p>`)
  return [`<h1>${escapeHtml(say.title[lang])}</h1>`, ...lines, ...warnings].join('\n')
}

function spanOf({first, last}: {readonly first: string; readonly last: string}): string {
  return formatMs(Math.max(0, Date.parse(last) - Date.parse(first)))
}

function levelSection({levels, latency, status}: Analysis, lang: Lang): string {
  const share = (
    title: Text,
    rows: readonly (readonly [string, number, number])[],
    isBad: (name: string) => boolean,
  ) =>
    rows.length === 0
      ? ''
      : section(
          title[lang],
          table(
            ['', say.count[lang], say.share[lang], ''],
            rows.map(([name, count, part]) => [name, count, formatShare(part), shareBar(part, isBad(name))]),
            [1, 2],
          ),
        )
  const named = levels
    .filter(({count}) => count > 0)
    .map((one) => [one.level === 'none' ? say.none[lang] : one.level, one.count, one.share] as const)
  return [
    share(say.levels, named, (name) => name === 'error' || name === 'fatal'),
    share(
      say.status,
      status.classes.map((one) => [one.class, one.count, one.share] as const),
      (name) => name === '5xx',
    ),
    latency ? section(say.latency[lang], table(percentileNames, [percentileCells(latency)], [0, 1, 2, 3, 4, 5])) : '',
  ].join('\n')
}

const percentileNames = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'max']

function percentileCells({p50, p90, p95, p99, p999, max}: Percentiles): readonly string[] {
  return [p50, p90, p95, p99, p999, max].map(formatMs)
}

function shareBar(share: number, isBad: boolean): Markup {
  const width = Math.max(0.5, share * 100).toFixed(1)
  return {
    html: `<svg viewBox="0 0 100 4" preserveAspectRatio="none" style="height:.7rem;min-width:8rem"><rect class="${isBad ? 'bad' : 'bar'}" width="${width}" height="4"/></svg>`,
  }
}

function histogram({widthMs, buckets}: Histogram, lang: Lang): string {
  if (buckets.length < 2) return ''
  const per = Math.ceil(buckets.length / BARS)
  const bars = Array.from({length: Math.ceil(buckets.length / per)}, (_, index) => {
    const part = buckets.slice(index * per, (index + 1) * per)
    return {
      start: part[0]?.start ?? '',
      count: part.reduce((sum, one) => sum + one.count, 0),
      errors: part.reduce((sum, one) => sum + one.errors, 0),
      spike: part.some((one) => one.spike),
    }
  })
  const most = Math.max(1, ...bars.map(({count}) => count))
  const step = 1000 / bars.length
  const drawn = bars.map(({start, count, errors, spike}, index) => {
    const x = (index * step).toFixed(2)
    const width = Math.max(0.5, step - 0.6).toFixed(2)
    const title = `<title>${formatMoment(start)} · ${formatCount(count)} · ${say.errors[lang]} ${formatCount(errors)}</title>`
    const column = (value: number, kind: string) =>
      value === 0
        ? ''
        : `<rect class="${kind}" x="${x}" y="${(170 - (value / most) * 150).toFixed(1)}" width="${width}" height="${((value / most) * 150).toFixed(1)}"/>`
    const mark = spike ? `<text x="${x}" y="${(164 - (count / most) * 150).toFixed(1)}">▲</text>` : ''
    return `<g>${title}${column(count, 'bar')}${column(errors, 'bad')}${mark}</g>`
  })
  const label = (x: number, anchor: string, time: string | undefined) =>
    `<text x="${x}" y="190" text-anchor="${anchor}">${formatMoment(time ?? '')}</text>`
  const svg = `<svg viewBox="0 0 1000 195" role="img">${drawn.join('')}<line class="axis" x1="0" y1="170" x2="1000" y2="170"/>${label(0, 'start', bars[0]?.start)}${label(1000, 'end', bars.at(-1)?.start)}<text x="0" y="12">${formatCount(most)}</text></svg>`
  return section(`${say.time[lang]} · ${say.each(formatMs(widthMs * per))[lang]}`, svg)
}

function errorSection({errors}: Analysis, lang: Lang): string {
  if (errors.classes.length === 0) return ''
  const rows = errors.classes.slice(0, ROWS).map(({count, first, last, template, example, source}) => [
    count,
    moment(first),
    moment(last),
    {
      html: `<code>${escapeHtml(shorten(template))}</code><p><code>${escapeHtml(shorten(example))}</code> ${escapeHtml(shorten(source))}</p>`,
    },
  ])
  const title = `${say.errors[lang]} · ${formatCount(errors.count)} (${formatShare(errors.share)})`
  return section(title, table([say.count[lang], say.first[lang], say.last[lang], say.template[lang]], rows, [0]))
}

function stackSection({stacks}: Analysis, lang: Lang): string {
  if (stacks.groups.length === 0) return ''
  const rows = stacks.groups.slice(0, ROWS).map(({count, type, message, frames, first, last}) => [
    count,
    moment(first),
    moment(last),
    {
      html: `<code>${escapeHtml(shorten(`${type}: ${message}`))}</code><pre>${escapeHtml(frames.slice(0, 6).map(shorten).join('\n'))}</pre>`,
    },
  ])
  return section(say.stacks[lang], table([say.count[lang], say.first[lang], say.last[lang], ''], rows, [0]))
}

function pathSection({paths}: Analysis, lang: Lang): string {
  if (paths.top.length === 0) return ''
  const rows = paths.top
    .slice(0, ROWS)
    .map(({path, count, share, errors, latency}) => [
      shorten(path),
      count,
      formatShare(share),
      errors,
      ...(latency ? percentileCells(latency) : percentileNames.map(() => '')),
    ])
  const names = [say.path[lang], say.count[lang], say.share[lang], '5xx', ...percentileNames]
  return section(say.paths[lang], table(names, rows, [1, 2, 3, 4, 5, 6, 7, 8, 9]))
}

function slowSection({slowest}: Analysis, lang: Lang): string {
  if (slowest.length === 0) return ''
  const rows = slowest
    .slice(0, ROWS)
    .map((one) => [
      formatMs(one.durationMs),
      moment(one.time),
      `${one.method ?? ''} ${shorten(one.path ?? '')}`.trim(),
      one.status,
      shorten(one.id ?? ''),
      shorten(one.source),
    ])
  return section(
    say.slowest[lang],
    table(['', '', say.path[lang], say.status[lang], 'id', say.source[lang]], rows, [0]),
  )
}

function topSection({clients, agents}: Analysis, lang: Lang): string {
  const one = (title: string, top: Analysis['clients']['top']) =>
    top.length === 0
      ? ''
      : section(
          title,
          table(
            ['', say.count[lang], say.share[lang]],
            top.slice(0, ROWS).map(({value, count, share}) => [shorten(value), count, formatShare(share)]),
            [1, 2],
          ),
        )
  return [one(say.clients[lang], clients.top), one(say.agents[lang], agents.top)].join('\n')
}

function traceSection({trace}: Analysis, lang: Lang): string {
  if (!trace) return ''
  const rows = trace.events
    .slice(0, 2 * ROWS)
    .map(({time, level, source, message, durationMs}) => [
      time ?? '',
      level,
      shorten(source),
      shorten(message),
      durationMs === undefined ? '' : formatMs(durationMs),
    ])
  const names = [say.time[lang], say.levels[lang], say.source[lang], say.template[lang], say.latency[lang]]
  return section(
    say.trace(trace.id)[lang],
    rows.length === 0 ? `<p>${say.traceEmpty[lang]}</p>` : table(names, rows, [4]),
  )
}

function sourceSection({sources}: Analysis, lang: Lang): string {
  const rows = sources
    .slice(0, 2 * ROWS)
    .map(({name, layout, lines, bytes, problem}) => [
      shorten(name),
      layout,
      lines,
      formatBytes(bytes),
      problem ? shorten(say.problemOf(problem.kind, problem.detail)[lang]) : '',
    ])
  return section(say.sources[lang], table([say.source[lang], say.layout[lang], say.lines[lang], '', ''], rows, [2, 3]))
}

function section(title: string, content: string): string {
  return `<section><h2>${escapeHtml(title)}</h2>${content}</section>`
}

function table(names: readonly string[], rows: readonly (readonly Value[])[], numbers: readonly number[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? formatCount(cell) : (cell ?? ''))))
  return renderTable(names, cells, numbers)
}

function moment(time: string | undefined): string {
  return time === undefined ? '' : formatMoment(time)
}

function shorten(text: string): string {
  return text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text
}
