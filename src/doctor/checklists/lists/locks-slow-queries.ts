import {defineChecklist} from '../checklist.js'
import {branch, check, mend, note, wait} from '../steps.js'

export const locksSlowQueries = defineChecklist({
  name: 'locks-slow-queries',
  title: {en: 'Locks and slow queries', zh: '锁等待与慢查询'},
  symptom: {en: 'Some requests stand still, others are fast', zh: '部分请求停滞，其余正常'},
  steps: [
    check('locks', {en: 'No session waits for another', zh: '没有会话等待其他会话'}, [
      'pg.locks',
      'pg.lock-roots',
      'pg.idle-in-tx',
      'pg.long-queries',
    ]),
    branch('held', {when: {step: 'locks', is: ['pass', 'warn', 'open']}, go: {step: 'slow'}}),
    mend(
      'end-session',
      {en: 'End the session that holds the lock; its transaction is rolled back', zh: '结束持锁会话，其事务将回滚'},
      ['pg.lock-roots', 'pg.locks', 'pg.idle-in-tx', 'pg.long-queries'],
    ),
    wait('released', {en: 'Nobody waits any more', zh: '不再有等待'}, ['pg.locks'], {withinS: 120}),
    check('slow', {en: 'No query takes most of the time', zh: '没有占用大部分时间的查询'}, [
      'pg.slow-queries',
      'pg.pss',
    ]),
    check('indexes', {en: 'Tables have the indexes that queries need', zh: '表具备查询所需索引'}, [
      'pg.missing-indexes',
      'pg.invalid-indexes',
    ]),
    check('dead', {en: 'Dead rows are cleaned up', zh: '死元组得到清理'}, ['pg.dead-tuples', 'pg.vacuum-stale']),
    note(
      'explain',
      {en: 'The plan of the slowest query', zh: '最慢查询的执行计划'},
      {
        how: {
          en: 'Run EXPLAIN (ANALYZE, BUFFERS) on it and paste what it prints; ANALYZE runs the query.',
          zh: '对其执行 EXPLAIN (ANALYZE, BUFFERS) 并粘贴输出；ANALYZE 会真正执行该查询。',
        },
      },
    ),
  ],
})
