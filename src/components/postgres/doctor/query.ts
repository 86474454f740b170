/** A question to the server: its SQL, and the fact that its answer becomes. */
import {z} from 'zod'

import {defineFact, type FactKey} from '../../../doctor/facts.js'

/** What the session knows of the server before it asks, and may choose a statement by. */
export type Trait = 'from17' | 'until16' | 'pss_old' | 'pss_new'

export interface Query<T = unknown> extends FactKey<T> {
  /** For psql; prints the answer as one line of JSON. */
  readonly script: string
}

/** A statement that every supported server takes, or the first whose trait the server has. */
export type Statement = string | readonly {readonly if: Trait; readonly sql: string}[]

/** A question with one row as its answer; null when there is none. */
export function askOne<T>(name: string, schema: z.ZodType<T>, statement: Statement): Query<T> {
  return {
    ...defineFact(`postgres.${name}`, schema),
    script: toScript(statement, toScriptOf, 'null'),
  }
}

/** A question with many rows as its answer. */
export function askRows<T>(name: string, row: z.ZodType<T>, statement: Statement): Query<readonly T[]> {
  return {
    ...defineFact(`postgres.${name}`, z.array(row).readonly()),
    script: toScript(statement, (sql) => `SELECT coalesce(jsonb_agg(to_jsonb(q)), '[]') FROM (${sql}) q;`, '[]'),
  }
}

/** One row of a statement as JSON. */
export function toScriptOf(sql: string): string {
  return `SELECT to_jsonb(q) FROM (${sql}) q;`
}

function toScript(statement: Statement, wrap: (sql: string) => string, empty: string): string {
  if (typeof statement === 'string') return wrap(statement)
  const branches = statement.map(
    ({if: trait, sql}, index) => `\\${index === 0 ? 'if' : 'elif'} :${trait}\n${wrap(sql)}`,
  )
  return [...branches, `\\else\n\\echo '${empty}'`, '\\endif'].join('\n')
}
