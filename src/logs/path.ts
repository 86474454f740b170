/** Paths of requests → what they have in common: `/orders/7/lines?x=1` → `/orders/{id}/lines`. */

const SLASH = 47
const QUERY = 63
const LONGEST = 512
const ID = [123, 105, 100, 125] as const

/** Where the last normalised path is. `/1` grows to `/{id}`, so it may be two and a half times as long as it was. */
export const normalPath = {bytes: new Uint8Array(3 * LONGEST), length: 0}

/** Writes the path of bytes[start, end) into `normalPath`, without its query and with `{id}` for what is one. */
export function normalisePath(bytes: Uint8Array, start: number, end: number): void {
  const out = normalPath.bytes
  let to = 0
  let word = 0
  let digits = 0
  let others = 0
  let isWhole = true
  const stop = Math.min(end, start + LONGEST)
  for (let at = start; at <= stop; at++) {
    const byte = at < stop ? (bytes[at] as number) : QUERY
    const isEnd = byte === QUERY || byte === 35
    // A dot or underscore ends a word of a segment: app.3f2a9c1b.js.
    if (byte !== SLASH && byte !== 46 && byte !== 95 && !isEnd) {
      if (byte >= 48 && byte <= 57) digits++
      else if (!isHexOrDash(byte)) others++
      out[to++] = byte
      continue
    }
    if (digits > 0 && isId(digits, others, to - word, isWhole && (isEnd || byte === SLASH))) {
      for (let i = 0; i < ID.length; i++) out[word + i] = ID[i] as number
      to = word + ID.length
    }
    if (isEnd) break
    out[to++] = byte
    word = to
    isWhole = byte === SLASH
    digits = 0
    others = 0
  }
  normalPath.length = to
}

/** a–f, A–F, `-`. */
function isHexOrDash(byte: number): boolean {
  return (byte >= 97 && byte <= 102) || (byte >= 65 && byte <= 70) || byte === 45
}

/** Numbers, hashes and UUIDs, and longer words that are mostly digits; not `v1`, nor a short number that is only a part. */
function isId(digits: number, others: number, length: number, isWhole: boolean): boolean {
  if (digits === length) return isWhole || length >= 4
  if (others === 0) return length >= 8
  return length >= 12 && digits * 4 >= length
}
