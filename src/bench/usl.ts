/**
 * Gunther's universal scalability law, X(N) = λN / (1 + σ(N−1) + κN(N−1)): how much of more concurrency is lost to waiting
 * for what is shared (σ) and to agreeing with each other (κ). Fitted to logarithms by Levenberg and Marquardt's method.
 */
import type {UslFit} from './result.js'

export interface UslPoint {
  readonly concurrency: number
  /** Requests/s. */
  readonly rate: number
}

type Vector = readonly [number, number, number]
type Matrix = readonly [Vector, Vector, Vector]

const ROUNDS = 200
const MIN_POINTS = 4
const DAMPING = {first: 1e-3, least: 1e-12, most: 1e12, better: 0.3, worse: 4}
const STEP = 1e-5
/** 90 % of Student's distribution within this many standard errors, by degrees of freedom from 1 on. */
const STUDENT = [6.31, 2.92, 2.35, 2.13, 2.02, 1.94, 1.89, 1.86, 1.83, 1.81]
const NORMAL = 1.645
/** κ below this has its peak beyond any machine. */
const NO_RETREAT = 1e-9

/** Requests/s at a concurrency. */
export function uslRate(
  {lambda, sigma, kappa}: Pick<UslFit, 'lambda' | 'sigma' | 'kappa'>,
  concurrency: number,
): number {
  return (lambda * concurrency) / (1 + sigma * (concurrency - 1) + kappa * concurrency * (concurrency - 1))
}

/** Fits the law; undefined when there are fewer points than parameters and one. */
export function fitUsl(points: readonly UslPoint[]): UslFit | undefined {
  const usable = points.filter(({rate, concurrency}) => rate > 0 && concurrency > 0)
  if (usable.length < MIN_POINTS) return undefined
  const best = descend(usable, startOf(usable))
  const [lambda, sigma, kappa] = toParameters(best)
  const peak = peakOf(usable, best)
  return {lambda, sigma, kappa, ...(peak ? {peak} : {}), points: [...points]}
}

/** λ as a logarithm, σ and κ as square roots: none can become negative. */
function toParameters([lambda, sigma, kappa]: Vector): Vector {
  return [Math.exp(lambda), sigma * sigma, kappa * kappa]
}

function startOf(points: readonly UslPoint[]): Vector {
  const single = Math.max(...points.map(({rate, concurrency}) => rate / concurrency))
  return [Math.log(single), 0.2, 0.03]
}

function misses(points: readonly UslPoint[], at: Vector): readonly number[] {
  const [lambda, sigma, kappa] = toParameters(at)
  return points.map(({concurrency, rate}) => Math.log(rate / uslRate({lambda, sigma, kappa}, concurrency)))
}

function descend(points: readonly UslPoint[], from: Vector): Vector {
  let at = from
  let error = squares(misses(points, at))
  let damping = DAMPING.first
  for (let round = 0; round < ROUNDS && damping < DAMPING.most; round++) {
    const {normal, pull} = linearize(points, at)
    const damped = normal.map((row, index) =>
      row.map((value, column) => (column === index ? value * (1 + damping) + 1e-12 : value)),
    ) as unknown as Matrix
    const step = multiply(invert(damped), pull)
    const next = at.map((value, index) => value + (step[index] as number)) as unknown as Vector
    const nextError = squares(misses(points, next))
    if (nextError < error) {
      const gain = error - nextError
      at = next
      error = nextError
      damping = Math.max(DAMPING.least, damping * DAMPING.better)
      if (gain < 1e-14) break
    } else damping *= DAMPING.worse
  }
  return at
}

/** JᵀJ and Jᵀr, with numerical derivatives. */
function linearize(points: readonly UslPoint[], at: Vector): {readonly normal: Matrix; readonly pull: Vector} {
  const here = misses(points, at)
  const slopes = at.map((value, index) => {
    const moved = at.map((other, place) => (place === index ? value + STEP : other)) as unknown as Vector
    return misses(points, moved).map((miss, place) => ((here[place] as number) - miss) / STEP)
  })
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, place) => sum + value * (b[place] as number), 0)
  return {
    normal: slopes.map((a) => slopes.map((b) => dot(a, b))) as unknown as Matrix,
    pull: slopes.map((slope) => dot(slope, here)) as unknown as Vector,
  }
}

/** The peak and its rate; their interval by the uncertainty of the parameters. */
function peakOf(points: readonly UslPoint[], at: Vector): UslFit['peak'] {
  const rateAt = (vector: Vector) => {
    const [lambda, sigma, kappa] = toParameters(vector)
    return Math.log(uslRate({lambda, sigma, kappa}, concurrencyAt(vector)))
  }
  const [, sigma, kappa] = toParameters(at)
  if (kappa < NO_RETREAT || sigma >= 1) return undefined
  const concurrency = concurrencyAt(at)
  const {normal} = linearize(points, at)
  const freedom = points.length - 3
  const variance = squares(misses(points, at)) / freedom
  const slope = at.map((value, index) => {
    const moved = at.map((other, place) => (place === index ? value + STEP : other)) as unknown as Vector
    return (rateAt(moved) - rateAt(at)) / STEP
  }) as unknown as Vector
  const spread = Math.sqrt(
    Math.max(
      0,
      variance *
        slope.reduce((sum, value, index) => sum + value * (multiply(invert(normal), slope)[index] as number), 0),
    ),
  )
  const reach = (STUDENT[freedom - 1] ?? NORMAL) * spread
  const rate = Math.exp(rateAt(at))
  return {
    concurrency,
    rate,
    low: rate * Math.exp(-reach),
    high: rate * Math.exp(Math.min(reach, 10)),
    isExtrapolated: concurrency > Math.max(...points.map((point) => point.concurrency)),
  }
}

function concurrencyAt(vector: Vector): number {
  const [, sigma, kappa] = toParameters(vector)
  return Math.max(1, Math.sqrt(Math.max(0, 1 - sigma) / Math.max(kappa, NO_RETREAT)))
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}

function multiply(matrix: Matrix, [x, y, z]: Vector): Vector {
  return matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Vector
}

function invert([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
  const by = Math.abs(determinant) < 1e-300 ? 0 : 1 / determinant
  return [
    [(e * i - f * h) * by, (c * h - b * i) * by, (b * f - c * e) * by],
    [(f * g - d * i) * by, (a * i - c * g) * by, (c * d - a * f) * by],
    [(d * h - e * g) * by, (b * g - a * h) * by, (a * e - b * d) * by],
  ]
}
