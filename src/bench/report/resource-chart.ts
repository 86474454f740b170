/** How full each part of the stack was at each probe, against the share at which the manual says to scale. */

import {formatRate, formatShare} from '../../figures.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import {resourceWords} from '../../messages/bench-report.js'
import type {Lang} from '../../text.js'
import type {ProbeRecord, ResourceUse, SearchRecord} from '../result.js'
import {areaOf, axes, type ChartOptions, chart} from './plot.js'
import {countingProbes} from './probe-points.js'
import {linearScale} from './scale.js'
import {label, line, type Point} from './svg.js'

const HEIGHT = 360
/** Lines beyond this many can't be told apart; the fullest are drawn. */
const MAX_LINES = 6

/** One resource over the probes. */
export interface ResourceLine {
  readonly name: string
  readonly limit: number
  readonly points: readonly {readonly rate: number; readonly used: number}[]
  /** At the probe where it was fullest. */
  readonly most: number
}

/** The resources that came nearest to their limits, the nearest first. */
export function resourceLines({probes}: SearchRecord, lang: Lang): readonly ResourceLine[] {
  const counting: readonly ProbeRecord[] = countingProbes(probes)
  const uses = new Map<string, ResourceUse>()
  for (const use of counting.flatMap(({resources}) => resources)) uses.set(keyOf(use), use)
  return [...uses]
    .map(([key, {resource, of, limit}]) => {
      const points = counting.flatMap(({rate, resources}) =>
        resources.filter((use) => keyOf(use) === key).map(({used}) => ({rate, used})),
      )
      const most = Math.max(...points.map(({used}) => used))
      return {name: say.resourceOf(resourceWords[resource][lang], of)[lang], limit, points, most}
    })
    .toSorted((a, b) => b.most / b.limit - a.most / a.limit)
    .slice(0, MAX_LINES)
}

function keyOf({resource, of}: ResourceUse): string {
  return `${resource} ${of}`
}

/** The chart of these lines. */
export function renderResourceChart(lines: readonly ResourceLine[], {width, lang}: ChartOptions<never>): string {
  const area = areaOf(width, HEIGHT)
  const points = lines.flatMap((one) => one.points)
  const x = linearScale([0, 1.06 * Math.max(1, ...points.map(({rate}) => rate))], [area.left, area.right], 5)
  const y = linearScale([0, 1.02 * Math.max(1, ...points.map(({used}) => used))], [area.bottom, area.top], 5)
  const limits = [...new Set(lines.map(({limit}) => limit))]
  const across = (limit: number): readonly Point[] => [
    [area.left, y(limit)],
    [area.right, y(limit)],
  ]
  return chart({width, height: HEIGHT, name: say.resourceTitle[lang]}, [
    axes(
      area,
      {scale: x, format: formatRate, title: say.offeredRate[lang]},
      {scale: y, format: formatShare, title: say.used[lang]},
    ),
    ...limits.map(
      (limit) =>
        line(across(limit), 'slo') +
        label([area.left + 8, y(limit) - 6], say.limitAt(formatShare(limit))[lang], {class: 'name slo'}),
    ),
    ...lines.map((one, index) =>
      line(
        one.points.map(({rate, used}): Point => [x(rate), y(used)]),
        `series-${index + 1}`,
      ),
    ),
  ])
}
