/** Lines through what probes saw: counts that grow by a factor with the load, and figures that grow second by second. */

/** How often something happened among how many, at one place. */
export interface CountPoint {
  readonly x: number
  readonly among: number
  /** May be a correction of a count, so neither whole nor positive. */
  readonly happened: number
  /** How much it counts, 0 to 1. */
  readonly weight: number
}

/** What a slope is expected to be: few points close together say little of it by themselves. */
export interface SlopePrior {
  readonly slope: number
  readonly sigma: number
}

/** The logarithm of the share over `unit` is `at + slope * x`. */
export interface LogLine {
  readonly at: number
  readonly slope: number
}

export interface LogLineOptions {
  /** The share whose logarithm is 0. */
  readonly unit: number
  readonly prior: SlopePrior
  /** Variance of a count over its mean; 1 where what happens is independent. */
  readonly dispersion: number
  /** Where to begin. */
  readonly from?: LogLine
}

const ROUNDS = 20
const MAX_STEP = 1.5
const CONVERGED = 1e-6

/**
 * Fits shares that depend on x by a factor: quasi-likelihood with a logarithmic link. Unlike the logarithms of shares, or of
 * percentiles, the counts of short probes have no bias, and none is lost because nothing happened in it.
 */
export function fitLogShares(points: readonly CountPoint[], {unit, prior, dispersion, from}: LogLineOptions): LogLine {
  const known = dispersion / prior.sigma ** 2
  let {at, slope} = from ?? {at: startOf(points, unit, prior.slope), slope: prior.slope}
  for (let round = 0; round < ROUNDS; round++) {
    let [pullAt, pullSlope] = [0, known * (prior.slope - slope)]
    let [bendAt, bendBoth, bendSlope] = [1e-9, 0, known]
    for (const {x, among, happened, weight} of points) {
      const mean = weight * among * unit * Math.exp(Math.min(8, at + slope * x))
      const rest = weight * happened - mean
      pullAt += rest
      pullSlope += rest * x
      bendAt += mean
      bendBoth += mean * x
      bendSlope += mean * x * x
    }

    const determinant = bendAt * bendSlope - bendBoth * bendBoth
    const stepAt = bound((bendSlope * pullAt - bendBoth * pullSlope) / determinant)
    const stepSlope = bound((bendAt * pullSlope - bendBoth * pullAt) / determinant)
    at += stepAt
    slope += stepSlope
    if (Math.abs(stepAt) + Math.abs(stepSlope) < CONVERGED) break
  }
  return {at, slope}
}

function startOf(points: readonly CountPoint[], unit: number, slope: number): number {
  let happened = 0
  let expected = 0
  for (const point of points) {
    happened += point.weight * point.happened
    expected += point.weight * point.among * unit * Math.exp(slope * point.x)
  }
  return Math.log(Math.max(0.1, happened) / expected)
}

function bound(step: number): number {
  return Math.min(MAX_STEP, Math.max(-MAX_STEP, step))
}

export interface WeightedPoint {
  readonly x: number
  readonly y: number
  /** One over the variance of y. */
  readonly weight: number
}

/** A straight line by the middle of its points. */
export interface Line {
  readonly x: number
  readonly y: number
  readonly slope: number
}

/** Weighted least squares. The points need not differ in x where the slope is known beforehand. */
export function fitLine(points: readonly WeightedPoint[], prior?: SlopePrior): Line {
  let sum = 0
  let sumX = 0
  let sumY = 0
  for (const {x, y, weight} of points) {
    sum += weight
    sumX += weight * x
    sumY += weight * y
  }

  const middle = {x: sumX / sum, y: sumY / sum}
  let spread = 0
  let product = 0
  for (const {x, y, weight} of points) {
    spread += weight * (x - middle.x) ** 2
    product += weight * (x - middle.x) * (y - middle.y)
  }

  const known = prior ? 1 / prior.sigma ** 2 : 0
  return {...middle, slope: (product + known * (prior?.slope ?? 0)) / (spread + known)}
}

export interface Trend {
  /** Growth per step. */
  readonly slope: number
  readonly slopeError: number
  /** Share of the spread that the line explains, 0 to 1. */
  readonly explained: number
}

/** The straight growth in a row of figures. */
export function fitTrend(ys: readonly number[]): Trend {
  const n = ys.length
  if (n < 3) return {slope: 0, slopeError: Number.POSITIVE_INFINITY, explained: 0}
  const {y: mean, slope} = fitLine(ys.map((y, x) => ({x, y, weight: 1})))
  const spread = (n * (n * n - 1)) / 12
  const total = ys.reduce((sum, y) => sum + (y - mean) ** 2, 0)
  const rest = Math.max(0, total - slope ** 2 * spread)
  return {slope, slopeError: Math.sqrt(rest / (n - 2) / spread), explained: total === 0 ? 0 : 1 - rest / total}
}
