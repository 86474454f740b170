/**
 * Reads files of Logstash's configuration language. Ours, for the evaluator; test/e2e/logs-pipeline.e2e.ts has every file
 * read by an independent parser of the grammar too.
 */

export type ConfigValue = string | number | readonly ConfigValue[] | readonly Pair[] | PluginStatement
export interface Pair {
  readonly key: string
  readonly value: ConfigValue
}

export interface PluginStatement {
  readonly plugin: string
  readonly options: readonly (Pair & {readonly line: number})[]
  readonly file: string
  readonly line: number
}

export interface IfStatement {
  readonly branches: readonly {readonly condition?: Condition; readonly body: readonly Statement[]}[]
  readonly file: string
  readonly line: number
}

export type Statement = PluginStatement | IfStatement

export type Operand =
  | {readonly field: string}
  | {readonly constant: string | number}
  | {readonly list: readonly Operand[]}
  | {readonly regex: string}

export type Condition =
  | {readonly op: 'and' | 'or'; readonly left: Condition; readonly right: Condition}
  | {readonly op: 'not'; readonly of: Condition}
  | {readonly op: 'truthy'; readonly of: Operand}
  | {readonly op: Comparison; readonly left: Operand; readonly right: Operand}

export const comparisons = ['==', '!=', '<=', '>=', '<', '>', '=~', '!~', 'in', 'not in'] as const
export type Comparison = (typeof comparisons)[number]

export interface Section {
  readonly section: 'input' | 'filter' | 'output'
  readonly body: readonly Statement[]
}

interface Cursor {
  readonly file: string
  readonly text: string
  at: number
}

/** A file that is not in the language, with its place. */
export class ConfigError extends Error {
  constructor(
    readonly file: string,
    readonly line: number,
    what: string,
  ) {
    super(`${file}:${line}: ${what}`)
  }
}

/** The sections of one file. */
export function parseConfig(file: string, text: string): readonly Section[] {
  const cursor: Cursor = {file, text, at: 0}
  const sections: Section[] = []
  skip(cursor)
  while (cursor.at < text.length) {
    const section = take(cursor, /(?:input|filter|output)\b/y, 'input, filter or output')[0] as Section['section']
    sections.push({section, body: readBody(cursor)})
  }
  return sections
}

function readBody(cursor: Cursor): readonly Statement[] {
  word(cursor, '{')
  const body: Statement[] = []
  while (!maybe(cursor, /\}/y)) body.push(/if\b/y.test(peek(cursor)) ? readIf(cursor) : readPlugin(cursor))
  return body
}

function readIf(cursor: Cursor): IfStatement {
  const line = lineOf(cursor)
  const branches: IfStatement['branches'][number][] = []
  word(cursor, 'if')
  branches.push({condition: readCondition(cursor), body: readBody(cursor)})
  while (maybe(cursor, /else\b/y)) {
    if (maybe(cursor, /if\b/y)) branches.push({condition: readCondition(cursor), body: readBody(cursor)})
    else {
      branches.push({body: readBody(cursor)})
      break
    }
  }
  return {branches, file: cursor.file, line}
}

function readPlugin(cursor: Cursor): PluginStatement {
  const line = lineOf(cursor)
  const plugin = take(cursor, /[A-Za-z0-9_-]+/y, 'a plugin')[0]
  const options: PluginStatement['options'][number][] = []
  word(cursor, '{')
  while (!maybe(cursor, /\}/y)) {
    const at = lineOf(cursor)
    const key = take(cursor, /[A-Za-z0-9_-]+/y, 'an option')[0]
    word(cursor, '=>')
    options.push({key, value: readValue(cursor), line: at})
  }
  return {plugin, options, file: cursor.file, line}
}

function readValue(cursor: Cursor): ConfigValue {
  if (maybe(cursor, /\[/y)) return readList(cursor, readValue)
  if (maybe(cursor, /\{/y)) return readHash(cursor)
  const text = maybeString(cursor)
  if (text !== undefined) return text
  const number = maybe(cursor, /-?\d+(?:\.\d*)?/y)
  if (number) return Number(number[0])
  if (/[A-Za-z0-9_-]+\s*\{/y.test(peek(cursor))) return readPlugin(cursor)
  return take(cursor, /[A-Za-z_][A-Za-z0-9_]+/y, 'a value')[0]
}

function readHash(cursor: Cursor): readonly Pair[] {
  const pairs: Pair[] = []
  while (!maybe(cursor, /\}/y)) {
    const key = maybeString(cursor) ?? take(cursor, /-?\d+(?:\.\d*)?|[A-Za-z_][A-Za-z0-9_]+/y, 'a key')[0]
    word(cursor, '=>')
    pairs.push({key, value: readValue(cursor)})
  }
  return pairs
}

function readList<T>(cursor: Cursor, read: (cursor: Cursor) => T): readonly T[] {
  const list: T[] = []
  if (maybe(cursor, /\]/y)) return list
  do list.push(read(cursor))
  while (maybe(cursor, /,/y))
  word(cursor, ']')
  return list
}

function readCondition(cursor: Cursor): Condition {
  let left = readConjunction(cursor)
  while (maybe(cursor, /or\b/y)) left = {op: 'or', left, right: readConjunction(cursor)}
  return left
}

function readConjunction(cursor: Cursor): Condition {
  let left = readTerm(cursor)
  while (maybe(cursor, /and\b/y)) left = {op: 'and', left, right: readTerm(cursor)}
  return left
}

function readTerm(cursor: Cursor): Condition {
  if (maybe(cursor, /!/y)) {
    const isGroup = /\(/y.test(peek(cursor))
    return {op: 'not', of: isGroup ? readTerm(cursor) : {op: 'truthy', of: readOperand(cursor)}}
  }
  if (maybe(cursor, /\(/y)) {
    const inner = readCondition(cursor)
    word(cursor, ')')
    return inner
  }
  const left = readOperand(cursor)
  const sign = maybe(cursor, /==|!=|<=|>=|=~|!~|<|>|in\b|not\s+in\b/y)
  if (!sign) return {op: 'truthy', of: left}
  return {op: sign[0].replace(/\s+/, ' ') as Comparison, left, right: readOperand(cursor)}
}

function readOperand(cursor: Cursor): Operand {
  const text = maybeString(cursor)
  if (text !== undefined) return {constant: text}
  const number = maybe(cursor, /-?\d+(?:\.\d*)?/y)
  if (number) return {constant: Number(number[0])}
  const regex = maybe(cursor, /\/((?:\\\/|[^/])*)\//y)
  if (regex) return {regex: regex[1] as string}
  const field = maybe(cursor, /(?:\[[^[\],]+\])+/y)
  if (field) return {field: field[0]}
  word(cursor, '[')
  return {list: readList(cursor, readOperand)}
}

/** No escapes: a backslash before the quote keeps it in the text, with the backslash. */
function maybeString(cursor: Cursor): string | undefined {
  const found = maybe(cursor, /"((?:\\"|[^"])*)"|'((?:\\'|[^'])*)'/y)
  return found && (found[1] ?? found[2])
}

function skip(cursor: Cursor): void {
  const space = /(?:\s|#[^\n]*)*/y
  space.lastIndex = cursor.at
  space.exec(cursor.text)
  cursor.at = space.lastIndex
}

function maybe(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  skip(cursor)
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)
  if (!found) return undefined
  cursor.at = pattern.lastIndex
  skip(cursor)
  return found
}

function take(cursor: Cursor, pattern: RegExp, what: string): RegExpExecArray {
  const found = maybe(cursor, pattern)
  if (found) return found
  throw new ConfigError(cursor.file, lineOf(cursor), `expected ${what} at "${peek(cursor).slice(0, 30)}"`)
}

function word(cursor: Cursor, wanted: string): void {
  take(cursor, new RegExp(wanted.replace(/[[\]{}()]/g, '\\$&'), 'y'), wanted)
}

function peek(cursor: Cursor): string {
  skip(cursor)
  return cursor.text.slice(cursor.at, cursor.at + 200)
}

function lineOf(cursor: Cursor): number {
  return cursor.text.slice(0, cursor.at).split('\n').length
}
