/** The date filter: ISO8601, UNIX and UNIX_MS, and patterns of Joda-Time. What it finds has milliseconds. */
import type {Event} from '../event.js'
import {Decimal, Timestamp, type Value} from '../values.js'
import type {Filter} from './filter.js'

/** Milliseconds since 1970, or undefined where the format doesn't fit. */
type Parser = (value: Value, now: Date) => number | undefined

const LATEST_SECOND = 2 ** 31 - 1

/** Reads a time. */
export const date: Filter = {
  options: {match: 'texts', target: 'text', timezone: 'text', locale: 'text', tag_on_failure: 'texts'},
  register(options) {
    const [field, ...formats] = options.texts('match')
    if (field === undefined || formats.length === 0) throw new Error('match takes a field and at least one format')
    if (options.text('timezone', 'UTC') !== 'UTC') throw new Error('another timezone than UTC is not modelled')
    if (options.text('locale', 'en') !== 'en') throw new Error('another locale than en is not modelled')
    const hasZone = options.has('timezone')
    const parsers = formats.map((format) => parserOf(format, hasZone))
    return (event, {now}) => {
      const value = event.get(field)
      if (value === undefined || value === null) return false
      for (const parse of parsers) {
        const found = parse(value, now)
        if (found === undefined || Number.isNaN(found)) continue
        setTime(event, options.text('target', '@timestamp'), found)
        return true
      }
      for (const tag of options.texts('tag_on_failure', ['_dateparsefailure'])) event.tag(tag)
      return false
    }
  },
}

function setTime(event: Event, target: string, time: number): void {
  event.set(target, new Timestamp(new Date(time).toISOString()))
}

function parserOf(format: string, hasZone: boolean): Parser {
  if (format === 'UNIX') return unixSeconds
  if (format === 'UNIX_MS') return unixMilliseconds
  if (/^TAI64N$/.test(format)) throw new Error('TAI64N is not modelled')
  // Without the option the zone of the machine counts, which no test can want.
  if (!hasZone) throw new Error(`${format} without timezone depends on the machine`)
  return format === 'ISO8601' ? iso8601 : joda(format)
}

const unixSeconds: Parser = (value) => {
  if (typeof value === 'string') {
    const [, seconds = '', fraction = ''] = /^(-?\d+)(?:\.(\d+))?$/.exec(value) ?? []
    const whole = seconds === '' ? Number.NaN : Number(seconds)
    return whole > LATEST_SECOND ? undefined : whole * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'))
  }
  const number = value instanceof Decimal ? value.value : typeof value === 'number' ? value : Number.NaN
  if (Math.trunc(number) > LATEST_SECOND) return undefined
  // Of a BigDecimal the digits are moved, of a float the product is cut off.
  const isBig = value instanceof Decimal && value.big
  return isBig ? unixSeconds(number.toFixed(9), new Date(0)) : Math.trunc(number * 1000)
}

const unixMilliseconds: Parser = (value) => {
  if (typeof value === 'string') return /^-?\d+$/.test(value) ? Number(value) : undefined
  if (value instanceof Decimal) return value.value > LATEST_SECOND * 1000 ? undefined : Math.trunc(value.value)
  return typeof value === 'number' ? value : undefined
}

/** `ISODateTimeFormat.dateTimeParser()`, and the three forms with a space. */
const iso8601: Parser = (value) => {
  if (typeof value !== 'string') return undefined
  const pattern =
    /^(\d{4})-(\d\d?)-(\d\d?)(?:T(?:(\d\d?)(?::(\d\d?)(?::(\d\d?)(?:[.,](\d+))?)?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/
  const spaced = /^(\d{4})-(\d\d?)-(\d\d?) (\d\d?):(\d\d?):(\d\d?)[.,](\d{1,3})(Z|[+-]\d\d:?\d\d)?$/
  const found = pattern.exec(value) ?? spaced.exec(value)
  if (!found) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = found
  return instant([year, month, day, hour, minute, second].map(Number), fraction, zone)
}

function instant(numbers: readonly number[], fraction: string, zone: string): number | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbers
  const time = new Date(
    Date.UTC(year, month - 1, day, hour, minute, second, Number(fraction.slice(0, 3).padEnd(3, '0'))),
  )
  const isReal =
    time.getUTCMonth() === month - 1 && time.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return isReal ? time.getTime() - offsetOf(zone) : undefined
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const letters: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MMM: `(?<name>${months.join('|')})`,
  MM: '(?<month>\\d\\d?)',
  dd: '(?<day>\\d\\d?)',
  d: '(?<day>\\d\\d?)',
  HH: '(?<hour>\\d\\d?)',
  mm: '(?<minute>\\d\\d?)',
  ss: '(?<second>\\d\\d?)',
  Z: '(?<zone>Z|[+-]\\d\\d:?\\d\\d)',
}

function joda(format: string): Parser {
  const pattern = format.replace(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z]/g, (part, quoted: string | undefined) => {
    if (/^S+$/.test(part)) return `(?<fraction>\\d{1,${part.length}})`
    if (/^[A-Za-z]/.test(part)) {
      if (letters[part] === undefined) throw new Error(`"${part}" in a format of a date is not modelled`)
      // Two numbers without a space between are cut by their widths.
      return letters[part]
    }
    return (quoted ?? part).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  })
  const regex = new RegExp(`^${pattern.replace('(?<month>\\d\\d?)(?<day>\\d\\d?)', '(?<month>\\d\\d)(?<day>\\d\\d)')}$`)
  return (value, now) => {
    const found = typeof value === 'string' ? regex.exec(value)?.groups : undefined
    if (!found) return undefined
    const month = found.name === undefined ? Number(found.month ?? 1) : months.indexOf(found.name) + 1
    const year = found.year === undefined ? guessYear(month, now) : Number(found.year)
    const rest = [found.day ?? 1, found.hour ?? 0, found.minute ?? 0, found.second ?? 0].map(Number)
    return instant([year, month, ...rest], found.fraction ?? '', found.zone ?? 'Z')
  }
}

/** A December seen in January is of the last year, and the other way round. */
function guessYear(month: number, now: Date): number {
  const [year, current] = [now.getUTCFullYear(), now.getUTCMonth() + 1]
  if (month === 12 && current === 1) return year - 1
  return month === 1 && current === 12 ? year + 1 : year
}
