/** Whether data is whole, by its own structure, by a person’s rules, and by age. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  type Outcome,
  skipped,
  warning,
} from '../../../doctor/check.js'
import {formatCount} from '../../../figures.js'
import {damage, INVARIANTS, invariants, retention} from './collect-deep.js'
import {asked, eachOf, manual} from './words.js'

const integrity = defineCheck({
  id: 'pg.amcheck',
  title: {en: 'Tables and indexes agree', zh: '表与索引一致'},
  impact: {
    en: 'Queries through a broken index miss rows or find wrong ones.',
    zh: '通过损坏的索引查询会遗漏或读错行。',
  },
  runs: {
    en: 'pg_amcheck --heapallindexed on the app’s database.',
    zh: '对应用数据库运行 pg_amcheck --heapallindexed。',
  },
  remedy: {
    text: {
      en: 'An index: REINDEX INDEX CONCURRENTLY. A table: keep a copy of the volume, then restore a backup.',
      zh: '索引：REINDEX INDEX CONCURRENTLY。表：先保留数据卷副本，再恢复备份。',
    },
    commands: ['opsctl doctor pg.checksum-failures'],
  },
  ...asked,
  tiers: ['deep'],
  outcomes: ['pass', 'fail'],
  links: ['https://www.postgresql.org/docs/current/app-pgamcheck.html'],
  needs: {damage},
  judge({damage: found}) {
    const toOutcome = ({relation, error}: (typeof found)[number]): Outcome =>
      failure({en: `${relation}: ${error}`, zh: `${relation}：${error}`}, {instance: relation})
    return eachOf(found, toOutcome, healthy({en: 'every page and index entry was read', zh: '已检查所有页与索引项'}))
  },
})

const rules = defineCheck({
  id: 'pg.consistency-sql',
  title: {en: 'Data keeps your own rules', zh: '数据符合自定义规则'},
  impact: {en: 'What the app takes for granted does not hold.', zh: '应用所依赖的前提不成立。'},
  runs: {
    en: `Each query of ${INVARIANTS}/*.sql, read-only; it must find no row. Lines “-- title:”, “-- severity: warn|fail” and “-- remedy:” describe it.`,
    zh: `以只读方式运行 ${INVARIANTS}/*.sql 中的查询，应不返回任何行。用 “-- title:”、“-- severity: warn|fail”、“-- remedy:” 行描述。`,
  },
  remedy: {
    text: {en: 'Run the query of the file by hand to see the rows.', zh: '手动运行文件中的查询以查看这些行。'},
  },
  ...asked,
  tiers: ['deep'],
  outcomes: ['pass', 'warn', 'fail'],
  needs: {invariants},
  judge({invariants: all}) {
    if (all.length === 0)
      return skipped('not-applicable', {en: `there is no ${INVARIANTS}/*.sql`, zh: `没有 ${INVARIANTS}/*.sql`})
    const toOutcome = ({file, title, severity, remedy, rows, error}: (typeof all)[number]): Outcome => {
      const more = {
        instance: file,
        observed: {rows},
        ...(remedy === '' ? {} : {remedy: {text: {en: remedy, zh: remedy}}}),
      }
      if (rows === null) return warning({en: `${file} can’t be run: ${error}`, zh: `${file} 无法运行：${error}`}, more)
      const count = formatCount(rows)
      const detail = {
        en: `${title}: ${rows === 1 ? '1 row breaks it' : `${count} rows break it`}`,
        zh: `${title}：${count} 行违反`,
      }
      return severity === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    const found = all.filter(({rows}) => rows !== 0)
    return eachOf(found, toOutcome, healthy({en: `${all.length} hold`, zh: `${all.length} 条规则均成立`}))
  },
})

const oldRows = defineCheck({
  id: 'pg.retention',
  title: {en: 'Old rows are removed', zh: '旧行会被清理'},
  impact: {
    en: 'Tables grow without end, and people’s data is kept longer than was promised.',
    zh: '表无限增长，且个人数据保留超过承诺期限。',
  },
  runs: {en: 'The oldest row of each table in postgres.retention.', zh: 'postgres.retention 中各表最旧的行。'},
  remedy: {
    text: {
      en: 'Look for the job that removes them; catch up in small steps, or drop a partition. Never delete all at once.',
      zh: '检查负责清理的任务；分批补清，或删除分区。切勿一次性删除。',
    },
    commands: ['opsctl db tables'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  thresholds: {late: {warn: 1.1, fail: 2, unit: 'times', origin: manual}},
  isFor: ({postgres}) =>
    postgres.retention.length > 0 || {en: 'postgres.retention names no table', zh: 'postgres.retention 未列出任何表'},
  needs: {retention},
  judge({retention: all}, {limits}) {
    const timesOf = ({oldestDays, days}: (typeof all)[number]) => (oldestDays ?? 0) / days
    const found = all.filter((one) => one.error !== '' || gradeHigh(timesOf(one), limits.late) !== 'pass')
    const toOutcome = (one: (typeof all)[number]): Outcome => {
      const {table, days, oldestDays, error} = one
      const more = {instance: table, observed: {oldestDays, days}, limit: 'late'}
      if (error !== '')
        return warning({en: `${table} can’t be read: ${error}`, zh: `${table} 无法读取：${error}`}, more)
      const age = Math.round(oldestDays ?? 0)
      const detail = {
        en: `${table} keeps rows of ${age} days (limit ${days})`,
        zh: `${table} 保留了 ${age} 天的行（上限 ${days}）`,
      }
      return gradeHigh(timesOf(one), limits.late) === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    return eachOf(found, toOutcome, healthy({en: `${all.length} tables keep to it`, zh: `${all.length} 个表均符合`}))
  },
})

export const deepChecks: readonly Check[] = [integrity, rules, oldRows]
