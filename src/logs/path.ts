/** Paths of requests → what they have in common: `/orders/7/lines?x=1` → `/orders/{id}/lines`. */

const SLASH = 47
const LONGEST = 512
const ID = [123, 105, 100, 125] as const

/** Where the last normalised path is. */
export const normalPath = {bytes: new Uint8Array(LONGEST + 8), length: 0}

/** Writes the path of bytes[start, end) into `normalPath`, without its query and with `{id}` for segments that are one. */
export function normalisePath(bytes: Uint8Array, start: number, end: number): void {
  const out = normalPath.bytes
  let to = 0
  let segment = 0
  let digits = 0
  let others = 0
  const stop = Math.min(end, start + LONGEST)
  for (let at = start; at <= stop; at++) {
    const byte = at < stop ? (bytes[at] as number) : SLASH
    const isEnd = at === stop || byte === 63 || byte === 35
    if (byte !== SLASH && !isEnd) {
      if (byte >= 48 && byte <= 57) digits++
      else if (!isHexOrDash(byte)) others++
      out[to++] = byte
      continue
    }
    if (digits > 0 && isId(digits, others, to - segment)) {
      for (let i = 0; i < ID.length; i++) out[segment + i] = ID[i] as number
      to = segment + ID.length
    }
    if (isEnd) break
    out[to++] = SLASH
    segment = to
    digits = 0
    others = 0
  }
  normalPath.length = to
}

/** a–f, A–F, `-`. */
function isHexOrDash(byte: number): boolean {
  return (byte >= 97 && byte <= 102) || (byte >= 65 && byte <= 70) || byte === 45
}

/** Numbers, hashes and UUIDs, and longer words that are mostly digits; not `v1` or `app.3.js`. */
function isId(digits: number, others: number, length: number): boolean {
  if (digits === length) return true
  if (others === 0) return length >= 8
  return length >= 12 && digits * 4 >= length
}
