/** A person's YAML file of another kind than opsctl.yaml → its value, with every problem in one go. Pure. */
import type {z} from 'zod'

import type {Problem} from '../errors.js'
import {explainIssue} from './explain-issue.js'
import {atSpot, isMapValue, rootProblems, toProblems} from './found.js'
import {keyTreeOf} from './key-tree.js'
import type {KeyPath} from './path.js'
import {stripMark} from './read-text.js'
import {readYaml, spotKey} from './read-yaml.js'

/** What a file says. Without problems there is a value. */
export interface ParsedDocument<Value> {
  readonly value?: Value
  readonly problems: readonly Problem[]
}

/** Parses and judges a file by a schema whose keys are explained. `file` is the name that the problems carry. */
export function parseDocument<Schema extends z.ZodType>(
  schema: Schema,
  source: string,
  file: string,
): ParsedDocument<z.infer<Schema>> {
  const text = stripMark(source)
  const reading = readYaml(text)
  if (!isMapValue(reading.value)) return {problems: toProblems(rootProblems(reading), text, file)}
  const parsed = schema.safeParse(reading.value)
  const context = {
    raw: reading.value,
    tree: keyTreeOf(schema),
    written: (path: KeyPath) => reading.spots.get(spotKey(path))?.written,
  }
  const issues = (parsed.error?.issues ?? []).flatMap((issue) => explainIssue(issue, context))
  const found = [...reading.problems, ...issues.map((one) => atSpot(one, one.at, reading))]
  if (found.length > 0 || !parsed.success) return {problems: toProblems(found, text, file)}
  return {value: parsed.data, problems: []}
}
