/** Writes sizes and durations the way a person types them. */

const SIZES = [
  ['TiB', 1024 ** 2],
  ['GiB', 1024],
  ['MiB', 1],
  ['KiB', 1 / 1024],
] as const

const DURATIONS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
  ['ms', 0.001],
] as const

/** 1536 → `1536MiB`, 2048 → `2GiB`: the largest unit that gives a whole number. */
export function formatMiB(mib: number): string {
  return inUnit(mib, SIZES) ?? `${mib}MiB`
}

/** 90 → `90s`, 3600 → `1h`. */
export function formatSeconds(seconds: number): string {
  return inUnit(seconds, DURATIONS) ?? `${seconds}s`
}

function inUnit(amount: number, units: readonly (readonly [string, number])[]): string | undefined {
  for (const [unit, factor] of units) {
    const count = amount / factor
    if (count >= 1 && Math.abs(count - Math.round(count)) < 1e-9) return `${Math.round(count)}${unit}`
  }

  return undefined
}

const SIZE_LOOKS = /^(\d+(?:\.\d+)?)\s*([kmgt])?i?b?(?:ytes)?$/i
const DURATION_LOOKS = /^(\d+)\s*(ms|s|m|h|d|w|sec|min|hr)?(?:onds?|utes?|s|ours?|ays?|eeks?)?$/i
const DURATION_WORDS: Readonly<Record<string, string>> = {sec: 's', min: 'm', hr: 'h'}

/** What `512m`, `512Mi`, `1g` or `256` probably mean as a size. */
export function guessSize(written: string): string | undefined {
  const [, count, unit] = SIZE_LOOKS.exec(written) ?? []
  return count === undefined ? undefined : `${count}${(unit ?? 'm').toUpperCase()}iB`
}

/** What `5`, `5 minutes` or `1w` probably mean as a duration. */
export function guessDuration(written: string): string | undefined {
  const [, count, unit] = DURATION_LOOKS.exec(written) ?? []
  if (count === undefined) return undefined
  const short = (unit ?? 's').toLowerCase()
  if (short === 'w') return `${Number(count) * 7}d`
  return `${count}${DURATION_WORDS[short] ?? short}`
}
