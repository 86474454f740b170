import type {DoctorPart} from '../../check.js'
import {freshChecks} from './checks-fresh.js'
import {keepChecks} from './checks-keep.js'
import {moreChecks} from './checks-more.js'
import {backupsCollector} from './collect.js'
import {scheduleCollector, standbyCollector} from './collect-schedule.js'

/** What doctor knows of backups. */
export const backupDoctor: DoctorPart = {
  id: 'backup',
  title: {en: 'Backups', zh: '备份'},
  isFor: () => true,
  collectors: [backupsCollector, scheduleCollector, standbyCollector],
  checks: [...freshChecks, ...keepChecks, ...moreChecks],
}
