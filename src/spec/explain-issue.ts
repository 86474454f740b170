/** One zod issue → the problems a person reads: what was found, what was expected, what was probably meant. */
import type {z} from 'zod'

import {sentence, specMessages} from '../messages/spec.js'
import {findNearest} from '../nearest.js'
import {type Text, verbatim} from '../text.js'
import {codeText, expectedText} from './expected.js'
import {guessText, hintFor, shortened, shown} from './hint.js'
import {type KeyNode, keyTree, nodeAt, walkKeys} from './key-tree.js'
import {formatPath, type KeyPath, valueAt} from './path.js'
import {isSecretName} from './secret-words.js'

/** A problem at a path. `at` says whether the key or its value is wrong. */
export interface PathProblem {
  readonly path: KeyPath
  readonly at: 'key' | 'value'
  readonly message: Text
}

/** What the explanation needs of the file. */
export interface IssueContext {
  readonly raw: unknown
  /** The keys of the document; absent: those of opsctl.yaml. */
  readonly tree?: KeyNode
  /** What is written for the scalar at a path. */
  written(path: KeyPath): string | undefined
}

/** Explains one issue; an issue about several keys becomes several problems. */
export function explainIssue(issue: z.core.$ZodIssue, context: IssueContext): readonly PathProblem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  const tree = context.tree ?? keyTree()
  const node = nodeAt(path, tree)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], key, node, tree))
  if (issue.code === 'invalid_key') return [badName(path, tree)]
  return [{path, at: 'value', message: wrongValue(issue, path, node, context)}]
}

function unknownKey(path: KeyPath, key: string, parent: KeyNode | undefined, tree: KeyNode): PathProblem {
  const keys = [...(parent?.keys.keys() ?? [])]
  const guess = findNearest(key, keys)
  const elsewhere = guess === undefined ? keyElsewhere(key, tree) : undefined
  const message = sentence(
    specMessages.unknownKey(JSON.stringify(shortened(key))),
    isSecretName(key) && guess === undefined
      ? specMessages.noPasswordKey
      : specMessages.expected(specMessages.keysHere(keys)),
    guess === undefined ? undefined : specMessages.didYouMean(guess),
    elsewhere === undefined ? undefined : specMessages.elsewhere(elsewhere),
  )
  return {path, at: 'key', message}
}

/** A key of this name that has its place somewhere else, as `scrapeInterval` has below `prometheus`. */
function keyElsewhere(key: string, tree: KeyNode): string | undefined {
  const paths = [...walkKeys(tree)].map(([path]) => path)
  const guess = findNearest(key, new Set(paths.map((path) => String(path.at(-1)))))
  const found = guess === undefined ? undefined : paths.find((path) => path.at(-1) === guess)
  return found && formatPath(found)
}

function badName(path: KeyPath, tree: KeyNode): PathProblem {
  const typed = String(path.at(-1))
  const name = nodeAt(path.slice(0, -1), tree)?.name
  const message = sentence(
    specMessages.badName(JSON.stringify(shortened(typed))),
    specMessages.expected(name ? expectedText(name) : specMessages.aText),
    guessText(name, typed),
  )
  return {path, at: 'key', message}
}

function wrongValue(issue: z.core.$ZodIssue, path: KeyPath, node: KeyNode | undefined, context: IssueContext): Text {
  const value = valueAt(context.raw, path)
  const what = codeText(issue.message) ?? (node ? expectedText(node) : undefined)
  const expected = what && specMessages.expected(what)
  if (value === undefined) return sentence(specMessages.missing, expected)
  if (value === null) {
    const isMap = node?.kind === 'map' || node?.kind === 'names'
    const hint = isMap ? specMessages.emptyMapHint(String(path.at(-1))) : undefined
    return sentence(specMessages.isEmpty, expected, hint)
  }

  // A rule of a schema that has its own words instead of a code.
  if (issue.code === 'custom' && / /.test(issue.message)) return verbatim(issue.message)
  const written = context.written(path) ?? ''
  return sentence(specMessages.got(shown(value, written, path)), expected, hintFor(node, value, written, path))
}
