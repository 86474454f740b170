/** Judges the person's rule and scrape files, at their lines, before they can reach a running Prometheus. Pure. */
import {parser as promql} from '@prometheus-io/lezer-promql'

import {readTemplate, unknownUse} from '../alerts/annotation-template.js'
import {listAlertNames} from '../alerts/catalogue.js'
import type {Problem} from '../errors.js'
import {renderMessages as say} from '../messages/render.js'
import type {OverlayJob} from './overlay.js'
import {type CheckedYaml, isRecord, readOverlayYaml, type YamlPath} from './overlay-yaml.js'

const GROUP_KEYS = ['name', 'interval', 'query_offset', 'limit', 'labels', 'rules']
const ALERT_KEYS = ['alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations']
const RECORD_KEYS = ['record', 'expr', 'labels']
const DURATION = /^(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$|^0$/

/**
 * What is wrong with a file of `rule_files`: structure, durations, templates, the syntax of every expression, and alerts
 * that are there already. `alerts` holds where each was seen, by name and labels, and gets those of this file.
 */
export function checkRuleFile(
  file: string,
  content: string,
  alerts: Map<string, string> = new Map(),
): readonly Problem[] {
  const checked = readOverlayYaml(file, content)
  if (checked.problems.length > 0) return checked.problems
  const groups = rootList(checked, 'groups')
  const names = new Set<string>()
  for (const [index, group] of groups.entries()) {
    checkGroup(checked, ['groups', index], group, names)
    checkTwins(checked, file, ['groups', index], group, alerts)
  }

  return checked.problems
}

/** The identity of an alert to Prometheus: its name and labels. */
function alertKey({alert, labels}: {readonly alert?: unknown; readonly labels?: unknown}): string {
  const pairs = Object.entries((labels ?? {}) as Record<string, unknown>).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([alert, pairs])
}

/** Two alerts of one name and the same labels hide each other: Alertmanager can't tell them apart. */
function checkTwins(
  checked: CheckedYaml,
  file: string,
  path: YamlPath,
  group: unknown,
  alerts: Map<string, string>,
): void {
  const rules = isRecord(group) && Array.isArray(group.rules) ? (group.rules as unknown[]) : []
  const shipped = rules.some((rule) => isRecord(rule) && 'alert' in rule) ? listAlertNames() : []
  for (const [index, rule] of rules.entries()) {
    if (!isRecord(rule) || typeof rule.alert !== 'string') continue
    const at = [...path, 'rules', index, 'alert']
    const twin = alerts.get(alertKey(rule))
    if (shipped.includes(rule.alert)) checked.fail(at, say.shippedAlert(rule.alert))
    else if (twin !== undefined) checked.fail(at, say.duplicate('alert', rule.alert, twin))
    else alerts.set(alertKey(rule), `${file}:${checked.place(at).line}`)
  }
}

/** What is wrong with a file of `scrape_config_files`; its jobs are added to those known so far. */
export function checkScrapeFile(file: string, content: string, jobs: OverlayJob[]): readonly Problem[] {
  const checked = readOverlayYaml(file, content)
  if (checked.problems.length > 0) return checked.problems
  for (const [index, job] of rootList(checked, 'scrape_configs').entries()) {
    const path = ['scrape_configs', index]
    if (!isRecord(job)) {
      checked.fail(path, say.expected('a mapping'))
      continue
    }

    const name = job.job_name
    if (typeof name !== 'string' || name === '') {
      checked.fail(path, say.missingKey('job_name'))
      continue
    }

    const twin = jobs.find((known) => known.name === name)
    if (twin) checked.fail([...path, 'job_name'], say.duplicate('job_name', name, `${twin.file}:${twin.line}`))
    jobs.push({name, file, ...checked.place([...path, 'job_name'])})
  }

  return checked.problems
}

function checkGroup(checked: CheckedYaml, path: YamlPath, group: unknown, names: Set<string>): void {
  if (!isRecord(group)) {
    checked.fail(path, say.expected('a mapping with name and rules'))
    return
  }

  checkKeys(checked, path, group, GROUP_KEYS)
  if (typeof group.name !== 'string' || group.name === '') checked.fail(path, say.missingKey('name'))
  else if (names.has(group.name)) checked.fail([...path, 'name'], say.duplicate('group', group.name, 'this file'))
  else names.add(group.name)
  checkDuration(checked, [...path, 'interval'], group.interval)
  checkDuration(checked, [...path, 'query_offset'], group.query_offset)
  if (!Array.isArray(group.rules)) {
    checked.fail(path, say.missingKey('rules'))
    return
  }

  for (const [index, rule] of group.rules.entries()) checkRule(checked, [...path, 'rules', index], rule)
}

function checkRule(checked: CheckedYaml, path: YamlPath, rule: unknown): void {
  if (!isRecord(rule)) {
    checked.fail(path, say.expected('a mapping with alert or record'))
    return
  }

  if ('alert' in rule === 'record' in rule) {
    checked.fail(path, say.alertOrRecord)
    return
  }

  const kind = 'alert' in rule ? 'alert' : 'record'
  checkKeys(checked, path, rule, kind === 'alert' ? ALERT_KEYS : RECORD_KEYS)
  const name = rule[kind]
  const isName = typeof name === 'string' && (kind === 'alert' ? name !== '' : /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name))
  if (!isName) checked.fail([...path, kind], say.badName(String(name), kind === 'alert' ? 'alert name' : 'metric name'))
  checkDuration(checked, [...path, 'for'], rule.for)
  checkDuration(checked, [...path, 'keep_firing_for'], rule.keep_firing_for)
  checkTexts(checked, [...path, 'labels'], rule.labels)
  checkTexts(checked, [...path, 'annotations'], rule.annotations)
  checkExpression(checked, path, rule.expr)
}

function checkExpression(checked: CheckedYaml, path: YamlPath, expr: unknown): void {
  if (expr === undefined) {
    checked.fail(path, say.missingKey('expr'))
    return
  }

  const text = String(expr)
  const at = [...path, 'expr']
  if (text.trim() === '') {
    checked.fail(at, say.emptyPromql)
    return
  }

  let wrong: number | undefined
  promql.parse(text).iterate({
    enter(node) {
      if (node.type.isError) wrong ??= node.from
    },
  })
  if (wrong === undefined) return
  const near = text.slice(wrong, wrong + 30).trim() || text.slice(-30).trim()
  checked.fail(at, say.badPromql(JSON.stringify(near)))
}

function checkDuration(checked: CheckedYaml, path: YamlPath, value: unknown): void {
  if (value === undefined || (typeof value === 'string' && DURATION.test(value))) return
  checked.fail(path, say.badDuration(String(value)))
}

function checkTexts(checked: CheckedYaml, path: YamlPath, value: unknown): void {
  if (value === undefined || value === null) return
  if (!isRecord(value)) {
    checked.fail(path, say.expected('a mapping of texts'))
    return
  }

  for (const [key, text] of Object.entries(value)) {
    if (typeof text === 'object') checked.fail([...path, key], say.expected('a text'))
    else checkTemplate(checked, [...path, key], String(text))
  }
}

/** Prometheus refuses a file for a template that is broken, and writes an error into the message for one that asks for nothing. */
function checkTemplate(checked: CheckedYaml, path: YamlPath, text: string): void {
  if (!text.includes('{{')) return
  const {uses, brokenAt} = readTemplate(text)
  if (brokenAt !== undefined) checked.fail(path, say.openTemplate)
  for (const use of uses) {
    const what = unknownUse(use, text)
    if (what) checked.fail(path, say.badTemplate(what))
  }
}

function checkKeys(
  checked: CheckedYaml,
  path: YamlPath,
  record: Record<string, unknown>,
  known: readonly string[],
): void {
  for (const key of Object.keys(record)) {
    if (!known.includes(key)) checked.fail([...path, key], say.unknownKey(key, known))
  }
}

function rootList(checked: CheckedYaml, key: string): readonly unknown[] {
  const root = checked.value
  if (!isRecord(root)) {
    checked.fail([], say.expected(`a mapping with ${key}`))
    return []
  }

  checkKeys(checked, [], root, [key])
  const list = root[key]
  if (Array.isArray(list)) return list
  if (list !== null && !(list === undefined && Object.keys(root).length > 0)) checked.fail([], say.missingKey(key))
  return []
}
