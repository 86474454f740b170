/** Free text with a time, a level, or both at its front: log4j, logback, python, Go, nginx' and Apache's error logs and the like. */
import {findByte, isDigit, isLetter, toNumber, twoDigits} from './bytes.js'
import {keepTime} from './fields.js'
import {levelOfFreeWord, NO_LEVEL} from './level.js'
import {type LogRecord, setSpan} from './record.js'
import {clock, dayAt, monthAt, readEpoch, readIsoTime, readTimeOfDay} from './time.js'

/** Levels stand near the front; a word further on is a part of the message. */
const HEADER = 160
const WORDS = 8
const OPEN = 91
const CLOSE = 93
const SPACE = 32

/** False when neither a time nor a level is found. */
export function readText(record: LogRecord, bytes: Uint8Array, start: number, end: number): boolean {
  let at = readTimeAt(record, bytes, start, end)
  // Without a time in front, only the first word can be a level.
  const found = findLevel(record, bytes, at, Math.min(end, at + HEADER), at > start ? WORDS : 1)
  if (found >= 0) {
    at = found
    if (!record.hasTime) at = readTimeAt(record, bytes, skipMarks(bytes, at, end), end)
  }
  if (!record.hasTime && found < 0) return false
  setSpan(record.message, skipMarks(bytes, at, end), end)
  record.layout = 'text'
  return true
}

/** Where the message of a line begins, behind `[thread] com.example.Logger - `: it is one class whoever writes it. */
export function skipLogger(bytes: Uint8Array, message: number, end: number): number {
  const stop = Math.min(end, message + HEADER)
  let at = message
  while (at < stop && isDigit(bytes[at])) at++
  at = skipMarks(bytes, at, stop)
  while (bytes[at] === OPEN && at < stop) at = skipMarks(bytes, findByte(bytes, at, stop, CLOSE) + 1 || stop, stop)
  const name = at
  let hasDot = false
  for (; at < stop && isNameByte(bytes[at] as number); at++) if (bytes[at] === 46) hasDot = true
  if (at === name) return message
  const colon = skipSpaces(bytes, at, stop)
  if (hasDot && bytes[colon] === 58) return skipMarks(bytes, colon, end)
  const isDash = bytes[at] === SPACE && bytes[at + 1] === 45 && (bytes[at + 2] === SPACE || bytes[at + 2] === 45)
  return isDash ? skipMarks(bytes, at, end) : message
}

function skipSpaces(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at] === SPACE) at++
  return at
}

function isNameByte(byte: number): boolean {
  return isLetter(byte) || isDigit(byte) || byte === 46 || byte === 95 || byte === 36 || byte === 47
}

/** Takes a time at `at`, in brackets or not; answers where it ends. */
export function readTimeAt(record: LogRecord, bytes: Uint8Array, at: number, end: number): number {
  const isBracketed = bytes[at] === OPEN
  const from = isBracketed ? at + 1 : at
  const first = bytes[from]
  if (isDigit(first)) {
    if (readIsoTime(bytes, from, end) || readEpochAt(bytes, from, end)) keepTime(record, true)
    else if (isTimeOfDay(bytes, from, end)) return skipWord(bytes, from, end)
    else return at
  } else if (isBracketed && isLetter(first) && readApacheTime(bytes, from, end)) keepTime(record, true)
  else return at
  return isBracketed && bytes[clock.end] === CLOSE ? clock.end + 1 : clock.end
}

/** `1772323200.123 …` */
function readEpochAt(bytes: Uint8Array, at: number, end: number): boolean {
  const stop = skipWord(bytes, at, end)
  if (stop - at < 10 || stop - at > 20) return false
  const isRead = readEpoch(toNumber(bytes, at, stop))
  clock.end = stop
  return isRead
}

/** `10:20:30.123` without a day says nothing about when. */
function isTimeOfDay(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 8 <= end && bytes[at + 2] === 58 && bytes[at + 5] === 58 && twoDigits(bytes, at + 6) >= 0
}

/** `Sun Mar 01 10:20:30.123456 2026`: the year comes last. */
function readApacheTime(bytes: Uint8Array, at: number, end: number): boolean {
  const month = monthAt(bytes, at + 4)
  if (month === 0 || bytes[at + 3] !== SPACE) return false
  const day = dayAt(bytes, at + 8)
  const from = clock.end + 1
  const year = skipWord(bytes, from, end) + 1
  if (year + 4 > end || !isDigit(bytes[year])) return false
  const isRead = readTimeOfDay(bytes, from, end, [toNumber(bytes, year, year + 4), month, day])
  clock.end = year + 4
  return isRead
}

function skipWord(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at] !== SPACE) at++
  return at
}

/** Behind what separates the parts of a header. */
export function skipMarks(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isMark(bytes[at] as number)) at++
  return at
}

/** Space, tab, `]`, `)`, `:`, `-`, `|`, `,`, `>`. */
function isMark(byte: number): boolean {
  return (
    byte === 32 ||
    byte === 9 ||
    byte === 93 ||
    byte === 41 ||
    byte === 58 ||
    byte === 45 ||
    byte === 124 ||
    byte === 44 ||
    byte === 62
  )
}

/** Looks at the first words; answers where the level's word ends, or -1. */
export function findLevel(record: LogRecord, bytes: Uint8Array, start: number, end: number, most: number): number {
  let at = start
  for (let words = 0; words < most; words++) {
    while (at < end && !isLetter(bytes[at]) && !isDigit(bytes[at])) at++
    const from = at
    while (at < end && (isLetter(bytes[at]) || isDigit(bytes[at]))) at++
    if (at === from) return -1
    const level = levelOfFreeWord(bytes, from, at)
    if (level !== NO_LEVEL && isSetApart(bytes, start, from, at, end)) {
      record.level = level
      return at
    }
    // The rest of a name such as com.example.Foo is no word of its own.
    while (at < end && (bytes[at] === 46 || bytes[at] === 95 || isLetter(bytes[at]) || isDigit(bytes[at]))) at++
  }
  return -1
}

/** Capitals, or any word that is in brackets or followed by a colon. */
function isSetApart(bytes: Uint8Array, start: number, from: number, to: number, end: number): boolean {
  const before = from > start ? (bytes[from - 1] as number) : SPACE
  const after = to < end ? (bytes[to] as number) : SPACE
  if (before === 46 || before === 47 || before === 95 || after === 46 || after === 47 || after === 95 || after === 61)
    return false
  if (after === CLOSE || after === 58 || after === 124 || after === 62) return true
  return ((bytes[from + 1] as number) & 32) === 0
}
