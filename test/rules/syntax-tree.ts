/** The syntax tree of an expression, for whoever changes its text in place. Pure. */
import {parser} from '@prometheus-io/lezer-promql'

/** A node of the syntax tree, as lezer gives it. */
export type PromqlNode = ReturnType<typeof parser.parse>['topNode']

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

function isNumber(node: PromqlNode): boolean {
  if (node.name === 'NumberDurationLiteral') return true
  return node.name === 'UnaryExpr' && childrenOf(node).at(-1)?.name === 'NumberDurationLiteral'
}
