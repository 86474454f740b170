/** Every checklist, in the order of the menu: what is urgent first. */
import type {Checklist} from '../checklist.js'
import {backendUnreachable} from './backend-unreachable.js'
import {cacheIneffective} from './cache-ineffective.js'
import {dataInconsistency} from './data-inconsistency.js'
import {dbConnection} from './db-connection.js'
import {disasterRecovery} from './disaster-recovery.js'
import {handover} from './handover.js'
import {hardening} from './hardening.js'
import {incident} from './incident.js'
import {locksSlowQueries} from './locks-slow-queries.js'
import {memoryLeak} from './memory-leak.js'
import {performance} from './performance.js'
import {restore} from './restore.js'
import {rollback} from './rollback.js'
import {serviceUnresponsive} from './service-unresponsive.js'
import {upgrade} from './upgrade.js'
import {wontStart} from './wont-start.js'

export const checklists: readonly Checklist[] = [
  incident,
  serviceUnresponsive,
  wontStart,
  backendUnreachable,
  dbConnection,
  locksSlowQueries,
  memoryLeak,
  performance,
  cacheIneffective,
  dataInconsistency,
  restore,
  disasterRecovery,
  upgrade,
  rollback,
  hardening,
  handover,
]

/** The checklist of this name. */
export function findChecklist(name: string): Checklist | undefined {
  return checklists.find((one) => one.name === name)
}
