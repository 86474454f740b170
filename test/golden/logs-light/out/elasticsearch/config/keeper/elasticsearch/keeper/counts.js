// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Counts stored lines by service and level, and finds the newest and the oldest.
'use strict'

/** Lines take up to a minute to be stored, so the five minutes that are counted end one minute ago. */
const WINDOW_MS = 5 * 60_000
const DELAY_MS = 60_000
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
const SERVICES = 200
const HOUR_MS = 3_600_000
/** A line that says of itself that it is older than its index by more than this is left out. */
const LATE_MS = 24 * HOUR_MS

const byService = (aggs) => ({terms: {field: 'service.name', size: SERVICES}, aggs})
const within = (gte, lt) => ({range: {'@timestamp': {gte, lt, format: 'epoch_millis'}}})

/** Remembers each service it has seen: one that has gone silent counts 0, which an alert can see. */
function makeCounter({store, pattern}) {
  const newest = new Map()
  let newestReadMs

  async function count(now, oldestIndexMs) {
    const [recent, latest, oldest] = await Promise.all([
      search(within(now - DELAY_MS - WINDOW_MS, now - DELAY_MS), {
        services: byService({
          levels: {terms: {field: 'log.level', size: 20}},
          unparsed: {filter: {term: {tags: 'unparsed'}}},
        }),
      }),
      // All of them once, then what may have come since; a line whose clock is ahead is no news.
      search(within(newestReadMs === undefined ? 0 : newestReadMs - HOUR_MS, now), {
        services: byService({newest: {max: {field: '@timestamp'}}}),
      }),
      search(within((oldestIndexMs ?? now) - LATE_MS, now), {oldest: {min: {field: '@timestamp'}}}),
    ])
    for (const {key, newest: at} of latest.services.buckets) newest.set(key, Math.max(at.value, newest.get(key) ?? 0))
    newestReadMs = now
    const counted = new Map(recent.services.buckets.map((bucket) => [bucket.key, countOf(bucket)]))
    return {
      services: [...newest.keys()].sort().map((service) => ({
        service,
        newestMs: newest.get(service),
        ...(counted.get(service) ?? countOf()),
      })),
      oldestMs: oldest.oldest.value ?? undefined,
    }
  }

  async function search(query, aggs) {
    const options = 'size=0&ignore_unavailable=true&allow_partial_search_results=false&track_total_hits=false'
    const answer = await store.send('POST', `/${pattern}/_search?${options}`, {query, aggs})
    // With no data stream there is nothing that could be aggregated.
    return answer.aggregations ?? {services: {buckets: []}, oldest: {value: null}}
  }

  return {count}
}

/** Numbers of a service: those of each level, of lines without one, and of those that could not be parsed. */
function countOf({doc_count = 0, levels, unparsed} = {}) {
  const found = new Map((levels?.buckets ?? []).map(({key, doc_count: lines}) => [key, lines]))
  const known = LEVELS.map((level) => [level, found.get(level) ?? 0])
  const rest = doc_count - known.reduce((sum, [, lines]) => sum + lines, 0)
  return {levels: [...known, ['none', rest]], unparsed: unparsed?.doc_count ?? 0}
}

module.exports = {makeCounter}
