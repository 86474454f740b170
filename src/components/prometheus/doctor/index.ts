import type {DoctorPart} from '../../../doctor/check.js'

/** What doctor knows of Prometheus. */
export const prometheusDoctor: DoctorPart = {
  id: 'prometheus',
  title: {en: 'Prometheus', zh: 'Prometheus'},
  isFor: (stack) => stack.prometheus.enabled,
  collectors: [],
  checks: [],
}
