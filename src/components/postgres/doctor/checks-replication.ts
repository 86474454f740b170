/** Whether copies and archives of PostgreSQL keep up. */
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
import {formatBytes, formatMoment, formatSpan} from '../../../figures.js'
import {runSql} from './fixes.js'
import {archiver, replay, replicas, settings, slots} from './sql-server.js'
import {asked, eachOf, ops, sqlText} from './words.js'

const lag = defineCheck({
  id: 'pg.replication-lag',
  title: {en: 'Replicas are up to date', zh: '副本与主库同步'},
  impact: {
    en: 'Reads from the replica are old; after a failover the last writes are missing.',
    zh: '从副本读到旧数据；故障切换后会丢失最后的写入。',
  },
  runs: {
    en: 'replay_lag in pg_stat_replication; on a replica the age of what it replayed last.',
    zh: 'pg_stat_replication 的 replay_lag；副本上为最近重放事务的时长。',
  },
  remedy: {
    text: {
      en: 'Look at the network and at the load of the replica; a long statement there holds back replay.',
      zh: '检查网络与副本负载；副本上的长查询会阻碍重放。',
    },
    commands: ['opsctl logs postgres --since 1h'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  thresholds: {
    lag: {warn: 5, fail: 30, unit: 's', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
  },
  needs: {replicas, replay},
  judge({replicas: all, replay: {lagS: ownLagS}}, {limits}) {
    const copies = [
      ...all.map(({name, lagS, lagBytes}) => ({name, lagS: lagS ?? 0, lagBytes})),
      ...(ownLagS === null ? [] : [{name: 'postgres', lagS: ownLagS, lagBytes: null}]),
    ]
    if (copies.length === 0) return skipped('not-applicable', {en: 'there is no replica', zh: '没有副本'})
    const found = copies.filter(({lagS}) => gradeHigh(lagS, limits.lag) !== 'pass')
    const toOutcome = ({name, lagS, lagBytes}: (typeof copies)[number]): Outcome => {
      const behind = lagBytes === null ? '' : ` (${formatBytes(lagBytes)})`
      const detail = {
        en: `replica ${name} is ${formatSpan(lagS)} behind${behind}`,
        zh: `副本 ${name} 落后 ${formatSpan(lagS)}${behind}`,
      }
      const more = {instance: name, observed: {lagS, lagBytes}, limit: 'lag'}
      return gradeHigh(lagS, limits.lag) === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    return eachOf(
      found,
      toOutcome,
      healthy({en: `${copies.length} follow closely`, zh: `${copies.length} 个副本紧随主库`}),
    )
  },
})

const inactiveSlots = defineCheck({
  id: 'pg.slots-inactive',
  title: {en: 'Every replication slot is read', zh: '所有复制槽都在被读取'},
  impact: {
    en: 'A slot that nobody reads keeps write-ahead log until the disk is full.',
    zh: '无人读取的复制槽会一直保留 WAL，直到磁盘占满。',
  },
  runs: {
    en: 'active, wal_status and restart_lsn in pg_replication_slots.',
    zh: 'pg_replication_slots 的 active、wal_status 与 restart_lsn。',
  },
  remedy: {
    text: {
      en: 'Start its reader again; drop the slot only if the replica or subscriber is gone for good.',
      zh: '重新启动读取者；仅在副本或订阅者永久移除后才删除复制槽。',
    },
    commands: ['opsctl doctor --fix pg.slots-inactive'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://www.postgresql.org/docs/current/view-pg-replication-slots.html'],
  thresholds: {retained: {fail: 5 * 1024 ** 3, unit: 'bytes', origin: ops}},
  needs: {slots},
  judge({slots: all}, {limits}) {
    const found = all.filter(({isActive, walStatus}) => !isActive || walStatus === 'lost')
    const toOutcome = ({slot, walStatus, retainedBytes}: (typeof all)[number]): Outcome => {
      const isLost = walStatus === 'lost'
      const kept = formatBytes(retainedBytes ?? 0)
      const detail = isLost
        ? {
            en: `slot ${slot} lost the log it needs: its reader must begin anew`,
            zh: `复制槽 ${slot} 所需的 WAL 已丢失：读取者须重新开始`,
          }
        : {
            en: `nobody reads slot ${slot}; it keeps ${kept} of write-ahead log`,
            zh: `复制槽 ${slot} 无人读取，保留了 ${kept} WAL`,
          }
      const more = {instance: slot, observed: {slot, walStatus, retainedBytes}, limit: 'retained'}
      return isLost || gradeHigh(retainedBytes ?? 0, limits.retained) === 'fail'
        ? failure(detail, more)
        : warning(detail, more)
    }
    const well =
      all.length === 0
        ? {en: 'there is no slot', zh: '没有复制槽'}
        : {en: `${all.length} are read`, zh: `${all.length} 个复制槽均在使用`}
    return eachOf(found, toOutcome, healthy(well))
  },
  fix: {
    level: 'guarded',
    plan({slots: all}, {instance}, {stack}) {
      const one = all.find(({slot, isActive}) => slot === instance && !isActive)
      if (!one) return undefined
      const name = sqlText(one.slot)
      const effect = {
        en: `Drops slot ${one.slot} if still nobody reads it; its write-ahead log is removed at the next checkpoint.`,
        zh: `若仍无人读取，则删除复制槽 ${one.slot}；其 WAL 会在下次检查点清除。`,
      }
      const back = {
        en: 'There is none: a replica that comes back must be made anew.',
        zh: '无法撤销：恢复的副本须重新构建。',
      }
      const sql = `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ${name} AND NOT active;`
      return runSql(stack, sql, undefined, effect, back)
    },
  },
})

const archiving = defineCheck({
  id: 'pg.archiver',
  title: {en: 'The write-ahead log is archived', zh: 'WAL 归档正常'},
  impact: {
    en: 'Recovery to a moment ends where archiving failed, and the disk fills with what waits.',
    zh: '时间点恢复只能到归档失败之处，待归档的 WAL 会占满磁盘。',
  },
  runs: {en: 'Last success and last failure in pg_stat_archiver.', zh: 'pg_stat_archiver 中最近的成功与失败。'},
  remedy: {
    text: {
      en: 'The log has the message of archive_command; look at its target and its rights.',
      zh: '日志中有 archive_command 的输出；请检查目标及其权限。',
    },
    commands: ['opsctl logs postgres --since 1h --grep archive'],
  },
  ...asked,
  outcomes: ['pass', 'fail'],
  needs: {archiver, settings},
  judge({archiver: {lastArchivedAt, lastFailedAt, failed, archived}, settings: all}) {
    const mode = all.find(({name}) => name === 'archive_mode')?.value
    if (mode === 'off') return skipped('not-applicable', {en: 'archive_mode is off', zh: 'archive_mode 为 off'})
    const more = {observed: {failed, archived}}
    const isFailing =
      lastFailedAt !== null && (lastArchivedAt === null || Date.parse(lastFailedAt) > Date.parse(lastArchivedAt))
    if (!isFailing) return healthy({en: `${archived} files archived`, zh: `已归档 ${archived} 个文件`}, more)
    const last =
      lastArchivedAt === null
        ? {en: 'never worked', zh: '从未成功'}
        : {en: `last worked at ${formatMoment(lastArchivedAt)}`, zh: `上次成功于 ${formatMoment(lastArchivedAt)}`}
    return failure(
      {
        en: `archiving fails, the last time at ${formatMoment(lastFailedAt)}; it ${last.en}`,
        zh: `归档失败，最近一次 ${formatMoment(lastFailedAt)}；${last.zh}`,
      },
      more,
    )
  },
})

export const replicationChecks: readonly Check[] = [inactiveSlots, lag, archiving]
