/** Every alert that ships with opsctl, read from the rule files of the rooms, and which of them a stack has. */
import {load} from 'js-yaml'

import type {Component, Stack} from '../components/component.js'
import {components} from '../components/registry.js'
import {listShipped, readShipped, shippedRooms} from '../shipped.js'
import type {Text} from '../text.js'

export type Severity = 'critical' | 'warning' | 'info'

/** One alert as it ships, before overrides. */
export interface Alert {
  readonly name: string
  /** The room it belongs to. */
  readonly component: string
  /** Its rule file, from templates/, as in `redis/alerts/redis.yaml`. */
  readonly file: string
  readonly expr: string
  /** As written, a Prometheus duration. */
  readonly for?: string
  readonly keepFiringFor?: string
  readonly severity: Severity
  /** As templates: `{{ $labels.instance }}` stands for what Prometheus puts there. */
  readonly summary: Text
  readonly description: Text
  /** The number that `alerts.<Name>.threshold` changes. */
  readonly threshold?: number
  /** uid of the dashboard that shows what it is about. */
  readonly dashboard: string
  /** Ids of the checks that find its cause, in the order of a diagnosis. */
  readonly checks: readonly string[]
}

/** An alerting or recording rule as Prometheus reads it. */
export interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly for?: string
  readonly keep_firing_for?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** The rule files that ship with alerts, from templates/, sorted. */
export function listAlertFiles(): readonly string[] {
  return shippedRooms().flatMap((room) => listShipped(room, 'alerts').map((name) => `${room}/alerts/${name}`))
}

/** The rule files with alerts that a stack runs, in the order of the rooms. */
export function alertFilesOf(stack: Stack): readonly string[] {
  if (!stack.prometheus.enabled) return []
  return components
    .filter((component) => component.isEnabled(stack))
    .flatMap((component) => ruleFilesOf(component, stack))
    .filter(isAlertFile)
}

/** The rule files of a room that fit a stack, from templates/. */
export function ruleFilesOf({id, rules}: Component, stack: Stack): readonly string[] {
  return (rules?.(stack) ?? []).map((path) => (path.startsWith(`${id}/`) ? path : `${id}/${path}`))
}

/** Whether a rule file is data, with alerts; the others are recording rules among the templates. */
export function isAlertFile(path: string): boolean {
  return path.split('/')[1] === 'alerts'
}

/** The names of the alerts in the text of a rule file; much faster than parsing it. */
export function alertNamesIn(text: string): readonly string[] {
  return [...text.matchAll(/^\s*- alert: (\w+)/gm)].map(([, name = '']) => name)
}

/** The names of every alert that ships, sorted. */
export function listAlertNames(): readonly string[] {
  return listAlertFiles()
    .flatMap((file) => alertNamesIn(readShipped(file)))
    .toSorted()
}

/** The rules in the text of a rule file, in their order. */
export function readRules(text: string): readonly Rule[] {
  const {groups} = load(text) as {groups?: {rules?: Rule[]}[]}
  return (groups ?? []).flatMap(({rules}) => rules ?? [])
}

/** The alerts of some rule files, or of all that ship. */
export function listAlerts(files: readonly string[] = listAlertFiles()): readonly Alert[] {
  return files.flatMap((file) =>
    readRules(readShipped(file)).flatMap((rule) => (rule.alert ? [toAlert(file, rule)] : [])),
  )
}

/** One alert by its name. */
export function findAlert(name: string): Alert | undefined {
  const file = listAlertFiles().find((path) => alertNamesIn(readShipped(path)).includes(name))
  return file === undefined ? undefined : listAlerts([file]).find((alert) => alert.name === name)
}

function toAlert(file: string, rule: Rule): Alert {
  const {annotations: said = {}, labels = {}} = rule
  return {
    name: rule.alert ?? '',
    component: labels.component ?? '',
    file,
    expr: rule.expr.trim(),
    ...(rule.for === undefined ? {} : {for: rule.for}),
    ...(rule.keep_firing_for === undefined ? {} : {keepFiringFor: rule.keep_firing_for}),
    severity: labels.severity as Severity,
    summary: {en: said.summary ?? '', zh: said.summary_zh ?? ''},
    description: {en: said.description ?? '', zh: said.description_zh ?? ''},
    ...(said.threshold === undefined ? {} : {threshold: Number(said.threshold)}),
    dashboard: said.dashboard ?? '',
    checks: (said.doctor ?? '').split(' ').filter((id) => id !== ''),
  }
}
