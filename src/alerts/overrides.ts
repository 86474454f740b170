/** `alerts.<Name>` of opsctl.yaml, put into the rules. A rule file without an overridden alert stays as it ships. Pure. */
import {isMap, isSeq, parseDocument, type YAMLMap} from 'yaml'

import type {Stack} from '../components/component.js'
import {formatSeconds} from '../spec/units.js'
import {alertNamesIn} from './catalogue.js'

export type AlertOverride = Stack['alerts'][string]

/** The text of a rule file with the overrides of a stack in it. */
export function applyOverrides(text: string, overrides: Stack['alerts']): string {
  if (!alertNamesIn(text).some((name) => Object.hasOwn(overrides, name))) return text
  const document = parseDocument(text)
  for (const rules of listRules(document.get('groups'))) {
    rules.items = rules.items.filter((rule) => !isMap(rule) || overrideOf(rule, overrides)?.enabled !== false)
    for (const rule of rules.items) {
      const override = isMap(rule) && overrideOf(rule, overrides)
      if (override) change(rule as YAMLMap, override)
    }
  }

  const groups = document.get('groups')
  // Prometheus takes a group without rules, but it says nothing.
  if (isSeq(groups))
    groups.items = groups.items.filter(
      (group) => isMap(group) && listRules({items: [group]}).some(({items}) => items.length > 0),
    )
  return document.toString({lineWidth: 0})
}

/**
 * An expression with another number where its marked threshold is: on the right of a comparison. A test holds that every
 * rule has exactly one such place, which is why no parser is needed here. Throws when it is not so.
 */
export function replaceThreshold(expr: string, from: string, to: number): string {
  const number = from.replaceAll(/[.+*?^$()|[\]{}]/g, '\\$&')
  const place = new RegExp(`([<>]=?|==|!=)(\\s*(?:bool\\s+)?)${number}(?![\\w.])`, 'g')
  const count = [...expr.matchAll(place)].length
  if (count !== 1) throw new Error(`the threshold ${from} is ${count} times in: ${expr}`)
  return expr.replace(place, (_, operator: string, space: string) => `${operator}${space}${to}`)
}

function listRules(groups: unknown): readonly {items: unknown[]}[] {
  const items = (groups as {items?: unknown[]} | undefined)?.items ?? []
  return items.flatMap((group) => {
    const rules = isMap(group) ? group.get('rules') : undefined
    return isSeq(rules) ? [rules] : []
  })
}

function overrideOf(rule: YAMLMap, overrides: Stack['alerts']): AlertOverride | undefined {
  return overrides[String(rule.get('alert'))]
}

function change(rule: YAMLMap, override: AlertOverride): void {
  if (override.threshold !== undefined) {
    const marked = String(rule.getIn(['annotations', 'threshold']))
    rule.set('expr', replaceThreshold(String(rule.get('expr')), marked, override.threshold))
    rule.setIn(['annotations', 'threshold'], String(override.threshold))
  }

  if (override.for !== undefined) rule.set('for', formatSeconds(override.for))
  if (override.keepFiringFor !== undefined) rule.set('keep_firing_for', formatSeconds(override.keepFiringFor))
  if (override.severity !== undefined) rule.setIn(['labels', 'severity'], override.severity)
}
