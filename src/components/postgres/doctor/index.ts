import type {DoctorPart} from '../../../doctor/check.js'
import {exporterChecks, volumeChecks} from './checks-around.js'
import {deepChecks} from './checks-deep.js'
import {doorChecks} from './checks-door.js'
import {indexChecks} from './checks-indexes.js'
import {limitChecks} from './checks-limits.js'
import {replicationChecks} from './checks-replication.js'
import {safetyChecks} from './checks-safety.js'
import {serverChecks} from './checks-server.js'
import {sessionChecks} from './checks-sessions.js'
import {statementChecks} from './checks-statements.js'
import {tableChecks} from './checks-tables.js'
import {trafficChecks} from './checks-traffic.js'
import {transactionChecks} from './checks-transactions.js'
import {versionChecks} from './checks-version.js'
import {collectors} from './collect.js'

/** What doctor knows of PostgreSQL. */
export const postgresDoctor: DoctorPart = {
  id: 'postgres',
  title: {en: 'PostgreSQL', zh: 'PostgreSQL'},
  isFor: (stack) => stack.postgres.enabled,
  collectors,
  checks: [
    ...volumeChecks,
    ...doorChecks,
    ...exporterChecks,
    ...transactionChecks,
    ...sessionChecks,
    ...replicationChecks,
    ...safetyChecks,
    ...serverChecks,
    ...versionChecks,
    ...statementChecks,
    ...tableChecks,
    ...indexChecks,
    ...limitChecks,
    ...trafficChecks,
    ...deepChecks,
  ],
}
