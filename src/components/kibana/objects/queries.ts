/** The conditions that searches and panels share, in Kibana's query language. */

/** A duration from which a request counts as slow: one second, in nanoseconds. */
const SLOW_NS = 1_000_000_000

export const ERRORS = 'log.level: (error or fatal)'
export const REQUESTS = 'http.response.status_code: *'
export const TIMED_REQUESTS = 'url.path: * and event.duration: *'
export const SLOW = `event.duration >= ${SLOW_NS}`
export const TRACED = 'trace.id: *'
export const UNPARSED = 'tags: unparsed'

/** A class of HTTP statuses, as in `2xx`. */
export interface StatusClass {
  readonly label: string
  readonly query: string
}

export const STATUS_CLASSES: readonly StatusClass[] = [2, 3, 4, 5].map((first) => ({
  label: `${first}xx`,
  query: `http.response.status_code >= ${first}00 and http.response.status_code < ${first + 1}00`,
}))
