/** Which alerts there are, which of them this stack has, and which fire. */
import {type Alert, alertFilesOf, listAlerts, type Severity} from '../../alerts/catalogue.js'
import type {AlertOverride} from '../../alerts/overrides.js'
import type {Stack} from '../../components/component.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import {formatSeconds} from '../../spec/units.js'
import {openPrometheus} from './prometheus.js'

export interface ListedAlert extends Alert {
  /** `on`; `off` by opsctl.yaml; `absent`: the stack has nothing that it is about. */
  readonly state: 'on' | 'off' | 'absent'
  /** What opsctl.yaml changes, by key. */
  readonly changed: readonly string[]
  /** Only when it was asked what fires: since when, UTC, per firing instance. */
  readonly firing?: readonly FiringAlert[]
}

export interface FiringAlert {
  readonly since: string
  readonly labels: Readonly<Record<string, string>>
  readonly summary: string
  readonly summaryZh: string
}

export interface ListOptions {
  readonly component?: string | undefined
  readonly severity?: Severity | undefined
  /** Only alerts that fire now; asks the running Prometheus. */
  readonly firing?: boolean
  /** Alerts of components that the stack has not, too. */
  readonly all?: boolean
}

/** Lists alerts by component and name. Throws OPS_SPEC_*, and OPS_PROMETHEUS_UNREACHABLE when it is asked what fires. */
export async function listStackAlerts(project: Project, options: ListOptions = {}): Promise<readonly ListedAlert[]> {
  const {stack} = await loadStack(project)
  const alerts = describeAlerts(stack).filter(
    (alert) =>
      (options.all || alert.state !== 'absent') &&
      (options.component === undefined || alert.component === options.component) &&
      (options.severity === undefined || alert.severity === options.severity),
  )
  if (!options.firing) return alerts
  const firing = await askFiring(project, stack)
  return alerts.flatMap((alert) => {
    const instances = firing.get(alert.name)
    return instances ? [{...alert, firing: instances}] : []
  })
}

/** Every alert as this stack has it: with what opsctl.yaml changes. */
export function describeAlerts(stack: Stack): readonly ListedAlert[] {
  const present = new Set(alertFilesOf(stack))
  return listAlerts()
    .map((alert): ListedAlert => {
      const {enabled = true, ...rest}: Partial<AlertOverride> = stack.alerts[alert.name] ?? {}
      const changed = Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : [key]))
      const state = present.has(alert.file) ? (enabled ? 'on' : 'off') : 'absent'
      return {
        ...alert,
        ...(rest.threshold === undefined ? {} : {threshold: rest.threshold}),
        ...(rest.severity === undefined ? {} : {severity: rest.severity}),
        ...(rest.for === undefined ? {} : {for: formatSeconds(rest.for)}),
        ...(rest.keepFiringFor === undefined ? {} : {keepFiringFor: formatSeconds(rest.keepFiringFor)}),
        state,
        changed,
      }
    })
    .toSorted((a, b) => (`${a.component} ${a.name}` < `${b.component} ${b.name}` ? -1 : 1))
}

interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly state: 'firing' | 'pending'
  readonly activeAt: string
}

async function askFiring(project: Project, stack: Stack): Promise<ReadonlyMap<string, readonly FiringAlert[]>> {
  const {alerts} = (await (await openPrometheus(project, stack)).ask('alerts')) as {alerts: readonly ActiveAlert[]}
  const byName = new Map<string, FiringAlert[]>()
  for (const {labels, annotations, state, activeAt} of alerts) {
    if (state !== 'firing') continue
    const name = labels.alertname ?? ''
    const one = {since: activeAt, labels, summary: annotations.summary ?? '', summaryZh: annotations.summary_zh ?? ''}
    byName.set(name, [...(byName.get(name) ?? []), one])
  }

  return byName
}
