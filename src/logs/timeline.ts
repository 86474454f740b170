/** Events by time in bounded memory: as the span grows, buckets become wider, each width a multiple of the one before. */
import type {Bucket, Histogram} from './analysis.js'

export interface Count {
  count: number
  errors: number
}

export interface Timeline {
  /** Index into `widths`. */
  scale: number
  readonly buckets: Map<number, Count>
}

const S = 1000
const MIN = 60 * S
const HOUR = 60 * MIN
const DAY = 24 * HOUR
/** Each divides the next, so narrow buckets become wide ones without an event changing sides. */
const widths = [S, 5 * S, 15 * S, MIN, 5 * MIN, 15 * MIN, HOUR, 3 * HOUR, 12 * HOUR, DAY, 7 * DAY, 28 * DAY, 336 * DAY]
/** Buckets that hold anything. A clock that jumped far costs one bucket, not the resolution of all others. */
const MOST = 8192
const SHOWN = 60
const FEWEST_FOR_SPIKES = 8

export function makeTimeline(): Timeline {
  return {scale: 0, buckets: new Map()}
}

/** The bucket of a time; it stays the same object until the timeline is widened. */
export function bucketAt(timeline: Timeline, ms: number): Count {
  const key = Math.floor(ms / (widths[timeline.scale] as number))
  const known = timeline.buckets.get(key)
  if (known) return known
  const made = {count: 0, errors: 0}
  timeline.buckets.set(key, made)
  if (timeline.buckets.size <= MOST || timeline.scale === widths.length - 1) return made
  widen(timeline, timeline.scale + 1)
  return bucketAt(timeline, ms)
}

export function widthOf(timeline: Timeline): number {
  return widths[timeline.scale] as number
}

function widen(timeline: Timeline, scale: number): void {
  const factor = (widths[scale] as number) / (widths[timeline.scale] as number)
  const before = [...timeline.buckets]
  timeline.buckets.clear()
  timeline.scale = scale
  for (const [key, count] of before) addTo(timeline.buckets, Math.floor(key / factor), count)
}

function addTo(buckets: Map<number, Count>, key: number, {count, errors}: Count): void {
  const into = buckets.get(key)
  if (!into) buckets.set(key, {count, errors})
  else {
    into.count += count
    into.errors += errors
  }
}

/** Adds the other's events. The width is that which reading both at once would have come to. */
export function mergeTimeline(into: Timeline, from: Timeline): void {
  if (from.scale > into.scale) widen(into, from.scale)
  const factor = widthOf(into) / (widths[from.scale] as number)
  for (const [key, count] of from.buckets) {
    addTo(into.buckets, Math.floor(key / factor), count)
  }
  while (into.buckets.size > MOST && into.scale < widths.length - 1) widen(into, into.scale + 1)
}

/** At most about 60 buckets around where most events are, empty ones too; far-off ones are listed by themselves. */
export function toHistogram(timeline: Timeline): Histogram | undefined {
  if (timeline.buckets.size === 0) return undefined
  const wide: Timeline = {scale: timeline.scale, buckets: new Map(timeline.buckets)}
  while (spanOf(wide) > SHOWN && wide.scale < widths.length - 1) widen(wide, wide.scale + 1)
  const widthMs = widthOf(wide)
  const keys = fill([...wide.buckets.keys()].sort((a, b) => a - b))
  const buckets = keys.map((key) => ({
    start: new Date(key * widthMs).toISOString(),
    ...(wide.buckets.get(key) ?? {count: 0, errors: 0}),
  }))
  return {widthMs, buckets: markSpikes(buckets)}
}

/** Buckets from the 1st to the 99th percentile of events, so that one line of 1970 doesn't make all others one bucket. */
function spanOf(timeline: Timeline): number {
  const sorted = [...timeline.buckets].sort(([a], [b]) => a - b)
  const total = sorted.reduce((sum, [, {count}]) => sum + count, 0)
  const keyAt = (share: number) => {
    let seen = 0
    for (const [key, {count}] of sorted) {
      seen += count
      if (seen >= share * total) return key
    }
    return 0
  }
  return keyAt(0.99) - keyAt(0.01) + 1
}

/** Adds the empty buckets between neighbours that are not far apart. */
function fill(keys: readonly number[]): readonly number[] {
  return keys.flatMap((key, place) => {
    const gap = key - (keys[place - 1] ?? key)
    const missing = gap > 1 && gap <= SHOWN ? gap - 1 : 0
    return [...Array.from({length: missing}, (_, i) => key - missing + i), key]
  })
}

/**
 * Modified z-score: 0.6745 × (x − median) / MAD, a spike above 3.5 (Iglewicz and Hoaglin, "How to Detect and Handle
 * Outliers", ASQC 1993; also in the NIST/SEMATECH handbook, 1.3.5.17). Median and MAD are not moved by the spikes themselves.
 */
const TO_SIGMA = 0.6745
const THRESHOLD = 3.5

function markSpikes(buckets: readonly Bucket[]): readonly Bucket[] {
  if (buckets.length < FEWEST_FOR_SPIKES) return buckets
  const counts = scorer(buckets.map(({count}) => count))
  const errors = scorer(buckets.map((bucket) => bucket.errors))
  return buckets.map((bucket) => {
    const ofErrors = errors(bucket.errors)
    const ofCount = counts(bucket.count)
    if (ofErrors > THRESHOLD) return {...bucket, spike: {of: 'errors', score: round(ofErrors)}}
    return ofCount > THRESHOLD ? {...bucket, spike: {of: 'count', score: round(ofCount)}} : bucket
  })
}

function scorer(values: readonly number[]): (value: number) => number {
  const middle = median(values)
  // Of values that are nearly all the same the MAD is 0. Counts scatter at least by their square root (Poisson).
  const spread = Math.max(
    median(values.map((value) => Math.abs(value - middle))),
    TO_SIGMA * Math.sqrt(Math.max(1, middle)),
  )
  return (value) => (TO_SIGMA * (value - middle)) / spread
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}

function round(score: number): number {
  return Math.round(score * 10) / 10
}
