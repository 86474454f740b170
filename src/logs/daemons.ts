/** Layouts of single programs: Postgres, Redis, klog (Kubernetes), Rails; and syslog's two. */
import {findByte, hasAt, isDigit, isLetter, toBytes, toNumber, twoDigits} from './bytes.js'
import {NS_PER_MS, toNs} from './duration.js'
import {keepDuration, keepTime} from './fields.js'
import {DEBUG, INFO, levelOfLetter, levelOfSeverity, levelOfWord, NO_LEVEL, WARN} from './level.js'
import {type LogRecord, setSpan} from './record.js'
import {findLevel, readTimeAt, skipMarks} from './text.js'
import {clock, readDayMonthTime, readEpoch, readIsoTime, readMonthDayTime, readTimeOfDay} from './time.js'

const SPACE = 32
const COLON = 58
/** Time, process, user, database and application stand before the level. */
const POSTGRES_HEADER = 300
const DURATION = 'duration: '

/** `2026-03-01 10:20:30.123 UTC [71] app@shop LOG:  duration: 12.5 ms`. */
export function readPostgres(record: LogRecord, bytes: Uint8Array, start: number, end: number): boolean {
  if (!isDigit(bytes[start]) || !readIsoTime(bytes, start, end)) return false
  keepTime(record, true)
  const open = clock.end + 1
  if (bytes[open] !== 91 || !isDigit(bytes[open + 1])) return false
  const close = findByte(bytes, open, Math.min(end, open + 24), 93)
  if (close < 0) return false
  const stop = Math.min(end - 2, start + POSTGRES_HEADER)
  for (let at = close; at < stop; at++) {
    if (bytes[at] !== COLON || bytes[at + 1] !== SPACE || bytes[at + 2] !== SPACE) continue
    let word = at
    while (word > close && bytes[word - 1] !== SPACE) word--
    record.level = levelOfWord(bytes, word, at)
    if (record.level === NO_LEVEL) continue
    setSpan(record.message, at + 3, end)
    readStatementTime(record, bytes, at + 3, end)
    record.layout = 'postgres'
    return true
  }
  return false
}

function readStatementTime(record: LogRecord, bytes: Uint8Array, start: number, end: number): void {
  for (let i = 0; i < DURATION.length; i++) if (bytes[start + i] !== DURATION.charCodeAt(i)) return
  const from = start + DURATION.length
  const stop = findByte(bytes, from, end, SPACE)
  if (stop > 0) keepDuration(record, toNs(toNumber(bytes, from, stop), NS_PER_MS))
}

/** `1:M 01 Mar 2026 10:20:30.123 * Ready to accept connections`. */
export function readRedis(record: LogRecord, bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && isDigit(bytes[at])) at++
  if (at === start || bytes[at] !== COLON) return false
  if (hasAt(bytes, at + 1, end, SIGNAL)) return readRedisSignal(record, bytes, at + 1 + SIGNAL.length, end)
  if (bytes[at + 2] !== SPACE) return false
  if (!readDayMonthTime(bytes, at + 3, end)) return false
  const sign = bytes[clock.end + 1]
  const level = {'.': DEBUG, '-': INFO, '*': INFO, '#': WARN}[String.fromCharCode(sign ?? 0)]
  if (level === undefined || bytes[clock.end] !== SPACE) return false
  keepTime(record, true)
  record.level = level
  setSpan(record.message, Math.min(end, clock.end + 3), end)
  record.layout = 'redis'
  return true
}

const SIGNAL = toBytes('signal-handler (')

/** `1:signal-handler (1772323200) Received SIGTERM`: a signal handler may not format a date. */
function readRedisSignal(record: LogRecord, bytes: Uint8Array, start: number, end: number): boolean {
  const close = findByte(bytes, start, end, 41)
  if (close < 0 || !readEpoch(toNumber(bytes, start, close))) return false
  keepTime(record, true)
  setSpan(record.message, Math.min(end, close + 2), end)
  record.layout = 'redis'
  return true
}

/** `E0301 10:20:30.123456    71 main.go:12] text`. */
export function readKlog(record: LogRecord, bytes: Uint8Array, start: number, end: number, nearMs: number): boolean {
  const level = levelOfLetter(bytes[start])
  if (level === NO_LEVEL || end - start < 15 || bytes[start + 5] !== SPACE) return false
  const month = twoDigits(bytes, start + 1)
  const day = twoDigits(bytes, start + 3)
  const close = findByte(bytes, start + 15, Math.min(end, start + 200), 93)
  if (month < 1 || day < 1 || close < 0) return false
  const year = new Date(nearMs).getUTCFullYear()
  if (!readTimeOfDay(bytes, start + 6, end, [year, month, day])) return false
  keepTime(record, true)
  record.level = level
  setSpan(record.message, skipMarks(bytes, close, end), end)
  record.layout = 'klog'
  return true
}

/** `E, [2026-03-01T10:20:30.123456 #71] ERROR -- : text`. */
export function readRails(record: LogRecord, bytes: Uint8Array, start: number, end: number): boolean {
  const level = levelOfLetter(bytes[start])
  if (level === NO_LEVEL || bytes[start + 1] !== 44 || bytes[start + 3] !== 91) return false
  if (!readIsoTime(bytes, start + 4, end)) return false
  const close = findByte(bytes, clock.end, Math.min(end, clock.end + 24), 93)
  if (close < 0) return false
  keepTime(record, true)
  record.level = level
  const word = skipMarks(bytes, close, end)
  const after = findLevel(record, bytes, word, Math.min(end, word + 12), 1)
  setSpan(record.message, skipMarks(bytes, after < 0 ? word : after, end), end)
  record.layout = 'rails'
  return true
}

/** RFC 5424, RFC 3164, and the latter without its number in front. */
export function readSyslog(record: LogRecord, bytes: Uint8Array, start: number, end: number, nearMs: number): boolean {
  let at = start
  let severity = -1
  if (bytes[at] === 60) {
    const close = findByte(bytes, at, Math.min(end, at + 5), 62)
    const priority = close < 0 ? Number.NaN : toNumber(bytes, at + 1, close)
    if (!(priority >= 0 && priority <= 191)) return false
    severity = priority & 7
    at = close + 1
  }
  const isNew = severity >= 0 && bytes[at] === 49 && bytes[at + 1] === SPACE
  const isRead = isNew ? readNew(record, bytes, at + 2, end) : readOld(record, bytes, at, end, nearMs, severity >= 0)
  if (!isRead) return false
  if (severity >= 0) record.level = levelOfSeverity(severity)
  record.layout = 'syslog'
  return true
}

/** `2026-03-01T10:20:30Z host app 71 ID [data] text`; any part may be `-`. */
function readNew(record: LogRecord, bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  if (bytes[at] === 45) at++
  else if (readIsoTime(bytes, at, end)) {
    keepTime(record, true)
    at = clock.end
  } else return false
  for (let part = 0; part < 4; part++) {
    const next = findByte(bytes, at + 1, end, SPACE)
    if (next < 0) return false
    at = next
  }
  setSpan(record.message, skipData(bytes, at + 1, end), end)
  return true
}

/** Behind `-` or any number of `[id key="value"]`. */
function skipData(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  if (bytes[at] === 45) return Math.min(end, at + 2)
  while (bytes[at] === 91) {
    while (at < end && bytes[at] !== 93) at += bytes[at] === 92 ? 2 : 1
    at++
  }
  if (bytes[at] === SPACE) at++
  // Some senders put a byte order mark before the text.
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb ? Math.min(end, at + 3) : Math.min(end, at)
}

function readOld(
  record: LogRecord,
  bytes: Uint8Array,
  start: number,
  end: number,
  nearMs: number,
  hasPriority: boolean,
): boolean {
  if (isLetter(bytes[start]) && readMonthDayTime(bytes, start, end, nearMs)) keepTime(record, true)
  else if (!hasPriority || readTimeAt(record, bytes, start, end) === start) return false
  const host = clock.end + 1
  const app = findByte(bytes, host, end, SPACE)
  const colon = app < 0 ? -1 : findByte(bytes, app, Math.min(end, app + 100), COLON)
  const text = colon > 0 ? skipMarks(bytes, colon, end) : Math.min(end, host)
  if (!hasPriority) findLevel(record, bytes, text, Math.min(end, text + 40), 2)
  setSpan(record.message, text, end)
  return true
}
