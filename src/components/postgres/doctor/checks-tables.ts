/** Tables: missing indexes, dead rows, ids that run out, growth. */
import {type Check, defineCheck, failure, gradeHigh, healthy, type Outcome, warning} from '../../../doctor/check.js'
import {formatCount, formatShare, formatSpan} from '../../../figures.js'
import {mendSetting, nothingToUndo, runSql} from './fixes.js'
import {settings} from './sql-server.js'
import {horizon, sequentialScans, vacuum} from './sql-tables.js'
import {asked, eachOf, ops, pghero, sqlName} from './words.js'

const DAY_MS = 86_400_000
const nameOf = ({schema, table}: {readonly schema: string; readonly table: string}) => `${schema}.${table}`

type Scanned = ReturnType<typeof sequentialScans.schema.parse>[number]

const missingIndexes = defineCheck({
  id: 'pg.missing-indexes',
  title: {en: 'Large tables are read through indexes', zh: '大表通过索引读取'},
  impact: {
    en: 'Statements read every row to find a few, and more so as the table grows.',
    zh: '语句为查找少数行而读取全表，且随表增长愈发严重。',
  },
  runs: {
    en: 'Sequential and index scans of tables in pg_stat_user_tables that were scanned 100 times or more.',
    zh: 'pg_stat_user_tables 中被扫描 100 次及以上的表的顺序扫描与索引扫描次数。',
  },
  remedy: {
    text: {
      en: 'Find the statement (opsctl db slow), then CREATE INDEX CONCURRENTLY on the columns of its condition.',
      zh: '找到相应语句（opsctl db slow），再用 CREATE INDEX CONCURRENTLY 为其条件列建索引。',
    },
    commands: ['opsctl db tables', 'opsctl db slow'],
  },
  ...asked,
  outcomes: ['pass', 'warn'],
  tags: ['capacity'],
  thresholds: {
    rows: {warn: 10_000, unit: 'rows', origin: pghero},
    scans: {warn: 5, unit: '%', origin: pghero},
  },
  needs: {scans: sequentialScans},
  judge({scans}, {limits}) {
    const shareOf = ({seqScans, indexScans}: Scanned) => seqScans / (seqScans + indexScans)
    const found = scans.filter(
      (one) =>
        gradeHigh(one.rows, limits.rows) !== 'pass' &&
        gradeHigh(shareOf(one) * 100, limits.scans) !== 'pass' &&
        // A count of rows a day is no missing index.
        one.rowsRead >= one.rows * 10,
    )
    const toOutcome = (one: Scanned): Outcome => {
      const used = formatShare(1 - shareOf(one))
      const detail = {
        en: `${nameOf(one)} (${formatCount(one.rows)} rows): an index is used in ${used} of scans, ${formatCount(one.seqScans)} read it whole`,
        zh: `${nameOf(one)}（${formatCount(one.rows)} 行）：仅 ${used} 的扫描使用索引，${formatCount(one.seqScans)} 次全表读取`,
      }
      return warning(detail, {
        instance: nameOf(one),
        observed: {rows: one.rows, seqScans: one.seqScans, indexScans: one.indexScans},
        limit: 'scans',
        evidence: [{kind: 'sql', ref: 'pg_stat_user_tables'}],
      })
    }
    return eachOf(
      found,
      toOutcome,
      healthy({en: 'no large table is read whole again and again', zh: '没有反复全表读取的大表'}),
    )
  },
})

type Vacuumed = ReturnType<typeof vacuum.schema.parse>[number]
const deadShare = ({rows, deadRows}: Vacuumed) => deadRows / Math.max(1, rows + deadRows)

const deadTuples = defineCheck({
  id: 'pg.dead-tuples',
  title: {en: 'Dead rows are removed', zh: '死行会被清理'},
  impact: {
    en: 'Tables and indexes grow, and every scan reads rows that nobody can see.',
    zh: '表与索引膨胀，每次扫描都会读到无人可见的行。',
  },
  runs: {
    en: 'n_dead_tup against n_live_tup in pg_stat_user_tables, and who holds back vacuum.',
    zh: 'pg_stat_user_tables 中 n_dead_tup 与 n_live_tup 之比，以及谁在阻碍 vacuum。',
  },
  remedy: {
    text: {
      en: 'VACUUM (ANALYZE) removes them, unless an old transaction may still see them: end that one first.',
      zh: 'VACUUM (ANALYZE) 可清理，除非有旧事务仍可见它们：请先结束该事务。',
    },
    commands: ['opsctl db vacuum', 'opsctl doctor --fix pg.dead-tuples'],
  },
  ...asked,
  because: ['pg.idle-in-tx', 'pg.prepared-xacts', 'pg.slots-inactive'],
  outcomes: ['pass', 'warn', 'fail'],
  thresholds: {
    dead: {warn: 10, fail: 40, unit: '%', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
    least: {warn: 10_000, unit: 'rows', origin: ops},
  },
  needs: {tables: vacuum},
  wants: {horizon},
  judge({tables: all, horizon: held}, {limits, now}) {
    const found = all.filter(
      (one) =>
        gradeHigh(one.deadRows, limits.least) !== 'pass' && gradeHigh(deadShare(one) * 100, limits.dead) !== 'pass',
    )
    const [oldest] = held ?? []
    const holder =
      oldest && oldest.xminAge > OLD_XMIN
        ? {en: `; held back by ${oldest.kind} ${oldest.name}`, zh: `；被 ${oldest.kind} ${oldest.name} 阻碍`}
        : {en: '', zh: ''}
    const toOutcome = (one: Vacuumed): Outcome => {
      const last = one.lastVacuum === null ? {en: 'never', zh: '从未'} : ago(now - Date.parse(one.lastVacuum))
      const share = formatShare(deadShare(one))
      const detail = {
        en: `${nameOf(one)}: ${share} of its rows are dead (${formatCount(one.deadRows)}), last vacuum ${last.en}${holder.en}`,
        zh: `${nameOf(one)}：${share} 的行已死亡（${formatCount(one.deadRows)}），上次 vacuum：${last.zh}${holder.zh}`,
      }
      const more = {
        instance: nameOf(one),
        observed: {deadRows: one.deadRows, rows: one.rows},
        limit: 'dead',
        evidence: [{kind: 'sql', ref: 'pg_stat_user_tables'}],
      } as const
      return gradeHigh(deadShare(one) * 100, limits.dead) === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    return eachOf(found, toOutcome, healthy({en: 'no large table has many', zh: '大表中死行不多'}))
  },
  fix: {
    level: 'guarded',
    plan({tables: all}, {instance}, {stack}) {
      const one = all.find((table) => nameOf(table) === instance)
      if (!one) return undefined
      const effect = {
        en: `Vacuums and analyzes ${nameOf(one)}: it reads the table, and blocks neither reads nor writes.`,
        zh: `对 ${nameOf(one)} 执行 VACUUM ANALYZE：会读取该表，不阻塞读写。`,
      }
      return runSql(stack, `VACUUM (ANALYZE) ${sqlName(one.schema, one.table)};`, undefined, effect, nothingToUndo)
    },
  },
})

/** Transactions since the holder began: fewer hold back nothing worth a word. */
const OLD_XMIN = 1000

function ago(ms: number) {
  const span = formatSpan(ms / 1000)
  return {en: `${span} ago`, zh: `${span}前`}
}

const stale = defineCheck({
  id: 'pg.vacuum-stale',
  title: {en: 'Autovacuum keeps up', zh: '自动清理跟得上'},
  impact: {
    en: 'The planner works with old figures and picks bad plans; tables grow.',
    zh: '规划器使用过期统计而选错计划；表会膨胀。',
  },
  runs: {
    en: 'The setting autovacuum, tables that switched it off, and when tables with many changes were last analyzed.',
    zh: '设置 autovacuum、关闭它的表，以及大量变更的表上次分析的时间。',
  },
  remedy: {
    text: {
      en: 'Switch autovacuum on; for a table that changes much lower its autovacuum_vacuum_scale_factor.',
      zh: '启用 autovacuum；对变更频繁的表调低 autovacuum_vacuum_scale_factor。',
    },
    commands: ['opsctl db vacuum', 'opsctl doctor --fix pg.vacuum-stale'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://www.postgresql.org/docs/current/routine-vacuuming.html'],
  thresholds: {
    age: {warn: 10, unit: 'd', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
    changed: {warn: 50, unit: '%', origin: ops},
    least: {warn: 10_000, unit: 'rows', origin: ops},
  },
  needs: {tables: vacuum, settings},
  judge({tables: all, settings: known}, {limits, now}) {
    if (known.find(({name}) => name === 'autovacuum')?.value === 'off')
      return failure({en: 'autovacuum is off for the whole server', zh: '整个服务器的 autovacuum 已关闭'})
    const isLarge = ({rows, deadRows}: Vacuumed) => gradeHigh(rows + deadRows, limits.least) !== 'pass'
    const isLate = ({changedRows, rows, lastAnalyze, isAutomatic}: Vacuumed) => {
      const ageD = lastAnalyze === null ? Number.POSITIVE_INFINITY : (now - Date.parse(lastAnalyze)) / DAY_MS
      const isChanged = gradeHigh((changedRows / Math.max(1, rows)) * 100, limits.changed) !== 'pass'
      // A table that was just filled is analyzed within minutes: its turn comes.
      return isChanged && (!isAutomatic || (lastAnalyze !== null && gradeHigh(ageD, limits.age) !== 'pass'))
    }
    const found = all.filter((one) => isLarge(one) && (isLate(one) || !one.isAutomatic))
    const toOutcome = (one: Vacuumed): Outcome => {
      const last = one.lastAnalyze === null ? {en: 'never', zh: '从未'} : ago(now - Date.parse(one.lastAnalyze))
      const off = one.isAutomatic ? {en: '', zh: ''} : {en: ', autovacuum is off for it', zh: '，已对其关闭 autovacuum'}
      return warning(
        {
          en: `${nameOf(one)}: last analyzed ${last.en}, ${formatCount(one.changedRows)} rows changed since${off.en}`,
          zh: `${nameOf(one)}：上次分析 ${last.zh}，此后变更 ${formatCount(one.changedRows)} 行${off.zh}`,
        },
        {instance: nameOf(one), observed: {changedRows: one.changedRows, isAutomatic: one.isAutomatic}, limit: 'age'},
      )
    }
    return eachOf(
      found,
      toOutcome,
      healthy({en: 'autovacuum is on, and no table waits for it', zh: 'autovacuum 已启用，没有表在等待'}),
    )
  },
  fix: {
    level: 'guarded',
    plan({tables: all, settings: known}, {instance}, {stack}) {
      if (instance === undefined)
        return mendSetting(
          known.find(({name}) => name === 'autovacuum'),
          'on',
          stack,
        )
      const one = all.find((table) => nameOf(table) === instance)
      if (!one) return undefined
      const name = sqlName(one.schema, one.table)
      if (!one.isAutomatic) {
        const effect = {en: `Lets autovacuum work on ${instance} again.`, zh: `重新为 ${instance} 启用 autovacuum。`}
        const undo = `ALTER TABLE ${name} SET (autovacuum_enabled = false);`
        return runSql(stack, `ALTER TABLE ${name} RESET (autovacuum_enabled);`, undo, effect)
      }

      const effect = {en: `Analyzes ${instance}: reads a sample of its rows.`, zh: `分析 ${instance}：读取部分行样本。`}
      return runSql(stack, `ANALYZE ${name};`, undefined, effect, nothingToUndo)
    },
  },
})

export const tableChecks: readonly Check[] = [missingIndexes, deadTuples, stale]
