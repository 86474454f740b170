/** Delivered rate against offered rate: where the two part, the target no longer keeps up. */

import {formatRate} from '../../figures.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {SearchRecord} from '../result.js'
import {areaOf, axes, type ChartOptions, chart, readoutOf} from './plot.js'
import {lineOf, probeSpots} from './probe-points.js'
import {linearScale} from './scale.js'
import {label, line, type Point} from './svg.js'

const HEIGHT = 330

/** The chart; `baseline` is drawn behind it. */
export function renderDeliveredChart(
  {probes}: SearchRecord,
  {width, lang, baseline}: ChartOptions<SearchRecord>,
): string {
  const area = areaOf(width, HEIGHT)
  const all = [...probes, ...(baseline?.probes ?? [])]
  const most = 1.06 * Math.max(1, ...all.flatMap(({rate, deliveredRate}) => [rate, deliveredRate]))
  const x = linearScale([0, most], [area.left, area.right], 5)
  const y = linearScale([0, most], [area.bottom, area.top], 5)
  const place = ([offered, delivered]: Point): Point => [x(offered), y(delivered)]
  const through = (of: SearchRecord['probes'], kind: string) =>
    line(lineOf(of, ({deliveredRate}) => deliveredRate, {isLog: false}).map(place), kind)
  const ideal: readonly Point[] = [place([0, 0]), place([most, most])]
  const axis = {format: formatRate}
  return chart({width, height: HEIGHT, name: say.deliveredTitle[lang]}, [
    axes(area, {scale: x, title: say.offeredRate[lang], ...axis}, {scale: y, title: say.deliveredRate[lang], ...axis}),
    line(ideal, 'ideal'),
    label([x(most * 0.55) - 8, y(most * 0.6)], say.keepsUp[lang], {class: 'name soft', 'text-anchor': 'end'}),
    baseline ? through(baseline.probes, 'old') : '',
    through(probes, 'p99'),
    probeSpots(probes, ({rate, deliveredRate}) => place([rate, deliveredRate]), {lang, readout: readoutOf(area)}),
  ])
}
