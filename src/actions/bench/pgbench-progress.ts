import type {BenchSecond} from '../../bench/result.js'

const US_PER_MS = 1000

/**
 * A second as pgbench tells of it while it runs, for whoever looks on: it knows averages only, so they stand for every
 * percentile until its log is read. Undefined for other lines and for the warm-up.
 */
export function parseProgress(line: string, warmupS: number): BenchSecond | undefined {
  const [, at, tps, latencyMs, failed] =
    /^progress: ([\d.]+) s, ([\d.]+) tps, lat ([\d.]+) ms stddev [\d.]+, (\d+) failed/.exec(line) ?? []
  if (failed === undefined) return undefined
  const atS = Math.round(Number(at)) - 1 - Math.ceil(warmupS)
  if (atS < 0) return undefined
  const skipped = Number(/, (\d+) skipped/.exec(line)?.[1] ?? 0)
  const completed = Math.round(Number(tps))
  const errors = Number(failed) + skipped
  const us = Number(latencyMs) * US_PER_MS
  return {atS, offered: completed + errors, completed, errors, p50: us, p90: us, p99: us, max: us, latency: []}
}
