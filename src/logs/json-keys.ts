/** Which keys of JSON lines mean what: pino, winston, zap, logrus, logback, slog, bunyan, structlog, ECS and the gateway's. */
import {toBytes} from './bytes.js'

export const field = {
  none: 0,
  time: 1,
  level: 2,
  message: 3,
  stack: 4,
  errorType: 5,
  errorMessage: 6,
  trace: 7,
  request: 8,
  method: 9,
  path: 10,
  status: 11,
  durationMs: 12,
  durationS: 13,
  durationNs: 14,
  client: 15,
  agent: 16,
} as const

/** Objects that are looked into; 0 is the line itself. */
const inside = {
  line: 0,
  req: 1,
  res: 2,
  err: 3,
  log: 4,
  http: 5,
  httpRequest: 6,
  httpResponse: 7,
  url: 8,
  event: 9,
  source: 10,
  agent: 11,
  trace: 12,
  headers: 13,
} as const

export interface KeyEntry {
  readonly place: number
  readonly key: Uint8Array
  /** What a plain value under the key is. */
  readonly field: number
  /** Which object a `{` under the key begins; -1: one that is skipped. */
  readonly opens: number
  /** Of several keys that mean the same, the least rank wins. */
  readonly rank: number
}

const {line, req, res, err, log, http, httpRequest, httpResponse, url, event, source, agent, trace, headers} = inside

type Row = readonly [place: number, keys: string, field: number, opens?: number]

const rows: readonly Row[] = [
  [line, 'time ts timestamp @timestamp asctime datetime', field.time],
  [line, 'level severity log.level levelname lvl loglevel', field.level],
  [log, 'level', field.level],
  [line, 'msg message', field.message],
  [line, 'event', field.message, event],
  [line, 'err error exception', field.errorMessage, err],
  [line, 'stack stack_trace exc_info error.stack_trace error.stack stacktrace', field.stack],
  [line, 'error.type', field.errorType],
  [line, 'error.message', field.errorMessage],
  [err, 'stack stack_trace stackTrace', field.stack],
  [err, 'type name class', field.errorType],
  [err, 'message msg', field.errorMessage],
  [line, 'trace_id traceId trace.id traceid', field.trace],
  [line, 'trace', field.none, trace],
  [trace, 'id', field.trace],
  [line, 'request_id requestId reqId http.request.id', field.request],
  [req, 'id', field.request],
  [httpRequest, 'id', field.request],
  [line, 'method http.request.method', field.method],
  [req, 'method', field.method],
  [httpRequest, 'method', field.method],
  [line, 'path url.path uri', field.path],
  [line, 'url', field.path, url],
  [req, 'path url', field.path],
  [url, 'path', field.path],
  [line, 'status statusCode status_code http.response.status_code', field.status],
  [res, 'statusCode status', field.status],
  [httpResponse, 'status_code', field.status],
  [
    line,
    'duration_ms durationMs responseTime response_time_ms elapsed_ms latency_ms duration latency',
    field.durationMs,
  ],
  [line, 'duration_s latency_s', field.durationS],
  [line, 'event.duration duration_ns', field.durationNs],
  [event, 'duration', field.durationNs],
  [line, 'client_ip source.ip client.ip remote_addr remoteAddress ip', field.client],
  [req, 'remoteAddress ip', field.client],
  [source, 'ip address', field.client],
  [line, 'user_agent', field.agent, agent],
  [line, 'user_agent.original userAgent', field.agent],
  [agent, 'original', field.agent],
  [headers, 'user-agent', field.agent],
  [line, 'req request', field.none, req],
  [line, 'res response', field.none, res],
  [line, 'log', field.none, log],
  [line, 'http', field.none, http],
  [http, 'request', field.none, httpRequest],
  [http, 'response', field.none, httpResponse],
  [line, 'source client', field.none, source],
  [req, 'headers', field.none, headers],
]

const SLOTS = 1024
const slots: (KeyEntry | undefined)[] = new Array(SLOTS).fill(undefined)

const entries = rows.flatMap(([place, keys, meaning, opens = -1]) =>
  keys.split(' ').map((key) => ({place, key: toBytes(key), field: meaning, opens})),
)
for (const [rank, entry] of entries.entries()) {
  let slot = slotOf(hashKey(entry.key), entry.place)
  while (slots[slot]) slot = (slot + 1) & (SLOTS - 1)
  slots[slot] = {...entry, rank}
}

function hashKey(key: Uint8Array): number {
  let hash = 0
  for (const byte of key) hash = nextHash(hash, byte)
  return hash
}

/** The hash of a key, byte by byte: its end has to be looked for anyway. */
export function nextHash(hash: number, byte: number): number {
  return (Math.imul(hash, 33) ^ byte) | 0
}

function slotOf(hash: number, place: number): number {
  return (hash ^ (hash >>> 10) ^ (place * 97)) & (SLOTS - 1)
}

/** What the key of bytes[start, end) means in the object `place`. */
export function findKey(
  bytes: Uint8Array,
  start: number,
  end: number,
  hash: number,
  place: number,
): KeyEntry | undefined {
  for (let slot = slotOf(hash, place); ; slot = (slot + 1) & (SLOTS - 1)) {
    const entry = slots[slot]
    if (entry === undefined) return undefined
    if (entry.place !== place || entry.key.length !== end - start) continue
    let i = 0
    while (i < entry.key.length && bytes[start + i] === entry.key[i]) i++
    if (i === entry.key.length) return entry
  }
}
