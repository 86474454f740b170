/** What an expression reads and compares, found in its syntax tree. Pure. */
import {parser} from '@prometheus-io/lezer-promql'

/** A node of the syntax tree, as lezer gives it. */
export type PromqlNode = ReturnType<typeof parser.parse>['topNode']

export interface Matcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

/** One vector selector: a metric's name, if it has one, and its matchers. */
export interface Selector {
  readonly metric: string | undefined
  readonly matchers: readonly Matcher[]
  /** Offsets in the expression. */
  readonly from: number
  readonly to: number
}

/** A comparison with a number on its right, as in `x > 0.8`. */
export interface NumberComparison {
  readonly operator: string
  /** The number as it is written, with its sign. */
  readonly number: string
  /** Offsets of the number. */
  readonly from: number
  readonly to: number
}

export const comparisonNodes: readonly string[] = ['Eql', 'EqlC', 'Neq', 'Gtr', 'Lss', 'Gte', 'Lte']

/** The tree of an expression; broken syntax shows as error nodes. */
export function parsePromql(expression: string): PromqlNode {
  return parser.parse(expression).topNode
}

/** Every node of a tree, parents first. */
export function listNodes(top: PromqlNode): readonly PromqlNode[] {
  const nodes: PromqlNode[] = []
  top.cursor().iterate((reference) => {
    nodes.push(reference.node)
  })
  return nodes
}

/** The direct children of a node. */
export function childrenOf(node: PromqlNode): readonly PromqlNode[] {
  const children: PromqlNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}

/** Every vector selector of an expression, in its order. */
export function listSelectors(expression: string): readonly Selector[] {
  const nodes = listNodes(parsePromql(expression)).filter(({name}) => name === 'VectorSelector')
  return nodes.map((node) => toSelector(node, expression))
}

/** Every comparison whose right side is a plain number. */
export function listComparisons(expression: string): readonly NumberComparison[] {
  return listNodes(parsePromql(expression)).flatMap((node) => {
    if (node.name !== 'BinaryExpr') return []
    const children = childrenOf(node)
    const operator = children.find(({name}) => comparisonNodes.includes(name))
    const right = children.at(-1)
    if (!operator || !right || !isNumber(right)) return []
    return [
      {
        operator: expression.slice(operator.from, operator.to),
        number: expression.slice(right.from, right.to).replaceAll(/\s/g, ''),
        from: right.from,
        to: right.to,
      },
    ]
  })
}

/** Labels that an expression names in `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`. */
export function listGroupingLabels(expression: string): readonly string[] {
  const groupings = listNodes(parsePromql(expression)).filter(({name}) => name === 'GroupingLabels')
  const names = groupings.flatMap((node) => childrenOf(node).filter(({name}) => name === 'LabelName'))
  return [...new Set(names.map(({from, to}) => expression.slice(from, to)))]
}

function isNumber(node: PromqlNode): boolean {
  if (node.name === 'NumberDurationLiteral') return true
  return node.name === 'UnaryExpr' && childrenOf(node).at(-1)?.name === 'NumberDurationLiteral'
}

function toSelector(node: PromqlNode, expression: string): Selector {
  const text = ({from, to}: PromqlNode) => expression.slice(from, to)
  const inside = listNodes(node)
  const name = inside.find((one) => one.name === 'Identifier')
  const matchers = inside
    .filter((one) => one.name === 'UnquotedLabelMatcher')
    .map((one) => {
      const [label, operator, value] = childrenOf(one).map(text)
      return {label: label ?? '', operator: (operator ?? '=') as Matcher['operator'], value: unquote(value ?? '""')}
    })
  const byName = matchers.find(({label, operator}) => label === '__name__' && operator === '=')
  return {
    metric: name ? text(name) : byName?.value,
    matchers: matchers.filter((matcher) => matcher !== byName),
    from: node.from,
    to: node.to,
  }
}

/** The text of a PromQL string literal. */
function unquote(literal: string): string {
  const body = literal.slice(1, -1)
  return literal.startsWith('`') ? body : body.replaceAll(/\\(.)/g, '$1')
}
