/** How fast something grows, with a unit that is never guessed, and when growth meets a limit. */

/** Mean Gregorian year. */
export const DAYS_PER_YEAR = 365.2425
const DAY_MS = 86_400_000
const MONTHS_PER_YEAR = 12
/** Two sides of a normal distribution leave 5 % each beyond it. */
const Z_90 = 1.645
/** A fit over less says more about the week than about the year. */
export const LEAST_DAYS = 14

export const periods = ['month', 'year'] as const
export type Period = (typeof periods)[number]

/** Compound growth. */
export interface Growth {
  /** 0.2 is 20 % in each period; below 0 shrinks. */
  readonly rate: number
  readonly per: Period
  /** The rate with 90 % confidence if it was measured, or with the stated doubt. */
  readonly low: number
  readonly high: number
  readonly source: 'given' | 'measured' | 'default'
  /** Days of history behind a measured one. */
  readonly days?: number
}

/** Growth as a person states it, doubted by a share of itself on both sides. */
export function statedGrowth(rate: number, per: Period, source: 'given' | 'default', doubt: number): Growth {
  const margin = Math.abs(rate) * doubt
  return {rate, per, low: rate - margin, high: rate + margin, source}
}

/** Reads `20%/year` or `2%/month`. Undefined when it is neither: without a unit a growth says nothing. */
export function parseGrowth(text: string): {readonly rate: number; readonly per: Period} | undefined {
  const [, percent, per] = /^(-?\d+(?:\.\d+)?)\s*%\s*\/\s*(month|year)$/.exec(text.trim()) ?? []
  const rate = Number(percent) / 100
  return percent !== undefined && rate > -1 ? {rate, per: per as Period} : undefined
}

/** One value of a day in the past. */
export interface DayValue {
  /** ms since 1970. */
  readonly at: number
  readonly value: number
}

/**
 * Compound growth a year from daily values: least squares of log(value) on time, with the interval from the residuals.
 * Days follow each other, so residuals count as one per week. Undefined with less than {@link LEAST_DAYS} days.
 */
export function measureGrowth(values: readonly DayValue[]): Growth | undefined {
  const points = values.filter(({value}) => value > 0).map(({at, value}) => ({t: at / DAY_MS, y: Math.log(value)}))
  if (points.length < LEAST_DAYS) return undefined
  const meanT = points.reduce((sum, {t}) => sum + t, 0) / points.length
  const meanY = points.reduce((sum, {y}) => sum + y, 0) / points.length
  const spread = points.reduce((sum, {t}) => sum + (t - meanT) ** 2, 0)
  const slope = points.reduce((sum, {t, y}) => sum + (t - meanT) * (y - meanY), 0) / spread
  const residual = points.reduce((sum, {t, y}) => sum + (y - meanY - slope * (t - meanT)) ** 2, 0)
  const independent = Math.max(1, points.length / 7 - 2)
  const error = Math.sqrt((residual / points.length / independent) * (points.length / spread))
  const perYear = (daily: number) => Math.expm1(daily * DAYS_PER_YEAR)
  return {
    rate: perYear(slope),
    per: 'year',
    low: perYear(slope - Z_90 * error),
    high: perYear(slope + Z_90 * error),
    source: 'measured',
    days: points.length,
  }
}

/** By what it has multiplied after some years at a rate per period. */
export function growthFactor(rate: number, per: Period, years: number): number {
  return (1 + rate) ** (years * (per === 'year' ? 1 : MONTHS_PER_YEAR))
}

/**
 * Years until a value reaches a limit: ln(limit / value) / ln(1 + rate), in periods. 0 when it is there already,
 * Infinity when it never will be.
 */
export function yearsUntil(
  value: number,
  limit: number,
  {rate, per}: {readonly rate: number; readonly per: Period},
): number {
  if (value >= limit) return 0
  if (value <= 0 || rate <= 0) return Number.POSITIVE_INFINITY
  return Math.log(limit / value) / Math.log1p(rate) / (per === 'year' ? 1 : MONTHS_PER_YEAR)
}

/** The day that lies some years after a moment, `YYYY-MM-DD` in UTC. */
export function dayAfter(now: number, years: number): string {
  return new Date(now + years * DAYS_PER_YEAR * DAY_MS).toISOString().slice(0, 10)
}
