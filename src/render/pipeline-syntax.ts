/** Reads a pipeline of Logstash by its own grammar: a tree, or the first thing that does not fit, with its place. Pure. */
import {overlayPipelineMessages as say} from '../messages/overlay-pipeline.js'
import {expected, fail, isAt, type PipelineFault, type Place, skip, take, want} from './pipeline-place.js'

/** A value of an option. `at` is the offset of its first character; of a text, that of its first quote. */
export type PipelineValue =
  | {readonly kind: 'text'; readonly at: number; readonly text: string}
  | {readonly kind: 'word'; readonly at: number; readonly text: string}
  | {readonly kind: 'list'; readonly at: number; readonly items: readonly PipelineValue[]}
  | {
      readonly kind: 'hash'
      readonly at: number
      readonly entries: readonly {readonly key: PipelineValue; readonly value: PipelineValue}[]
    }
  | {readonly kind: 'plugin'; readonly at: number; readonly plugin: PipelinePlugin}

export interface PipelinePlugin {
  readonly section: string
  readonly name: string
  readonly at: number
  readonly options: readonly {readonly name: string; readonly value: PipelineValue}[]
}

/** What a judge of a pipeline looks at. */
export interface Pipeline {
  readonly plugins: readonly PipelinePlugin[]
  /** Expressions in conditions. */
  readonly regexes: readonly {readonly at: number; readonly text: string}[]
}

interface Reader extends Place {
  section: string
  readonly plugins: PipelinePlugin[]
  readonly regexes: {at: number; text: string}[]
}

const NAME = /[A-Za-z0-9_-]+/y
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y
const NUMBER = /-?\d+(?:\.\d*)?/y
const TEXT = /"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'/y
const REGEX = /\/(?:\\\/|[^/\n])*\//y
const SELECTOR = /(?:\[[^\],[]+\])+/y
const COMPARE = /==|!=|<=|>=|<|>/y
const OPERATOR = /and\b|or\b|xor\b|nand\b/y

/** The pipeline in a text. */
export function readPipeline(text: string): Pipeline | {readonly fault: PipelineFault} {
  const reader: Reader = {text, at: 0, section: '', plugins: [], regexes: []}
  try {
    skip(reader)
    while (reader.at < text.length) readSection(reader)
    return {plugins: reader.plugins, regexes: reader.regexes}
  } catch (error) {
    if (error instanceof Error && 'fault' in error) return {fault: error.fault as PipelineFault}
    throw error
  }
}

function readSection(reader: Reader): void {
  const start = reader.at
  const name = take(reader, NAME)
  if (name !== 'input' && name !== 'filter' && name !== 'output') {
    reader.at = start
    expected(reader, say.section)
  }

  reader.section = name
  skip(reader)
  readBlock(reader, start, name)
}

function readBlock(reader: Reader, start: number, owner: string): void {
  want(reader, '{')
  while (!isAt(reader, '}')) {
    if (reader.at >= reader.text.length) fail(start, say.openSection(owner))
    readStatement(reader)
  }
  want(reader, '}')
}

function readStatement(reader: Reader): void {
  const start = reader.at
  const name = take(reader, NAME)
  if (name === undefined || name === 'else') {
    reader.at = start
    expected(reader, say.plugin)
  }

  if (name !== 'if') {
    reader.plugins.push(readPlugin(reader, name, start))
    return
  }

  skip(reader)
  readCondition(reader)
  readBlock(reader, start, 'if')
  readElse(reader)
}

function readElse(reader: Reader): void {
  const start = reader.at
  const word = take(reader, WORD)
  if (word !== 'else') {
    reader.at = start
    return
  }

  skip(reader)
  const next = reader.at
  if (take(reader, WORD) !== 'if') {
    reader.at = next
    readBlock(reader, start, 'else')
    return
  }

  skip(reader)
  readCondition(reader)
  readBlock(reader, start, 'else if')
  readElse(reader)
}

function readPlugin(reader: Reader, name: string, at: number): PipelinePlugin {
  skip(reader)
  want(reader, '{')
  const options: {name: string; value: PipelineValue}[] = []
  while (!isAt(reader, '}')) {
    if (reader.at >= reader.text.length) fail(at, say.openSection(name))
    const option = take(reader, NAME) ?? take(reader, TEXT)?.slice(1, -1)
    if (option === undefined) expected(reader, say.option)
    skip(reader)
    want(reader, '=>')
    options.push({name: option, value: readValue(reader)})
  }
  want(reader, '}')
  return {section: reader.section, name, at, options}
}

function readValue(reader: Reader): PipelineValue {
  const at = reader.at
  if (isAt(reader, '[')) return readList(reader, at)
  if (isAt(reader, '{')) return readHash(reader, at)
  const scalar = readScalar(reader)
  if (!scalar) expected(reader, {en: 'a value', zh: '值'})
  // A codec is a plugin of its own.
  if (scalar.kind === 'word' && isAt(reader, '{'))
    return {kind: 'plugin', at, plugin: readPlugin(reader, scalar.text, at)}
  return scalar
}

function readScalar(reader: Reader): PipelineValue | undefined {
  const at = reader.at
  if (isAt(reader, '"') || isAt(reader, "'")) {
    const quoted = take(reader, TEXT)
    if (quoted === undefined) fail(at, say.openText)
    skip(reader)
    return {kind: 'text', at, text: quoted.slice(1, -1)}
  }

  const word = take(reader, NUMBER) ?? take(reader, WORD)
  if (word === undefined) return undefined
  skip(reader)
  return {kind: 'word', at, text: word}
}

function readList(reader: Reader, at: number): PipelineValue {
  want(reader, '[')
  const items: PipelineValue[] = []
  while (!isAt(reader, ']')) {
    items.push(readValue(reader))
    if (isAt(reader, ']')) break
    const comma = reader.at
    want(reader, ',')
    if (isAt(reader, ']')) fail(comma, say.trailingComma)
  }
  want(reader, ']')
  return {kind: 'list', at, items}
}

function readHash(reader: Reader, at: number): PipelineValue {
  want(reader, '{')
  const entries: {key: PipelineValue; value: PipelineValue}[] = []
  while (!isAt(reader, '}')) {
    if (entries.length > 0 && isAt(reader, ',')) fail(reader.at, say.hashComma)
    const key = readScalar(reader)
    if (!key) expected(reader, {en: 'a key, or }', zh: '键或 }'})
    want(reader, '=>')
    entries.push({key, value: readValue(reader)})
  }
  want(reader, '}')
  return {kind: 'hash', at, entries}
}

function readCondition(reader: Reader): void {
  readTerm(reader)
  while (take(reader, OPERATOR) !== undefined) {
    skip(reader)
    readTerm(reader)
  }
}

function readTerm(reader: Reader): void {
  if (isAt(reader, '!')) {
    want(reader, '!')
    readTerm(reader)
    return
  }

  if (isAt(reader, '(')) {
    want(reader, '(')
    readCondition(reader)
    want(reader, ')')
    return
  }

  readOperand(reader)
  if (isAt(reader, '=~') || isAt(reader, '!~')) {
    want(reader, reader.text.slice(reader.at, reader.at + 2))
    readRegex(reader)
  } else if (take(reader, COMPARE) !== undefined) {
    skip(reader)
    readOperand(reader)
  } else readMembership(reader)
}

function readMembership(reader: Reader): void {
  const start = reader.at
  const word = take(reader, WORD)
  skip(reader)
  const last = word === 'not' ? take(reader, WORD) : word
  if (last !== 'in') {
    reader.at = start
    return
  }

  skip(reader)
  readOperand(reader)
}

function readRegex(reader: Reader): void {
  const at = reader.at
  if (isAt(reader, '"') || isAt(reader, "'")) {
    const quoted = readScalar(reader)
    if (quoted?.kind === 'text') reader.regexes.push({at: at + 1, text: quoted.text})
    return
  }

  if (!isAt(reader, '/')) expected(reader, '/')
  const regex = take(reader, REGEX)
  if (regex === undefined) fail(at, say.openRegex)
  reader.regexes.push({at: at + 1, text: regex.slice(1, -1)})
  skip(reader)
}

/** A field, a value, or a list of values. */
function readOperand(reader: Reader): void {
  if (take(reader, SELECTOR) !== undefined) {
    skip(reader)
    return
  }

  if (isAt(reader, '[')) readList(reader, reader.at)
  else if (!readScalar(reader)) expected(reader, {en: 'a field or a value', zh: '字段或值'})
}
