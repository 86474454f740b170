import type {DoctorPart} from '../../../doctor/check.js'
import {healthChecks} from './checks-health.js'
import {loadChecks} from './checks-load.js'
import {deepChecks, stateChecks} from './checks-state.js'
import {collectors} from './collect.js'
import {deepCollectors} from './collect-deep.js'
import {recordCollectors} from './collect-records.js'

/** What doctor knows of apps. */
export const appDoctor: DoctorPart = {
  id: 'app',
  title: {en: 'Apps', zh: '应用'},
  isFor: (stack) => Object.keys(stack.apps).length > 0,
  collectors: [...collectors, ...recordCollectors, ...deepCollectors],
  checks: [...healthChecks, ...loadChecks, ...stateChecks, ...deepChecks],
}
