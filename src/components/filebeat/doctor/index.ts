import type {DoctorPart} from '../../../doctor/check.js'
import {checks} from './checks.js'
import {collectors} from './collect.js'

/** What doctor knows of Filebeat. */
export const filebeatDoctor: DoctorPart = {
  id: 'filebeat',
  title: {en: 'Filebeat', zh: 'Filebeat'},
  isFor: (stack) => stack.filebeat.enabled,
  collectors,
  checks,
}
