import type {DoctorPart} from '../../check.js'

/** What doctor knows of the backup. */
export const backupDoctor: DoctorPart = {
  id: 'backup',
  title: {en: 'Backup', zh: '备份'},
  isFor: () => true,
  collectors: [],
  checks: [],
}
