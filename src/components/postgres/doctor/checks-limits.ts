/** What comes to an end some day: transaction ids, sequences, room. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  note,
  type Outcome,
  warning,
} from '../../../doctor/check.js'
import {formatBytes, formatShare, formatSpan} from '../../../figures.js'
import {sequences, tables, transactionAge} from './sql-tables.js'
import {asked, eachOf, ops, pghero} from './words.js'

const DAY_MS = 86_400_000

const nameOf = ({schema, table}: {readonly schema: string; readonly table: string}) => `${schema}.${table}`

/** Ids are 32 bits, and half of them lie in the past of any transaction. */
const IDS = 2 ** 31

const wraparound = defineCheck({
  id: 'pg.wraparound',
  title: {en: 'Transaction ids are far from running out', zh: '事务 ID 远未耗尽'},
  impact: {
    en: 'Before they run out the server refuses every write until a vacuum has ended.',
    zh: '在耗尽之前，服务器会拒绝所有写入，直到完成 vacuum。',
  },
  runs: {
    en: 'age(datfrozenxid) and mxid_age(datminmxid) of every database.',
    zh: '各数据库的 age(datfrozenxid) 与 mxid_age(datminmxid)。',
  },
  remedy: {
    text: {
      en: 'Something keeps vacuum from freezing rows: an old transaction, a slot or a prepared transaction. Remove it, then VACUUM (FREEZE) the oldest tables.',
      zh: '有旧事务、复制槽或预备事务阻碍 vacuum 冻结行。移除后对最旧的表执行 VACUUM (FREEZE)。',
    },
    commands: ['opsctl db vacuum', 'opsctl doctor pg.idle-in-tx pg.prepared-xacts pg.slots-inactive'],
  },
  ...asked,
  because: ['pg.idle-in-tx', 'pg.prepared-xacts', 'pg.slots-inactive'],
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND'],
  thresholds: {used: {warn: 50, fail: 80, unit: '%', origin: pghero}},
  needs: {databases: transactionAge},
  judge({databases}, {limits}) {
    const usedOf = ({xidAge, multixactAge}: (typeof databases)[number]) => Math.max(xidAge, multixactAge) / IDS
    const found = databases.filter((one) => gradeHigh(usedOf(one) * 100, limits.used) !== 'pass')
    const toOutcome = (one: (typeof databases)[number]): Outcome => {
      const kind =
        one.xidAge >= one.multixactAge
          ? {en: 'transaction ids', zh: '事务 ID'}
          : {en: 'multixact ids', zh: 'multixact ID'}
      const share = formatShare(usedOf(one))
      const detail = {
        en: `database ${one.database} has used ${share} of its ${kind.en}`,
        zh: `数据库 ${one.database} 已使用 ${share} 的${kind.zh}`,
      }
      const more = {
        instance: one.database,
        observed: {xidAge: one.xidAge, multixactAge: one.multixactAge},
        limit: 'used',
      }
      return gradeHigh(usedOf(one) * 100, limits.used) === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    const most = formatShare(Math.max(0, ...databases.map(usedOf)))
    return eachOf(found, toOutcome, healthy({en: `at most ${most} of them are used`, zh: `最多使用了 ${most}`}))
  },
})

const sequenceEnds = defineCheck({
  id: 'pg.sequences',
  title: {en: 'No sequence is near its end', zh: '没有序列接近上限'},
  impact: {en: 'When it ends, every INSERT into the table fails.', zh: '到达上限后，对该表的所有 INSERT 都会失败。'},
  runs: {
    en: 'last_value in pg_sequences against its limit and the type of the column that it numbers.',
    zh: 'pg_sequences 的 last_value，与其上限及所编号列的类型比较。',
  },
  remedy: {
    text: {
      en: 'Change the column to bigint before it ends: with a new column, a trigger and a swap where the table is large.',
      zh: '在到达上限前将列改为 bigint：大表可用新列、触发器再切换的方式。',
    },
    commands: ['opsctl db tables'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  thresholds: {used: {warn: 75, fail: 90, unit: '%', origin: pghero}},
  needs: {sequences},
  judge({sequences: all}, {limits}) {
    const found = all.filter(({used}) => gradeHigh(used * 100, limits.used) !== 'pass')
    const toOutcome = ({schema, sequence, column, type, used}: (typeof all)[number]): Outcome => {
      const name = `${schema}.${sequence}`
      const of = column === null ? type : `${column}, ${type}`
      const detail = {
        en: `${name} (${of}) has used ${formatShare(used)} of its numbers`,
        zh: `${name}（${of}）已使用 ${formatShare(used)} 的编号`,
      }
      const more = {instance: name, observed: {used, type}, limit: 'used'}
      return gradeHigh(used * 100, limits.used) === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    const most = formatShare(Math.max(0, ...all.map(({used}) => used)))
    return eachOf(
      found,
      toOutcome,
      healthy({en: `at most ${most} of a sequence is used`, zh: `序列最多使用了 ${most}`}),
    )
  },
})

const MONTH_MS = 30 * DAY_MS

const growth = defineCheck({
  id: 'pg.table-growth',
  title: {en: 'Tables grow no faster than expected', zh: '表的增长符合预期'},
  impact: {
    en: 'The disk fills, and every scan, backup and restore takes longer.',
    zh: '磁盘会被占满，扫描、备份与恢复耗时增加。',
  },
  runs: {
    en: 'Sizes of the largest tables against the last look of doctor.',
    zh: '将最大的表的大小与 doctor 上次查看时比较。',
  },
  remedy: {
    text: {
      en: 'Remove or archive old rows in small steps, or partition the table by time.',
      zh: '分批删除或归档旧数据，或按时间分区。',
    },
    commands: ['opsctl db tables', 'opsctl capacity disk'],
  },
  ...asked,
  outcomes: ['info', 'warn'],
  tags: ['capacity'],
  thresholds: {
    growth: {warn: 25, unit: '%/30d', origin: {en: 'operations manual', zh: '运维手册'}},
    least: {warn: 100 * 1024 ** 2, unit: 'bytes', origin: ops},
  },
  needs: {tables},
  judge({tables: all}, {limits, now, before}) {
    const largest =
      all
        .slice(0, 3)
        .map((one) => `${nameOf(one)} ${formatBytes(one.totalBytes)}`)
        .join(', ') || '-'
    const known = note(
      {en: `largest: ${largest}`, zh: `最大：${largest}`},
      {observed: {largest: all[0]?.totalBytes ?? 0}},
    )
    const last = before(tables)
    // A day's growth says little of a month's.
    if (!last || now - last.at < DAY_MS) return known
    const sizes = new Map(last.value.map((one) => [nameOf(one), one.totalBytes]))
    const grown = all.flatMap((one) => {
      const was = sizes.get(nameOf(one))
      if (was === undefined || was === 0 || gradeHigh(one.totalBytes, limits.least) === 'pass') return []
      const percent = ((one.totalBytes - was) / was) * 100 * (MONTH_MS / (now - last.at))
      return gradeHigh(percent, limits.growth) === 'pass' ? [] : [{one, was, percent}]
    })
    const span = formatSpan((now - last.at) / 1000)
    const toOutcome = ({one, was, percent}: (typeof grown)[number]): Outcome =>
      warning(
        {
          en: `${nameOf(one)} grew from ${formatBytes(was)} to ${formatBytes(one.totalBytes)} in ${span}: ${formatShare(percent / 100)} in 30 days`,
          zh: `${nameOf(one)} 在 ${span} 内从 ${formatBytes(was)} 增长到 ${formatBytes(one.totalBytes)}：30 天约 ${formatShare(percent / 100)}`,
        },
        {instance: nameOf(one), observed: {bytes: one.totalBytes, was}, limit: 'growth'},
      )
    return eachOf(grown, toOutcome, known)
  },
})

export const limitChecks: readonly Check[] = [wraparound, sequenceEnds, growth]
