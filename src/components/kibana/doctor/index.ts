import type {DoctorPart} from '../../../doctor/check.js'

/** What doctor knows of Kibana. */
export const kibanaDoctor: DoctorPart = {
  id: 'kibana',
  title: {en: 'Kibana', zh: 'Kibana'},
  isFor: (stack) => stack.kibana.enabled,
  collectors: [],
  checks: [],
}
