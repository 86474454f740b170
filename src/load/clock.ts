import {performance} from 'node:perf_hooks'

const US_PER_MS = 1000

/** `performance.now()` counts from the start of its own thread; the monotonic clock below it is one for all. */
const [seconds, nanoseconds] = process.hrtime()
const offset = seconds * 1e6 + nanoseconds / 1000 - performance.now() * US_PER_MS

/** µs that all threads of the process agree on. */
export function nowUs(): number {
  return performance.now() * US_PER_MS + offset
}
