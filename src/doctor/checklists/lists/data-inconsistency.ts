import {defineChecklist} from '../checklist.js'
import {ask, branch, check, note} from '../steps.js'

export const dataInconsistency = defineChecklist({
  name: 'data-inconsistency',
  title: {en: 'Data is wrong or missing', zh: '数据不一致'},
  symptom: {en: 'Records are missing, or contradict each other', zh: '记录缺失或互相矛盾'},
  steps: [
    note('what', {en: 'What is wrong, in which tables, for whom?', zh: '什么数据有误，涉及哪些表、哪些人？'}),
    note('since', {en: 'Since when?', zh: '从何时开始？'}),
    check('rules', {en: 'The consistency queries of this stack find nothing', zh: '本栈的一致性查询没有发现问题'}, [
      'pg.consistency-sql',
      'app.migrations',
    ]),
    check('messages', {en: 'What the logs say', zh: '日志内容'}, ['log.patterns', 'log.error-spike']),
    check(
      'transactions',
      {en: 'Transactions are committed, not rolled back or deadlocked', zh: '事务正常提交，没有大量回滚或死锁'},
      ['pg.rollback-ratio', 'pg.deadlocks', 'pg.prepared-xacts', 'pg.durability'],
    ),
    check('pages', {en: 'The files of the database are sound', zh: '数据库文件完好'}, [
      'pg.checksum-failures',
      'pg.invalid-indexes',
    ]),
    check('amcheck', {en: 'Indexes agree with their tables', zh: '索引与表一致'}, ['pg.amcheck'], {deep: true}),
    check('backups', {en: 'There is a backup from before, and it can be read', zh: '有此前的备份且可读'}, [
      'backup.fresh',
      'backup.readable',
      'backup.checksum',
    ]),
    ask(
      'restore-now',
      {en: 'Restore from a backup?', zh: '从备份恢复？'},
      {
        how: {
          en: 'What was written since the backup is lost. A restore beside the database, from which single rows are taken, loses nothing.',
          zh: '备份之后写入的数据会丢失。恢复到旁边的库，再取回个别行，则不会丢失。',
        },
      },
    ),
    branch('decide', {when: {step: 'restore-now', is: ['yes']}, go: {checklist: 'restore'}}),
    note('mended', {en: 'What was mended, and how is it known to be right?', zh: '修正了什么，如何确认正确？'}),
  ],
})
