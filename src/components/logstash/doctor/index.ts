import type {DoctorPart} from '../../../doctor/check.js'

/** What doctor knows of Logstash. */
export const logstashDoctor: DoctorPart = {
  id: 'logstash',
  title: {en: 'Logstash', zh: 'Logstash'},
  isFor: (stack) => stack.logstash.enabled,
  collectors: [],
  checks: [],
}
