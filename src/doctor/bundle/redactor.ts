/**
 * Takes secrets out of texts before they touch a disk: known values in all their forms first, then what looks like one,
 * then the literals of SQL. The same value gets the same token everywhere in one bundle, and another one in the next.
 */
import {createHmac} from 'node:crypto'

import {maskPatterns} from '../../spec/mask-patterns.js'
import {formsOf} from './secret-forms.js'

export interface RedactorOptions {
  /** Every secret of the project by name. A name may occur more than once. */
  readonly secrets: readonly {readonly name: string; readonly value: string}[]
  /** Random, thrown away with the redactor: tokens can't be turned back by guessing. */
  readonly key: Uint8Array
  /** What is replaced beside secrets. Addresses are kept unless asked: without them nobody sees which node did what. */
  readonly also?: ReadonlySet<'ip' | 'host'>
  /** Names of this machine, for `host`. */
  readonly hosts?: readonly string[]
}

export type RedactionRule = 'known' | 'pattern' | 'sql' | 'ip' | 'host'

export interface Redactor {
  redact(file: string, text: string): string
  /** The same for each text in a document, so that none of its keys is taken for the name of a secret beside it. */
  redactDocument(file: string, value: unknown): unknown
  /** Replacements by file and rule. */
  counts(): Readonly<Record<string, Readonly<Partial<Record<RedactionRule, number>>>>>
  /** Names of the known secrets that a text still holds. */
  leaks(text: string): readonly string[]
}

const patterns = maskPatterns.map(({name, pattern}) => ({name, pattern: new RegExp(pattern, 'g')}))

/** Lines of a database's log that hold statements or values of rows. */
const SQL_LINE = /\b(?:statement|execute [^:]*|parse [^:]*|bind [^:]*|STATEMENT|QUERY|CONTEXT|DETAIL|HINT):\s/

const IPV4 = /\b(?!127\.0\.0\.1\b|0\.0\.0\.0\b)(?:\d{1,3}\.){3}\d{1,3}\b/g

export function createRedactor({secrets, key, also = new Set(), hosts = []}: RedactorOptions): Redactor {
  const forms = secrets
    .flatMap(({name, value}) => formsOf(value).map((form) => ({name, form, token: token('SECRET', value, key)})))
    .toSorted((a, b) => b.form.length - a.form.length)
  const counts: Record<string, Partial<Record<RedactionRule, number>>> = {}
  const count = (file: string, rule: RedactionRule, by = 1) => {
    const own = counts[file] ?? {}
    own[rule] = (own[rule] ?? 0) + by
    counts[file] = own
  }

  const redactKnown = (file: string, text: string) => {
    let clean = text
    for (const {form, token: word} of forms) {
      if (!clean.includes(form)) continue
      const parts = clean.split(form)
      count(file, 'known', parts.length - 1)
      clean = parts.join(word)
    }

    return clean
  }

  const redactPattern = (file: string, text: string, pattern: RegExp) =>
    text.replaceAll(pattern, (match: string, kept: string) => {
      const rest = match.slice(kept.length)
      if (/^(?:SECRET|VALUE)_[0-9a-f]{6}@?$/.test(rest) || rest === '[hidden]') return match
      count(file, 'pattern')
      // What closes the match, as the @ of an address, is no part of the value.
      return `${kept}${token('VALUE', rest, key)}${rest.endsWith('@') ? '@' : ''}`
    })

  const replace = (file: string, rule: RedactionRule, text: string, pattern: RegExp, by: (match: string) => string) =>
    text.replaceAll(pattern, (match) => {
      count(file, rule)
      return by(match)
    })

  const redactor: Redactor = {
    redactDocument: (file, value) => mapTexts(value, (text) => redactor.redact(file, text)),
    redact(file, text) {
      let clean = redactKnown(file, text)
      for (const {name, pattern} of patterns) {
        // A key of a configuration that is called `secrets` ends its line; only a private key goes on in the next one.
        const each = name === 'private-key' ? [clean] : clean.split('\n')
        clean = each.map((part) => redactPattern(file, part, pattern)).join('\n')
      }

      clean = clean
        .split('\n')
        .map((line) => (SQL_LINE.test(line) ? withoutLiterals(line, () => count(file, 'sql')) : line))
        .join('\n')
      if (also.has('ip')) clean = replace(file, 'ip', clean, IPV4, (match) => token('IP', match, key))
      if (also.has('host')) {
        for (const host of hosts) {
          clean = replace(file, 'host', clean, new RegExp(literally(host), 'g'), () => token('HOST', host, key))
        }
      }

      return clean
    },
    counts: () => counts,
    leaks: (text) => [...new Set(forms.filter(({form}) => text.includes(form)).map(({name}) => name))],
  }
  return redactor
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), mapTexts(item, change)]))
}

/** A line of a log with the literals of its statement taken out: names of tables stay, values of rows go. */
function withoutLiterals(line: string, onChange: () => void): string {
  const [marker] = SQL_LINE.exec(line) ?? ['']
  const at = line.indexOf(marker) + marker.length
  const statement = line.slice(at)
  const clean = statement
    .replaceAll(/=\(.*?\)/g, '=(?)')
    .replaceAll(/\$(\w*)\$.*?\$\1\$/g, '?')
    .replaceAll(/'(?:[^']|'')*'?/g, '?')
    .replaceAll(/(?<![\w$])\d+(?:\.\d+)?/g, '?')
  if (clean !== statement) onChange()
  return line.slice(0, at) + clean
}

function token(kind: string, value: string, key: Uint8Array): string {
  return `${kind}_${createHmac('sha256', key).update(value).digest('hex').slice(0, 6)}`
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
