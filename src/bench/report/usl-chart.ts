/** What more requests in flight bring, by the Universal Scalability Law, and how much of it contention eats. */

import {formatCount, formatRate, formatShare} from '../../figures.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {Lang} from '../../text.js'
import type {UslFit} from '../result.js'
import {type Area, areaOf, axes, type ChartOptions, chart, readoutOf} from './plot.js'
import {linearScale} from './scale.js'
import {area as fill, label, line, type Point, spot} from './svg.js'

const HEIGHT = 360
const EFFICIENCY_HEIGHT = 74
const STEPS = 80

/** The chart: rate above, efficiency beneath, on the same requests in flight. */
export function renderUslChart(fit: UslFit, {width, lang}: ChartOptions<UslFit>): string {
  const frame = areaOf(width, HEIGHT)
  const upper: Area = {...frame, bottom: frame.bottom - EFFICIENCY_HEIGHT - 22}
  const lower: Area = {...frame, top: frame.bottom - EFFICIENCY_HEIGHT}
  const measured = Math.max(1, ...fit.points.map(({concurrency}) => concurrency))
  const reach = Math.max(measured, Math.min(fit.peak?.concurrency ?? 0, 3 * measured)) * 1.15
  const top = Math.max(...fit.points.map(({rate}) => rate), fit.peak?.high ?? 0, rateAt(fit, measured))
  const x = linearScale([0, reach], [frame.left, frame.right], 6)
  const y = linearScale([0, top * 1.08], [upper.bottom, upper.top], 4)
  const share = linearScale([0, 1.05], [lower.bottom, lower.top], 2)
  const curve = (from: number, to: number, at: (n: number) => Point) =>
    Array.from({length: STEPS + 1}, (_, index) => at(from + ((to - from) * index) / STEPS))
  const rate = (n: number): Point => [x(n), y(rateAt(fit, n))]
  const efficiency = (n: number): Point => [x(n), share(Math.min(1.05, efficiencyAt(fit, n)))]
  const spots = fit.points.map((point) => {
    const words = say.uslPoint(
      formatCount(point.concurrency),
      formatRate(point.rate),
      formatShare(point.rate / (fit.lambda * point.concurrency)),
    )[lang]
    return spot([x(point.concurrency), y(point.rate)], {
      kind: 'response',
      shape: 'dot',
      words,
      readout: readoutOf(upper),
    })
  })
  return chart({width, height: HEIGHT, name: say.uslTitle[lang]}, [
    axes(
      upper,
      {scale: Object.assign((n: number) => x(n), {ticks: []}), format: formatCount},
      {scale: y, format: formatRate, title: say.rateAxis[lang]},
    ),
    axes(lower, {scale: x, format: formatCount, title: say.inFlight[lang]}, {scale: share, format: formatShare}),
    peakBand(fit, x, y, lang),
    line(curve(0, measured, rate), 'p99'),
    line(curve(measured, reach, rate), 'p99 beyond'),
    line(curve(0.01, measured, efficiency), 'p50'),
    line(curve(measured, reach, efficiency), 'p50 beyond'),
    ...spots,
  ])
}

/** The interval of the peak, where it lies. */
function peakBand({peak}: UslFit, x: (n: number) => number, y: (rate: number) => number, lang: Lang): string {
  if (!peak) return ''
  const [left, right] = [x(peak.concurrency * 0.94), x(peak.concurrency * 1.06)]
  const at = (rate: number): readonly Point[] => [
    [left, y(rate)],
    [right, y(rate)],
  ]
  const words = say.peakFlag(formatRate(peak.rate))[lang]
  return [
    fill(at(peak.high), at(peak.low), 'capacity-band'),
    line(at(peak.rate), 'capacity'),
    label([right, y(peak.low) + 16], words, {class: 'name capacity', 'text-anchor': 'end'}),
  ].join('')
}

function rateAt({lambda, sigma, kappa}: UslFit, n: number): number {
  return (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1))
}

/** Against as many servers that don't hinder each other. */
function efficiencyAt(fit: UslFit, n: number): number {
  return rateAt(fit, n) / (fit.lambda * n)
}
