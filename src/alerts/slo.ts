/** Objectives of opsctl.yaml → recording rules. The alerts on them are data: templates/prometheus/alerts/slo.yaml. */
import type {Slo} from '../spec/slo-schema.js'
import type {Stack} from '../spec/stack.js'

/** A rule group, in the words of Prometheus. */
export interface RecordingGroup {
  readonly name: string
  readonly interval: string
  readonly rules: readonly RecordingRule[]
}

/** One recorded series. */
export interface RecordingRule {
  readonly record: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
}

/** Upper bounds, in seconds, of the buckets of `gateway_request_duration_seconds`; the same for all drivers. */
export const latencyBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400
/** The windows below are those of an objective over 28 to 30 days; others are scaled. */
const BASE_WINDOW = 30 * DAY
/** How often the rules run: also how far apart the samples of the recorded rates are. */
const INTERVAL = 30
/** Up to here a rate is taken of the counters; beyond, an average of the recorded rate costs a tenth. */
const LONGEST_RATE = 30 * MINUTE

const baseWindows = {
  page_fast_long: HOUR,
  page_fast_short: 5 * MINUTE,
  page_slow_long: 6 * HOUR,
  page_slow_short: 30 * MINUTE,
  ticket_fast_long: DAY,
  ticket_fast_short: 2 * HOUR,
  ticket_slow_long: 3 * DAY,
  ticket_slow_short: 6 * HOUR,
} as const

export type SloWindow = keyof typeof baseWindows

/** The look-back windows of an objective in seconds, whole minutes. A short one holds at least four scrapes. */
export function sloWindows(windowS: number, scrapeIntervalS: number): Readonly<Record<SloWindow, number>> {
  const scale = windowS >= 28 * DAY && windowS <= BASE_WINDOW ? 1 : windowS / BASE_WINDOW
  const least = Math.max(2, Math.ceil((4 * scrapeIntervalS) / MINUTE))
  const scaled = Object.entries(baseWindows).map(
    ([name, seconds]) => [name, Math.max(least, Math.round((seconds * scale) / MINUTE)) * MINUTE] as const,
  )
  return Object.fromEntries(scaled) as Record<SloWindow, number>
}

/** One group of recording rules for each objective. */
export function sloRules(stack: Stack): readonly RecordingGroup[] {
  return Object.entries(stack.slo).map(([name, slo]) => ({
    name: `slo-${name}`,
    interval: `${INTERVAL}s`,
    rules: rulesOf(name, slo, stack.prometheus.scrapeInterval),
  }))
}

function rulesOf(name: string, slo: Slo, scrapeInterval: number): readonly RecordingRule[] {
  const labels = {slo: name, kind: slo.kind}
  const budget = round(1 - slo.objective / 100)
  const {requests, errors} = indicators(slo)
  const matcher = `{slo="${name}"}`
  const windows = Object.entries(sloWindows(slo.window, scrapeInterval))
  const range = Math.max(5 * MINUTE, Math.ceil((4 * scrapeInterval) / MINUTE) * MINUTE)
  const total = inMinutes(slo.window)
  const covered = `clamp_max(count_over_time(slo:requests:rate5m${matcher}[${total}]) * ${INTERVAL} / ${slo.window}, 1)`
  return [
    {record: 'slo:objective:ratio', expr: `vector(${round(slo.objective / 100)})`, labels},
    {record: 'slo:requests:rate5m', expr: requests(inMinutes(range)), labels},
    {record: 'slo:errors:rate5m', expr: errors(inMinutes(range)), labels},
    ...windows.map(([window, seconds]) => ({
      record: 'slo:error_ratio',
      expr: ratio(seconds, matcher, requests, errors),
      labels: {...labels, window},
    })),
    {record: 'slo:error_ratio', expr: averageRatio(total, matcher), labels: {...labels, window: 'total'}},
    ...windows.map(([window, seconds]) => ({
      record: 'slo:burn_rate',
      expr: burnRate(name, window, seconds, budget, slo.minRequestsPerSecond),
      labels: {...labels, window},
    })),
    {
      // What was seen so far is weighed with its share of the window: a first failed request is not the whole budget.
      record: 'slo:budget_remaining:ratio',
      expr: `1 - slo:error_ratio{slo="${name}", window="total"} / ${budget} * on (slo) group_left () ${covered}`,
      labels,
    },
  ]
}

type RateOver = (range: string) => string

/** Requests that count, and those of them that are bad. What no route takes is nobody's promise. */
function indicators(slo: Slo): {readonly requests: RateOver; readonly errors: RateOver} {
  const route = slo.route === undefined ? 'route!="none"' : `route="${slo.route}"`
  if (slo.kind === 'latency') {
    const requests = (range: string) => `sum(rate(gateway_request_duration_seconds_count{${route}}[${range}]))`
    const le = bucketMatcher(slo.latency ?? 0)
    const good = (range: string) => `sum(rate(gateway_request_duration_seconds_bucket{${route}, ${le}}[${range}]))`
    return {requests, errors: (range) => `clamp_min(${requests(range)} - ${good(range)}, 0)`}
  }

  const requests = (range: string) => `sum(rate(gateway_requests_total{${route}}[${range}]))`
  const failed = (range: string) => `sum(rate(gateway_requests_total{${route}, code_class="5xx"}[${range}]))`
  // The series of failed requests exists from the first of them on.
  return {requests, errors: (range) => `(${failed(range)} or ${requests(range)} * 0)`}
}

/** Prometheus 3 writes whole bounds as `1.0` where the exporter declares a histogram, and as they come where not. */
function bucketMatcher(bound: number): string {
  return Number.isInteger(bound) ? `le=~"${bound}([.]0)?"` : `le="${bound}"`
}

function ratio(seconds: number, matcher: string, requests: RateOver, errors: RateOver): string {
  const range = inMinutes(seconds)
  if (seconds > LONGEST_RATE) return averageRatio(range, matcher)
  return `${errors(range)} / (${requests(range)} > 0)`
}

function averageRatio(range: string, matcher: string): string {
  return `avg_over_time(slo:errors:rate5m${matcher}[${range}]) / (avg_over_time(slo:requests:rate5m${matcher}[${range}]) > 0)`
}

/** How many times faster than allowed the budget is used. A long window counts only when it has requests enough. */
function burnRate(name: string, window: string, seconds: number, budget: number, least: number): string {
  const burn = `slo:error_ratio{slo="${name}", window="${window}"} / ${budget}`
  if (!window.endsWith('_long')) return burn
  return `${burn} and on (slo) avg_over_time(slo:requests:rate5m{slo="${name}"}[${inMinutes(seconds)}]) >= ${least}`
}

function inMinutes(seconds: number): string {
  return `${Math.round(seconds / MINUTE)}m`
}

/** 1 - 0.999 is not 0.001 in binary. */
function round(value: number): number {
  return Number(value.toPrecision(10))
}
