/** Small filters: translate, fingerprint, drop, prune, truncate. */
import {createHash, randomUUID} from 'node:crypto'

import type {Event} from '../event.js'
import {rubyRegex} from '../ruby-regex.js'
import {rubyText, type Value} from '../values.js'
import type {Filter} from './filter.js'

/** A value of a dictionary. */
export const translate: Filter = {
  options: {
    source: 'text',
    target: 'text',
    dictionary: 'hash',
    fallback: 'text',
    override: 'flag',
    ...Object.fromEntries(
      [
        'field',
        'destination',
        'dictionary_path',
        'exact',
        'regex',
        'iterate_on',
        'refresh_interval',
        'refresh_behaviour',
      ].map((name) => [name, 'unmodelled' as const]),
    ),
  },
  register(options) {
    const source = options.text('source')
    if (source === undefined) throw new Error('source is missing')
    const target = options.text('target', source)
    const words = new Map(options.hash('dictionary').map(([key, [value = '']]) => [key, value]))
    const isOverriding = options.flag('override', source === target)
    return (event) => {
      const value = event.get(source)
      if (value === undefined || (!isOverriding && event.has(target))) return false
      const found = words.get(rubyText(Array.isArray(value) ? (value[0] ?? null) : value))
      const fallback = options.text('fallback')
      if (found !== undefined) event.set(target, found)
      else if (fallback !== undefined) event.set(target, event.format(fallback))
      else return source === target
      return true
    }
  },
}

const digests: Readonly<Record<string, string>> = {
  SHA1: 'sha1',
  SHA256: 'sha256',
  SHA384: 'sha384',
  SHA512: 'sha512',
  MD5: 'md5',
}

/** A digest of fields. */
export const fingerprint: Filter = {
  options: {
    source: 'texts',
    target: 'text',
    method: 'text',
    concatenate_sources: 'flag',
    key: 'unmodelled',
    base64encode: 'unmodelled',
  },
  register(options) {
    const [method, target] = [options.text('method', 'SHA1'), options.text('target')]
    const algorithm = digests[method]
    if (target === undefined) throw new Error('fingerprint without target is not modelled')
    if (algorithm === undefined && method !== 'UUID') throw new Error(`the method ${method} is not modelled`)
    const digest = (text: string) => (algorithm ? createHash(algorithm).update(text).digest('hex') : randomUUID())
    const sources = options.texts('source', ['message'])
    const isOne = options.flag('concatenate_sources', false) || method === 'UUID'
    return (event) => {
      const all = sources.toSorted().map((name) => `|${name}|${textOf(event, name)}`)
      if (isOne) event.set(target, digest(`${all.join('')}|`))
      else for (const name of sources) if (event.has(name)) event.set(target, digest(textOf(event, name)))
      return true
    }
  },
}

function textOf(event: Event, name: string): string {
  const value = event.get(name) ?? null
  if (value instanceof Map || Array.isArray(value)) throw new Error('a digest of a list or an object is not modelled')
  return rubyText(value)
}

/** Throws an event away. */
export const drop: Filter = {
  options: {percentage: 'unmodelled'},
  register: () => (event) => {
    event.isDropped = true
    return true
  },
}

/** Takes fields of the top level away by name. */
export const prune: Filter = {
  options: {
    whitelist_names: 'texts',
    blacklist_names: 'texts',
    interpolate: 'unmodelled',
    whitelist_values: 'unmodelled',
    blacklist_values: 'unmodelled',
  },
  register(options) {
    const [kept, taken] = [options.texts('whitelist_names'), options.texts('blacklist_names', ['%{[^}]+}'])]
    const matches = (names: readonly string[], name: string) => names.some((one) => name.search(rubyRegex(one)) >= 0)
    return (event) => {
      for (const name of [...event.fields.keys()]) {
        const isKept = !options.has('whitelist_names') || matches(kept, name)
        if (!isKept || matches(taken, name)) event.fields.delete(name)
      }
      return true
    }
  },
}

/** Cuts texts to a length in bytes. */
export const truncate: Filter = {
  options: {fields: 'texts', length_bytes: 'number'},
  register(options) {
    const longest = options.number('length_bytes', 0)
    if (!options.has('length_bytes')) throw new Error('length_bytes is missing')
    const cut = (value: Value): Value => {
      if (Array.isArray(value)) return value.map(cut)
      if (typeof value !== 'string' || Buffer.byteLength(value) <= longest) return value
      return Buffer.from(value)
        .subarray(0, longest)
        .toString('utf8')
        .replace(/\ufffd$/, '')
    }
    return (event) => {
      for (const name of options.has('fields') ? options.texts('fields') : [...event.fields.keys()]) {
        const value = event.get(name)
        if (value !== undefined) event.set(name, cut(value))
      }
      return true
    }
  },
}
