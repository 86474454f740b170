import type {DoctorPart} from '../../check.js'
import {alertChecks} from './checks-alerts.js'
import {ruleChecks} from './checks-rules.js'
import {collectors} from './collect.js'

/** What doctor knows of alerts: their rules, and their way from Prometheus to Alertmanager. */
export const alertingDoctor: DoctorPart = {
  id: 'alerting',
  title: {en: 'Alerts and their rules', zh: '告警与规则'},
  isFor: (stack) => stack.prometheus.enabled,
  collectors,
  checks: [...ruleChecks, ...alertChecks],
}
