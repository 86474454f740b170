/** Colours are for terminals: `ESC [ 3 1 m` says nothing about a line. */

const ESCAPE = 27
const SEMICOLON = 59
const END = 109

/** Takes the colours out of bytes[0, stop) by moving the rest up; answers where they end now. */
export function stripColours(bytes: Uint8Array, stop: number): number {
  const first = bytes.indexOf(ESCAPE)
  if (first < 0 || first >= stop) return stop
  let to = first
  for (let at = first; at < stop; ) {
    const after = bytes[at] === ESCAPE ? skipColour(bytes, at, stop) : at
    if (after > at) at = after
    else bytes[to++] = bytes[at++] as number
  }
  return to
}

function skipColour(bytes: Uint8Array, start: number, stop: number): number {
  if (bytes[start + 1] !== 91) return start
  let at = start + 2
  while (at < stop && (((bytes[at] as number) >= 48 && (bytes[at] as number) <= 57) || bytes[at] === SEMICOLON)) at++
  return at < stop && bytes[at] === END ? at + 1 : start
}
