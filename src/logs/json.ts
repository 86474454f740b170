/** JSON lines. Only what is needed is read, byte by byte: most of a line is skipped without a string being made of it. */
import {BACKSLASH, QUOTE} from './bytes.js'
import {clearField, keepBare, keepText} from './fields.js'
import {field, findKey, type KeyEntry, nextHash} from './json-keys.js'
import type {LogRecord} from './record.js'

const OPEN = 123
const CLOSE = 125
const LAST_FIELD = field.agent
const NO_RANK = 1 << 20
/** Rank of the key that each field of the current line came from. */
const ranks = new Int32Array(LAST_FIELD + 1)
const hasEscapes = {inLast: false}

/** Reads one line that begins with `{`. False when it is broken; the record may then be half filled. */
export function readJson(record: LogRecord, bytes: Uint8Array, start: number, end: number): boolean {
  ranks.fill(NO_RANK)
  const after = readObject(record, bytes, start + 1, end, 0)
  if (after < 0 || skipSpace(bytes, after, end) !== end) return false
  record.layout = 'json'
  return true
}

/** Reads the inside of an object; answers where it ends, or -1. */
function readObject(record: LogRecord, bytes: Uint8Array, start: number, end: number, place: number): number {
  let at = skipSpace(bytes, start, end)
  if (bytes[at] === CLOSE && at < end) return at + 1
  for (;;) {
    if (at >= end || bytes[at] !== QUOTE) return -1
    let hash = 0
    const keyStart = ++at
    for (; at < end && bytes[at] !== QUOTE; at++) {
      if (bytes[at] === BACKSLASH) at++
      hash = nextHash(hash, bytes[at] as number)
    }
    const entry = findKey(bytes, keyStart, at, hash, place)
    at = skipSpace(bytes, at + 1, end)
    if (at >= end || bytes[at] !== 58) return -1
    at = skipSpace(bytes, at + 1, end)
    at = entry === undefined ? skipValue(bytes, at, end) : readValue(record, bytes, at, end, entry)
    if (at < 0) return -1
    at = skipSpace(bytes, at, end)
    if (at >= end) return -1
    if (bytes[at] === CLOSE) return at + 1
    if (bytes[at] !== 44) return -1
    at = skipSpace(bytes, at + 1, end)
  }
}

function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 13)) at++
  return at
}

/** From behind the opening quote to behind the closing one, or -1. */
function skipString(bytes: Uint8Array, at: number, end: number): number {
  hasEscapes.inLast = false
  for (; at < end; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) return at + 1
    if (byte === BACKSLASH) {
      hasEscapes.inLast = true
      at++
    }
  }
  return -1
}

function skipValue(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]
  if (first === QUOTE) return skipString(bytes, at + 1, end)
  if (first === OPEN || first === 91) return skipNested(bytes, at, end)
  return skipBare(bytes, at, end)
}

function skipNested(bytes: Uint8Array, at: number, end: number): number {
  let depth = 0
  while (at < end) {
    const byte = bytes[at++]
    if (byte === QUOTE) {
      at = skipString(bytes, at, end)
      if (at < 0) return -1
    } else if (byte === OPEN || byte === 91) depth++
    else if ((byte === CLOSE || byte === 93) && --depth === 0) return at
  }
  return -1
}

/** A number, true, false or null: anything else that has no quotes is no JSON. */
function skipBare(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  for (; at < end; at++) {
    const byte = bytes[at] as number
    if (byte === 44 || byte === CLOSE || byte === 93 || byte === 32 || byte === 9 || byte === 13) break
  }
  const first = bytes[start] as number
  const isNumber = first === 45 || (first >= 48 && first <= 57)
  if (isNumber) return at
  const length = at - start
  // true, null: 4 letters; false: 5.
  return (length === 4 && (first === 116 || first === 110)) || (length === 5 && first === 102) ? at : -1
}

function readValue(record: LogRecord, bytes: Uint8Array, at: number, end: number, entry: KeyEntry): number {
  const first = bytes[at]
  if (first === OPEN && entry.opens >= 0) return readObject(record, bytes, at + 1, end, entry.opens)
  const after = skipValue(bytes, at, end)
  const rank = ranks[entry.field] as number
  if (after < 0 || entry.field === field.none || entry.rank > rank) return after
  if (keepValue(record, bytes, at, after, entry.field)) ranks[entry.field] = entry.rank
  else if (entry.rank === rank) {
    // Of a key that stands there twice the last value counts, even if it is of no use.
    clearField(record, entry.field)
    ranks[entry.field] = NO_RANK
  }
  return after
}

function keepValue(record: LogRecord, bytes: Uint8Array, start: number, end: number, meaning: number): boolean {
  const first = bytes[start]
  if (first === OPEN || first === 91 || first === 110) return false
  if (first !== QUOTE) return keepBare(record, bytes, start, end, meaning)
  return keepText(record, bytes, start + 1, end - 1, meaning, hasEscapes.inLast)
}
