/** The frame of a chart: its area, the lines and figures of its axes, its name for those who can't see it. */
import {escapeHtml} from '../../html.js'
import type {Lang} from '../../text.js'
import type {Scale} from './scale.js'
import {label, type Point, short, tag} from './svg.js'

/** The rectangle that data is drawn in. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Axis {
  readonly scale: Scale
  readonly format: (value: number) => string
  readonly title?: string
}

/** What every chart is told beside its data. */
export interface ChartOptions<Of> {
  readonly width: number
  readonly lang: Lang
  /** An older result, drawn behind. */
  readonly baseline?: Of | undefined
}

export const HALF_WIDTH = 520
export const FULL_WIDTH = 1060

/** The area of a chart of a size, with room for the figures of its axes and a line of words above. */
export function areaOf(width: number, height: number): Area {
  return {left: 62, top: 26, right: width - 26, bottom: height - 42}
}

/** Where a chart says what is pointed at. */
export function readoutOf(area: Area): Point {
  return [area.right, 14]
}

/** Grid, figures and titles of both axes. */
export function axes(area: Area, x: Axis, y: Axis): string {
  const rows = y.scale.ticks.map((tick) => {
    const at = y.scale(tick)
    return (
      gridLine(area.left, at, area.right, at) + label([area.left - 8, at + 4], y.format(tick), {'text-anchor': 'end'})
    )
  })
  const columns = x.scale.ticks.map((tick) => {
    const at = x.scale(tick)
    return (
      gridLine(at, area.top, at, area.bottom) + label([at, area.bottom + 18], x.format(tick), {'text-anchor': 'middle'})
    )
  })
  const titles = [
    x.title && label([(area.left + area.right) / 2, area.bottom + 36], x.title, {'text-anchor': 'middle'}),
    y.title && label([area.left - 50, 14], y.title),
  ]
  return [...rows, ...columns, ...titles].join('')
}

function gridLine(x1: number, y1: number, x2: number, y2: number): string {
  return tag('path', {class: 'grid', d: `M${short(x1)},${short(y1)}L${short(x2)},${short(y2)}`})
}

/** A vertical line that stands for one figure of the x axis, named at the top. */
export function flag(
  area: Area,
  x: number,
  {words, kind, row = 0}: {words: string; kind: string; row?: number},
): string {
  const isLate = x > area.left + (area.right - area.left) * 0.8
  const at: Point = [x + (isLate ? -6 : 6), area.top + 13 + 15 * row]
  const words_ = label(at, words, {class: `name ${kind}`, 'text-anchor': isLate ? 'end' : 'start'})
  return tag('path', {class: `line ${kind}`, d: `M${short(x)},${short(area.top)}V${short(area.bottom)}`}) + words_
}

/** A chart whose marks can be reached by keyboard is a group of them; any other is one picture. */
export function chart(
  {width, height, name}: {readonly width: number; readonly height: number; readonly name: string},
  layers: readonly string[],
): string {
  const inner = layers.join('')
  const role = inner.includes('tabindex') ? 'group' : 'img'
  const kind = width > HALF_WIDTH ? ' class="wide"' : ''
  return `<svg${kind} viewBox="0 0 ${width} ${height}" role="${role}" aria-label="${escapeHtml(name)}">${inner}</svg>`
}
