/** The rules of a rule file, with the places of their parts. Pure. */

import {durationMs} from '../../promql/duration.js'
import type {LintFile} from '../check.js'
import {rulesRoot} from '../detect.js'
import {type ConfigEntry, type ConfigNode, entryOf, itemsOf, textOf, valueAt} from '../node.js'
import {makeQuery, type Query} from '../promql/query.js'

/** One alerting or recording rule. */
export interface RuleEntry {
  readonly file: LintFile
  readonly node: ConfigNode
  readonly group: ConfigNode | undefined
  readonly kind: 'alert' | 'record'
  readonly name: string
  readonly nameAt: number
  readonly query: Query | undefined
  /** Milliseconds; 0 when absent. */
  readonly forMs: number
  readonly labels: readonly ConfigEntry[]
  readonly annotations: readonly ConfigEntry[]
}

/** Every rule of a file, those at its top level by mistake too. */
export function readRules(file: LintFile): readonly RuleEntry[] {
  const root = rulesRoot(file.root)
  const groups = itemsOf(valueAt(root, 'groups'))
  const loose = itemsOf(valueAt(root, 'rules')).flatMap((rule) => readRule(file, rule, undefined) ?? [])
  return [
    ...groups.flatMap((group) => itemsOf(valueAt(group, 'rules')).flatMap((rule) => readRule(file, rule, group) ?? [])),
    ...loose,
  ]
}

/** A label of a rule, as text. */
export function labelOf(rule: RuleEntry, name: string): string | undefined {
  return textOf(rule.labels.find(({key}) => key === name)?.value)
}

function readRule(file: LintFile, node: ConfigNode, group: ConfigNode | undefined): RuleEntry | undefined {
  const named = entryOf(node, 'alert') ?? entryOf(node, 'record')
  if (!named) return undefined
  const exprNode = valueAt(node, 'expr')
  const text = textOf(exprNode)
  const rule: RuleEntry = {
    file,
    node,
    group,
    kind: named.key as RuleEntry['kind'],
    name: textOf(named.value) ?? '',
    nameAt: named.keyStart,
    query: exprNode && text !== undefined ? makeQuery(file, exprNode, text) : undefined,
    forMs: durationMs(textOf(valueAt(node, 'for'))) ?? 0,
    labels: valueAt(node, 'labels')?.entries ?? [],
    annotations: valueAt(node, 'annotations')?.entries ?? [],
  }
  if (rule.query) Object.assign(rule.query, {rule})
  return rule
}
