import type {DoctorPart} from '../../../doctor/check.js'
import {checks} from './checks.js'
import {collectors} from './collect.js'

/** What doctor knows of Kibana; its version is judged with those of the whole log path. */
export const kibanaDoctor: DoctorPart = {
  id: 'kibana',
  title: {en: 'Kibana', zh: 'Kibana'},
  isFor: (stack) => stack.kibana.enabled,
  collectors,
  checks,
}
