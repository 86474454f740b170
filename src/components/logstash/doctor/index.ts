import type {DoctorPart} from '../../../doctor/check.js'
import {checks} from './checks.js'
import {flowChecks} from './checks-flow.js'
import {collectors} from './collect.js'

/** What doctor knows of Logstash. */
export const logstashDoctor: DoctorPart = {
  id: 'logstash',
  title: {en: 'Logstash', zh: 'Logstash'},
  isFor: (stack) => stack.logstash.enabled,
  collectors,
  checks: [...checks, ...flowChecks],
}
