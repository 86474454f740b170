/** Reads what an app exposes for Prometheus: names of families, and sums of the few that a check reads. */

/** Series that say how full an app is; names that libraries and the operations manuals use. */
const read =
  /^(http_requests_in_flight|http_server_active_requests|http_requests_total|(?:db|database|pgxpool|pool)_[a-z_]*(?:active|acquired|in_use|max|open|idle)[a-z_]*|nodejs_active_requests_total)$/

export interface Exposed {
  readonly families: string[]
  readonly values: Record<string, number>
}

/** At most 400 families: an app may expose thousands. */
export function parseMetrics(text: string): Exposed {
  const families = new Set<string>()
  const values: Record<string, number> = {}
  for (const line of text.split('\n')) {
    // A family that has counted nothing yet is only declared.
    const [, declared, type] = /^# TYPE (\S+) (\w+)/.exec(line) ?? []
    if (declared !== undefined) families.add(type === 'histogram' ? `${declared}_bucket` : declared)
    const name = /^([a-zA-Z_:][\w:]*)[{ ]/.exec(line)?.[1]
    if (name === undefined) continue
    if (families.size < 400) families.add(name)
    const value = Number(/\s(\S+)(?:\s\d+)?$/.exec(line)?.[1])
    if (read.test(name) && Number.isFinite(value)) values[name] = (values[name] ?? 0) + value
  }

  return {families: [...families], values}
}
