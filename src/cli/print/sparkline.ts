/** Figures in a row as a drawing of one line. */

const BLOCKS = '▁▂▃▄▅▆▇█'
const PLAIN = '_.-=+*#@'

/** One sign per value, 0 to the highest; values are thinned to `width` by their highest, since it is peaks that matter. */
export function formatSparkline(values: readonly number[], {width, isPlain = false}: SparklineOptions): string {
  const count = Math.min(width, values.length)
  const columns = Array.from({length: count}, (_, index) =>
    Math.max(
      ...values.slice(Math.floor((index * values.length) / count), Math.floor(((index + 1) * values.length) / count)),
    ),
  )
  const most = Math.max(...columns)
  const signs = isPlain ? PLAIN : BLOCKS
  return columns.map((value) => signs[most > 0 ? Math.round((value / most) * (signs.length - 1)) : 0]).join('')
}

export interface SparklineOptions {
  readonly width: number
  /** Signs of ASCII alone. */
  readonly isPlain?: boolean
}

/** Whether the terminal can't be trusted with more than ASCII: a Linux console, or a locale that names another encoding. */
export function needsPlainSigns(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || ''
  const [, encoding = 'utf-8'] = locale.split('.')
  return env.TERM === 'linux' || env.TERM === 'dumb' || !/^utf-?8/i.test(encoding)
}
