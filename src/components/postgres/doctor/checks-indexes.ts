/** Indexes that cost more than they give. */
import {type Check, defineCheck, gradeHigh, healthy, type Outcome, skipped, warning} from '../../../doctor/check.js'
import {formatBytes, formatCount} from '../../../figures.js'
import {nothingToUndo, runSql} from './fixes.js'
import {duplicateIndexes, indexes, invalidObjects} from './sql-indexes.js'
import {counters, server} from './sql-server.js'
import {asked, eachOf, pghero, sqlName} from './words.js'

const DAY_MS = 86_400_000

const unused = defineCheck({
  id: 'pg.unused-indexes',
  title: {en: 'Every index is used', zh: '所有索引都在使用'},
  impact: {en: 'Each write keeps it up to date, and nothing reads it.', zh: '每次写入都要维护它，却没有查询使用。'},
  runs: {
    en: 'Scans and sizes of indexes that are not unique, once statistics are a week old.',
    zh: '统计满一周后，非唯一索引的扫描次数与大小。',
  },
  remedy: {
    text: {
      en: 'Ask replicas too and think of rare reports, then DROP INDEX CONCURRENTLY.',
      zh: '同时检查副本并考虑少用的报表，再执行 DROP INDEX CONCURRENTLY。',
    },
    commands: ['opsctl db indexes'],
  },
  ...asked,
  tiers: ['deep'],
  outcomes: ['pass', 'warn'],
  tags: ['capacity'],
  thresholds: {
    scans: {warn: 51, unit: 'scans', origin: pghero},
    size: {warn: 10 * 1024 ** 2, unit: 'bytes', origin: pghero},
    age: {warn: 7, unit: 'd', origin: pghero},
  },
  needs: {indexes, counters, server},
  judge({indexes: all, counters: {since}, server: {startedAt}}, {limits, now}) {
    const days = (now - Date.parse(since ?? startedAt)) / DAY_MS
    if (days < (limits.age.warn ?? 0))
      return skipped('no-data', {en: 'statistics are younger than a week', zh: '统计不足一周'})
    const found = all.filter(
      ({isUnique, isValid, scans, bytes}) =>
        !isUnique && isValid && gradeHigh(scans, limits.scans) === 'pass' && gradeHigh(bytes, limits.size) !== 'pass',
    )
    const toOutcome = ({schema, index, table, scans, bytes}: (typeof all)[number]): Outcome =>
      warning(
        {
          en: `${schema}.${index} on ${table}: ${formatBytes(bytes)}, ${formatCount(scans)} scans in ${Math.round(days)} days`,
          zh: `${table} 上的 ${schema}.${index}：${formatBytes(bytes)}，${Math.round(days)} 天内扫描 ${formatCount(scans)} 次`,
        },
        {instance: `${schema}.${index}`, observed: {scans, bytes}, limit: 'scans'},
      )
    return eachOf(found, toOutcome, healthy({en: 'no large index is unused', zh: '没有未使用的大索引'}))
  },
})

/** What a REINDEX CONCURRENTLY that failed leaves behind; the index it was to replace is there still. */
const LEFT_OVER = /_cc(new|old)\d*$/

const invalid = defineCheck({
  id: 'pg.invalid-indexes',
  title: {en: 'Every index and constraint is valid', zh: '所有索引与约束均有效'},
  impact: {
    en: 'No query uses an invalid index, and every write pays for it; rows may break an unchecked constraint.',
    zh: '无效索引不会被查询使用，但每次写入仍需维护；未校验的约束可能已有违反的行。',
  },
  runs: {
    en: 'pg_index without those that are being built now, and constraints that were never validated.',
    zh: 'pg_index（不含正在建立的索引）及从未校验的约束。',
  },
  remedy: {
    text: {
      en: 'REINDEX INDEX CONCURRENTLY builds it again; ALTER TABLE … VALIDATE CONSTRAINT checks old rows.',
      zh: 'REINDEX INDEX CONCURRENTLY 可重建；ALTER TABLE … VALIDATE CONSTRAINT 可校验旧行。',
    },
    commands: ['opsctl db indexes', 'opsctl doctor --fix pg.invalid-indexes'],
  },
  ...asked,
  outcomes: ['pass', 'warn'],
  links: ['https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'],
  needs: {objects: invalidObjects},
  judge({objects}) {
    const toOutcome = ({kind, schema, name, table}: (typeof objects)[number]): Outcome =>
      warning(
        kind === 'index'
          ? {en: `index ${schema}.${name} on ${table} is invalid`, zh: `${table} 上的索引 ${schema}.${name} 无效`}
          : {en: `constraint ${name} of ${table} was never validated`, zh: `${table} 的约束 ${name} 从未校验`},
        {instance: `${schema}.${name}`, observed: {kind, table}},
      )
    return eachOf(objects, toOutcome, healthy({en: 'none is invalid', zh: '没有无效的索引或约束'}))
  },
  fix: {
    level: 'guarded',
    plan({objects}, {instance}, {stack}) {
      const one = objects.find(({schema, name}) => `${schema}.${name}` === instance)
      if (one?.kind !== 'index') return undefined
      const name = sqlName(one.schema, one.name)
      const effect = LEFT_OVER.test(one.name)
        ? {en: `Drops ${name}, which a rebuild that failed left behind.`, zh: `删除重建失败残留的 ${name}。`}
        : {en: `Builds ${name} again while reads and writes go on.`, zh: `在不中断读写的情况下重建 ${name}。`}
      const sql = LEFT_OVER.test(one.name) ? `DROP INDEX CONCURRENTLY ${name};` : `REINDEX INDEX CONCURRENTLY ${name};`
      return runSql(stack, sql, undefined, effect, nothingToUndo)
    },
  },
})

const duplicates = defineCheck({
  id: 'pg.duplicate-indexes',
  title: {en: 'No index is kept twice', zh: '没有重复的索引'},
  impact: {
    en: 'Writes keep both up to date, memory holds both, and one would do.',
    zh: '写入需维护两者，内存需容纳两者，而一个就够了。',
  },
  runs: {
    en: 'Columns, operators, collations and conditions in pg_index: one that begins another.',
    zh: '比较 pg_index 中的列、操作符、排序规则与条件：一个索引是另一个的前缀。',
  },
  remedy: {
    text: {en: 'DROP INDEX CONCURRENTLY the shorter one.', zh: '对较短者执行 DROP INDEX CONCURRENTLY。'},
    commands: ['opsctl db indexes'],
  },
  ...asked,
  tiers: ['deep'],
  outcomes: ['pass', 'warn'],
  needs: {duplicates: duplicateIndexes},
  judge({duplicates: found}) {
    const toOutcome = ({schema, table, index, coveredBy, bytes}: (typeof found)[number]): Outcome =>
      warning(
        {
          en: `${schema}.${index} on ${table} (${formatBytes(bytes)}) is covered by ${coveredBy}`,
          zh: `${table} 上的 ${schema}.${index}（${formatBytes(bytes)}）已被 ${coveredBy} 覆盖`,
        },
        {instance: `${schema}.${index}`, observed: {coveredBy, bytes}},
      )
    return eachOf(found, toOutcome, healthy({en: 'each serves queries that no other does', zh: '各索引互不重复'}))
  },
})

export const indexChecks: readonly Check[] = [invalid, unused, duplicates]
