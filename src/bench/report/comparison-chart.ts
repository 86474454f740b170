/** Each figure's change with its interval, against the noise: what reaches beyond the grey is more than chance. */
import {metricWords} from '../../messages/bench-compare.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import type {Lang} from '../../text.js'
import type {Change, Comparison} from '../compare.js'
import {formatChange} from '../describe-comparison.js'
import {areaOf, chart, FULL_WIDTH, readoutOf} from './plot.js'
import {linearScale} from './scale.js'
import {label, line, type Point, short, spot, tag} from './svg.js'

const ROW = 34
const NAMES = 132
/** Changes beyond this are drawn at the edge. */
const REACH = 1

/** The chart. Errors are left out: their change is of another unit. */
export function renderComparisonChart({changes, maxRegression}: Comparison, lang: Lang): string {
  const rows = changes.filter(({metric}) => metric !== 'errors')
  const height = 68 + ROW * rows.length
  const area = {...areaOf(FULL_WIDTH, height), left: NAMES}
  const ends = rows.flatMap(({low, high, noise, change}) => [low, high, noise, change].map(Math.abs))
  const reach = Math.min(REACH, 1.15 * Math.max(maxRegression, 0.02, ...ends))
  const x = linearScale([-reach, reach], [area.left, area.right], 8)
  const percent = (share: number) => formatChange({metric: 'p50', change: share})
  const grid = x.ticks.map(
    (tick) =>
      tag('path', {class: 'grid', d: `M${short(x(tick))},${area.top}V${area.bottom}`}) +
      label([x(tick), area.bottom + 18], percent(tick), {'text-anchor': 'middle'}),
  )
  const at = (value: number) => x(Math.max(-reach, Math.min(reach, value)))
  return chart({width: FULL_WIDTH, height, name: say.comparisonTitle[lang]}, [
    ...rows.map((change, index) => noiseBand(change, at, area.top + ROW * index)),
    ...grid,
    tag('path', {class: 'line ideal', d: `M${short(x(0))},${area.top}V${area.bottom}`}),
    ...rows.map((change, index) =>
      rowOf(change, at, {middle: area.top + ROW * (index + 0.5), lang, readout: readoutOf(area)}),
    ),
  ])
}

function noiseBand({noise}: Change, at: (value: number) => number, top: number): string {
  // As much less as more: half is as far from the same as double.
  const [left, right] = [at(1 / (1 + noise) - 1), at(noise)]
  return tag('rect', {class: 'noise', x: left, y: top + 5, width: right - left, height: ROW - 10})
}

function rowOf(
  change: Change,
  at: (value: number) => number,
  {middle, lang, readout}: {readonly middle: number; readonly lang: Lang; readonly readout: Point},
): string {
  const name = metricWords[change.metric][lang]
  const words = `${name} ${formatChange(change)} (${formatChange({...change, change: change.low})} … ${formatChange({...change, change: change.high})})`
  const ends: readonly Point[] = [
    [at(change.low), middle],
    [at(change.high), middle],
  ]
  return [
    label([NAMES - 12, middle + 4], name, {'text-anchor': 'end', class: 'name'}),
    line(ends, `whisker ${change.verdict}`),
    spot([at(change.change), middle], {kind: change.verdict, shape: 'dot', words, readout}),
  ].join('')
}
