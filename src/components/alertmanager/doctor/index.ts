import type {DoctorPart} from '../../../doctor/check.js'

/** What doctor knows of Alertmanager. */
export const alertmanagerDoctor: DoctorPart = {
  id: 'alertmanager',
  title: {en: 'Alertmanager', zh: 'Alertmanager'},
  isFor: (stack) => stack.alertmanager.enabled,
  collectors: [],
  checks: [],
}
