/** Latency against offered rate: where the SLO is met, and how sure that is. */

import {formatRate, formatUs} from '../../figures.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {Lang} from '../../text.js'
import type {ProbeRecord, SearchRecord} from '../result.js'
import {type Area, areaOf, axes, type ChartOptions, chart, flag, readoutOf} from './plot.js'
import {countingProbes, lineOf, probeSpots} from './probe-points.js'
import {linearScale, logScale, type Scale} from './scale.js'
import {area as fill, label, line, type Point, tag} from './svg.js'
import {fitTrendLine} from './trend.js'

const HEIGHT = 380
/** Probes this far from the SLO, as a factor, tell of the slope at it. */
const NEAR = 2.5

/** The chart; `baseline` is drawn behind it. */
export function renderLatencyChart(search: SearchRecord, {width, lang, baseline}: ChartOptions<SearchRecord>): string {
  const area = areaOf(width, HEIGHT)
  const {slo, probes} = search
  const all = [...probes, ...(baseline?.probes ?? [])]
  const figures = [slo.limitUs, ...all.flatMap(({p50, p99}) => [p50, p99])].filter((us) => us > 0)
  const x = linearScale(
    [0, 1.06 * Math.max(...all.map(({rate}) => rate), search.capacity.high)],
    [area.left, area.right],
    8,
  )
  const y = logScale([Math.min(...figures) / 1.4, Math.max(...figures) * 1.6], [area.bottom, area.top])
  const place = ([rate, us]: Point): Point => [x(rate), y(us)]
  const through = (of: readonly ProbeRecord[], key: 'p50' | 'p95' | 'p99' | 'atSlo', kind: string) =>
    line(lineOf(of, (probe) => probe[key], {isLog: true}).map(place), kind)
  return chart({width, height: HEIGHT, name: say.latencyTitle[lang]}, [
    capacityBand(search, area, x),
    axes(
      area,
      {scale: x, format: formatRate, title: say.offeredRate[lang]},
      {scale: y, format: formatUs, title: say.latencyAxis[lang]},
    ),
    baseline ? through(baseline.probes, 'atSlo', 'old') : '',
    trendBand(search, area, place),
    ...(['p50', 'p95', 'p99'] as const).map((key) => through(probes, key, key)),
    sloLine(search, area, y),
    flags(search, area, x, lang),
    probeSpots(probes, ({rate, atSlo}) => place([rate, atSlo]), {lang, readout: readoutOf(area)}),
  ])
}

function capacityBand({capacity}: SearchRecord, {top, bottom}: Area, x: Scale): string {
  if (capacity.kind !== 'found') return ''
  const left = x(capacity.low)
  return tag('rect', {
    class: 'capacity-band',
    x: left,
    y: top,
    width: Math.max(2, x(capacity.high) - left),
    height: bottom - top,
  })
}

function sloLine({slo}: SearchRecord, {left, right}: Area, y: Scale): string {
  const at = y(slo.limitUs)
  const words = `SLO p${slo.percentile} ≤ ${formatUs(slo.limitUs)}`
  const ends: readonly Point[] = [
    [left, at],
    [right, at],
  ]
  return line(ends, 'slo') + label([left + 8, at - 7], words, {class: 'name slo'})
}

function flags({capacity, safe, currentPeak}: SearchRecord, area: Area, x: Scale, lang: Lang): string {
  const named = [
    currentPeak !== undefined &&
      flag(area, x(currentPeak), {words: say.nowFlag(formatRate(currentPeak))[lang], kind: 'now'}),
    safe.rate > 0 && flag(area, x(safe.rate), {words: say.safeFlag(formatRate(safe.rate))[lang], kind: 'safe', row: 1}),
    capacity.rate > 0 &&
      flag(area, x(capacity.rate), {
        words: (capacity.kind === 'found' ? say.capacityFlag : say.atLeastFlag)(formatRate(capacity.rate))[lang],
        kind: 'capacity',
      }),
  ]
  return named.filter(Boolean).join('')
}

/** The logarithm of the latency as a straight line near the SLO, with the 90 % interval of that line. */
function trendBand({probes, slo}: SearchRecord, {top, bottom}: Area, place: (point: Point) => Point): string {
  const near = countingProbes(probes).filter(({atSlo}) => atSlo > slo.limitUs / NEAR && atSlo < slo.limitUs * NEAR)
  const trend = fitTrendLine(near.map(({rate, atSlo, durationS}) => ({x: rate, y: Math.log(atSlo), weight: durationS})))
  if (!trend) return ''
  const [first, last] = [near[0]?.rate ?? 0, near.at(-1)?.rate ?? 0]
  const rates = Array.from({length: 21}, (_, index) => first + ((last - first) * index) / 20)
  const edge = (sign: number) =>
    rates.map((rate): Point => {
      const {y, half} = trend(rate)
      const [px, py] = place([rate, Math.exp(y + sign * half)])
      return [px, Math.min(bottom, Math.max(top, py))]
    })
  return fill(edge(1), edge(-1), 'trend')
}
