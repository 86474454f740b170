/** An analysis of log lines as it fits a screen: the most telling rows of each list. */
import type {Analysis, Histogram, Percentiles, TableReport, Top} from '../../logs/analysis.js'
import {analysisMessages as say} from '../../messages/log-analysis.js'
import type {Lang} from '../../text.js'
import {formatBytes, formatColumns, formatCount, formatMoment, formatShare, formatSpan, widthOf} from './units.js'

/** Rows of a list; what a whole screen of 40 lines leaves each. */
const ROWS = 5
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

export interface ReportOptions {
  readonly lang: Lang
  /** Places of a line. */
  readonly width: number
  /** Rows of each list. */
  readonly rows?: number
}

/** The report as text without colours; every line fits the width. */
export function formatAnalysis(analysis: Analysis, options: ReportOptions): string {
  const {lang, width} = options
  if (analysis.totals.lines === 0 && !analysis.trace) {
    return [say.nothing[lang], ...problemLines(analysis, lang)].map((line) => cut(line, width)).join('\n')
  }

  const parts = [
    [...headLines(analysis, lang), ...problemLines(analysis, lang)],
    summaryLines(analysis, lang),
    analysis.histogram ? histogramLines(analysis.histogram, options) : [],
    errorLines(analysis, options),
    stackLines(analysis, options),
    pathLines(analysis, options),
    slowLines(analysis, options),
    topLines(analysis, options),
    traceLines(analysis, lang),
  ]
  return parts
    .filter((part) => part.length > 0)
    .map((part) => part.map((line) => cut(line, width)).join('\n'))
    .join('\n\n')
}

/** Milliseconds in the unit that keeps three digits. */
export function formatMs(ms: number): string {
  if (ms < 1) return `${Number((ms * 1000).toPrecision(3))} µs`
  if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`
  return ms < 60_000 ? `${Number((ms / 1000).toPrecision(3))} s` : `${Number((ms / 60_000).toPrecision(3))} min`
}

/** What is to be known of the lines before their figures are believed; empty when nothing is. */
export function lineNotes({unparsed, damaged, backwards, events}: Analysis['totals'], lang: Lang): readonly string[] {
  const plain = unparsed > 0 && say.unparsed(formatCount(unparsed), formatShare(unparsed / Math.max(1, events)))
  const notes = [
    plain,
    damaged > 0 && say.damaged(formatCount(damaged)),
    backwards > 0 && say.backwards(formatCount(backwards)),
  ]
  return notes.flatMap((note) => (note ? [note[lang]] : []))
}

function headLines({totals, range}: Analysis, lang: Lang): readonly string[] {
  const size = say.totals(totals.sources, formatCount(totals.lines), formatBytes(totals.bytes))[lang]
  if (!range) return [size]
  const span = formatSpan((Date.parse(range.last) - Date.parse(range.first)) / 1000)
  return [size, say.range(formatMoment(range.first), formatMoment(range.last), span)[lang]]
}

function problemLines({totals, sources}: Analysis, lang: Lang): readonly string[] {
  const outside = totals.outside > 0 ? [say.outside(formatCount(totals.outside))[lang]] : []
  const notes = [...outside, ...lineNotes(totals, lang)]
  const broken = sources.flatMap(({name, problem}) =>
    problem ? [`! ${name} ${say.problemOf(problem.kind, problem.detail)[lang]}`] : [],
  )
  return [...(notes.length > 0 ? [`! ${notes.join(', ')}`] : []), ...broken]
}

function summaryLines({levels, latency, status}: Analysis, lang: Lang): readonly string[] {
  const counted = levels.filter(({count}) => count > 0)
  const rows: string[][] = []
  if (counted.length > 0) {
    const name = (level: string) => (level === 'none' ? say.none[lang] : level)
    rows.push([
      say.levels[lang],
      counted.map(({level, count, share}) => `${name(level)} ${formatCount(count)} (${formatShare(share)})`).join('  '),
    ])
  }

  if (latency) rows.push([say.latency[lang], percentileWords(latency, lang)])
  if (status.classes.length > 0) {
    const words = status.classes.map((one) => `${one.class} ${formatCount(one.count)} (${formatShare(one.share)})`)
    rows.push([say.status[lang], words.join('  ')])
  }

  return formatColumns(rows)
}

function percentileWords(latency: Percentiles, lang: Lang): string {
  const names = ['p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const
  const words = names.map((name) => `${name === 'p999' ? 'p99.9' : name} ${formatMs(latency[name])}`)
  return `${words.join('  ')}  (${say.requests(formatCount(latency.count))[lang]})`
}

function histogramLines({widthMs, buckets}: Histogram, {lang, width}: ReportOptions): readonly string[] {
  const [first] = buckets
  const last = buckets.at(-1)
  if (!first || !last || buckets.length < 2) return []
  const room = Math.max(10, Math.min(width - 30, buckets.length))
  // Where a bar stands for more than one bucket it shows the tallest: a spike must not be averaged away.
  const per = Math.ceil(buckets.length / room)
  const bars = Array.from({length: Math.ceil(buckets.length / per)}, (_, index) =>
    Math.max(...buckets.slice(index * per, (index + 1) * per).map(({count}) => count)),
  )
  const most = Math.max(1, ...bars)
  const bar = (count: number) => (count === 0 ? ' ' : (BARS[Math.ceil((count / most) * BARS.length) - 1] ?? BARS[0]))
  const clock = (time: string) => formatMoment(time).slice(5, 16)
  const spikes = buckets
    .flatMap((bucket) => (bucket.spike ? [{...bucket, spike: bucket.spike}] : []))
    .toSorted((a, b) => b.spike.score - a.spike.score)
    .slice(0, 3)
    .map(({start, count, errors, spike}) =>
      spike.of === 'errors'
        ? say.spikeOfErrors(formatMoment(start), formatCount(errors))[lang]
        : say.spikeOfCount(formatMoment(start), formatCount(count))[lang],
    )
  return [
    `${say.time[lang]}  ${say.each(formatMs(widthMs * per))[lang]}`,
    `  ${clock(first.start)} ${bars.map(bar).join('')} ${clock(last.start)}`,
    ...spikes.map((spike) => `  ! ${spike}`),
  ]
}

function errorLines({errors}: Analysis, {lang, rows = ROWS}: ReportOptions): readonly string[] {
  if (errors.classes.length === 0) return []
  const shown = errors.classes.slice(0, rows)
  const table = formatColumns(
    shown.map(({count, first, last, template}) => [
      `  ${approximate(errors.table)}${formatCount(count)}`,
      first ? `${formatMoment(first).slice(5)} → ${last ? formatMoment(last).slice(11) : ''}` : '',
      template,
    ]),
  )
  const title = `${say.errors[lang]}  ${formatCount(errors.count)} (${formatShare(errors.share)})`
  return [title, ...table]
}

function stackLines({stacks}: Analysis, {lang, rows = ROWS}: ReportOptions): readonly string[] {
  if (stacks.groups.length === 0) return []
  const shown = stacks.groups.slice(0, Math.min(3, rows))
  return [
    `${say.stacks[lang]}  ${formatCount(stacks.count)}`,
    ...shown.flatMap(({count, type, message, frames}) => [
      `  ${approximate(stacks.table)}${formatCount(count)}  ${type}${message ? `: ${message}` : ''}`,
      ...(frames[0] === undefined ? [] : [`      ${frames.slice(0, 2).join(' ← ')}`]),
    ]),
  ]
}

function pathLines({paths}: Analysis, {lang, rows = ROWS}: ReportOptions): readonly string[] {
  if (paths.top.length === 0) return []
  const head = [`${say.paths[lang]}`, say.count[lang], say.share[lang], '5xx', 'p50', 'p95', 'p99']
  const body = paths.top
    .slice(0, rows)
    .map(({path, count, share, errors, latency}) => [
      `  ${clip(path, 40)}`,
      `${approximate(paths.table)}${formatCount(count)}`,
      formatShare(share),
      formatCount(errors),
      ...(latency ? [formatMs(latency.p50), formatMs(latency.p95), formatMs(latency.p99)] : ['', '', '']),
    ])
  return formatColumns([head, ...body])
}

function slowLines({slowest}: Analysis, {lang, rows = ROWS}: ReportOptions): readonly string[] {
  if (slowest.length === 0) return []
  const body = slowest
    .slice(0, Math.min(3, rows))
    .map(({durationMs, time, method = '', path = '', status, id}) => [
      `  ${formatMs(durationMs)}`,
      time ? formatMoment(time).slice(5) : '',
      `${method} ${clip(path, 40)}`.trim(),
      status === undefined ? '' : String(status),
      id ?? '',
    ])
  return [say.slowest[lang], ...formatColumns(body)]
}

function topLines({clients, agents}: Analysis, {lang}: ReportOptions): readonly string[] {
  const words = ({top, table}: Top) =>
    top
      .slice(0, 3)
      .map(({value, count}) => `${clip(value, 30)} ${approximate(table)}${formatCount(count)}`)
      .join('  ')
  const rows = [
    ...(clients.top.length > 0 ? [[say.clients[lang], words(clients)]] : []),
    ...(agents.top.length > 0 ? [[say.agents[lang], words(agents)]] : []),
  ]
  return formatColumns(rows)
}

function traceLines({trace}: Analysis, lang: Lang): readonly string[] {
  if (!trace) return []
  if (trace.events.length === 0) return [say.trace(trace.id)[lang], `  ${say.traceEmpty[lang]}`]
  const span = trace.spanMs === undefined ? '' : `  ${formatMs(trace.spanMs)}`
  const rows = trace.events.map(({time, level = '', source, message, durationMs}) => [
    `  ${time ? time.slice(11, 23) : ''}`,
    level,
    clip(source, 24),
    `${message}${durationMs === undefined ? '' : ` (${formatMs(durationMs)})`}`,
  ])
  return [
    `${say.trace(trace.id)[lang]}${span}`,
    ...formatColumns(rows),
    ...(trace.more > 0 ? [`  ${say.moreEvents(trace.more)[lang]}`] : []),
  ]
}

function approximate({missedAtMost}: TableReport): string {
  return missedAtMost > 0 ? '~' : ''
}

function clip(text: string, places: number): string {
  return [...text].length > places ? `${[...text].slice(0, places - 1).join('')}…` : text
}

/** A line that wraps can't be read in a table. */
function cut(line: string, width: number): string {
  const flat = line.replaceAll(/\p{Cc}/gu, ' ')
  if (widthOf(flat) <= width) return flat
  let places = 0
  let kept = ''
  for (const char of flat) {
    places += widthOf(char)
    if (places > width - 1) break
    kept += char
  }
  return `${kept}…`
}
