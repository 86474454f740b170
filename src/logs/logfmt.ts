/** `time=2026-03-01T10:20:30Z level=info msg="order stored" duration=12ms`: the same keys as in JSON lines. */
import {BACKSLASH, isLetter, QUOTE} from './bytes.js'
import {keepText} from './fields.js'
import {field, findKey, nextHash} from './json-keys.js'
import type {LogRecord} from './record.js'

const EQUALS = 61
const SPACE = 32
const LONGEST_KEY = 60

/** False when the line doesn't begin with a pair, or has no level, time or message. */
export function readLogfmt(record: LogRecord, bytes: Uint8Array, start: number, end: number): boolean {
  let known = 0
  let pairs = 0
  let at = start
  while (at < end) {
    while (at < end && bytes[at] === SPACE) at++
    const keyStart = at
    let hash = 0
    while (at < end && isKeyByte(bytes[at] as number) && at - keyStart < LONGEST_KEY) {
      hash = nextHash(hash, bytes[at++] as number)
    }
    // Words between pairs are allowed, but not before the first.
    if (bytes[at] !== EQUALS || at === keyStart) {
      if (pairs === 0) return false
      while (at < end && bytes[at] !== SPACE) at++
      continue
    }
    pairs++
    const entry = findKey(bytes, keyStart, at, hash, 0)
    at = readPair(record, bytes, at + 1, end, entry?.field ?? field.none)
    if (entry && entry.field <= field.message && entry.field !== field.none) known++
  }
  if (known === 0 || (pairs < 2 && record.level < 0)) return false
  record.layout = 'logfmt'
  return true
}

function isKeyByte(byte: number): boolean {
  return isLetter(byte) || (byte >= 48 && byte <= 57) || byte === 95 || byte === 46 || byte === 45 || byte === 64
}

function readPair(record: LogRecord, bytes: Uint8Array, start: number, end: number, meaning: number): number {
  const isQuoted = bytes[start] === QUOTE
  const from = isQuoted ? start + 1 : start
  let at = from
  let isEscaped = false
  for (; at < end; at++) {
    const byte = bytes[at]
    if (byte === (isQuoted ? QUOTE : SPACE)) break
    if (isQuoted && byte === BACKSLASH) {
      isEscaped = true
      at++
    }
  }
  const stop = Math.min(at, end)
  if (meaning !== field.none) keepText(record, bytes, from, stop, meaning, isEscaped)
  return isQuoted ? stop + 1 : stop
}
