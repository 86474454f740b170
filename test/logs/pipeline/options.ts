/** Options of a filter: what it may have, each of the type it takes. An option that is not known is an error. */
import {ConfigError, type ConfigValue, type Pair, type PluginStatement} from './parse-config.js'

/** Type of an option's value. `unmodelled` is one that Logstash has and this evaluator does not follow. */
export type OptionType = 'text' | 'texts' | 'number' | 'flag' | 'hash' | 'unmodelled'
export type OptionTypes = Readonly<Record<string, OptionType>>

/** What every filter takes. */
export const commonOptions: OptionTypes = {
  id: 'text',
  add_field: 'hash',
  remove_field: 'texts',
  add_tag: 'texts',
  remove_tag: 'texts',
  enable_metric: 'flag',
  periodic_flush: 'unmodelled',
}

/** The options of one filter in the file. */
export class Options {
  constructor(private readonly given: ReadonlyMap<string, ConfigValue>) {}

  has(name: string): boolean {
    return this.given.has(name)
  }

  text(name: string): string | undefined
  text(name: string, otherwise: string): string
  text(name: string, otherwise?: string): string | undefined {
    const value = this.given.get(name)
    return value === undefined ? otherwise : String(value)
  }

  number(name: string, otherwise: number): number {
    return Number(this.given.get(name) ?? otherwise)
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.given.get(name)
    return value === undefined ? otherwise : String(value) === 'true'
  }

  texts(name: string, otherwise: readonly string[] = []): readonly string[] {
    const value = this.given.get(name)
    if (value === undefined) return otherwise
    return Array.isArray(value) ? value.map(String) : [String(value)]
  }

  /** Keys in the order of the file; a value that is a list stays one. */
  hash(name: string): readonly (readonly [string, readonly string[]])[] {
    const pairs = (this.given.get(name) ?? []) as readonly Pair[]
    return pairs.map(({key, value}) => [key, Array.isArray(value) ? value.map(String) : [String(value)]])
  }
}

/** Checks names and types, and throws with file and line. */
export function readOptions(statement: PluginStatement, own: OptionTypes): Options {
  const types = {...commonOptions, ...own}
  const given = new Map<string, ConfigValue>()
  for (const {key, value, line} of statement.options) {
    const type = types[key]
    const fail = (what: string) => new ConfigError(statement.file, line, `${statement.plugin}: ${what}`)
    if (type === undefined) throw fail(`no option "${key}"`)
    if (type === 'unmodelled') throw fail(`option "${key}" is not modelled`)
    if (given.has(key)) throw fail(`option "${key}" is given twice`)
    if (!fits(value, type)) throw fail(`option "${key}" takes ${type}`)
    given.set(key, value)
  }
  return new Options(given)
}

function fits(value: ConfigValue, type: OptionType): boolean {
  if (type === 'number') return typeof value === 'number'
  if (type === 'flag') return value === 'true' || value === 'false'
  const isPair = (one: unknown) => typeof one === 'object' && one !== null && 'key' in one
  if (type === 'hash') return Array.isArray(value) && value.every(isPair)
  const isText = (one: unknown) => typeof one === 'string' || typeof one === 'number'
  return type === 'texts' ? isText(value) || (Array.isArray(value) && value.every(isText)) : isText(value)
}
