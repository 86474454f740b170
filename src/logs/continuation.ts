/** Which lines belong to the event before them: stack traces of Java, Python, Node and Go, and anything indented. */
import {hasAt, toBytes} from './bytes.js'
import {ERROR, FATAL, NO_LEVEL} from './level.js'
import {type LogRecord, setSpan} from './record.js'

/** Where a trace stands that goes on without indentation. */
const NONE = 0
/** In a Python traceback: its last line names the error. */
const PYTHON = 1
/** Behind that line: another traceback may be chained to it. */
const PYTHON_END = 2
/** Go's traces end where another event begins. */
const GO = 3
/** A key in PEM, which has to be masked as a whole. */
const KEY = 4

export interface OpenEvent {
  state: number
  /** Lines after the first. */
  more: number
  isTrace: boolean
}

const AT = toBytes('at ')
const CAUSED = ['Caused by: ', 'Suppressed: ', '... '].map(toBytes)
const TRACEBACK = toBytes('Traceback (most recent call last)')
const CHAINED = ['During handling of the above', 'The above exception was'].map(toBytes)
const KEY_BEGIN = toBytes('-----BEGIN ')
const KEY_END = toBytes('-----END ')
const MOST_KEY_LINES = 200
const GO_PANIC = toBytes('panic: ')
const GO_STARTS = ['fatal error: ', 'goroutine '].map(toBytes)
const ENDINGS = ['Error', 'Exception', 'Throwable'].map(toBytes)
const SPACE = 32
const TAB = 9

/** Readies the state for an event that begins with this record. */
export function beginEvent(open: OpenEvent, record: LogRecord): void {
  open.more = 0
  open.isTrace = false
  open.state = NONE
  if (record.hasTime || (record.layout !== 'plain' && record.layout !== 'text')) return
  const {bytes, start, end} = record
  if (hasAt(bytes, start, end, TRACEBACK)) open.state = PYTHON
  else if (hasAt(bytes, start, end, KEY_BEGIN)) open.state = KEY
  else if (hasAt(bytes, start, end, GO_PANIC) || startsWith(bytes, start, end, GO_STARTS)) open.state = GO
}

/** Whether the line that `next` was read from continues the event of `first`. */
export function continues(open: OpenEvent, first: LogRecord, next: LogRecord): boolean {
  if (next.hasTime || (next.layout !== 'plain' && next.layout !== 'text')) return false
  if (next.isDamaged || (first.layout !== 'plain' && first.layout !== 'text' && !isDaemon(first))) return false
  const {bytes, start, end} = next
  const isIndented = start < end && (bytes[start] === SPACE || bytes[start] === TAB)
  if (isIndented) {
    if (isFrame(bytes, start, end)) open.isTrace = true
    return true
  }
  return goesOn(open, first, bytes, start, end, next.layout === 'text')
}

/** Text of a program whose lines have a layout of their own; a trace may follow them too. */
function isDaemon(record: LogRecord): boolean {
  return (
    record.layout === 'postgres' || record.layout === 'klog' || record.layout === 'rails' || record.layout === 'syslog'
  )
}

function goesOn(
  open: OpenEvent,
  first: LogRecord,
  bytes: Uint8Array,
  start: number,
  end: number,
  hasLevel: boolean,
): boolean {
  if (open.state === PYTHON) {
    open.isTrace = true
    open.state = PYTHON_END
    return true
  }
  if (open.state === KEY) {
    if (hasAt(bytes, start, end, KEY_END) || open.more > MOST_KEY_LINES) open.state = NONE
    return true
  }
  if (open.state === GO) {
    open.isTrace = true
    return true
  }
  if (hasAt(bytes, start, end, TRACEBACK)) {
    if (open.state !== PYTHON_END && (open.more > 0 || !isLogged(first))) return false
    open.state = PYTHON
    return true
  }
  if (open.state === PYTHON_END) return start === end || startsWith(bytes, start, end, CHAINED)
  if (startsWith(bytes, start, end, CAUSED) && open.more > 0) return true
  if (open.isTrace && end - start <= 2 && (bytes[start] === 125 || bytes[start] === 93)) return true
  if (isGoTrace(bytes, start, end, first, open)) return true
  return open.more === 0 && isLogged(first) && (!hasLevel || first.hasTime) && namesError(bytes, start, end)
}

function isGoTrace(bytes: Uint8Array, start: number, end: number, first: LogRecord, open: OpenEvent): boolean {
  if (open.more > 0 || first.level < ERROR || !startsWith(bytes, start, end, GO_STARTS)) return false
  open.state = GO
  open.isTrace = true
  return true
}

/** A line that a logger wrote: a trace that follows it is of it. */
function isLogged(record: LogRecord): boolean {
  return record.layout !== 'plain'
}

/** `java.lang.IllegalStateException: text`, `TypeError: text`. */
function namesError(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && isNameByte(bytes[at] as number)) at++
  if (at === start || (at < end && bytes[at] !== 58)) return false
  return ENDINGS.some((ending) => hasAt(bytes, at - ending.length, at, ending) && at - ending.length >= start)
}

function isNameByte(byte: number): boolean {
  return (
    (byte >= 97 && byte <= 122) ||
    (byte >= 65 && byte <= 90) ||
    (byte >= 48 && byte <= 57) ||
    byte === 46 ||
    byte === 36 ||
    byte === 95
  )
}

function isFrame(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++
  return hasAt(bytes, at, end, AT)
}

function startsWith(bytes: Uint8Array, at: number, end: number, words: readonly Uint8Array[]): boolean {
  return words.some((word) => hasAt(bytes, at, end, word))
}

/** What only the whole event tells: a trace without a level is an error, a panic of Go is fatal. */
export function finishEvent(open: OpenEvent, record: LogRecord): void {
  if (!open.isTrace) return
  if (record.level === NO_LEVEL) record.level = open.state === GO ? FATAL : ERROR
  if (record.layout !== 'plain') return
  record.layout = 'text'
  setSpan(record.message, record.start, lineEnd(record))
}

function lineEnd(record: LogRecord): number {
  const newline = record.bytes.indexOf(10, record.start)
  return newline < 0 || newline > record.end ? record.end : newline
}
