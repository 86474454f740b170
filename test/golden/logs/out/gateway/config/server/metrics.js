// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Counts requests inside nginx itself: no line can be lost on the way, whatever the load. The series have the names
// that gateway-metrics gives those of the other drivers.
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const DURATION = 'gateway_request_duration_seconds'
const STATES = ['active', 'reading', 'writing', 'waiting']
const CACHED = {
  HIT: 'hit',
  STALE: 'hit',
  UPDATING: 'hit',
  REVALIDATED: 'hit',
  MISS: 'miss',
  EXPIRED: 'miss',
  BYPASS: 'bypass',
}

// Called for each request when it is logged, as the condition of an access log that is never written.
function count(r) {
  const counters = ngx.shared.counters
  // A variable that is set would still be empty when a request is refused early; the root of a location never is.
  const route = r.variables.document_root.slice(1)
  const status = r.variables.status
  const duration = Number(r.variables.request_time)
  const bound = BOUNDS.find((most) => duration <= most)
  counters.incr(`gateway_requests_total{route="${route}",code_class="${status[0]}xx"}`, 1)
  // What a scanner or a guesser of passwords is answered. Few codes, so few series.
  if (/^(401|403|404|405|429)$/.test(status)) {
    counters.incr(`gateway_refused_total{route="${route}",code="${status}"}`, 1)
  }
  counters.incr(`${DURATION}_sum{route="${route}"}`, duration)
  counters.incr(`bucket ${route} ${bound === undefined ? '+Inf' : bound}`, 1)
  const cached = CACHED[r.variables.upstream_cache_status]
  if (cached) counters.incr(`gateway_cache_requests_total{route="${route}",result="${cached}"}`, 1)
  const failed = /^50[234]$/.test(status)
  // Without an address, no upstream was left to ask, as when its name no longer resolves.
  const upstream = r.variables.log_upstream || (failed ? 'none' : '')
  if (upstream) {
    const outcome = failed ? 'failed' : 'ok'
    const labels = `route="${route}",upstream="${upstream}",outcome="${outcome}"`
    ngx.shared.upstreams.incr(`gateway_upstream_requests_total{${labels}}`, 1)
  }
  return '0'
}

// Answers a scrape.
function write(r) {
  const lines = []
  const buckets = {}
  ngx.shared.counters
    .items(100000)
    .concat(ngx.shared.upstreams.items(100000))
    .forEach((item) => {
      const bucket = item[0].match(/^bucket (\S+) (\S+)$/)
      if (bucket === null) {
        lines.push(`${item[0]} ${item[1]}`)
        return
      }
      buckets[bucket[1]] = buckets[bucket[1]] || {}
      buckets[bucket[1]][bucket[2]] = item[1]
    })
  Object.keys(buckets).forEach((route) => {
    let sum = 0
    BOUNDS.concat('+Inf').forEach((bound) => {
      sum += buckets[route][bound] || 0
      lines.push(`${DURATION}_bucket{route="${route}",le="${bound}"} ${sum}`)
    })
    lines.push(`${DURATION}_count{route="${route}"} ${sum}`)
  })
  STATES.forEach((state) => {
    lines.push(`nginx_connections_${state} ${r.variables[`connections_${state}`]}`)
  })
  // A full zone refuses new series.
  ;['counters', 'upstreams'].forEach((zone) => {
    lines.push(`gateway_counters_free_bytes{zone="${zone}"} ${ngx.shared[zone].freeSpace()}`)
    lines.push(`gateway_counters_size_bytes{zone="${zone}"} ${ngx.shared[zone].capacity}`)
  })
  r.headersOut['Content-Type'] = 'text/plain; version=0.0.4'
  r.return(200, `${lines.join('\n')}\n`)
}

export default {count, write}
