/** Facts as doctor gathered them from a real PostgreSQL 18, its clock set back to the time of fixtures. */
import {readFileSync} from 'node:fs'

type Facts = Readonly<Record<string, unknown>>

function read(name: string): Facts {
  return JSON.parse(readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8')) as Facts
}

/** A new stack that is well. */
export const wellFacts = read('healthy')
/** A chain of locks, forgotten transactions, a slot nobody reads, settings changed by hand, an invalid index, dead rows. */
export const sickFacts = read('sick')
/** The app's password is another one, and the extension is gone. */
export const refusedFacts = read('refused')
/** Every slot is used by sessions of an app. */
export const fullFacts = read('full')
/** Twenty-two statements of a quarter of a second. */
export const slowFacts = read('slow')

/** Facts with one of them changed. */
export function changed<T extends object>(
  facts: Facts,
  name: string,
  change: Partial<T> | ((value: T) => unknown),
): Facts {
  const value = facts[name] as T
  return {...facts, [name]: typeof change === 'function' ? change(value) : {...value, ...change}}
}

/** Settings with other values. */
export function withSettings(facts: Facts, values: Readonly<Record<string, string>>): Facts {
  type Rows = readonly {readonly name: string}[]
  return changed<Rows>(facts, 'postgres.settings', (rows) =>
    rows.map((row) =>
      values[row.name] === undefined ? row : {...row, value: values[row.name], shown: values[row.name]},
    ),
  )
}
