/** Filters that take a text apart: json, kv, dissect, grok. */
import type {Event} from '../event.js'
import type {Options} from '../options.js'
import {readJson} from '../read-json.js'
import {Decimal, type Hash, rubyText, type Value} from '../values.js'
import type {Filter} from './filter.js'

/** An object of JSON. */
export const json: Filter = {
  options: {source: 'text', target: 'text', tag_on_failure: 'texts', skip_on_invalid_json: 'flag'},
  register(options) {
    const [source, target] = [options.text('source'), options.text('target')]
    if (source === undefined) throw new Error('source is missing')
    if (target === undefined) throw new Error('json without target is not modelled')
    return (event) => {
      const text = event.get(source)
      if (text === undefined || text === null) return false
      try {
        event.set(target, readJson(rubyText(text)))
        return true
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
        if (options.flag('skip_on_invalid_json', false)) return false
        for (const tag of options.texts('tag_on_failure', ['_jsonparsefailure'])) event.tag(tag)
        return false
      }
    }
  },
}

const escapeClass = (text: string) => text.replace(/[\\\]^-]/g, '\\$&')
/** `unquoted_capture_until_charclass` of the plugin. */
const until = (chars: string) => `((?:\\\\[^\\n]|[^${escapeClass(chars)}])+)`
const quoted = (open: string, close = open) => `\\${open}${until(close)}?\\${close}`

/** Pairs of key and value. */
export const kv: Filter = {
  options: {
    source: 'text',
    target: 'text',
    field_split: 'text',
    value_split: 'text',
    whitespace: 'text',
    include_brackets: 'flag',
    include_keys: 'texts',
    exclude_keys: 'texts',
    allow_empty_values: 'flag',
    prefix: 'text',
    tag_on_failure: 'texts',
    timeout_millis: 'number',
    tag_on_timeout: 'text',
    ...Object.fromEntries(
      [
        'field_split_pattern',
        'value_split_pattern',
        'trim_value',
        'trim_key',
        'remove_char_value',
        'remove_char_key',
        'transform_value',
        'transform_key',
        'default_keys',
        'allow_duplicate_values',
        'recursive',
      ].map((name) => [name, 'unmodelled' as const]),
    ),
  },
  register(options) {
    const pattern = kvPattern(options)
    const target = options.text('target')
    if (target === undefined) throw new Error('kv without target is not modelled')
    return (event) => {
      const text = event.get(options.text('source', 'message'))
      const pairs = typeof text === 'string' ? readPairs(text, pattern, options) : new Map()
      if (pairs.size === 0) return false
      event.set(target, pairs)
      return true
    }
  },
}

function kvPattern(options: Options): RegExp {
  const [field, value] = [options.text('field_split', ' '), options.text('value_split', '=')]
  const split =
    options.text('whitespace', 'lenient') === 'lenient' ? ` *[${escapeClass(value)}] *` : `[${escapeClass(value)}]`
  const brackets = options.flag('include_brackets', true) ? [quoted('(', ')'), quoted('[', ']'), quoted('<', '>')] : []
  const values = [quoted('"'), quoted("'"), ...brackets, until(field)]
  return new RegExp(`${until(value + field)}${split}(?:${values.join('|')})?(?:[${escapeClass(field)}]|$)`, 'gm')
}

function readPairs(text: string, pattern: RegExp, options: Options): Hash {
  const pairs: Hash = new Map()
  const [only, never] = [options.texts('include_keys'), options.texts('exclude_keys')]
  for (const [, name = '', ...candidates] of text.matchAll(pattern)) {
    const value = candidates.find((one) => one !== undefined) ?? ''
    if (value === '' && !options.flag('allow_empty_values', false)) continue
    if ((only.length > 0 && !only.includes(name)) || never.includes(name)) continue
    const key = `${options.text('prefix', '')}${name}`
    const before = pairs.get(key)
    pairs.set(key, before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value])
  }
  return pairs
}

/** Fields between fixed texts. */
export const dissect: Filter = {
  options: {mapping: 'hash', tag_on_failure: 'texts', convert_datatype: 'unmodelled'},
  register(options) {
    const mappings = options.hash('mapping').map(([field, [template = '']]) => ({field, ...dissector(template)}))
    return (event) => {
      const isMatch = mappings.every(({field, pattern, names}) => {
        const value = event.get(field)
        const found = typeof value === 'string' ? pattern.exec(value) : null
        for (const [index, name] of names.entries())
          if (found && name !== '') event.set(name, found[index + 1] as string)
        return found !== null
      })
      if (!isMatch) for (const tag of options.texts('tag_on_failure', ['_dissectfailure'])) event.tag(tag)
      return isMatch
    }
  },
}

function dissector(template: string): {pattern: RegExp; names: readonly string[]} {
  const names: string[] = []
  const pattern = template.replace(/%\{([^}]*)\}|[^%]+|%/g, (part, name: string | undefined) => {
    if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    if (/[+&]|->|\/\d/.test(name)) throw new Error(`%{${name}} of dissect is not modelled`)
    names.push(name.startsWith('?') ? '' : name)
    return '([\\s\\S]*?)'
  })
  return {pattern: new RegExp(`^${pattern}$`), names}
}

/** Patterns by name; matched by the real engine. */
export const grok: Filter = {
  options: {
    match: 'hash',
    pattern_definitions: 'hash',
    overwrite: 'texts',
    tag_on_failure: 'texts',
    break_on_match: 'unmodelled',
    keep_empty_captures: 'unmodelled',
    named_captures_only: 'unmodelled',
    patterns_dir: 'unmodelled',
    patterns_files_glob: 'unmodelled',
    target: 'unmodelled',
    timeout_millis: 'number',
    timeout_scope: 'text',
    tag_on_timeout: 'text',
  },
  register(options) {
    const extra = Object.fromEntries(options.hash('pattern_definitions').map(([name, [text = '']]) => [name, text]))
    const overwrite = options.texts('overwrite')
    return async (event, {grok: engine}) => {
      for (const [field, patterns] of options.hash('match')) {
        const input = event.get(field)
        if (Array.isArray(input)) throw new Error('grok on a list is not modelled')
        // What is absent is an empty text here.
        const found = await engine.match(patterns, input === undefined ? '' : rubyText(input), extra)
        if (!found) continue
        for (const [name, value] of Object.entries(found)) capture(event, name, value, overwrite.includes(name))
        return true
      }
      for (const tag of options.texts('tag_on_failure', ['_grokparsefailure'])) event.tag(tag)
      return false
    }
  },
}

function capture(event: Event, name: string, found: unknown, isOverwritten: boolean): void {
  for (const one of Array.isArray(found) ? found : [found]) {
    if (one === null || one === '') continue
    const value: Value = typeof one === 'number' && !Number.isInteger(one) ? new Decimal(one) : (one as Value)
    const before = event.get(name)
    if (isOverwritten || before === undefined || before === null) event.set(name, value)
    else if (Array.isArray(before)) event.set(name, [...before, value])
    else if (typeof before === 'string') event.set(name, [before, value])
  }
}
