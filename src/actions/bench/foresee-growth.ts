/** How long what a search measured lasts while requests grow, for its report. */
import type {GrowthForecast, GrowthPoint} from '../../bench/report/growth-chart.js'
import type {SearchRecord} from '../../bench/result.js'
import {dayAfter, type Growth, growthFactor, yearsUntil} from '../../capacity/growth.js'
import {foresee} from '../../capacity/outlook.js'
import {formatCount} from '../../figures.js'
import {benchPageMessages as say} from '../../messages/bench-page.js'
import {capacityWords} from '../../messages/capacity.js'
import type {Text} from '../../text.js'
import {chooseGrowths, type GrowthOptions} from '../capacity/growth-options.js'

export type ReportGrowth = Pick<GrowthOptions, 'requests' | 'per' | 'doubt'>

const STEPS = 16
/** The chart goes on behind the day on which the capacity is used up, and neither ends soon nor shows a far future. */
const BEHIND = 1.15
const YEARS = {least: 1, most: 10, idle: 5}

/** Undefined where the search knows neither what is carried nor what is asked for now. Throws OPS_CAPACITY_GROWTH. */
export function foreseeGrowth(
  {capacity, safe, currentPeak}: SearchRecord,
  options: ReportGrowth,
  now: number,
): GrowthForecast | undefined {
  const growths = chooseGrowths(options)
  const growth = growths.requests
  const isKnown = capacity.kind === 'found' || capacity.kind === 'at-least'
  if (!isKnown || !(capacity.rate > 0) || !currentPeak) return undefined
  const carried = {total: capacity.rate, totalLow: capacity.low, totalHigh: capacity.high, limit: 1 - safe.headroom}
  const outlook = foresee(
    {id: 'requests', unit: 'requests/s', used: currentPeak, source: 'bench', ...carried},
    growths,
    now,
  )
  const years = reach(yearsUntil(currentPeak, capacity.rate, growth))
  const after = yearsUntil(currentPeak, safe.rate, growth)
  return {
    growth: wordsOf(growth),
    points: Array.from({length: STEPS + 1}, (_, step) => pointAt((years * step) / STEPS, currentPeak, {growth, now})),
    reached: say.growthReached(outlook.state, outlook.date ?? '', outlook.early, outlook.late),
    ...(after > 0 && after <= years ? {reachedAfter: after} : {}),
  }
}

function reach(until: number): number {
  return Number.isFinite(until) ? Math.min(YEARS.most, Math.max(YEARS.least, until * BEHIND)) : YEARS.idle
}

function pointAt(
  years: number,
  peak: number,
  {growth, now}: {readonly growth: Growth; readonly now: number},
): GrowthPoint {
  const at = (rate: number) => peak * growthFactor(rate, growth.per, years)
  return {years, day: dayAfter(now, years), rate: at(growth.rate), low: at(growth.low), high: at(growth.high)}
}

function wordsOf({rate, per, source}: Growth): Text {
  const [period, told] = [capacityWords.periods[per], capacityWords.sources[source]]
  const percent = `${formatCount(rate * 100)} %`
  return {en: `${percent}/${period.en} (${told.en})`, zh: `${percent}/${period.zh}（${told.zh}）`}
}
