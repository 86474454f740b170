/** Durations, rates, sizes and counts, as a person types them and as they are read. */
import {OpsError} from '../errors.js'
import {benchHttpMessages as say} from '../messages/bench-http.js'
import {type Text, verbatim} from '../text.js'

const SECONDS = {ms: 0.001, s: 1, m: 60, h: 3600} as const
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/
const RATE = /^(\d+(?:\.\d+)?)(k)?(?:\/s)?$/
const SHARE = /^(\d+(?:\.\d+)?)(%)?$/
const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const
const US_PER_MS = 1000
const US_PER_S = 1_000_000

/** A duration as `20s`, `500ms` or `2m`, in seconds; 0 is one. Throws OPS_FLAG_DURATION. */
export function parseDuration(written: string, flag: string): number {
  const [, count, unit] = DURATION.exec(written) ?? []
  if (count !== undefined) return Number(count) * SECONDS[unit as keyof typeof SECONDS]
  throw badDuration(say.badDuration(flag, written), flag)
}

/** The same for what must last: 0 is refused. */
export function parseSpan(written: string, flag: string): number {
  const seconds = parseDuration(written, flag)
  if (seconds > 0) return seconds
  throw badDuration(say.noTime(flag), flag)
}

function badDuration(message: Text, flag: string): OpsError {
  return new OpsError({
    code: 'OPS_FLAG_DURATION',
    kind: 'usage',
    message,
    suggestions: [verbatim(`--${flag} 20s`)],
  })
}

/** A rate as `500`, `500/s` or `2k`, in requests per second, above 0. Throws OPS_FLAG_RATE. */
export function parseRate(written: string, flag: string): number {
  const [, count, kilo] = RATE.exec(written) ?? []
  const rate = Number(count) * (kilo ? 1000 : 1)
  if (rate > 0) return rate
  throw new OpsError({
    code: 'OPS_FLAG_RATE',
    kind: 'usage',
    message: say.badRate(flag, written),
    suggestions: [verbatim(`--${flag} 500`)],
  })
}

/** A share as `5%` or `0.05`, above 0 and up to 1. Throws OPS_FLAG_SHARE. */
export function parseShare(written: string, flag: string): number {
  const [, count, percent] = SHARE.exec(written) ?? []
  const share = Number(count) / (percent ? 100 : 1)
  if (share > 0 && share <= 1) return share
  throw new OpsError({
    code: 'OPS_FLAG_SHARE',
    kind: 'usage',
    message: say.badShare(flag, written),
    suggestions: [verbatim(`--${flag} 5%`)],
  })
}

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

/** Three digits that count, without noughts at the end. */
function digits(value: number): string {
  if (value === 0) return '0'
  const places = Math.max(0, 2 - Math.floor(Math.log10(value)))
  return String(Number(value.toFixed(Math.min(places, 4))))
}
