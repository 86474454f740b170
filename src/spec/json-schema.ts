/** The JSON schema of opsctl.yaml, for editors. It comes from the schema that judges the file, so the two agree. */
import {z} from 'zod'

import {stackSchema} from './stack.js'

/** Beside opsctl.yaml, named by its first line. */
export const SCHEMA_FILE = 'opsctl.schema.json'

/** The first line of opsctl.yaml: it tells editors where the schema is. */
export const SCHEMA_LINE = `# yaml-language-server: $schema=./${SCHEMA_FILE}`

/** Keys of our own metadata, and formats that no editor knows. */
const OWN_KEYS = ['explain', 'hostPort', 'minMiB', 'maxMiB', 'minS', 'maxS', 'shorthand'] as const
const OWN_FORMATS = new Set(['size', 'duration', 'safeint'])

/** Draft-07, of what a person writes: defaults not yet filled in, sizes and durations as text. */
export function stackJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(stackSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({jsonSchema}) => toStandardWords(jsonSchema),
  }) as Record<string, unknown>
  return {...schema, title: 'opsctl.yaml'}
}

/** Takes our own metadata out of one schema, in place. */
export function toStandardWords(jsonSchema: Record<string, unknown>): void {
  const {shorthand} = jsonSchema as {shorthand?: readonly string[]}
  for (const key of OWN_KEYS) delete jsonSchema[key]
  if (OWN_FORMATS.has(String(jsonSchema.format))) delete jsonSchema.format
  if (shorthand) allowShorthand(jsonSchema, shorthand)
}

/** A word may stand for the whole map, as in `logs: light`. */
function allowShorthand(jsonSchema: Record<string, unknown>, words: readonly string[]): void {
  const {description, default: fallback, ...map} = {...jsonSchema}
  for (const key of Object.keys(map)) delete jsonSchema[key]
  jsonSchema.anyOf = [map, {enum: [...words]}]
}

/** The schema as the text of a file. */
export function formatJsonSchema(): string {
  return `${JSON.stringify(stackJsonSchema(), null, 2)}\n`
}
