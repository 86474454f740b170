/** All percentiles at once, the rare ones as wide as the common ones. Between response and service lies the wait that only the sender knows. */

import {formatUs} from '../../figures.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import {middleOf, type SparseCounts} from '../histogram.js'
import type {RunRecord} from '../result.js'
import {areaOf, axes, type ChartOptions, chart, readoutOf} from './plot.js'
import {logScale} from './scale.js'
import {area as fill, line, type Point, spot} from './svg.js'

const HEIGHT = 330
const STEPS = 120
const NAMED: readonly (readonly [number, string])[] = [
  [0.5, '50 %'],
  [0.1, '90 %'],
  [0.01, '99 %'],
  [0.001, '99.9 %'],
  [0.0001, '99.99 %'],
  [0.00001, '99.999 %'],
]

/** The chart; `baseline` is drawn behind it. */
export function renderPercentileChart(run: RunRecord, {width, lang, baseline}: ChartOptions<RunRecord>): string {
  const area = areaOf(width, HEIGHT)
  const rarest = Math.min(0.01, 1 / Math.max(1, run.response.count))
  const tails = Array.from({length: STEPS + 1}, (_, index) => rarest ** (index / STEPS))
  const [response, service] = [run.responseCounts, run.serviceCounts].map((counts) => quantilesOf(counts, tails))
  const old = quantilesOf(baseline?.responseCounts ?? [], tails)
  const all = [response, service, old].flatMap((values) => values ?? []).filter((us) => us > 0)
  const turn = logScale([rarest, 1], [area.right, area.left])
  const x = Object.assign((tail: number) => turn(tail), {
    ticks: NAMED.map(([tail]) => tail).filter((tail) => tail >= rarest * 0.999),
  })
  const y = logScale([Math.min(...all) / 1.2, Math.max(...all) * 1.3], [area.bottom, area.top])
  const points = (values: readonly number[] | undefined): readonly Point[] =>
    (values ?? []).map((us, index) => [x(tails[index] as number), y(us)])
  const spots = x.ticks.map((tail) => {
    const [us = 0] = quantilesOf(run.responseCounts, [tail])
    const [sent = 0] = quantilesOf(run.serviceCounts, [tail])
    const words = say.percentile(nameOf(tail), formatUs(us), formatUs(sent))[lang]
    return spot([x(tail), y(us)], {kind: 'response', shape: 'dot', words, readout: readoutOf(area)})
  })
  return chart({width, height: HEIGHT, name: say.percentileTitle[lang]}, [
    axes(
      area,
      {scale: x, format: nameOf, title: say.percentileAxis[lang]},
      {scale: y, format: formatUs, title: say.latencyAxis[lang]},
    ),
    fill(points(response), points(service), 'wait'),
    baseline ? line(points(old), 'old') : '',
    line(points(service), 'service'),
    line(points(response), 'response'),
    ...spots,
  ])
}

function nameOf(tail: number): string {
  return NAMED.find(([named]) => named === tail)?.[1] ?? ''
}

/** The durations, µs, that only these shares of all exceed; the shares fall. */
function quantilesOf(counts: SparseCounts, tails: readonly number[]): readonly number[] {
  let total = 0
  for (let at = 1; at < counts.length; at += 2) total += counts[at] as number
  if (total === 0) return []
  let at = 0
  let seen = counts[1] as number
  return tails.map((tail) => {
    const rank = Math.max(1, Math.ceil((1 - tail) * total - 1e-9))
    while (seen < rank && at + 3 < counts.length) {
      at += 2
      seen += counts[at + 1] as number
    }

    return middleOf(counts[at] as number)
  })
}
