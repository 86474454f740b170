/** One PromQL expression in a file, parsed once, and the form that checks of expressions have. Pure. */

import {type Placed, walk} from '../../promql/ast.js'
import {type ParsedPromql, parseExpression} from '../../promql/parse.js'
import type {Text} from '../../text.js'
import {offsetInScalar} from '../aligner.js'
import type {Check, Edit, FileKind, Hit, LintFile} from '../check.js'
import type {ConfigNode} from '../node.js'
import type {Project} from '../project.js'
import type {RuleEntry} from '../rules/read-rules.js'

/** An expression of a rule or of a panel. */
export interface Query {
  readonly file: LintFile
  readonly node: ConfigNode
  readonly text: string
  readonly parsed: ParsedPromql
  /** Every node of a valid expression with those above it, nearest first. */
  readonly nodes: readonly Placed[]
  /** The rule it belongs to; undefined in a dashboard. */
  readonly rule?: RuleEntry
}

/** A place in an expression: offsets count from its first character. */
export interface QueryHit {
  readonly at: number
  readonly what?: Text
  readonly edits?: readonly Edit[]
}

/** Parses the expression that a scalar holds. `readable` is what the parser sees, character for character as long as the text. */
export function makeQuery(file: LintFile, node: ConfigNode, text: string, readable = text): Query {
  const parsed = parseExpression(readable)
  return {file, node, text, parsed, nodes: 'expr' in parsed ? walk(parsed.expr) : []}
}

/** What a check of expressions says besides what it finds. */
export type QueryCheck = Omit<Check, 'kinds' | 'run'> & {
  /** Where it makes sense: in alerts, in every rule, or in dashboards too. */
  readonly scope: 'alerts' | 'rules' | 'all'
  readonly find: (query: Query, project: Project) => Iterable<QueryHit>
}

const kindsOf: Readonly<Record<QueryCheck['scope'], readonly FileKind[]>> = {
  alerts: ['rules'],
  rules: ['rules'],
  all: ['rules', 'dashboard'],
}

/** A check of expressions as a check of files. */
export function queryCheck({scope, find, ...words}: QueryCheck): Check {
  return {
    ...words,
    kinds: kindsOf[scope],
    *run(file, project) {
      for (const query of project.queriesOf(file)) {
        if (scope === 'alerts' && query.rule?.kind !== 'alert') continue
        for (const hit of find(query, project)) yield toFile(query, hit)
      }
    },
  }
}

function toFile(query: Query, hit: QueryHit): Hit {
  const {file, node, text} = query
  const place = (index: number) => offsetInScalar(file.text, node.start, node.end, text, index)
  const edits = hit.edits?.map((edit) => {
    const start = place(edit.start)
    return {start, end: edit.end > edit.start ? place(edit.end - 1) + 1 : start, text: edit.text}
  })
  return {at: place(hit.at), ...(hit.what ? {what: hit.what} : {}), ...(edits ? {edits} : {})}
}
