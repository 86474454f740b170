/** Transactions that were taken back, or that nobody ends. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  type Outcome,
  unknown,
  warning,
} from '../../../doctor/check.js'
import {formatSpan} from '../../../figures.js'
import {preparedTransactions} from './sql-activity.js'
import {counters} from './sql-server.js'
import {asked, eachOf, listed, ops} from './words.js'

const deadlocks = defineCheck({
  id: 'pg.deadlocks',
  title: {en: 'Transactions do not block each other in a circle', zh: '事务之间没有死锁'},
  impact: {
    en: 'The server ends one of the two; an app that does not try again loses its work.',
    zh: '服务器会终止其中一个；不重试的应用会丢失操作。',
  },
  runs: {
    en: 'pg_stat_database.deadlocks against the last look of doctor.',
    zh: '将 pg_stat_database.deadlocks 与 doctor 上次查看的值比较。',
  },
  remedy: {
    text: {
      en: 'Change rows in the same order everywhere; the log shows both statements of each deadlock.',
      zh: '各处以相同顺序修改行；日志会显示每次死锁的两条语句。',
    },
    commands: ['opsctl logs postgres --since 1h --grep "deadlock detected"'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  thresholds: {
    hour: {warn: 1, unit: '1/h', origin: ops},
    minute: {fail: 5, unit: '1/min', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
  },
  needs: {counters},
  judge({counters: {deadlocks: count}}, {limits, now, before}) {
    if (count === 0) return healthy({en: 'none since the counters began', zh: '自计数以来没有死锁'})
    const earlier = before(counters)
    if (!earlier || earlier.value.deadlocks > count)
      return unknown('no-data', {
        en: `${count} since the counters began; the next look tells whether more come`,
        zh: `自计数以来 ${count} 次；下次查看可知是否继续增加`,
      })
    const more = count - earlier.value.deadlocks
    const minutes = Math.max(1, (now - earlier.at) / 60_000)
    const seen = {
      en: `${more} in ${formatSpan(minutes * 60)}`,
      zh: `${formatSpan(minutes * 60)} 内 ${more} 次`,
    }
    const observed = {deadlocks: more, minutes: Math.round(minutes)}
    if (gradeHigh(more / minutes, limits.minute) === 'fail') return failure(seen, {observed, limit: 'minute'})
    // A look of yesterday says nothing of the last hour: what is rarer than the limit on average is no news.
    if (more > 0 && gradeHigh(more / Math.max(1, minutes / 60), limits.hour) === 'warn')
      return warning(seen, {observed, limit: 'hour'})
    return healthy(seen, {observed})
  },
})

type Prepared = ReturnType<typeof preparedTransactions.schema.parse>[number]

const prepared = defineCheck({
  id: 'pg.prepared-xacts',
  title: {en: 'No prepared transaction is forgotten', zh: '没有被遗忘的预备事务'},
  impact: {
    en: 'It holds its locks without a session, survives restarts, and holds back vacuum.',
    zh: '它在无会话的情况下持有锁，重启后依旧存在，并阻碍 vacuum。',
  },
  runs: {en: 'Ages in pg_prepared_xacts.', zh: 'pg_prepared_xacts 中的时长。'},
  remedy: {
    text: {
      en: 'Ask the transaction manager for its outcome, then COMMIT PREPARED or ROLLBACK PREPARED by its name.',
      zh: '向事务管理器确认结果，再按名称执行 COMMIT PREPARED 或 ROLLBACK PREPARED。',
    },
    commands: ['opsctl db locks'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  thresholds: {age: {warn: 300, fail: 3600, unit: 's', origin: ops}},
  needs: {transactions: preparedTransactions},
  judge({transactions}, {limits}) {
    const found = transactions.filter(({ageS}) => gradeHigh(ageS, limits.age) !== 'pass')
    const toOutcome = ({gid, database, role, ageS}: Prepared): Outcome => {
      const detail = {
        en: `prepared transaction ${gid} of ${role} in ${database} is ${formatSpan(ageS)} old`,
        zh: `${database} 中 ${role} 的预备事务 ${gid} 已存在 ${formatSpan(ageS)}`,
      }
      const more = {instance: gid, observed: {ageS}, limit: 'age'}
      return gradeHigh(ageS, limits.age) === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    const names = listed(transactions.map(({gid}) => gid))
    const well =
      transactions.length === 0
        ? {en: 'there is none', zh: '没有预备事务'}
        : {en: `young: ${names.en}`, zh: `均较新：${names.zh}`}
    return eachOf(found, toOutcome, healthy(well))
  },
})

export const transactionChecks: readonly Check[] = [prepared, deadlocks]
