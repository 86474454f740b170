/** Durations with their unit, in nanoseconds. */
import {isDigit, toNumber} from './bytes.js'

export const NS_PER_US = 1e3
export const NS_PER_MS = 1e6
export const NS_PER_S = 1e9

/** A product of floats may fall a hair short of the whole number that was meant. */
const HAIR = 0.001

/** Whole nanoseconds; what is finer is cut off. */
export function toNs(value: number, unit: number): number {
  return Math.floor(value * unit + HAIR)
}

const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: NS_PER_MS,
  msec: NS_PER_MS,
  s: NS_PER_S,
  sec: NS_PER_S,
  secs: NS_PER_S,
  seconds: NS_PER_S,
  m: 60 * NS_PER_S,
  min: 60 * NS_PER_S,
  h: 3600 * NS_PER_S,
}

const PART = /(\d+(?:\.\d+)?)\s*([a-zµμ]+)/y

/** `12.5ms`, `1m2.5s`, `250 µs`, or a bare number in `bareUnit`; NaN when it is none of them. */
export function durationOf(bytes: Uint8Array, start: number, end: number, bareUnit: number): number {
  if (start >= end || !isDigit(bytes[start])) return Number.NaN
  if (isDigit(bytes[end - 1])) return toNs(toNumber(bytes, start, end), bareUnit)
  return durationOfText(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8'))
}

function durationOfText(text: string): number {
  let ns = 0
  PART.lastIndex = 0
  while (PART.lastIndex < text.length) {
    const found = PART.exec(text)
    const unit = units[found?.[2] ?? '']
    if (!found || unit === undefined) return Number.NaN
    ns += Number(found[1]) * unit
  }
  return toNs(ns, 1)
}
