/** Small pieces of work on bytes, without making strings. */

export const NEWLINE = 10
export const QUOTE = 34
export const BACKSLASH = 92

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}

export function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90))
}

/** Whether `word` stands at `at`. */
export function hasAt(bytes: Uint8Array, at: number, end: number, word: Uint8Array): boolean {
  if (at + word.length > end) return false
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false
  return true
}

/** Two digits as a number; -1 when they aren't. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 48
  const ones = (bytes[at + 1] as number) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

/** The first `byte` at or after `at`, or -1. */
export function findByte(bytes: Uint8Array, at: number, end: number, byte: number): number {
  for (let i = at; i < end; i++) if (bytes[i] === byte) return i
  return -1
}

const POWERS = Array.from({length: 16}, (_, power) => 10 ** power)

/** A decimal number with an optional sign, fraction and exponent over the whole range; NaN when it is none. */
export function toNumber(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === 45
  const first = isNegative ? start + 1 : start
  let value = 0
  let point = -1
  let at = first
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - 48
    if (digit >= 0 && digit <= 9) value = value * 10 + digit
    else if (bytes[at] === 46 && point < 0) point = at
    else break
  }
  // Up to 15 digits both numbers are exact, so their quotient is rounded as it should be; the rest goes the slow way.
  if (at < end || at - first > 15 || at === first || point === first) return slowNumber(bytes, start, end)
  if (point >= 0) value /= POWERS[end - point - 1] as number
  return isNegative ? -value : value
}

function slowNumber(bytes: Uint8Array, start: number, end: number): number {
  const text = toText(bytes, start, end)
  return /^-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN
}

/** UTF-8; a byte that is none becomes U+FFFD. */
export function toText(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.max(0, end - start)).toString('utf8')
}

export function toBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'))
}
