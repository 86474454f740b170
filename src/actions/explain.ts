import {OpsError} from '../errors.js'
import {explainMessages} from '../messages/explain.js'
import {findNearest} from '../nearest.js'
import {expectedText} from '../spec/expected.js'
import {type KeyNode, keyTree, nodeAt, walkKeys} from '../spec/key-tree.js'
import {formatPath, parsePath} from '../spec/path.js'
import type {Text} from '../text.js'

/** What there is to know about one key. */
export interface KeyExplanation {
  /** With `<name>` where a name of the person's own stands. */
  readonly path: string
  readonly kind: string
  readonly meaning: Text
  /** Type with its range or choices, as a sentence. */
  readonly takes: Text
  readonly required: boolean
  /** As a person would write it; absent when there is none. */
  readonly default?: unknown
  readonly choices?: readonly (string | number)[]
  readonly lands?: Text
  readonly keys: readonly {readonly key: string; readonly meaning: Text}[]
}

/** Explains one key, or without a path every top key. Throws OPS_UNKNOWN_KEY with the nearest one. */
export function explainKey(typed: string | undefined): KeyExplanation {
  if (typed === undefined) return describe('', keyTree())
  const path = parsePath(typed)?.map(String)
  const found = path && canonical(path)
  if (!found) throw unknownKey(typed)
  return describe(found.path, found.node, found.inherited)
}

/** A list item and a name of the person's own are explained by what holds them. */
function describe(path: string, node: KeyNode, inherited?: Text): KeyExplanation {
  const children = node.kind === 'list' || node.kind === 'names' ? node.item?.keys : node.keys
  return {
    path,
    kind: node.kind,
    meaning: node.meta ?? inherited ?? {en: '', zh: ''},
    takes: expectedText(node),
    required: !node.optional && !/(<name>|\])$/.test(path),
    ...(node.fallback === undefined ? {} : {default: node.fallback}),
    ...(node.choices.length === 0 ? {} : {choices: node.choices}),
    ...(node.meta?.lands === undefined ? {} : {lands: node.meta.lands}),
    keys: [...(children ?? [])].map(([key, child]) => ({key, meaning: child.meta ?? {en: '', zh: ''}})),
  }
}

/** Follows a typed path through names, list positions, and lists without a position. */
function canonical(typed: readonly string[]): {path: string; node: KeyNode; inherited?: Text | undefined} | undefined {
  const path: (string | number)[] = []
  let node: KeyNode | undefined = keyTree()
  let inherited: Text | undefined
  for (const part of typed) {
    if (node?.kind === 'list' && !/^\d+$/.test(part)) {
      path.push(0)
      node = node.item
    }

    const isOwnName: boolean = node?.kind === 'names'
    path.push(isOwnName ? '<name>' : node?.kind === 'list' ? 0 : part)
    node = node && nodeAt([part], node)
    if (!node) return undefined
    inherited = node.meta ?? inherited
  }

  return node && {path: formatPath(path), node, inherited}
}

function unknownKey(typed: string): OpsError {
  const paths = [...walkKeys()].map(([path]) => formatPath(path))
  const last = typed.split('.').at(-1) ?? typed
  const named = new Map(paths.toReversed().map((path) => [path.split('.').at(-1) ?? path, path]))
  const guess = findNearest(typed, paths) ?? named.get(findNearest(last, named.keys()) ?? '')
  return new OpsError({
    code: 'OPS_UNKNOWN_KEY',
    kind: 'usage',
    message: explainMessages.unknownKey(typed),
    suggestions:
      guess === undefined ? [explainMessages.tryTop] : [explainMessages.tryKey(guess), explainMessages.tryTop],
  })
}
