/** Whether backups are made, and can be read. */
import {formatBytes} from '../../../figures.js'
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  gradeLow,
  healthy,
  listFew,
  type Outcome,
  warning,
} from '../../check.js'
import {rowsOr} from '../docker/rows.js'
import {manual, ours} from '../project/words.js'
import {type BackupSeen, backupsFact, scheduleFact} from './facts.js'
import {DAY_MS, dumpNow, HOUR_MS, hasStore, isUnset, none, nothing, shared, USUAL_OF, unset} from './words.js'

const TINY_BYTES = 1024

const fresh = defineCheck({
  ...shared,
  id: 'backup.fresh',
  title: {en: 'The last backup of the database is recent', zh: '数据库备份是最近的'},
  impact: {
    en: 'Everything since the last backup is lost with the disk.',
    zh: '磁盘损坏时，上次备份之后的一切都会丢失。',
  },
  runs: {en: 'looks for the newest dump in backups/', zh: '查找 backups/ 中最新的转储'},
  remedy: {
    text: {en: 'Make one now, then find out why none was made.', zh: '立即备份，然后查明原因。'},
    commands: dumpNow,
  },
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: ({postgres}) => postgres.enabled || {en: 'there is no postgres in this stack', zh: '此栈中没有 postgres'},
  needs: {seen: backupsFact},
  thresholds: {age: {warn: 26, fail: 50, unit: 'h', origin: manual}},
  judge({seen: {backups}}, {stack, limits, now}) {
    if (isUnset(stack, backups)) return none
    const newest = backups.find(({kind, bytes}) => kind === 'postgres' && bytes > 0)
    if (!newest) return failure({en: 'no backup of the database in backups/', zh: 'backups/ 中没有数据库备份'})
    const hours = (now - Date.parse(newest.at)) / HOUR_MS
    const detail = {
      en: `${newest.file} is ${Math.round(hours)} h old`,
      zh: `${newest.file} 距今 ${Math.round(hours)} 小时`,
    }
    const more = {limit: 'age', observed: {hours, file: newest.file}}
    const grade = gradeHigh(hours, limits.age)
    return grade === 'fail' ? failure(detail, more) : grade === 'warn' ? warning(detail, more) : healthy(detail, more)
  },
})

const schedule = defineCheck({
  ...shared,
  id: 'backup.schedule',
  title: {en: 'Backups are made by themselves', zh: '备份自动进行'},
  impact: {
    en: 'One day nobody thinks of it, and that is the day before the disk dies.',
    zh: '总有一天会忘记备份，而次日磁盘就坏了。',
  },
  runs: {
    en: 'looks into crontabs, /etc/cron.* and systemd timers for a backup of this project',
    zh: '在 crontab、/etc/cron.* 与 systemd timer 中查找本项目的备份任务',
  },
  remedy: {text: {en: 'Add a line to the crontab.', zh: '在 crontab 中加一行。'}, commands: ['crontab -e']},
  outcomes: ['pass', 'warn', 'fail'],
  isFor: hasStore,
  needs: {schedule: scheduleFact, seen: backupsFact},
  judge({schedule: {entries}, seen: {backups}}, {stack, now}) {
    const failed = entries.filter((one) => one.failed).map(({where}) => where)
    if (failed.length > 0)
      return warning({en: `the last run of ${listFew(failed).en} failed`, zh: `${listFew(failed).zh} 上次运行失败`})
    if (entries.length > 0) {
      const places = listFew(entries.map(({where}) => where))
      return healthy({en: `started by ${places.en}`, zh: `由 ${places.zh} 启动`})
    }
    if (isUnset(stack, backups)) return unset
    const age = now - Date.parse(backups[0]?.at ?? '')
    const detail = {
      en: 'no crontab or timer of this host speaks of a backup of this project',
      zh: '本机没有针对本项目的备份任务',
    }
    // Somebody makes them, from elsewhere or by hand.
    return age < 2 * DAY_MS ? warning(detail) : failure(detail)
  },
})

const size = defineCheck({
  ...shared,
  id: 'backup.size',
  title: {en: 'Backups are as large as usual', zh: '备份大小正常'},
  impact: {
    en: 'An empty dump passes for a backup until the day it is needed.',
    zh: '空转储会被当作备份，直到需要时才发现。',
  },
  runs: {en: 'compares the newest with the median of the seven before', zh: '将最新备份与此前七个的中位数比较'},
  remedy: {text: {en: 'Read the log of the dump.', zh: '查看转储日志。'}, commands: dumpNow},
  outcomes: ['pass', 'warn', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  thresholds: {
    low: {warn: 50, unit: '%', origin: ours},
    high: {warn: 200, unit: '%', origin: ours},
  },
  judge({seen: {backups}}, {stack, limits}) {
    if (backups.length === 0) return isUnset(stack, backups) ? unset : nothing
    const kinds = [...new Set(backups.map(({kind}) => kind))]
    const found = kinds.flatMap((kind): Outcome[] => {
      const [newest, ...older] = backups.filter((one) => one.kind === kind)
      if (!newest) return []
      const more = {instance: newest.file, observed: {bytes: newest.bytes}}
      if (newest.bytes < TINY_BYTES) {
        const what =
          newest.bytes === 0
            ? {en: 'is empty', zh: '为空'}
            : {en: `holds ${newest.bytes} bytes`, zh: `仅 ${newest.bytes} 字节`}
        return [failure({en: `${newest.file} ${what.en}`, zh: `${newest.file} ${what.zh}`}, more)]
      }
      const usual = median(older.slice(0, USUAL_OF).map(({bytes}) => bytes))
      if (usual === undefined || usual === 0) return []
      const percent = (newest.bytes / usual) * 100
      const isLow = gradeLow(percent, limits.low) !== 'pass'
      if (!isLow && gradeHigh(percent, limits.high) === 'pass') return []
      const detail = {
        en: `${newest.file} is ${formatBytes(newest.bytes)}, usual are ${formatBytes(usual)}`,
        zh: `${newest.file} 为 ${formatBytes(newest.bytes)}，通常为 ${formatBytes(usual)}`,
      }
      return [warning(detail, {...more, limit: isLow ? 'low' : 'high'})]
    })
    const [newest] = backups
    return rowsOr(
      found,
      healthy({
        en: `the newest is ${formatBytes(newest?.bytes ?? 0)}`,
        zh: `最新备份 ${formatBytes(newest?.bytes ?? 0)}`,
      }),
    )
  },
})

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

const readable = defineCheck({
  ...shared,
  id: 'backup.readable',
  title: {en: 'The newest backup can be read to its end', zh: '最新备份可完整读取'},
  impact: {
    en: 'A dump that was cut off restores a part of the rows, or none.',
    zh: '截断的转储只能恢复部分数据，甚至全无。',
  },
  runs: {
    en: 'compares first bytes with the name; decompresses gzip, decodes dumps with pg_restore, looks for the end mark of an RDB',
    zh: '比较文件头与名称；解压 gzip，用 pg_restore 解码转储，检查 RDB 结束标记',
  },
  remedy: {
    text: {
      en: 'Make a new one. A custom-format dump is restored with pg_restore, plain SQL with psql.',
      zh: '重新备份。custom 格式用 pg_restore 恢复，纯 SQL 用 psql。',
    },
    commands: dumpNow,
  },
  outcomes: ['pass', 'warn', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  judge({seen: {backups, partial}}, {stack}) {
    if (backups.length === 0) return isUnset(stack, backups) ? unset : nothing
    const kinds = [...new Set(backups.map(({kind}) => kind))]
    const newest = kinds.flatMap((kind) => backups.find((one) => one.kind === kind) ?? [])
    const found = newest.flatMap((one) => unreadable(one) ?? [])
    const read = newest.filter(({wasRead}) => wasRead).length
    const rest = partial.length === 0 ? '' : `; ${partial.length} unfinished`
    return rowsOr(
      found,
      healthy({
        en: `${newest.length} looked at, ${read} read to the end${rest}`,
        zh: `已检查 ${newest.length} 个，完整读取 ${read} 个`,
      }),
    )
  },
})

function unreadable(one: BackupSeen): Outcome | undefined {
  const {file, broken, format, named, bytes} = one
  const more = {instance: file, observed: {format, named}}
  if (broken !== undefined)
    return failure({en: `${file} can’t be read to its end: ${broken}`, zh: `${file} 无法完整读取：${broken}`}, more)
  if (format === 'unknown' && bytes > 0 && named !== undefined) {
    return failure(
      {en: `${file} is no ${named}: its first bytes are unknown`, zh: `${file} 不是 ${named}：文件头无法识别`},
      more,
    )
  }
  if (named === undefined || named === format || bytes === 0) return undefined
  const detail = {
    en: `${file} is ${format === 'pg-custom' ? 'a custom-format dump' : format}, not what its name says`,
    zh: `${file} 实为 ${format}，与名称不符`,
  }
  return warning(detail, more)
}

/** In the order of causes. */
export const freshChecks: readonly Check[] = [schedule, fresh, size, readable]
