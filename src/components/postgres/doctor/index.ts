import type {DoctorPart} from '../../../doctor/check.js'
import {deepChecks} from './checks-deep.js'
import {doorChecks} from './checks-door.js'
import {indexChecks} from './checks-indexes.js'
import {replicationChecks, safetyChecks} from './checks-safety.js'
import {serverChecks} from './checks-server.js'
import {sessionChecks} from './checks-sessions.js'
import {statementChecks, trafficChecks} from './checks-statements.js'
import {limitChecks, tableChecks} from './checks-tables.js'
import {collectors} from './collect.js'

/** What doctor knows of PostgreSQL. */
export const postgresDoctor: DoctorPart = {
  id: 'postgres',
  title: {en: 'PostgreSQL', zh: 'PostgreSQL'},
  isFor: (stack) => stack.postgres.enabled,
  collectors,
  checks: [
    ...doorChecks,
    ...sessionChecks,
    ...replicationChecks,
    ...safetyChecks,
    ...serverChecks,
    ...statementChecks,
    ...tableChecks,
    ...indexChecks,
    ...limitChecks,
    ...trafficChecks,
    ...deepChecks,
  ],
}
