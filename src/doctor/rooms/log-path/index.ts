import type {DoctorPart} from '../../check.js'
import {lineChecks} from './checks-lines.js'
import {storeChecks} from './checks-store.js'
import {versionChecks} from './checks-version.js'
import {collectors} from './collect.js'

/** What doctor knows of the log path; lines are there to be looked at, stored or not. */
export const logPathDoctor: DoctorPart = {
  id: 'log-path',
  title: {en: 'Log path', zh: '日志链路'},
  isFor: () => true,
  collectors,
  checks: [...storeChecks, ...versionChecks, ...lineChecks],
}
