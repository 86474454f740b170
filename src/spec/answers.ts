/** Answers as they are given on a command line or in a file → edits of opsctl.yaml. */
import {OpsError, type Problem} from '../errors.js'
import {initMessages} from '../messages/init.js'
import {type KeyNode, nodeAt} from './key-tree.js'
import {formatPath, type KeyPath, parsePath} from './path.js'
import {placeFinder} from './place.js'
import {stripMark} from './read-text.js'
import {readYaml} from './read-yaml.js'
import type {Edit} from './save-stack.js'

/** Reads `path=value`; the value is YAML, so `true`, `8081` and `[a, b]` mean what they mean in the file. */
export function parseSet(setting: string): Edit {
  const equals = setting.indexOf('=')
  const path = equals > 0 ? parsePath(setting.slice(0, equals)) : undefined
  // What follows the equals sign is not repeated: it might be a secret.
  if (!path) throw badSet(equals > 0 ? setting.slice(0, equals) : '')
  const written = setting.slice(equals + 1)
  return {path, value: typedValue(nodeAt(path), written, () => badSet(formatPath(path)))}
}

/** A value in the type that its key takes: text stays text, one item becomes a list of one. */
export function typedValue(node: KeyNode | undefined, written: string, error: () => Error): unknown {
  if (node && ['text', 'choice', 'size', 'duration'].includes(node.kind)) return unquoted(written)
  const reading = readYaml(written)
  if (reading.problems.length > 0) throw error()
  const value = reading.value ?? ''
  return node?.kind === 'list' && !Array.isArray(value) ? [value] : value
}

function unquoted(written: string): string {
  return /^(["']).*\1$/s.test(written) ? written.slice(1, -1) : written
}

/** Reads a file of answers: any part of opsctl.yaml, as YAML or JSON. */
export function parseAnswers(text: string, file: string): readonly Edit[] {
  const source = stripMark(text)
  const {value, problems} = readYaml(source)
  const place = placeFinder(source)
  const found: Problem[] = problems.map(({offset, message}) => ({file, ...place(offset), message}))
  if (found.length === 0 && !isMap(value)) found.push({file, message: initMessages.answersNotAMap})
  if (found.length > 0) {
    throw new OpsError({
      code: 'OPS_ANSWERS_INVALID',
      kind: 'usage',
      message: initMessages.answersInvalid(file),
      suggestions: [initMessages.answersHint],
      problems: found,
    })
  }

  return leaves(value, [])
}

function leaves(value: unknown, path: KeyPath): readonly Edit[] {
  if (!isMap(value) || Object.keys(value).length === 0) return path.length === 0 ? [] : [{path, value}]
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]))
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The present answers by dotted path, as the wizard's questions read them. */
export function flatAnswers(value: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(leaves(value, []).map((edit) => [formatPath(edit.path), edit.value]))
}

function badSet(path: string): OpsError {
  return new OpsError({
    code: 'OPS_SET_INVALID',
    kind: 'usage',
    message: initMessages.badSet(path),
    suggestions: [initMessages.setHint],
  })
}
