/** Finds the place in a file of a character of a parsed scalar, through quotes, escapes and block scalars. Pure. */

/** The offset in `source` (the scalar as written, from `start`) of character `index` of its value. */
export function offsetInScalar(text: string, start: number, end: number, value: string, index: number): number {
  let at = skipOpening(text, start)
  let done = 0
  while (at < end && done < index) [at, done] = step(text, value, at, done)
  while (at < end && isBlank(text[at]) && !isBlank(value[done])) at += 1
  return Math.min(at, Math.max(start, end - 1))
}

/** Quotes, or the header line of a block scalar. */
function skipOpening(text: string, start: number): number {
  const first = text[start]
  if (first === '"' || first === "'") return start + 1
  if (first !== '|' && first !== '>') return start
  const newline = text.indexOf('\n', start)
  return newline < 0 ? start : newline + 1
}

function step(text: string, value: string, at: number, done: number): [number, number] {
  const written = text[at]
  const meant = value[done]
  if (written === meant && written !== '\\') return [at + 1, done + 1]
  if (written === '\\') return stepEscape(text, meant, at, done)
  if (written === "'" && text[at + 1] === "'") return [at + 1, done]
  if (isBlank(written)) return [at + 1, isBlank(meant) ? done + 1 : done]
  if (isBlank(meant)) return [at, done + 1]
  return [at + 1, done + 1]
}

function stepEscape(text: string, meant: string | undefined, at: number, done: number): [number, number] {
  const next = text[at + 1]
  if (next === meant && next !== '\\') return [at + 2, done + 1]
  if (meant === '\\') return [at + (next === '\\' ? 2 : 1), done + 1]
  if (next === 'u') return [at + 6, done + 1]
  return [at + 2, done + 1]
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r'
}
