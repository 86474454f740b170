import type {Layout} from './analysis.js'
import {NO_LEVEL} from './level.js'

/** A part of the bytes of an event; `start` is -1 when it is absent. */
export interface Span {
  start: number
  end: number
  /** It is the inside of a JSON string with escapes. */
  isEscaped: boolean
}

/** What was understood of one event. One object is filled again and again, so nothing keeps it. */
export interface LogRecord {
  /** Where the spans point to. */
  bytes: Uint8Array
  start: number
  end: number
  layout: Layout
  /** Looks like JSON and isn't, or holds bytes that are no text. */
  isDamaged: boolean
  hasTime: boolean
  timeMs: number
  timeNs: number
  level: number
  /** 0 when absent. */
  status: number
  /** NaN when absent. */
  durationNs: number
  readonly message: Span
  readonly method: Span
  readonly path: Span
  readonly client: Span
  readonly agent: Span
  readonly trace: Span
  readonly request: Span
  readonly errorType: Span
  readonly errorMessage: Span
  readonly stack: Span
}

function makeSpan(): Span {
  return {start: -1, end: -1, isEscaped: false}
}

export function makeRecord(): LogRecord {
  return {
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    layout: 'plain',
    isDamaged: false,
    hasTime: false,
    timeMs: 0,
    timeNs: 0,
    level: NO_LEVEL,
    status: 0,
    durationNs: Number.NaN,
    message: makeSpan(),
    method: makeSpan(),
    path: makeSpan(),
    client: makeSpan(),
    agent: makeSpan(),
    trace: makeSpan(),
    request: makeSpan(),
    errorType: makeSpan(),
    errorMessage: makeSpan(),
    stack: makeSpan(),
  }
}

/** Empties a record for the bytes of the next event. */
export function resetRecord(record: LogRecord, bytes: Uint8Array, start: number, end: number): void {
  record.bytes = bytes
  record.start = start
  record.end = end
  record.layout = 'plain'
  record.isDamaged = false
  record.hasTime = false
  record.level = NO_LEVEL
  record.status = 0
  record.durationNs = Number.NaN
  record.message.start = -1
  record.method.start = -1
  record.path.start = -1
  record.client.start = -1
  record.agent.start = -1
  record.trace.start = -1
  record.request.start = -1
  record.errorType.start = -1
  record.errorMessage.start = -1
  record.stack.start = -1
}

export function setSpan(span: Span, start: number, end: number): void {
  span.start = start
  span.end = end
  span.isEscaped = false
}

/** Of a longer text only the beginning is told. */
const LONGEST_TEXT = 16_384

/** The text of a span; undefined when it is absent. */
export function textOf(record: LogRecord, span: Span): string | undefined {
  if (span.start < 0) return undefined
  const length = Math.max(0, span.end - span.start)
  const start = record.bytes.byteOffset + span.start
  const text = Buffer.from(record.bytes.buffer, start, Math.min(LONGEST_TEXT, length)).toString('utf8')
  if (!span.isEscaped) return text
  return toPlain(length > LONGEST_TEXT ? withoutHalfEscape(text) : text)
}

function toPlain(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    return text
  }
}

/** The cut may fall into an escape, and JSON knows no half ones. */
function withoutHalfEscape(text: string): string {
  const tail = /(?:u[0-9a-fA-F]{0,3})?$/.exec(text.slice(-4))?.[0] ?? ''
  const stop = text.length - tail.length
  let from = stop
  while (text[from - 1] === '\\') from--
  return (stop - from) % 2 ? text.slice(0, stop - 1) : text
}
