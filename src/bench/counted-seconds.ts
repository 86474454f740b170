import type {BenchSecond, RunRecord} from './result.js'

/** The seconds in which requests were due, and those behind them in which only the last answers came. */
export function splitSeconds({seconds, durationS}: Pick<RunRecord, 'seconds' | 'durationS'>): {
  readonly counted: readonly BenchSecond[]
  readonly drained: readonly BenchSecond[]
} {
  const from = seconds[0]?.atS ?? 0
  const isCounted = ({atS}: BenchSecond) => atS - from < durationS
  return {counted: seconds.filter(isCounted), drained: seconds.filter((second) => !isCounted(second))}
}
