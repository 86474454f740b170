/** What is in the stack fits together, and what is not run yet is said. */
import type {SpecProblem} from '../../components/component.js'
import {alertingMessages} from '../../messages/alerting.js'
import {ruleMessages} from '../../messages/rules.js'
import {specMessages} from '../../messages/spec.js'
import {upcomingKeys} from '../stack.js'
import type {SpecRule} from './rule.js'

const READ_BY_PROMETHEUS = ['alertmanager', 'node-exporter', 'cadvisor', 'blackbox'] as const

/** Warns of components that nothing reads, and of those that no room exists for yet. */
export const presenceRule: SpecRule = ({stack}) => {
  const problems: SpecProblem[] = []
  for (const id of READ_BY_PROMETHEUS) {
    if (!stack[id].enabled || stack.prometheus.enabled) continue
    problems.push({path: [id], message: ruleMessages.needsPrometheus(id), level: 'warning'})
  }

  if (!stack.alertmanager.enabled && Object.keys(stack.alerting.receivers).length > 0) {
    problems.push({path: ['alerting'], message: alertingMessages.withoutAlertmanager, level: 'warning'})
  }

  for (const key of upcomingKeys) {
    if (stack[key]?.enabled) problems.push({path: [key], message: specMessages.upcoming(key), level: 'warning'})
  }

  return problems
}
