/**
 * Ranges of sizes and durations as patterns: JSON Schema has no words for `at least 16MiB`, and the values hold them as
 * text. Only what RE2 knows, as Helm reads them.
 */

/** A unit and how much of it the base unit has. */
export type Unit = readonly [name: string, factor: number]

/** Pattern of a number with a unit between the bounds. A fraction, where it may be, is not held against the upper one. */
export function rangePattern(units: readonly Unit[], min: number, max: number, fraction: boolean): string {
  const choices = units.flatMap(([name, factor]) => {
    const [least, most] = [Math.max(1, Math.ceil(min / factor)), Math.floor(max / factor)]
    const whole = most < least ? [] : [`${between(least, most)}${fraction ? '(\\.[0-9]+)?' : ''}${name}`]
    // 0.5GiB is enough for 512MiB.
    return fraction && min < factor ? [...whole, `0\\.[0-9]*[1-9][0-9]*${name}`] : whole
  })
  return `^0*(${choices.join('|')})$`
}

/** Pattern of the whole numbers from one to another, without leading zeros. */
export function between(from: number, to: number): string {
  const parts: string[] = []
  let start = from
  while (start <= to) {
    const end = lastOfRun(start, to)
    parts.push(run(String(start), String(end)))
    start = end + 1
  }

  return `(${parts.join('|')})`
}

/** The last number up to which those from `start` differ in a fixed head, one range of a digit, and free digits only. */
function lastOfRun(start: number, to: number): number {
  const digits = String(start).length
  const top = Math.min(to, 10 ** digits - 1)
  let end = start
  for (let free = 0; free < digits; free++) {
    const size = 10 ** free
    if (start % size !== 0) break
    // As far as the digit before the free ones goes.
    const nine = start - (start % (size * 10)) + size * 10 - 1
    const fits = Math.min(nine, start + Math.floor((top - start + 1) / size) * size - 1)
    if (fits > end) end = fits
  }

  return end
}

function run(from: string, to: string): string {
  const free = [...from].findLastIndex((digit, index) => !(digit === '0' && to[index] === '9')) + 1
  const fixed = from.slice(0, Math.max(0, free - 1))
  const [low, high] = [from[free - 1] ?? '', to[free - 1] ?? '']
  const range = low === high ? low : `[${low}-${high}]`
  const rest = from.length - free
  return `${fixed}${free === 0 ? '' : range}${rest === 0 ? '' : `[0-9]{${rest}}`}`
}
