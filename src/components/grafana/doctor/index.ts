import type {DoctorPart} from '../../../doctor/check.js'

/** What doctor knows of Grafana. */
export const grafanaDoctor: DoctorPart = {
  id: 'grafana',
  title: {en: 'Grafana', zh: 'Grafana'},
  isFor: (stack) => stack.grafana.enabled,
  collectors: [],
  checks: [],
}
