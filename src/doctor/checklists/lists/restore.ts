import {defineChecklist} from '../checklist.js'
import {ask, branch, check, note} from '../steps.js'
import {backupNow, start, stopApps, waitForApps} from './stop-start.js'

export const restore = defineChecklist({
  name: 'restore',
  title: {en: 'Restore the database from a backup', zh: '从备份恢复数据库'},
  symptom: {en: 'Data must be brought back from a backup', zh: '需要从备份找回数据'},
  steps: [
    check('backups', {en: 'The backup is there and can be read', zh: '备份存在且可读'}, [
      'backup.fresh',
      'backup.readable',
      'backup.checksum',
      'backup.space',
    ]),
    note('which', {en: 'Which backup is restored, of what time?', zh: '恢复哪个备份，其时间是？'}),
    ask('confirmed', {
      en: 'Do those who own the data agree that what came after it is lost?',
      zh: '数据负责人是否同意丢弃备份之后的数据？',
    }),
    branch('refused', {when: {step: 'confirmed', is: ['no']}, go: {end: true}}),
    stopApps(),
    backupNow('present', {en: 'Is the present state backed up too?', zh: '当前状态是否也已备份？'}),
    ask(
      'empty',
      {en: 'Is the database it goes into new and empty?', zh: '恢复目标是否为新的空数据库？'},
      {how: {en: 'Restoring over old tables mixes the two.', zh: '恢复到旧表上会使两者混杂。'}},
    ),
    ask('restored', {en: 'Is the backup restored without an error?', zh: '是否已无错误地恢复备份？'}),
    check('sound', {en: 'The data is consistent', zh: '数据一致'}, [
      'pg.up',
      'pg.consistency-sql',
      'pg.invalid-indexes',
    ]),
    note('counts', {
      en: 'Row counts of the main tables, against those of the backup',
      zh: '主要表的行数，与备份中的对比',
    }),
    start(),
    waitForApps(),
  ],
})
