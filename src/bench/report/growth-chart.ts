/** How long the capacity lasts while requests grow: the peak of now and later against what is carried. */

import {formatRate} from '../../figures.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {Text} from '../../text.js'
import type {SearchRecord} from '../result.js'
import {type Area, areaOf, axes, type ChartOptions, chart, flag, readoutOf} from './plot.js'
import {linearScale, type Scale} from './scale.js'
import {area as fill, label, line, type Point, spot} from './svg.js'

/** The highest rate that is asked for, some years from now. */
export interface GrowthPoint {
  readonly years: number
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly rate: number
  /** With less and with more growth than stated. */
  readonly low: number
  readonly high: number
}

/** What becomes of a capacity as requests grow. */
export interface GrowthForecast {
  /** How fast, and who says so. */
  readonly growth: Text
  /** From now on, at even steps. */
  readonly points: readonly GrowthPoint[]
  /** When the safe operating point is reached. */
  readonly reached: Text
  /** Years until then, where the chart shows it. */
  readonly reachedAfter?: number
}

const HEIGHT = 340

/** The chart: growth as a line within its doubt, capacity and safe operating point across. */
export function renderGrowthChart(
  {capacity, safe}: SearchRecord,
  {points, reachedAfter}: GrowthForecast,
  {width, lang}: ChartOptions<never>,
): string {
  const area = areaOf(width, HEIGHT)
  const [first, last] = [points[0] as GrowthPoint, points.at(-1) as GrowthPoint]
  const x = linearScale([0, last.years], [area.left, area.right], 6)
  const most = Math.max(capacity.high * 1.15, Math.min(last.high, 2 * capacity.high))
  const y = linearScale([0, most], [area.bottom, area.top], 5)
  const through = (of: (point: GrowthPoint) => number) =>
    points.map((point): Point => [x(point.years), Math.max(area.top, y(of(point)))])
  const now = Date.parse(first.day)
  const yearMs = (Date.parse(last.day) - now) / last.years
  const month = (years: number) => new Date(now + years * yearMs).toISOString().slice(0, 7)
  return chart({width, height: HEIGHT, name: say.growthTitle[lang]}, [
    axes(area, {scale: x, format: month}, {scale: y, format: formatRate, title: say.rateAxis[lang]}),
    fill(across(area, y(capacity.high)), across(area, y(capacity.low)), 'capacity-band'),
    fill(
      through(({high}) => high),
      through(({low}) => low),
      'wait',
    ),
    level(area, y, {rate: capacity.rate, kind: 'capacity', words: say.capacityFlag(formatRate(capacity.rate))[lang]}),
    level(area, y, {rate: safe.rate, kind: 'safe', words: say.safeFlag(formatRate(safe.rate))[lang]}),
    line(
      through(({rate}) => rate),
      'p95',
    ),
    reachedAfter === undefined ? '' : flag(area, x(reachedAfter), {words: month(reachedAfter), kind: 'now'}),
    ...points.map((point) =>
      spot([x(point.years), Math.max(area.top, y(point.rate))], {
        kind: 'response',
        shape: 'dot',
        words: say.growthPoint(point.day, formatRate(point.rate), formatRate(point.low), formatRate(point.high))[lang],
        readout: readoutOf(area),
      }),
    ),
  ])
}

function across({left, right}: Area, at: number): readonly Point[] {
  return [
    [left, at],
    [right, at],
  ]
}

function level(
  area: Area,
  y: Scale,
  {rate, kind, words}: {readonly rate: number; readonly kind: string; readonly words: string},
): string {
  return line(across(area, y(rate)), kind) + label([area.left + 8, y(rate) - 6], words, {class: `name ${kind}`})
}
