/** Durations, rates, sizes and counts, as a person reads them. */
const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const
const US_PER_MS = 1000
const US_PER_S = 1_000_000

/** µs in the unit that reads best, with three digits that count: `42 µs`, `1.84 ms`, `2.05 s`. */
export function formatUs(us: number): string {
  if (us < 99.95) return `${digits(us)} µs`
  if (us < 999_500) return `${digits(us / US_PER_MS)} ms`
  return `${digits(us / US_PER_S)} s`
}

/** A number per second: `0.5/s`, `98.7/s`, `12,345/s`. */
export function formatRate(perSecond: number): string {
  return `${perSecond < 99.95 ? digits(perSecond) : Math.round(perSecond).toLocaleString('en-US')}/s`
}

/** Bytes with a binary unit and at most one decimal. */
export function formatBytes(bytes: number): string {
  let rest = bytes
  let unit = 0
  while (rest >= 1024 && unit < SIZES.length - 1) {
    rest /= 1024
    unit += 1
  }

  return `${unit === 0 || rest >= 100 ? Math.round(rest) : Math.round(rest * 10) / 10} ${SIZES[unit]}`
}

/** A whole number with its thousands apart. */
export function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** A share of one as a percentage with as many digits as tell something; all is said of nothing less. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent > 99 && percent < 100) return `${Math.floor(percent * 100) / 100} %`
  if (percent === 0 || percent >= 10) return `${Math.round(percent)} %`
  return `${percent < 0.01 ? '<0.01' : Number(percent.toPrecision(2))} %`
}

/** A moment in UTC, seconds at the finest. */
export function formatMoment(time: string): string {
  return time.slice(0, 19).replace('T', ' ')
}

/** The time since a moment, in its largest unit. */
export function formatSpan(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

/** Three digits that count, without noughts at the end. */
function digits(value: number): string {
  if (value === 0) return '0'
  const places = Math.max(0, 2 - Math.floor(Math.log10(value)))
  return String(Number(value.toFixed(Math.min(places, 4))))
}
