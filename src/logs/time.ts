/** Times as lines carry them. A time without a zone is UTC. The minute that was read last is kept: lines of one minute are many. */
import {isDigit, twoDigits} from './bytes.js'

/** The answer of a parser that found a time; it is overwritten by the next. */
export const clock = {
  /** Whole epoch milliseconds. */
  ms: 0,
  /** Nanoseconds within the millisecond. */
  ns: 0,
  /** Where the text of the time ends. */
  end: 0,
}

const MINUTE_LENGTH = 16
const DAY_MS = 86_400_000
const kept = {bytes: new Uint8Array(MINUTE_LENGTH), ms: Number.NaN}

/** `2026-03-01T10:20:30.123Z`, also with a space, slashes, a comma before the fraction, or any zone. */
export function readIsoTime(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < MINUTE_LENGTH) return false
  let isKept = true
  for (let i = 0; i < MINUTE_LENGTH; i++) {
    if (bytes[start + i] !== kept.bytes[i]) {
      isKept = false
      break
    }
  }
  if (!isKept && !keepMinute(bytes, start)) return false
  clock.ms = kept.ms
  return readSeconds(bytes, start + MINUTE_LENGTH, end) && readZone(bytes, end)
}

function keepMinute(bytes: Uint8Array, start: number): boolean {
  const separator = bytes[start + 4]
  const between = bytes[start + 10]
  if ((separator !== 45 && separator !== 47) || bytes[start + 7] !== separator) return false
  if ((between !== 84 && between !== 116 && between !== 32) || bytes[start + 13] !== 58) return false
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2)
  const ms = toMs(
    twoDigits(bytes, start) < 0 || twoDigits(bytes, start + 2) < 0 ? -1 : year,
    twoDigits(bytes, start + 5),
    twoDigits(bytes, start + 8),
    twoDigits(bytes, start + 11),
    twoDigits(bytes, start + 14),
  )
  if (Number.isNaN(ms)) return false
  kept.bytes.set(bytes.subarray(start, start + MINUTE_LENGTH))
  kept.ms = ms
  return true
}

/** NaN for a day or minute that doesn't exist. */
export function toMs(year: number, month: number, day: number, hour: number, minute: number): number {
  if (year < 1 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59)
    return Number.NaN
  const date = new Date(0)
  // Date.UTC takes years below 100 for the twentieth century.
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCDate() !== day) return Number.NaN
  return date.getTime() + (hour * 60 + minute) * 60_000
}

/** `:30.123456789` after the minute; seconds may be absent. */
export function readSeconds(bytes: Uint8Array, at: number, end: number): boolean {
  clock.ns = 0
  clock.end = at
  if (bytes[at] !== 58 || at + 3 > end) return at === end || !isDigit(bytes[at])
  const second = twoDigits(bytes, at + 1)
  if (second < 0 || second > 60) return false
  clock.ms += second * 1000
  clock.end = at + 3
  readFraction(bytes, at + 3, end)
  return true
}

function readFraction(bytes: Uint8Array, at: number, end: number): void {
  const mark = bytes[at]
  if (at >= end || (mark !== 46 && mark !== 44) || !isDigit(bytes[at + 1])) return
  let ns = 0
  let scale = 100_000_000
  let i = at + 1
  for (; i < end && isDigit(bytes[i]); i++) {
    ns += ((bytes[i] as number) - 48) * scale
    scale = Math.floor(scale / 10)
  }
  const ms = Math.floor(ns / 1_000_000)
  clock.ms += ms
  clock.ns = ns - ms * 1_000_000
  clock.end = i
}

/** `Z`, `+08:00`, `+0800`, ` +08`, ` UTC`; nothing is UTC too. */
export function readZone(bytes: Uint8Array, end: number): boolean {
  let at = clock.end
  if (at >= end) return true
  if (bytes[at] === 90 || bytes[at] === 122) {
    clock.end = at + 1
    return true
  }
  if (bytes[at] === 32 && at + 1 < end) at++
  const sign = bytes[at]
  if (sign === 85 || sign === 71) {
    if (isWordUtc(bytes, at, end)) clock.end = at + 3
    return true
  }
  if (sign !== 43 && sign !== 45) return true
  return readOffset(bytes, at, end, sign === 43 ? -1 : 1)
}

function isWordUtc(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 3 > end) return false
  const word = String.fromCharCode(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number)
  return word === 'UTC' || word === 'GMT'
}

function readOffset(bytes: Uint8Array, at: number, end: number, direction: number): boolean {
  // A dash after a space more often begins a message: `10:20:30 - started`.
  if (at + 3 > end || !isDigit(bytes[at + 1]) || !isDigit(bytes[at + 2])) return true
  const hours = twoDigits(bytes, at + 1)
  const from = bytes[at + 3] === 58 ? at + 4 : at + 3
  const minutes = from + 2 <= end ? twoDigits(bytes, from) : -1
  if (hours > 15 || minutes > 59) return true
  clock.ms += direction * (hours * 60 + Math.max(0, minutes)) * 60_000
  clock.end = minutes < 0 ? at + 3 : from + 2
  return true
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** 1–12 for `Jan` … `Dec`, else 0. */
export function monthAt(bytes: Uint8Array, at: number): number {
  const name = String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0)
  const index = MONTHS.indexOf(name)
  return index >= 0 && index % 3 === 0 ? index / 3 + 1 : 0
}

/** A day of one or two digits, also padded with a space; -1 when there is none. Leaves its end in `clock.end`. */
export function dayAt(bytes: Uint8Array, at: number): number {
  const from = bytes[at] === 32 ? at + 1 : at
  if (!isDigit(bytes[from])) return -1
  const isTwo = isDigit(bytes[from + 1])
  clock.end = from + (isTwo ? 2 : 1)
  return isTwo ? twoDigits(bytes, from) : (bytes[from] as number) - 48
}

/** `10:20:30.123 +0000` on a known day. */
export function readTimeOfDay(
  bytes: Uint8Array,
  at: number,
  end: number,
  day: readonly [number, number, number],
): boolean {
  if (at + 5 > end || bytes[at + 2] !== 58) return false
  const ms = toMs(day[0], day[1], day[2], twoDigits(bytes, at), twoDigits(bytes, at + 3))
  if (Number.isNaN(ms)) return false
  clock.ms = ms
  return readSeconds(bytes, at + 5, end)
}

/** `01/Mar/2026:10:20:30 +0000`, as web servers write it. */
export function readWebTime(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < 20 || bytes[at + 2] !== 47 || bytes[at + 6] !== 47 || bytes[at + 11] !== 58) return false
  const year = twoDigits(bytes, at + 7) * 100 + twoDigits(bytes, at + 9)
  const day = [year, monthAt(bytes, at + 3), twoDigits(bytes, at)] as const
  return readTimeOfDay(bytes, at + 12, end, day) && readZone(bytes, end)
}

/** `01 Mar 2026 10:20:30.123`, as Redis writes it. */
export function readDayMonthTime(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < 17) return false
  const day = dayAt(bytes, at)
  const from = clock.end
  const month = monthAt(bytes, from + 1)
  if (day < 1 || month === 0 || bytes[from] !== 32 || bytes[from + 4] !== 32) return false
  const year = twoDigits(bytes, from + 5) * 100 + twoDigits(bytes, from + 7)
  return readTimeOfDay(bytes, from + 10, end, [year, month, day])
}

/** `Mar  1 10:20:30`, as old syslog writes it: the year in which it is nearest to `nearMs`. */
export function readMonthDayTime(bytes: Uint8Array, at: number, end: number, nearMs: number): boolean {
  if (end - at < 15 || bytes[at + 3] !== 32) return false
  const month = monthAt(bytes, at)
  if (month === 0) return false
  const day = dayAt(bytes, at + 4)
  if (day < 1 || bytes[clock.end] !== 32) return false
  const from = clock.end + 1
  const year = new Date(nearMs).getUTCFullYear()
  // The first line of January may be written into a file whose other lines are of December.
  for (const candidate of [year, year - 1, year + 1]) {
    if (!readTimeOfDay(bytes, from, end, [candidate, month, day])) continue
    if (Math.abs(clock.ms - nearMs) <= 183 * DAY_MS) return true
  }
  return readTimeOfDay(bytes, from, end, [year, month, day])
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, told by their size. False for what is no time of 1990 to 2100. */
export function readEpoch(value: number): boolean {
  let ms = value
  if (value < 1e11) ms = value * 1000
  else if (value >= 1e17) ms = value / 1e6
  else if (value >= 1e14) ms = value / 1000
  if (!(ms >= 631_152_000_000 && ms <= 4_102_444_800_000)) return false
  clock.ms = Math.floor(ms)
  clock.ns = Math.round((ms - clock.ms) * 1e6)
  return true
}
