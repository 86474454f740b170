/** A config file as a tree of values that know where they stand. Aliases are followed and merge keys applied. Pure. */
import {isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument} from 'yaml'

/** A mapping, list or scalar with its offsets in the text. */
export interface ConfigNode {
  readonly kind: 'map' | 'list' | 'scalar'
  /** Offset of the first character of the value. */
  readonly start: number
  /** Offset after the value, without trailing comments and blank lines. */
  readonly end: number
  /** Of a scalar: text, number, boolean or null. */
  readonly value: unknown
  readonly entries: readonly ConfigEntry[]
  readonly items: readonly ConfigNode[]
}

/** A key of a mapping with its value. */
export interface ConfigEntry {
  readonly key: string
  readonly keyStart: number
  readonly value: ConfigNode
}

/** What the parser says of a whole file. */
export interface ParsedConfig {
  readonly root: ConfigNode
  readonly errors: readonly {readonly at: number; readonly message: string}[]
  readonly lineOf: (offset: number) => {readonly line: number; readonly column: number}
}

const MAX_DEPTH = 60

/** Parses YAML or JSON; the first document of several. */
export function parseConfig(text: string): ParsedConfig {
  const counter = new LineCounter()
  const document = parseDocument(text, {lineCounter: counter, merge: true, prettyErrors: false, logLevel: 'silent'})
  const resolve = (node: unknown): Node | null =>
    isAlias(node) ? (node.resolve(document) ?? null) : ((node as Node | null) ?? null)
  return {
    root: toNode(document.contents, resolve, 0, 0),
    errors: document.errors
      .filter(({code}) => code !== 'MULTIPLE_DOCS')
      .map(({pos, message}) => ({at: pos[0], message: message.split('\n')[0] ?? message})),
    lineOf: (offset) => {
      const {line, col} = counter.linePos(offset)
      return {line: Math.max(line, 1), column: Math.max(col, 1)}
    },
  }
}

const NONE: readonly never[] = []

type Resolve = (node: unknown) => Node | null

function toNode(source: unknown, resolve: Resolve, depth: number, at: number): ConfigNode {
  const own = source as Node | null
  const node = depth > MAX_DEPTH ? null : resolve(source)
  const start = own?.range?.[0] ?? at
  const end = own?.range?.[1] ?? start
  if (isMap(node)) {
    const entries = node.items.flatMap((pair) => toEntries(pair, resolve, depth))
    return {kind: 'map', start, end, value: undefined, entries, items: NONE}
  }

  if (isSeq(node)) {
    const items = node.items.map((item) => toNode(item, resolve, depth + 1, start))
    return {kind: 'list', start, end, value: undefined, entries: NONE, items}
  }

  return {kind: 'scalar', start, end, value: isScalar(node) ? node.value : null, entries: NONE, items: NONE}
}

function toEntries(pair: Pair, resolve: Resolve, depth: number): readonly ConfigEntry[] {
  const keyNode = pair.key as Node | null
  const key = isScalar(keyNode) ? String(keyNode.value) : ''
  const keyStart = keyNode?.range?.[0] ?? 0
  const value = toNode(pair.value, resolve, depth + 1, keyNode?.range?.[1] ?? keyStart)
  if (key === '<<') return value.kind === 'map' ? value.entries : value.items.flatMap(({entries}) => entries)
  return [{key, keyStart, value}]
}

/** The entry of a mapping with this key. */
export function entryOf(node: ConfigNode | undefined, key: string): ConfigEntry | undefined {
  return node?.entries.find((entry) => entry.key === key)
}

/** The value under a path of keys; dotted spellings (`output.elasticsearch`) and nested ones are the same. */
export function valueAt(node: ConfigNode | undefined, ...path: readonly string[]): ConfigNode | undefined {
  if (!node || path.length === 0) return node
  for (let length = path.length; length > 0; length -= 1) {
    const found = entryOf(node, path.slice(0, length).join('.'))
    if (found) return valueAt(found.value, ...path.slice(length))
  }

  return undefined
}

/** The text of a scalar; numbers and booleans as they would be written. */
export function textOf(node: ConfigNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null || node.value === undefined) return undefined
  return String(node.value)
}

/** The members of a list, or of a mapping its values; none of anything else. */
export function itemsOf(node: ConfigNode | undefined): readonly ConfigNode[] {
  if (!node) return []
  return node.kind === 'map' ? node.entries.map(({value}) => value) : node.items
}

/** The texts of a list, or the one text that stands in its place. */
export function textsOf(node: ConfigNode | undefined): readonly string[] {
  const own = textOf(node)
  return own === undefined ? itemsOf(node).flatMap((item) => textOf(item) ?? []) : [own]
}

/** Every node below and including this one, parents first, with the key it stands under. */
export function* walkConfig(node: ConfigNode, key = ''): Generator<{readonly key: string; readonly node: ConfigNode}> {
  yield {key, node}
  for (const entry of node.entries) yield* walkConfig(entry.value, entry.key)
  for (const item of node.items) yield* walkConfig(item, key)
}
