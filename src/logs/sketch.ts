/**
 * Percentiles in bounded memory: a count per bin, 64 bins to each power of two, as HdrHistogram has them. The middle of a
 * bin is within 1/128 (0.8 %) of every value in it. Sums of bins are exact, so merging never changes an answer.
 */
import type {Percentiles} from './analysis.js'

export interface Sketch {
  count: number
  minNs: number
  maxNs: number
  /** Whole microseconds: a sum of floats would depend on its order. */
  sumUs: number
  /** Bin of bins[0]. */
  low: number
  bins: Uint32Array
}

const BINS_PER_OCTAVE = 64
const float = new Float64Array(1)
const halves = new Uint32Array(float.buffer)
/** Which half of a float holds its exponent. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0
const NS_PER_MS = 1e6

export function makeSketch(): Sketch {
  return {count: 0, minNs: Number.POSITIVE_INFINITY, maxNs: 0, sumUs: 0, low: 0, bins: new Uint32Array(0)}
}

/** Exponent and the first six bits of the fraction of the float. */
function binOf(ns: number): number {
  float[0] = ns < 1 ? 1 : ns
  return ((halves[HIGH] as number) >>> 14) - 1023 * BINS_PER_OCTAVE
}

function middleOf(bin: number): number {
  const octave = Math.floor(bin / BINS_PER_OCTAVE)
  return 2 ** octave * (1 + (bin - octave * BINS_PER_OCTAVE + 0.5) / BINS_PER_OCTAVE)
}

export function addToSketch(sketch: Sketch, ns: number): void {
  const bin = binOf(ns)
  let place = bin - sketch.low
  if (place < 0 || place >= sketch.bins.length) place = widen(sketch, bin, bin)
  ;(sketch.bins[place] as number)++
  sketch.count++
  sketch.sumUs += Math.round(ns / 1000)
  if (ns < sketch.minNs) sketch.minNs = ns
  if (ns > sketch.maxNs) sketch.maxNs = ns
}

/** Makes bins for whole octaves from `from` to `to`; answers the place of `from`. */
function widen(sketch: Sketch, from: number, to: number): number {
  const isEmpty = sketch.bins.length === 0
  const low = Math.floor((isEmpty ? from : Math.min(sketch.low, from)) / BINS_PER_OCTAVE) * BINS_PER_OCTAVE
  const high = Math.max(isEmpty ? 0 : sketch.low + sketch.bins.length, to + 1)
  const bins = new Uint32Array(Math.ceil((high - low) / BINS_PER_OCTAVE) * BINS_PER_OCTAVE)
  if (!isEmpty) bins.set(sketch.bins, sketch.low - low)
  sketch.bins = bins
  sketch.low = low
  return from - low
}

export function mergeSketch(into: Sketch, from: Sketch): void {
  if (from.count === 0) return
  const offset = widen(into, from.low, from.low + from.bins.length - 1)
  for (let i = 0; i < from.bins.length; i++) (into.bins[offset + i] as number) += from.bins[i] as number
  into.count += from.count
  into.sumUs += from.sumUs
  into.minNs = Math.min(into.minNs, from.minNs)
  into.maxNs = Math.max(into.maxNs, from.maxNs)
}

/** Undefined when nothing was added. */
export function toPercentiles(sketch: Sketch): Percentiles | undefined {
  if (sketch.count === 0) return undefined
  const [p50 = 0, p90 = 0, p95 = 0, p99 = 0, p999 = 0] = quantiles(sketch, [0.5, 0.9, 0.95, 0.99, 0.999])
  return {
    count: sketch.count,
    min: toMs(sketch.minNs),
    p50,
    p90,
    p95,
    p99,
    p999,
    max: toMs(sketch.maxNs),
    mean: Math.round(sketch.sumUs / sketch.count) / 1000,
  }
}

/** Nearest rank, in milliseconds, for ascending shares. */
function quantiles(sketch: Sketch, shares: readonly number[]): readonly number[] {
  let seen = 0
  let place = -1
  return shares.map((share) => {
    const rank = Math.ceil(share * sketch.count)
    while (seen < rank) seen += sketch.bins[++place] ?? rank
    return toMs(Math.min(sketch.maxNs, Math.max(sketch.minNs, middleOf(sketch.low + place))))
  })
}

function toMs(ns: number): number {
  return Math.round(ns / 1000) / (NS_PER_MS / 1000)
}
