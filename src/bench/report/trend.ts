/** The straight line through weighted points, and how sure it is. */

export interface TrendPoint {
  readonly x: number
  readonly y: number
  readonly weight: number
}

/** Height of the line at a place, and half the width of its 90 % interval there. */
export type TrendLine = (x: number) => {readonly y: number; readonly half: number}

const LEAST_POINTS = 4
const Z90 = 1.645

/** Fits by least squares. Nothing where the points are too few, or all at one place. */
export function fitTrendLine(points: readonly TrendPoint[]): TrendLine | undefined {
  if (points.length < LEAST_POINTS) return undefined
  const sum = (of: (point: TrendPoint) => number) => points.reduce((total, one) => total + one.weight * of(one), 0)
  const weight = sum(() => 1)
  const [x0, y0] = [sum(({x}) => x) / weight, sum(({y}) => y) / weight]
  const spread = sum(({x}) => (x - x0) ** 2)
  if (spread === 0) return undefined
  const slope = sum(({x, y}) => (x - x0) * (y - y0)) / spread
  const at = (x: number) => y0 + slope * (x - x0)
  const freedom = points.length - 2
  const variance = sum(({x, y}) => (y - at(x)) ** 2) / freedom
  // Student's t for few points, from the normal distribution.
  const t = Z90 + (Z90 ** 3 + Z90) / (4 * freedom)
  return (x) => ({y: at(x), half: t * Math.sqrt(variance * (1 / weight + (x - x0) ** 2 / spread))})
}
