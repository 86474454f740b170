import type {DoctorPart} from '../../../doctor/check.js'
import {checks} from './checks.js'
import {collectors} from './collect.js'

/** What doctor knows of Grafana. */
export const grafanaDoctor: DoctorPart = {
  id: 'grafana',
  title: {en: 'Grafana', zh: 'Grafana'},
  isFor: (stack) => stack.grafana.enabled,
  collectors,
  checks,
}
