import type {DoctorPart} from '../../check.js'
import {backupChecks} from './checks.js'
import {moreBackupChecks} from './checks-more.js'
import {backupsCollector} from './collect.js'
import {scheduleCollector, standbyCollector} from './collect-schedule.js'

/** What doctor knows of backups. */
export const backupDoctor: DoctorPart = {
  id: 'backup',
  title: {en: 'Backups', zh: '备份'},
  isFor: () => true,
  collectors: [backupsCollector, scheduleCollector, standbyCollector],
  checks: [...backupChecks, ...moreBackupChecks],
}
