/** The mutate filter: its operations come in an order of its own, whatever the file says. */
import {type Event, FieldError} from '../event.js'
import type {Options} from '../options.js'
import {rubyGsub, rubyRegex} from '../ruby-regex.js'
import {clone, Decimal, rubyText, Timestamp, type Value} from '../values.js'
import type {Filter} from './filter.js'

type Operation = (event: Event, options: Options) => void

const hashOperations = ['coerce', 'rename', 'update', 'replace', 'convert', 'split', 'join', 'merge', 'copy'] as const
const listOperations = ['gsub', 'uppercase', 'capitalize', 'lowercase', 'strip'] as const

/** As in `filter` of logstash-filter-mutate. */
const order = [
  'coerce',
  'rename',
  'update',
  'replace',
  'convert',
  'gsub',
  'uppercase',
  'capitalize',
  'lowercase',
  'strip',
  'split',
  'join',
  'merge',
  'copy',
] as const

/** Changes fields. A failure ends the filter and tags the event. */
export const mutate: Filter = {
  options: {
    tag_on_failure: 'text',
    ...Object.fromEntries(hashOperations.map((name) => [name, 'hash' as const])),
    ...Object.fromEntries(listOperations.map((name) => [name, 'texts' as const])),
  },
  register(options) {
    for (const [, [type]] of options.hash('convert')) converter(type as string)
    if (options.texts('gsub').length % 3 !== 0) throw new Error('gsub takes three texts for each change')
    for (const [at, needle] of options.texts('gsub').entries()) if (at % 3 === 1) rubyRegex(needle)
    const done = order.filter((name) => options.has(name))
    return (event) => {
      try {
        for (const name of done) operations[name](event, options)
        return true
      } catch (error) {
        if (!(error instanceof FieldError || error instanceof ConversionError)) throw error
        event.tag(options.text('tag_on_failure', '_mutate_error'))
        return false
      }
    }
  },
}

class ConversionError extends Error {}

const operations: Record<(typeof order)[number], Operation> = {
  coerce: (event, options) => {
    for (const [field, [value = '']] of options.hash('coerce')) {
      if (event.get(field) === null) event.set(field, event.format(value))
    }
  },
  rename: (event, options) => {
    for (const [from, [to = '']] of options.hash('rename')) {
      const [old, next] = [event.format(from), event.format(to)]
      if (event.has(old)) event.set(next, event.remove(old) as Value)
    }
  },
  update: (event, options) => {
    for (const [field, [value = '']] of options.hash('update')) {
      if (event.has(field)) event.set(field, event.format(value))
    }
  },
  replace: (event, options) => {
    for (const [field, [value = '']] of options.hash('replace')) event.set(field, event.format(value))
  },
  convert: (event, options) => {
    for (const [field, [type = '']] of options.hash('convert')) convert(event, field, converter(type))
  },
  gsub: (event, options) => {
    const texts = options.texts('gsub')
    for (let at = 0; at < texts.length; at += 3) gsub(event, texts.slice(at, at + 3) as [string, string, string])
  },
  uppercase: (event, options) => changeTexts(event, options.texts('uppercase'), (text) => text.toUpperCase()),
  capitalize: (event, options) =>
    changeTexts(
      event,
      options.texts('capitalize'),
      (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
    ),
  lowercase: (event, options) => changeTexts(event, options.texts('lowercase'), (text) => text.toLowerCase()),
  strip: (event, options) =>
    changeTexts(event, options.texts('strip'), (text) => text.replace(/^[\0\t\n\v\f\r ]+|[\0\t\n\v\f\r ]+$/g, '')),
  split: (event, options) => {
    for (const [field, [separator = '']] of options.hash('split')) {
      const value = event.get(field)
      // Ruby leaves empty parts at the end out.
      if (typeof value === 'string') event.set(field, value.split(separator).join('\0').replace(/\0+$/, '').split('\0'))
    }
  },
  join: (event, options) => {
    for (const [field, [separator = '']] of options.hash('join')) {
      const value = event.get(field)
      if (Array.isArray(value)) event.set(field, value.map(rubyText).join(separator))
    }
  },
  merge: (event, options) => {
    for (const [field, added] of options.hash('merge')) for (const from of added) merge(event, field, from)
  },
  copy: (event, options) => {
    for (const [from, [to = '']] of options.hash('copy')) {
      const value = event.get(from)
      if (value !== undefined && value !== null) event.set(to, clone(value))
    }
  },
}

function merge(event: Event, field: string, from: string): void {
  const [into, added] = [event.get(field) ?? null, event.get(from) ?? null]
  if (into instanceof Map !== added instanceof Map) return
  if (into instanceof Map && added instanceof Map) {
    event.set(field, new Map([...into, ...added]))
    return
  }
  const list = (value: Value) => (Array.isArray(value) ? value : value === null ? [] : [value])
  event.set(field, [...list(into), ...list(added)])
}

function gsub(event: Event, [field, needle, replacement]: [string, string, string]): void {
  const pattern = rubyRegex(needle.includes('%{') ? event.format(needle) : needle)
  const change = (value: Value) =>
    typeof value === 'string' ? rubyGsub(value, pattern, event.format(replacement)) : value
  const value = event.get(field)
  if (typeof value === 'string') event.set(field, change(value))
  else if (Array.isArray(value)) event.set(field, value.map(change))
}

function changeTexts(event: Event, fields: readonly string[], change: (text: string) => string): void {
  for (const field of fields) {
    const value = event.get(field)
    if (typeof value === 'string') event.set(field, change(value))
    else if (Array.isArray(value))
      event.set(
        field,
        value.map((one) => (typeof one === 'string' ? change(one) : one)),
      )
  }
}

function convert(event: Event, field: string, change: (value: Value) => Value): void {
  const value = event.get(field)
  if (value === undefined || value === null || value instanceof Map) return
  event.set(field, Array.isArray(value) ? value.map((one) => (one === null ? one : change(one))) : change(value))
}

function converter(type: string): (value: Value) => Value {
  const found = {string: rubyText, integer: toInteger, float: toFloat, boolean: toBoolean}[type]
  if (!found) throw new Error(`convert to ${type} is not modelled`)
  return found
}

/** Strict since Logstash 8.14: a text that is no number is an error. */
function numberOf(value: Value): number {
  if (value instanceof Decimal) return value.value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  const text = typeof value === 'string' ? value.trim().replaceAll(',', '') : ''
  if (!/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) throw new ConversionError(`invalid value: ${text}`)
  return Number(text)
}

function toInteger(value: Value): Value {
  if (value instanceof Timestamp) throw new ConversionError('a time is no integer')
  if (typeof value === 'bigint') return value
  const text = typeof value === 'string' ? value.trim().replaceAll(',', '') : ''
  if (/^[+-]?\d{16,}$/.test(text)) return BigInt(text)
  return Math.trunc(numberOf(value))
}

function toFloat(value: Value): Value {
  return new Decimal(numberOf(value))
}

function toBoolean(value: Value): Value {
  const text = rubyText(value)
  if (/^(true|t|yes|y|1|1\.0)$/im.test(text)) return true
  return text === '' || /^(false|f|no|n|0|0\.0)$/im.test(text) ? false : value
}
