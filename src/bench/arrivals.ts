/** When the requests of an open model are due: settled before the first one is sent, so that a slow server can't slow its own load. */
import type {LoadModel, Stage} from './load-plan.js'
import {seededRandom} from './random.js'

export interface ArrivalOptions {
  readonly arrivals: 'constant' | 'poisson'
  readonly seed: number
}

/** Seconds from the start of the warm-up. What counts is the same with and without a warm-up. */
export function* arrivalsWithWarmup(
  model: Extract<LoadModel, {kind: 'open'}>,
  {warmupS, seed}: {readonly warmupS: number; readonly seed: number},
): Generator<number, void> {
  const rate = model.stages[0]?.from ?? 0
  yield* arrivals([{durationS: warmupS, from: rate, to: rate}], {arrivals: model.arrivals, seed: seed + 1})
  for (const atS of arrivals(model.stages, {arrivals: model.arrivals, seed})) yield warmupS + atS
}

/** Seconds from the start of the first stage, in ascending order. */
export function* arrivals(stages: readonly Stage[], options: ArrivalOptions): Generator<number, void> {
  const step = options.arrivals === 'constant' ? () => 1 : exponential(options.seed)
  // Due is the moment at which as many requests are expected as were drawn: that holds for any course of the rate.
  let drawn = options.arrivals === 'constant' ? 0 : step()
  let expected = 0
  let startS = 0
  for (const stage of stages) {
    const inStage = expectedIn(stage)
    while (drawn - expected < inStage) {
      yield startS + timeOf(drawn - expected, stage)
      drawn += step()
    }
    expected += inStage
    startS += stage.durationS
  }
}

/** How many requests the stages are expected to make. */
export function expectedArrivals(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + expectedIn(stage), 0)
}

/** Requests/s at a moment of the stages; 0 behind them. */
export function rateAt(stages: readonly Stage[], atS: number): number {
  let startS = 0
  for (const {durationS, from, to} of stages) {
    if (atS < startS + durationS) return from + ((to - from) * (atS - startS)) / durationS
    startS += durationS
  }
  return 0
}

function expectedIn(stage: Stage): number {
  return ((stage.from + stage.to) / 2) * stage.durationS
}

/** Seconds into a stage until a number of requests is expected: the area under a straight line, turned around. */
function timeOf(requests: number, {from, to, durationS}: Stage): number {
  if (requests === 0) return 0
  const slope = (to - from) / durationS
  return (2 * requests) / (from + Math.sqrt(Math.max(0, from * from + 2 * slope * requests)))
}

/** Gaps of a Poisson process whose mean is 1. */
function exponential(seed: number): () => number {
  const random = seededRandom(seed)
  return () => -Math.log1p(-random())
}
