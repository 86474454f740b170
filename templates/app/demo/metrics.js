// Counts requests and their durations, and prints them as Prometheus text.
'use strict'

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

function createMetrics() {
  const requests = new Map()
  const durations = new Map()

  function count(route, code, seconds) {
    const key = `route="${route}",code="${code}"`
    requests.set(key, (requests.get(key) ?? 0) + 1)
    const histogram = durations.get(route) ?? {counts: BUCKETS.map(() => 0), sum: 0, count: 0}
    for (const [index, bound] of BUCKETS.entries()) if (seconds <= bound) histogram.counts[index]++
    histogram.sum += seconds
    histogram.count++
    durations.set(route, histogram)
  }

  function print() {
    return `${[
      '# HELP http_requests_total Requests answered.',
      '# TYPE http_requests_total counter',
      ...[...requests].map(([labels, value]) => `http_requests_total{${labels}} ${value}`),
      '# HELP http_request_duration_seconds Time from the request to its answer.',
      '# TYPE http_request_duration_seconds histogram',
      ...[...durations].flatMap(([route, histogram]) => printHistogram(route, histogram)),
      '# HELP process_resident_memory_bytes Memory in use.',
      '# TYPE process_resident_memory_bytes gauge',
      `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    ].join('\n')}\n`
  }

  return {count, print}
}

function printHistogram(route, {counts, sum, count}) {
  const name = 'http_request_duration_seconds'
  return [
    ...BUCKETS.map((bound, index) => `${name}_bucket{route="${route}",le="${bound}"} ${counts[index]}`),
    `${name}_bucket{route="${route}",le="+Inf"} ${count}`,
    `${name}_sum{route="${route}"} ${sum}`,
    `${name}_count{route="${route}"} ${count}`,
  ]
}

module.exports = {createMetrics}
