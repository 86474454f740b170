/** A run second by second: rates, how latencies lie, and beneath them what may have disturbed it. */

import {formatRate, formatUs} from '../../figures.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {Lang} from '../../text.js'
import {splitSeconds} from '../counted-seconds.js'
import {middleOf} from '../histogram.js'
import type {BenchSecond, RunRecord} from '../result.js'
import {type Area, chart, FULL_WIDTH} from './plot.js'
import {linearScale, logScale, type Scale} from './scale.js'
import {label, line, type Point, short, tag} from './svg.js'

const MAX_COLUMNS = 140
const ROWS = 34
/** Shades of the heat map, light to dark; the stylesheet has a colour for each. */
export const SHADES = 6
/** Less CPU than this, in cores, that the hypervisor kept is not worth a colour. */
export const SEEN_STEAL = 0.02
const LEFT = 62
const RIGHT = FULL_WIDTH - 26
const HEIGHT = 500

/** Seconds that share a column. */
interface Column {
  readonly seconds: readonly BenchSecond[]
  /** What came when nothing was due any more: its latencies belong to the last requests. */
  readonly late: readonly BenchSecond[]
}

/** The chart of a run of two seconds or more. */
export function renderTimeChart(run: RunRecord, lang: Lang): string {
  const {counted, drained} = splitSeconds(run)
  const per = Math.ceil(counted.length / MAX_COLUMNS)
  const count = Math.ceil(counted.length / per)
  const columns: readonly Column[] = Array.from({length: count}, (_, index) => ({
    seconds: counted.slice(index * per, (index + 1) * per),
    late: index === count - 1 ? drained : [],
  }))
  const from = counted[0]?.atS ?? 0
  const x = linearScale([from, from + columns.length * per], [LEFT, RIGHT], 10)
  const strip = (top: number, height: number): Area => ({left: LEFT, right: RIGHT, top, bottom: top + height})
  const heat = strip(124, 230)
  const layers = [
    rateStrip(columns, x, strip(18, 72), lang),
    heatMap(columns, x, heat, lang),
    lagStrip(columns, x, strip(378, 36), lang),
    cpuStrip(columns, x, strip(438, 36), lang),
    ...x.ticks.map((tick) => label([x(tick), HEIGHT - 6], `${tick} s`, {'text-anchor': 'middle'})),
  ]
  return chart({width: FULL_WIDTH, height: HEIGHT, name: say.timeTitle[lang]}, layers)
}

function rateStrip(columns: readonly Column[], x: Scale, area: Area, lang: Lang): string {
  const mean = (key: 'offered' | 'completed' | 'errors') =>
    columns.map(({seconds}) => seconds.reduce((sum, second) => sum + second[key], 0) / seconds.length)
  const [offered, completed, errors] = [mean('offered'), mean('completed'), mean('errors')]
  const most = 1.08 * Math.max(1, ...offered, ...completed)
  const y = linearScale([0, most], [area.bottom, area.top], 2)
  return [
    title(area, say.rateStrip[lang]),
    ...y.ticks.map((tick) => gridRow(area, y(tick), formatRate(tick))),
    line(steps(offered, columns, x, y), 'offered'),
    line(steps(completed, columns, x, y), 'completed'),
    bars(errors, columns, x, {area, most, kind: 'bar-bad'}),
  ].join('')
}

function heatMap(columns: readonly Column[], x: Scale, area: Area, lang: Lang): string {
  const cells = columns.map(({seconds, late}) => [...seconds, ...late].flatMap(({latency}) => pairsOf(latency)))
  const all = cells.flat().map(([us]) => us)
  const worst = columns.map(({seconds}) => Math.max(...seconds.map(({p99}) => p99)))
  if (all.length + worst.length === 0) return ''
  const low =
    Math.max(
      0.1,
      all.reduce((least, us) => Math.min(least, us), Math.max(1, Math.min(...worst))),
    ) / 1.15
  const high = all.reduce((most, us) => Math.max(most, us), Math.max(1, ...worst)) * 1.15
  const y = logScale([low, high], [area.bottom, area.top])
  const medians = columns.map(({seconds}) => seconds.reduce((sum, {p50}) => sum + p50, 0) / seconds.length)
  return [
    title(area, say.heatMap[lang]),
    ...y.ticks.map((tick) => gridRow(area, y(tick), formatUs(tick))),
    shaded(cells, columns, x, {area, low, high}),
    ...[medians, worst].map((values) => line(middles(values, columns, x, y), 'halo')),
    line(middles(medians, columns, x, y), 'p50 thin'),
    line(middles(worst, columns, x, y), 'p99 thin'),
  ].join('')
}

function pairsOf(latency: readonly number[]): readonly (readonly [number, number])[] {
  return Array.from({length: latency.length >> 1}, (_, at) => [
    middleOf(latency[2 * at] as number),
    latency[2 * at + 1] as number,
  ])
}

/** One path for each shade: the whole map in a few kilobytes. */
function shaded(
  cells: readonly (readonly (readonly [number, number])[])[],
  columns: readonly Column[],
  x: Scale,
  {area, low, high}: {readonly area: Area; readonly low: number; readonly high: number},
): string {
  const rowHeight = (area.bottom - area.top) / ROWS
  const grid = cells.map((column) => {
    const rows = new Float64Array(ROWS)
    for (const [us, count] of column) {
      const row = Math.floor((Math.log(us / low) / Math.log(high / low)) * ROWS)
      rows[Math.min(ROWS - 1, Math.max(0, row))] = (rows[Math.min(ROWS - 1, Math.max(0, row))] as number) + count
    }

    return rows
  })
  const most = Math.max(1, ...grid.map((rows) => Math.max(...rows)))
  const paths = Array.from({length: SHADES}, () => '')
  for (const [index, rows] of grid.entries()) {
    const [left, right] = edgesOf(columns, index, x)
    for (const [row, count] of rows.entries()) {
      if (count === 0) continue
      const shade = Math.min(SHADES - 1, Math.floor((Math.log(count + 1) / Math.log(most + 1)) * SHADES))
      const top = area.bottom - (row + 1) * rowHeight
      paths[shade] += `M${short(left)},${short(top)}H${short(right)}v${short(rowHeight)}H${short(left)}z`
    }
  }

  return paths.map((d, shade) => (d === '' ? '' : tag('path', {class: `heat heat-${shade + 1}`, d}))).join('')
}

function lagStrip(columns: readonly Column[], x: Scale, area: Area, lang: Lang): string {
  const lags = columns.map(({seconds}) => Math.max(0, ...seconds.map(({sendLagP99}) => sendLagP99 ?? 0)))
  const most = Math.max(...lags)
  if (most === 0) return note(area, say.noLag[lang])
  return title(area, say.lagStrip(formatUs(most))[lang]) + bars(lags, columns, x, {area, most, kind: 'bar-soft'})
}

function cpuStrip(columns: readonly Column[], x: Scale, area: Area, lang: Lang): string {
  const known = columns.some(({seconds}) => seconds.some(({foreignCpu}) => foreignCpu !== undefined))
  if (!known) return note(area, say.noCpu[lang])
  const worst = (key: 'foreignCpu' | 'steal') =>
    columns.map(({seconds}) => Math.max(0, ...seconds.map((second) => second[key] ?? 0)))
  const [foreign, steal] = [worst('foreignCpu'), worst('steal')]
  const sums = foreign.map((value, index) => value + (steal[index] ?? 0))
  const most = Math.max(1, ...sums)
  return [
    title(area, say.cpuStrip(String(Number(Math.max(...sums).toFixed(2))))[lang]),
    bars(sums, columns, x, {area, most, kind: 'bar-warn'}),
    Math.max(...steal) >= SEEN_STEAL ? bars(steal, columns, x, {area, most, kind: 'bar-steal'}) : '',
  ].join('')
}

function bars(
  values: readonly number[],
  columns: readonly Column[],
  x: Scale,
  {area, most, kind}: {readonly area: Area; readonly most: number; readonly kind: string},
): string {
  const d = values.map((value, index) => {
    if (value <= 0) return ''
    const [left, right] = edgesOf(columns, index, x)
    const height = Math.max(1, (value / most) * (area.bottom - area.top))
    return `M${short(left)},${short(area.bottom)}v${short(-height)}H${short(right)}V${short(area.bottom)}z`
  })
  const base = tag('path', {class: 'grid', d: `M${area.left},${area.bottom}H${area.right}`})
  return base + (d.join('') === '' ? '' : tag('path', {class: kind, d: d.join('')}))
}

/** A line that holds each value as long as its column is wide. */
function steps(values: readonly number[], columns: readonly Column[], x: Scale, y: Scale): readonly Point[] {
  return values.flatMap((value, index): Point[] => {
    const [left, right] = edgesOf(columns, index, x)
    return [
      [left, y(value)],
      [right, y(value)],
    ]
  })
}

/** A line through the middle of each column. */
function middles(values: readonly number[], columns: readonly Column[], x: Scale, y: Scale): readonly Point[] {
  return values.map((value, index): Point => {
    const [left, right] = edgesOf(columns, index, x)
    return [(left + right) / 2, y(value)]
  })
}

function edgesOf(columns: readonly Column[], index: number, x: Scale): readonly [number, number] {
  const [first] = columns
  const width = first?.seconds.length ?? 1
  const from = first?.seconds[0]?.atS ?? 0
  return [x(from + index * width), x(from + (index + 1) * width)]
}

function gridRow({left, right}: Area, at: number, words: string): string {
  return (
    tag('path', {class: 'grid', d: `M${left},${short(at)}H${right}`}) +
    label([left - 8, at + 4], words, {'text-anchor': 'end'})
  )
}

function title({left, top}: Area, words: string): string {
  return label([left, top - 7], words, {class: 'name soft'})
}

function note({left, top, bottom}: Area, words: string): string {
  return label([left, (top + bottom) / 2 + 4], words, {class: 'name soft'})
}
