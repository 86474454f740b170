/**
 * The schema of opsctl.yaml as a tree of keys: what `explain`, the error sentences and the wizard read.
 * It is derived from the zod schema, so that nothing is said about a key in two places.
 */
import {z} from 'zod'

import type {KeyPath} from './path.js'
import {stackSchema} from './stack.js'
import type {KeyMeta} from './values.js'

/** What a person writes at a key. `map` has fixed keys, `names` has names of the person's own. */
export type KeyKind =
  | 'map'
  | 'names'
  | 'list'
  | 'text'
  | 'whole'
  | 'number'
  | 'switch'
  | 'choice'
  | 'fixed'
  | 'size'
  | 'duration'
  | 'scalar'

/** One key of opsctl.yaml. */
export interface KeyNode {
  readonly kind: KeyKind
  readonly schema: z.ZodType
  readonly meta: KeyMeta | undefined
  /** Whether the key may be left out. */
  readonly optional: boolean
  /** What stands for an absent key, as a person would write it. */
  readonly fallback: unknown
  /** Of a map. */
  readonly keys: ReadonlyMap<string, KeyNode>
  /** Whether a map takes keys that it doesn't know. */
  readonly open: boolean
  /** Of a list or of names. */
  readonly item: KeyNode | undefined
  /** Of names: what a name must be. */
  readonly name: KeyNode | undefined
  readonly choices: readonly (string | number)[]
  readonly min: number | undefined
  readonly max: number | undefined
  /** The code that a text's own rule fails with. */
  readonly code: string | undefined
  /** Whether the value is a port of the host. */
  readonly hostPort: boolean
}

interface CheckDef {
  readonly check: string
  readonly error?: (issue: object) => unknown
  readonly value?: number
  readonly minimum?: number
}

interface Def {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly out?: z.ZodType
  readonly defaultValue?: unknown
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly catchall?: z.ZodType
  readonly keyType?: z.ZodType
  readonly valueType?: z.ZodType
  readonly element?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly entries?: Readonly<Record<string, string>>
  readonly values?: readonly (string | number)[]
  readonly error?: (issue: object) => unknown
  readonly checks?: readonly {readonly _zod: {readonly def: CheckDef}}[]
}

type Meta = Partial<Record<'explain' | 'format' | 'minMiB' | 'maxMiB' | 'minS' | 'maxS' | 'hostPort', unknown>>

let root: KeyNode | undefined

/** The tree of the whole file. */
export function keyTree(): KeyNode {
  root ??= toNode(stackSchema)
  return root
}

/** The tree of another document, whose errors are then said in the same words. */
export function keyTreeOf(schema: z.ZodType): KeyNode {
  return toNode(schema)
}

/** The node at a path of a file, where any name stands for `<name>` and any number for a list position. */
export function nodeAt(path: KeyPath, from: KeyNode = keyTree()): KeyNode | undefined {
  let node: KeyNode | undefined = from
  for (const part of path) {
    if (node === undefined) return undefined
    node = node.keys.get(String(part)) ?? (node.kind === 'names' || node.kind === 'list' ? node.item : undefined)
  }

  return node
}

/** Every key below a node with its path; names are `<name>`, list items `0`. */
export function* walkKeys(node: KeyNode = keyTree(), path: KeyPath = []): Generator<readonly [KeyPath, KeyNode]> {
  for (const [key, child] of node.keys) {
    yield [[...path, key], child]
    yield* walkKeys(child, [...path, key])
  }

  if (!node.item) return
  const itemPath = [...path, node.kind === 'list' ? 0 : '<name>']
  yield [itemPath, node.item]
  yield* walkKeys(node.item, itemPath)
}

function toNode(schema: z.ZodType): KeyNode {
  const {inner, meta, optional, fallback} = unwrap(schema)
  const def = inner._zod.def as unknown as Def
  const bound = (check: string) => def.checks?.find((one) => one._zod.def.check === check)?._zod.def
  const kind = toKind(inner, meta)
  const map = (one: z.ZodType | undefined) => (one === undefined ? undefined : toNode(one))
  const first = def.type === 'union' && kind !== 'scalar' ? def.options?.[0] : undefined
  return {
    kind,
    schema,
    meta: meta.explain as KeyMeta | undefined,
    optional,
    fallback,
    keys: new Map(Object.entries(def.shape ?? {}).map(([key, child]) => [key, toNode(child)])),
    open: def.catchall !== undefined && def.catchall._zod.def.type !== 'never',
    item: map(def.element ?? def.valueType),
    name: map(def.keyType),
    choices: def.type === 'enum' ? Object.values(def.entries ?? {}) : (def.values ?? []),
    min: (meta.minMiB ?? meta.minS ?? bound('greater_than')?.value ?? bound('min_length')?.minimum) as
      | number
      | undefined,
    max: (meta.maxMiB ?? meta.maxS ?? bound('less_than')?.value) as number | undefined,
    code: first ? toNode(first).code : codeOf(def),
    hostPort: meta.hostPort === true,
  }
}

/** Takes off optional, default and transform; the outermost explanation wins. */
function unwrap(schema: z.ZodType) {
  let inner = schema
  let meta: Meta = {}
  let optional = false
  let fallback: unknown
  for (;;) {
    meta = {...(z.globalRegistry.get(inner) as Meta | undefined), ...meta}
    const def = inner._zod.def as unknown as Def
    // What runs before a schema takes anything, so the keys are those of the schema after it.
    const isPreprocess = def.in?._zod.def.type === 'transform'
    const next = def.innerType ?? (isPreprocess ? def.out : def.in)
    if (next === undefined) return {inner, meta, optional, fallback}
    if (def.type !== 'pipe') optional = true
    if (fallback === undefined) fallback = def.defaultValue
    inner = next
  }
}

const KINDS: Readonly<Record<string, KeyKind>> = {
  object: 'map',
  record: 'names',
  array: 'list',
  string: 'text',
  boolean: 'switch',
  enum: 'choice',
  literal: 'fixed',
}

function toKind(inner: z.ZodType, meta: Meta): KeyKind {
  if (meta.format === 'size' || meta.format === 'duration') return meta.format
  const def = inner._zod.def as unknown as Def & {readonly format?: string}
  if (def.type === 'number') return def.format === 'safeint' ? 'whole' : 'number'
  if (def.type === 'union') {
    const kinds = new Set((def.options ?? []).map((option) => toNode(option).kind))
    return kinds.size === 1 ? ([...kinds][0] ?? 'scalar') : 'scalar'
  }

  return KINDS[def.type] ?? 'scalar'
}

function codeOf(def: Def): string | undefined {
  for (const source of [def, ...(def.checks ?? []).map((check) => check._zod.def)]) {
    const message = source.error?.({})
    if (typeof message === 'string') return message
  }

  return undefined
}
