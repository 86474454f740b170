/** Turns the syntax tree of the lezer grammar into plain data. Pure. */
import {parser} from '@prometheus-io/lezer-promql'
import type {Expr, LabelMatcher} from './ast.js'
import {durationMs} from './duration.js'

type Node = ReturnType<typeof parser.parse>['topNode']

/** An expression, or where it stops being PromQL. */
export type ParsedPromql = {readonly expr: Expr} | {readonly brokenAt: number}

const MAX_LENGTH = 50_000
const MAX_DEPTH = 200

/** Parses one expression. */
export function parseExpression(text: string): ParsedPromql {
  if (text.length > MAX_LENGTH) return {brokenAt: MAX_LENGTH}
  const top = parser.parse(text).topNode
  let brokenAt: number | undefined
  top.cursor().iterate((node) => {
    if (node.type.isError) brokenAt ??= node.from
  })
  const first = childrenOf(top).find(({name}) => name !== 'LineComment')
  if (brokenAt !== undefined || !first) return {brokenAt: brokenAt ?? 0}
  const expr = convert(first, text, 0)
  return expr ? {expr} : {brokenAt: first.from}
}

function convert(node: Node, text: string, depth: number): Expr | undefined {
  if (depth > MAX_DEPTH) return undefined
  const make = makers[node.name]
  return make?.(node, text, (inner) => convert(inner, text, depth + 1))
}

type Convert = (node: Node) => Expr | undefined
type Make = (node: Node, text: string, inner: Convert) => Expr | undefined

const inside: Make = (node, _text, inner) => firstOf(node, inner)

const makers: Readonly<Record<string, Make>> = {
  ParenExpr: inside,
  StepInvariantExpr: inside,
  OffsetExpr: inside,
  NumberDurationLiteral: (node, text) => ({type: 'number', value: toNumber(slice(node, text)), ...placeOf(node)}),
  StringLiteral: (node, text) => ({type: 'text', value: unquote(slice(node, text)), ...placeOf(node)}),
  VectorSelector: toSelector,
  MatrixSelector: toRange,
  SubqueryExpr: toRange,
  FunctionCall: toCall,
  AggregateExpr: toAggregate,
  BinaryExpr: toBinary,
  UnaryExpr: (node, text, inner) => {
    const of = firstOf(node, inner)
    const isMinus = slice(node, text).startsWith('-')
    return of && isMinus ? {type: 'minus', of, ...placeOf(node)} : of
  },
}

function toSelector(node: Node, text: string): Expr {
  const matchers: LabelMatcher[] = []
  let metric: string | undefined
  for (const child of childrenOf(node)) {
    if (child.name === 'Identifier') metric = slice(child, text)
    if (child.name !== 'LabelMatchers') continue
    for (const matcher of childrenOf(child)) {
      const [label, op, value] = childrenOf(matcher)
      if (matcher.name === 'QuotedLabelName') metric = unquote(slice(matcher, text))
      else if (label && op && value) {
        const name = unquote(slice(label, text))
        matchers.push({label: name, op: slice(op, text), value: unquote(slice(value, text)), ...placeOf(matcher)})
      }
    }
  }

  metric ??= matchers.find(({label, op}) => label === '__name__' && op === '=')?.value
  return {type: 'selector', metric, matchers: matchers.filter(({label}) => label !== '__name__'), ...placeOf(node)}
}

function toRange(node: Node, text: string, inner: Convert): Expr | undefined {
  const of = firstOf(node, inner)
  const duration = childrenOf(node).find(({name}) => name === 'DurationExpr')
  if (!of || !duration) return undefined
  const isSubquery = node.name === 'SubqueryExpr'
  return {type: 'range', of, range: slice(duration, text), rangeStart: duration.from, isSubquery, ...placeOf(node)}
}

function toCall(node: Node, text: string, inner: Convert): Expr | undefined {
  const [name, body] = childrenOf(node)
  if (!name) return undefined
  const args = body ? childrenOf(body).flatMap((arg) => inner(arg) ?? []) : []
  return {type: 'call', name: slice(name, text), args, ...placeOf(node)}
}

function toAggregate(node: Node, text: string, inner: Convert): Expr | undefined {
  const children = childrenOf(node)
  const op = children.find(({name}) => name === 'AggregateOp')
  const body = children.find(({name}) => name === 'FunctionCallBody')
  const modifier = children.find(({name}) => name === 'AggregateModifier')
  const args = body ? childrenOf(body).flatMap((arg) => inner(arg) ?? []) : []
  const of = args.at(-1)
  if (!op || !of) return undefined
  const labels = modifier ? groupingLabels(modifier, text)[0] : undefined
  const isBy = modifier?.firstChild?.name === 'By'
  return {
    type: 'aggregate',
    op: slice(op, text).toLowerCase(),
    by: isBy ? labels : undefined,
    without: modifier && !isBy ? labels : undefined,
    param: args.length > 1 ? args[0] : undefined,
    of,
    ...placeOf(node),
  }
}

const NOT_OPERATORS = new Set(['BoolModifier', 'MatchingModifierClause', 'LineComment'])

function toBinary(node: Node, text: string, inner: Convert): Expr | undefined {
  const children = childrenOf(node).filter(({name}) => name !== 'LineComment')
  const [first, op] = children
  const last = children.at(-1)
  const left = first ? inner(first) : undefined
  const right = last ? inner(last) : undefined
  if (!op || NOT_OPERATORS.has(op.name) || !left || !right) return undefined
  const clause = children.find(({name}) => name === 'MatchingModifierClause')
  const words = clause ? childrenOf(clause).map(({name}) => name) : []
  const [labels = [], include = []] = clause ? groupingLabels(clause, text) : []
  return {
    type: 'binary',
    op: slice(op, text).toLowerCase(),
    opStart: op.from,
    isBool: children.some(({name}) => name === 'BoolModifier'),
    on: words.includes('On') ? labels : undefined,
    ignoring: words.includes('Ignoring') ? labels : undefined,
    group: words.includes('GroupLeft') ? 'left' : words.includes('GroupRight') ? 'right' : undefined,
    include,
    left,
    right,
    ...placeOf(node),
  }
}

function groupingLabels(node: Node, text: string): readonly (readonly string[])[] {
  return childrenOf(node)
    .filter(({name}) => name === 'GroupingLabels')
    .map((labels) => childrenOf(labels).map((label) => unquote(slice(label, text))))
}

function firstOf(node: Node, inner: Convert): Expr | undefined {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const expr = inner(child)
    if (expr) return expr
  }

  return undefined
}

function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}

function placeOf(node: Node): {readonly start: number; readonly end: number} {
  return {start: node.from, end: node.to}
}

function slice(node: Node, text: string): string {
  return text.slice(node.from, node.to)
}

function toNumber(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return Number.POSITIVE_INFINITY
  const plain = Number(text.replaceAll('_', ''))
  return Number.isNaN(plain) ? (durationMs(text) ?? Number.NaN) / 1000 : plain
}

function unquote(literal: string): string {
  const quote = literal[0]
  if (quote !== '"' && quote !== "'" && quote !== '`') return literal
  const body = literal.slice(1, -1)
  return quote === '`' ? body : body.replaceAll(/\\(.)/g, '$1')
}
