import type {DoctorPart} from '../../../doctor/check.js'
import {receiverChecks} from './checks-receivers.js'
import {serverChecks} from './checks-server.js'
import {silenceChecks} from './checks-silences.js'
import {collectors} from './collect.js'
import {testCollector} from './collect-test.js'

/** What doctor knows of Alertmanager. */
export const alertmanagerDoctor: DoctorPart = {
  id: 'alertmanager',
  title: {en: 'Alertmanager', zh: 'Alertmanager'},
  isFor: (stack) => stack.alertmanager.enabled,
  collectors: [...collectors, testCollector],
  checks: [...serverChecks, ...receiverChecks, ...silenceChecks],
}
