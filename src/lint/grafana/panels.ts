/** The panels of a dashboard, those in rows too, with their queries. Pure. */
import type {LintFile} from '../check.js'
import {type ConfigNode, itemsOf, textOf, valueAt} from '../node.js'
import {makeQuery, type Query} from '../promql/query.js'

export interface Panel {
  readonly node: ConfigNode
  readonly type: string
  readonly title: string
  readonly queries: readonly Query[]
}

/** The dashboard of a file, out of the wrapper of the HTTP API if it is in one. */
export function dashboardOf(file: LintFile): ConfigNode {
  return valueAt(file.root, 'dashboard') ?? file.root
}

/** Every panel but rows. */
export function readPanels(file: LintFile): readonly Panel[] {
  if (file.kind !== 'dashboard') return []
  const dashboard = dashboardOf(file)
  const rows = itemsOf(valueAt(dashboard, 'rows')).flatMap((row) => itemsOf(valueAt(row, 'panels')))
  const top = itemsOf(valueAt(dashboard, 'panels'))
  const nested = top.flatMap((panel) => itemsOf(valueAt(panel, 'panels')))
  return [...top, ...nested, ...rows]
    .filter((node) => textOf(valueAt(node, 'type')) !== 'row')
    .map((node) => readPanel(file, node))
}

function readPanel(file: LintFile, node: ConfigNode): Panel {
  const source = textOf(valueAt(node, 'datasource', 'type'))
  const isOther = source !== undefined && source !== 'prometheus' && !source.startsWith('$')
  const targets = isOther ? [] : itemsOf(valueAt(node, 'targets'))
  const queries = targets.flatMap((target) => {
    const expr = valueAt(target, 'expr')
    const text = textOf(expr)
    const kind = textOf(valueAt(target, 'datasource', 'type')) ?? 'prometheus'
    if (!expr || !text?.trim() || kind === 'loki') return []
    return [makeQuery(file, expr, text, withoutVariables(text))]
  })
  return {node, type: textOf(valueAt(node, 'type')) ?? '', title: textOf(valueAt(node, 'title')) ?? '', queries}
}

/** Grafana's variables as PromQL of the same length, so that every offset stays. */
export function withoutVariables(text: string): string {
  const inRange = text.replaceAll(/([[:]\s*)(\$\{?\w+(?::\w+)?\}?)/g, (all, before: string, name: string) =>
    name.length < 2 ? all : `${before}${'5m'.padEnd(name.length)}`,
  )
  const outsideStrings = inRange.split(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/)
  return outsideStrings
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replaceAll(/\$\{[\w:.]+\}|\$\w+|\[\[\w+\]\]/g, (name) => 'v'.padEnd(name.length, '_')),
    )
    .join('')
}
