/**
 * Windows of a run drawn anew: how far its figures would stray had other seconds of it been the ones that were seen.
 * Neighbouring windows are drawn together, because a queue or a pause reaches from one second into the next.
 */
import {splitSeconds} from './counted-seconds.js'
import {middleOf} from './histogram.js'
import type {BenchSecond, RunRecord} from './result.js'

/** Fewer whole seconds than this say nothing of the spread between them. */
export const MIN_WINDOWS = 5
/** Longer runs are drawn by windows of several seconds, so that the time it takes stays bounded. */
const MAX_WINDOWS = 120

/** Figures of one draw: latencies in µs, of all that came out. */
export interface Draw {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly deliveredRate: number
  readonly errorRatio: number
}

interface Window {
  /** Positions in the list of all buckets that the run has, and the counts there. */
  readonly places: Uint32Array
  readonly counts: Uint32Array
  readonly seconds: number
  readonly completed: number
  readonly errors: number
}

/** Makes a source of draws from a run, or nothing when it has too few windows with latencies. */
export function resampler(run: RunRecord, random: () => number): (() => Draw) | undefined {
  const {counted, drained} = splitSeconds(run)
  const seconds = counted.filter(({latency}) => latency.length > 0)
  if (seconds.length < MIN_WINDOWS) return undefined
  const buckets = [...new Set([...seconds, ...drained].flatMap(({latency}) => latency.filter((_, at) => at % 2 === 0)))]
  const places = new Map(buckets.sort((a, b) => a - b).map((bucket, place) => [bucket, place]))
  const per = Math.ceil(seconds.length / MAX_WINDOWS)
  const windows = Array.from({length: Math.ceil(seconds.length / per)}, (_, index) =>
    windowOf(seconds.slice(index * per, (index + 1) * per), (index + 1) * per < seconds.length ? [] : drained, places),
  )
  const merged = new Uint32Array(buckets.length)
  return () => drawOf(drawBlocks(windows, random), merged.fill(0), buckets)
}

/** As many windows as there are, in blocks that may begin anywhere and go on at the beginning behind the end. */
function drawBlocks(windows: readonly Window[], random: () => number): readonly Window[] {
  const length = Math.round(windows.length ** (1 / 3))
  let start = 0
  return windows.map((_, index) => {
    if (index % length === 0) start = Math.floor(random() * windows.length)
    return windows[(start + (index % length)) % windows.length] as Window
  })
}

/** What came late counts with the last window, without making it longer. */
function windowOf(
  seconds: readonly BenchSecond[],
  late: readonly BenchSecond[],
  places: ReadonlyMap<number, number>,
): Window {
  const all = [...seconds, ...late]
  const sums = new Map<number, number>()
  for (const {latency} of all) {
    for (let at = 0; at + 1 < latency.length; at += 2) {
      const place = places.get(latency[at] as number) as number
      sums.set(place, (sums.get(place) ?? 0) + (latency[at + 1] as number))
    }
  }

  return {
    places: Uint32Array.from(sums.keys()),
    counts: Uint32Array.from(sums.values()),
    seconds: seconds.length,
    completed: all.reduce((sum, {completed}) => sum + completed, 0),
    errors: all.reduce((sum, {errors}) => sum + errors, 0),
  }
}

function drawOf(windows: readonly Window[], merged: Uint32Array, buckets: readonly number[]): Draw {
  let total = 0
  let completed = 0
  let errors = 0
  let seconds = 0
  for (const window of windows) {
    for (let at = 0; at < window.places.length; at++) {
      const count = window.counts[at] as number
      merged[window.places[at] as number] = (merged[window.places[at] as number] as number) + count
      total += count
    }

    completed += window.completed
    errors += window.errors
    seconds += window.seconds
  }

  const [p50, p95, p99] = quantiles(merged, buckets, total)
  return {p50, p95, p99, deliveredRate: completed / seconds, errorRatio: errors / Math.max(1, completed + errors)}
}

function quantiles(merged: Uint32Array, buckets: readonly number[], total: number): readonly [number, number, number] {
  const found: [number, number, number] = [0, 0, 0]
  const ranks = [0.5, 0.95, 0.99].map((share) => Math.max(1, Math.ceil(share * total)))
  let seen = 0
  let next = 0
  for (let place = 0; place < merged.length && next < ranks.length; place++) {
    seen += merged[place] as number
    while (next < ranks.length && seen >= (ranks[next] as number)) {
      found[next] = middleOf(buckets[place] as number)
      next += 1
    }
  }

  return found
}
