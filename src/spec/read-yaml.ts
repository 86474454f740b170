/**
 * Text of opsctl.yaml → plain values with the place of each. Stricter than YAML on purpose: no second document, no
 * anchors, merges, tags or directives, no duplicate keys, bounded size and depth; so a file means one thing to
 * everyone, and reading it costs little whatever is in it.
 */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Parser,
  type Scalar,
} from 'yaml'

import {otherSyntaxText, syntaxTexts, yamlMessages} from '../messages/yaml.js'
import type {Text} from '../text.js'
import type {KeyPath} from './path.js'
import {placeFinder} from './place.js'
import {controlProblem} from './read-text.js'

/** Larger files are refused before they are parsed. */
export const MAX_BYTES = 1024 ** 2
const MAX_DEPTH = 32
const MAX_LEXEMES = 120_000
/** The parser keeps up to two entries per level, and one for the document. */
const MAX_STACK = MAX_DEPTH * 2 + 2
const MAX_SYNTAX_PROBLEMS = 20

/** Where a key and its value stand, and what is written for a scalar. */
export interface Spot {
  readonly key: number
  readonly value: number
  readonly written: string | undefined
}

export interface YamlProblem {
  readonly path: KeyPath
  readonly offset: number
  readonly message: Text
}

export interface YamlReading {
  /** Undefined when the text could not be read at all. */
  readonly value: unknown
  readonly problems: readonly YamlProblem[]
  /** By {@link spotKey}. */
  readonly spots: ReadonlyMap<string, Spot>
}

/** The name of a path in {@link YamlReading.spots}. */
export function spotKey(path: KeyPath): string {
  return JSON.stringify(path)
}

/** Reads a text. It never throws, whatever the text is. */
export function readYaml(text: string): YamlReading {
  const refused = (offset: number, message: Text): YamlReading => ({
    value: undefined,
    problems: [{path: [], offset, message}],
    spots: new Map(),
  })
  if (Buffer.byteLength(text) > MAX_BYTES) return refused(0, yamlMessages.tooBig('1 MiB'))
  const control = controlProblem(text)
  if (control) return refused(control.offset, control.message)

  const state: TokenState = {directives: [], limit: undefined}
  const composer = new Composer({prettyErrors: false, uniqueKeys: false, merge: false, version: '1.2', schema: 'core'})
  const documents: Document.Parsed[] = []
  for (const document of composer.compose(tokensOf(text, state), true, text.length)) {
    documents.push(document as Document.Parsed)
    if (documents.length > 1) break
  }

  if (state.limit) return refused(state.limit.offset, state.limit.message)
  return fromDocuments(documents, text, state.directives)
}

interface TokenState {
  directives: number[]
  limit: {readonly offset: number; readonly message: Text} | undefined
}

/** Ends early when a limit is passed, so that a hostile text costs no more than an honest one. */
function* tokensOf(text: string, state: TokenState): Generator<CST.Token> {
  const parser = new Parser()
  let lexemes = 0
  for (const lexeme of new Lexer().lex(text)) {
    lexemes++
    for (const token of parser.next(lexeme)) {
      if (token.type === 'directive') state.directives.push(token.offset)
      else yield token
    }

    if (lexemes > MAX_LEXEMES) state.limit = {offset: parser.offset, message: yamlMessages.tooMany}
    if (parser.stack.length > MAX_STACK) state.limit = {offset: parser.offset, message: yamlMessages.tooDeep(MAX_DEPTH)}
    if (state.limit) return
  }

  yield* parser.end()
}

function fromDocuments(
  documents: readonly Document.Parsed[],
  text: string,
  directives: readonly number[],
): YamlReading {
  const [document, second] = documents
  const spots = new Map<string, Spot>()
  const problems: YamlProblem[] = directives.map((offset) => ({path: [], offset, message: yamlMessages.directive}))
  if (second) problems.push({path: [], offset: second.range?.[0] ?? text.length, message: yamlMessages.secondDocument})
  const errors = document?.errors ?? []
  for (const error of errors.slice(0, MAX_SYNTAX_PROBLEMS)) {
    const message = error.code === 'BAD_ALIAS' ? yamlMessages.anchor : (syntaxTexts[error.code] ?? otherSyntaxText)
    problems.push({path: [], offset: error.pos[0], message})
  }

  if (errors.length > 0 || !document?.contents) return {value: undefined, problems, spots}
  const walk: Walk = {place: placeFinder(text), spots, problems}
  return {value: toValue(document.contents, [], walk), problems, spots}
}

interface Walk {
  readonly place: ReturnType<typeof placeFinder>
  readonly spots: Map<string, Spot>
  readonly problems: YamlProblem[]
}

function toValue(node: Node | null, path: KeyPath, walk: Walk, key = node?.range?.[0] ?? 0): unknown {
  const offset = node?.range?.[0] ?? key
  const written = isScalar(node) && node.value !== null ? (node.source ?? '') : undefined
  walk.spots.set(spotKey(path), {key, value: isScalar(node) && node.value === null ? key : offset, written})
  if (node === null) return null
  const refuse = (message: Text) => walk.problems.push({path, offset, message})
  if (isAlias(node)) {
    refuse(yamlMessages.anchor)
    return undefined
  }

  const {anchor, tag} = node as {anchor?: string; tag?: string}
  if (anchor !== undefined) refuse(yamlMessages.anchor)
  else if (tag !== undefined) refuse(yamlMessages.tag)
  if (isSeq(node)) return node.items.map((item, index) => toValue(item as Node | null, [...path, index], walk))
  if (isMap(node)) return toMap(node.items as readonly MapPair[], path, walk)
  return isScalar(node) ? toScalar(node, refuse) : undefined
}

function toScalar(scalar: Scalar, refuse: (message: Text) => void): unknown {
  const {value} = scalar
  const written = scalar.source ?? ''
  if (typeof value === 'number' && Number.isFinite(value)) {
    if (/^[-+]?0[\dxo]/.test(written))
      refuse(yamlMessages.numberForm(String(Number(written.replace(/^([-+]?)0+(?=\d)/, '$1')))))
    else if (Number.isInteger(value) && !Number.isSafeInteger(value)) refuse(yamlMessages.unsafeNumber)
  }

  if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) refuse(yamlMessages.surrogate(scalar.range?.[0] ?? 0))
  return value
}

interface MapPair {
  readonly key: Node | null
  readonly value: Node | null
}

function toMap(pairs: readonly MapPair[], path: KeyPath, walk: Walk): Record<string, unknown> {
  const map: Record<string, unknown> = {}
  for (const pair of pairs) {
    const offset = pair.key?.range?.[0] ?? 0
    const refuse = (message: Text, at = path) => walk.problems.push({path: at, offset, message})
    const key = keyText(pair.key)
    if (key === undefined) refuse(isAlias(pair.key) ? yamlMessages.anchor : yamlMessages.badKey)
    else if (key === '<<') refuse(yamlMessages.merge)
    // Such a key would reach or look like a property of every object.
    else if (key in Object.prototype || key === 'prototype') refuse(yamlMessages.reservedKey(key))
    else if (Object.hasOwn(map, key)) refuse(yamlMessages.duplicate(lineOfKey(walk, [...path, key])), [...path, key])
    else map[key] = toValue(pair.value, [...path, key], walk, offset)
  }

  return map
}

function keyText(key: Node | null): string | undefined {
  if (!isScalar(key) || key.value === null || key.anchor !== undefined || key.tag !== undefined) return undefined
  return typeof key.value === 'string' ? key.value : key.source
}

function lineOfKey(walk: Walk, path: KeyPath): number {
  return walk.place(walk.spots.get(spotKey(path))?.key ?? 0).line
}
