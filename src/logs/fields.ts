/** Values of named fields, from JSON or logfmt, into the record. */
import {toNumber} from './bytes.js'
import {durationOf, NS_PER_MS, NS_PER_S, toNs} from './duration.js'
import {field} from './json-keys.js'
import {levelOfNumber, levelOfWord, NO_LEVEL} from './level.js'
import {type LogRecord, type Span, setSpan} from './record.js'
import {clock, readEpoch, readIsoTime, readWebTime} from './time.js'

/** Takes the text of a field; false when it is none of its kind. */
export function keepText(
  record: LogRecord,
  bytes: Uint8Array,
  start: number,
  end: number,
  meaning: number,
  isEscaped: boolean,
): boolean {
  switch (meaning) {
    case field.time:
      return keepTime(record, readTimeText(bytes, start, end))
    case field.level:
      return keepLevel(record, levelOfText(bytes, start, end))
    case field.status:
      return keepStatus(record, toNumber(bytes, start, end))
    case field.durationMs:
      return keepDuration(record, durationOf(bytes, start, end, NS_PER_MS))
    case field.durationS:
      return keepDuration(record, durationOf(bytes, start, end, NS_PER_S))
    case field.durationNs:
      return keepDuration(record, durationOf(bytes, start, end, 1))
    default:
      return keepSpan(spanOf(record, meaning), start, end, isEscaped)
  }
}

/** Takes a number of a field; false when it is none of its kind. */
export function keepBare(record: LogRecord, bytes: Uint8Array, start: number, end: number, meaning: number): boolean {
  switch (meaning) {
    case field.time:
      return keepTime(record, readEpoch(toNumber(bytes, start, end)))
    case field.level:
      return keepLevel(record, levelOfNumber(toNumber(bytes, start, end)))
    case field.status:
      return keepStatus(record, toNumber(bytes, start, end))
    case field.durationMs:
      return keepDuration(record, toNs(toNumber(bytes, start, end), NS_PER_MS))
    case field.durationS:
      return keepDuration(record, toNs(toNumber(bytes, start, end), NS_PER_S))
    case field.durationNs:
      return keepDuration(record, toNs(toNumber(bytes, start, end), 1))
    case field.trace:
    case field.request:
    case field.message:
      return keepSpan(spanOf(record, meaning), start, end, false)
    default:
      return false
  }
}

function readTimeText(bytes: Uint8Array, start: number, end: number): boolean {
  if (readIsoTime(bytes, start, end)) return true
  return readWebTime(bytes, start, end) || readEpoch(toNumber(bytes, start, end))
}

/** A word, a word with a step (`INFO+2`), or a number in quotes. */
function levelOfText(bytes: Uint8Array, start: number, end: number): number {
  const level = levelOfWord(bytes, start, end)
  if (level !== NO_LEVEL) return level
  for (let at = start; at < end; at++) {
    if (bytes[at] === 43 || bytes[at] === 45) return levelOfWord(bytes, start, at)
  }
  return levelOfNumber(toNumber(bytes, start, end))
}

/** Takes the time that was read last. */
export function keepTime(record: LogRecord, isRead: boolean): boolean {
  if (!isRead) return false
  record.hasTime = true
  record.timeMs = clock.ms
  record.timeNs = clock.ns
  return true
}

function keepLevel(record: LogRecord, level: number): boolean {
  if (level === NO_LEVEL) return false
  record.level = level
  return true
}

function keepStatus(record: LogRecord, status: number): boolean {
  if (!(status >= 100 && status <= 599)) return false
  record.status = Math.floor(status)
  return true
}

/** Takes a duration in nanoseconds. */
export function keepDuration(record: LogRecord, ns: number): boolean {
  if (!(ns >= 0 && ns < Number.MAX_SAFE_INTEGER)) return false
  record.durationNs = ns
  return true
}

function keepSpan(span: Span | undefined, start: number, end: number, isEscaped: boolean): boolean {
  if (!span || start === end) return false
  setSpan(span, start, end)
  span.isEscaped = isEscaped
  return true
}

function spanOf(record: LogRecord, meaning: number): Span | undefined {
  switch (meaning) {
    case field.message:
      return record.message
    case field.method:
      return record.method
    case field.path:
      return record.path
    case field.client:
      return record.client
    case field.agent:
      return record.agent
    case field.trace:
      return record.trace
    case field.request:
      return record.request
    case field.stack:
      return record.stack
    case field.errorType:
      return record.errorType
    case field.errorMessage:
      return record.errorMessage
    default:
      return undefined
  }
}

/** Forgets a field. */
export function clearField(record: LogRecord, meaning: number): void {
  const span = spanOf(record, meaning)
  if (span) span.start = -1
  else if (meaning === field.time) record.hasTime = false
  else if (meaning === field.level) record.level = NO_LEVEL
  else if (meaning === field.status) record.status = 0
  else record.durationNs = Number.NaN
}
