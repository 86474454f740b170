import {performance} from 'node:perf_hooks'

const US_PER_MS = 1000

/** Readings of both clocks; the closest pair tells best how far they are apart. */
const PAIRS = 50

/** `performance.now()` counts from the start of its own thread; the monotonic clock below it is one for all. */
const offset = findOffset()

/** µs that all threads of the process agree on, but for a microsecond or two. */
export function nowUs(): number {
  return performance.now() * US_PER_MS + offset
}

/** The first readings take long, and differently so in each thread: threads would disagree by tens of microseconds. */
function findOffset(): number {
  let best = {width: Number.POSITIVE_INFINITY, offset: 0}
  for (let pair = 0; pair < PAIRS; pair++) {
    const before = performance.now() * US_PER_MS
    const [seconds, nanoseconds] = process.hrtime()
    const width = performance.now() * US_PER_MS - before
    if (width < best.width) best = {width, offset: seconds * 1e6 + nanoseconds / 1000 - before - width / 2}
  }
  return best.offset
}
