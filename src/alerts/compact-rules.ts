/**
 * A rule file in fewer bytes, with the same meaning: a line each for name, expression, labels and annotations, and no comments.
 * The files as they ship are for who works on them; what is rendered is read by Prometheus, and on a cluster every byte of
 * it lies in the one object that Helm keeps a release in.
 */
import {dump, load} from 'js-yaml'

import type {Rule} from './catalogue.js'

/** Depth from which on maps are written in one line: that of labels and annotations. */
const RULE_DEPTH = 5

/** The rules in the text of a rule file, as text again. */
export function compactRules(text: string): string {
  const {groups, ...rest} = load(text) as {readonly groups: readonly {readonly rules: readonly Rule[]}[]}
  const short = groups.map((group) => ({...group, rules: group.rules.map(withShortExpr)}))
  return dump({...rest, groups: short}, {flowLevel: RULE_DEPTH, lineWidth: -1, noRefs: true, seqNoIndent: true})
}

/** An expression in one line, unless it holds a comment, which ends with its line. */
function withShortExpr<T extends Rule>(rule: T): T {
  return {...rule, expr: rule.expr.includes('#') ? rule.expr : rule.expr.trim().replaceAll(/\s*\n\s*/g, ' ')}
}
