import type {Histogram} from './histogram.js'
import type {LatencySummary} from './result.js'

/** The figures of a histogram that results carry, µs. */
export function summarizeLatency(histogram: Histogram): LatencySummary {
  return {
    count: histogram.count,
    min: histogram.min,
    mean: histogram.mean,
    p50: histogram.quantile(0.5),
    p75: histogram.quantile(0.75),
    p90: histogram.quantile(0.9),
    p95: histogram.quantile(0.95),
    p99: histogram.quantile(0.99),
    p999: histogram.quantile(0.999),
    p9999: histogram.quantile(0.9999),
    max: histogram.max,
  }
}
