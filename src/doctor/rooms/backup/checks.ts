/** Whether what was lost could be had back. */
import {formatBytes} from '../../../figures.js'
import type {Stack} from '../../../spec/stack.js'
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  gradeLow,
  healthy,
  note,
  type Outcome,
  unknown,
  warning,
} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {eachOr} from '../project/checks-files.js'
import {listed, manual, octal, ours} from '../project/words.js'
import {type BackupSeen, backupsFact, scheduleFact} from './facts.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const TINY_BYTES = 1024
const USUAL_OF = 7

/** Nothing was ever set up: that is said once, without alarm. */
export function isUnset({backup}: Stack, backups: readonly unknown[]): boolean {
  return backups.length === 0 && !backup?.enabled
}

/** The outcome for a stack without any. */
export const none = note(
  {en: 'no backup is kept in backups/, and none is set up', zh: 'backups/ 中没有备份，也未配置'},
  {
    remedy: {
      text: {
        en: 'Before the stack holds data that matters, dump the database into backups/ every day.',
        zh: '在栈保存重要数据之前，请每天将数据库转储到 backups/。',
      },
      commands: ['opsctl capacity disk'],
    },
  },
)

/** Whether there is anything to back up. */
export const hasStore = ({postgres, redis}: Stack) =>
  postgres.enabled || redis.enabled || {en: 'no store in this stack', zh: '此栈中没有存储'}

/** What the checks of backups have in common. */
export const shared = {tiers: ['runtime'], tags: ['backup']} as const

const dumpNow = ['opsctl logs postgres']

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
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: hasStore,
  needs: {schedule: scheduleFact, seen: backupsFact},
  judge({schedule: {entries}, seen: {backups}}, {stack, now}) {
    const failed = entries.filter((one) => one.failed).map(({where}) => where)
    if (failed.length > 0)
      return warning({en: `the last run of ${listed(failed)} failed`, zh: `${listed(failed)} 上次运行失败`})
    if (entries.length > 0) {
      const places = listed(entries.map(({where}) => where))
      return healthy({en: `started by ${places}`, zh: `由 ${places} 启动`})
    }
    if (isUnset(stack, backups)) return none
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
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  thresholds: {
    low: {warn: 50, unit: '%', origin: ours},
    high: {warn: 200, unit: '%', origin: ours},
  },
  judge({seen: {backups}}, {stack, limits}) {
    if (backups.length === 0)
      return isUnset(stack, backups) ? none : unknown('no-data', {en: 'there is none', zh: '没有备份'})
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
    return eachOr(
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
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  judge({seen: {backups, partial}}, {stack}) {
    if (backups.length === 0)
      return isUnset(stack, backups) ? none : unknown('no-data', {en: 'there is none', zh: '没有备份'})
    const kinds = [...new Set(backups.map(({kind}) => kind))]
    const newest = kinds.flatMap((kind) => backups.find((one) => one.kind === kind) ?? [])
    const found = newest.flatMap((one) => unreadable(one) ?? [])
    const read = newest.filter(({wasRead}) => wasRead).length
    const rest = partial.length === 0 ? '' : `; ${partial.length} unfinished`
    return eachOr(
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

/** How long each is kept, days. */
const KEEP: Readonly<Record<BackupSeen['kind'], number>> = {
  postgres: 30,
  redis: 7,
  elasticsearch: 30,
  files: 90,
  logs: 180,
  unknown: 90,
}

const retention = defineCheck({
  ...shared,
  id: 'backup.retention',
  title: {en: 'Backups are kept as long as they should, and no longer', zh: '备份保留期正确'},
  impact: {
    en: 'Old ones fill the disk; one that went too early can’t be restored.',
    zh: '过旧的占满磁盘；过早删除的无法恢复。',
  },
  runs: {
    en: 'compares ages with 30 days for databases, 7 for the cache, 90 for files, 180 for logs, and looks for young ones that are gone',
    zh: '与保留期比较（数据库 30 天、缓存 7 天、文件 90 天、日志 180 天），并检查是否有过早删除',
  },
  remedy: {
    text: {
      en: 'Remove the old ones once a newer one was restored for a test.',
      zh: '在较新备份通过恢复测试后删除旧备份。',
    },
    commands: ['ls -l backups'],
  },
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  thresholds: {database: {warn: KEEP.postgres, unit: 'd', origin: manual}},
  judge({seen: {backups}}, {stack, limits, now, before}) {
    const keep = {...KEEP, postgres: limits.database.warn ?? KEEP.postgres}
    const days = ({at}: BackupSeen) => (now - Date.parse(at)) / DAY_MS
    const present = new Set(backups.map(({file}) => file))
    const gone = (before(backupsFact)?.value.backups ?? []).filter(
      (one) => !present.has(one.file) && days(one) < keep[one.kind],
    )
    if (gone.length > 0) {
      const names = listed(gone.map(({file}) => file))
      return failure({en: `${names} went before its time`, zh: `${names} 被过早删除`}, {observed: {gone: gone.length}})
    }
    if (backups.length === 0)
      return isUnset(stack, backups) ? none : unknown('no-data', {en: 'there is none', zh: '没有备份'})
    // The newest of its kind stays, however old: it is all there is.
    const old = backups.filter(
      (one, index) => days(one) > keep[one.kind] + 1 && backups.findIndex(({kind}) => kind === one.kind) !== index,
    )
    if (old.length === 0)
      return healthy({
        en: `${backups.length} backups, none older than its time`,
        zh: `${backups.length} 个备份，均未超期`,
      })
    const bytes = formatBytes(old.reduce((sum, one) => sum + one.bytes, 0))
    return warning(
      {
        en: `${old.length} backups are older than they are kept (${bytes})`,
        zh: `${old.length} 个备份超过保留期（${bytes}）`,
      },
      {limit: 'database', observed: {old: old.length}},
    )
  },
})

const space = defineCheck({
  ...shared,
  id: 'backup.space',
  title: {en: 'There is room for the next backup', zh: '有空间存放下一个备份'},
  impact: {
    en: 'The next backup fills the disk and takes the stores down with it.',
    zh: '下一次备份会占满磁盘并拖垮存储。',
  },
  runs: {
    en: 'compares free space at backups/ with the size of the last one',
    zh: '比较 backups/ 剩余空间与上次备份大小',
  },
  remedy: {
    text: {en: 'Remove old backups, or grow the disk.', zh: '删除旧备份或扩容磁盘。'},
    commands: ['df -h backups', 'opsctl capacity disk'],
  },
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  thresholds: {room: {warn: 2, fail: 1, unit: '× last size', origin: ours}},
  judge({seen: {backups, freeBytes}}, {stack, limits}) {
    if (backups.length === 0)
      return isUnset(stack, backups) ? none : unknown('no-data', {en: 'there is none', zh: '没有备份'})
    const largest = Math.max(...backups.slice(0, USUAL_OF).map(({bytes}) => bytes))
    const detail = {
      en: `${formatBytes(freeBytes)} free, the next takes about ${formatBytes(largest)}`,
      zh: `剩余 ${formatBytes(freeBytes)}，下一次约需 ${formatBytes(largest)}`,
    }
    const more = {limit: 'room', observed: {freeBytes, largest}}
    const grade = largest === 0 ? 'pass' : gradeLow(freeBytes / largest, limits.room)
    return grade === 'fail' ? failure(detail, more) : grade === 'warn' ? warning(detail, more) : healthy(detail, more)
  },
})

const encrypted: Check = defineCheck({
  ...shared,
  id: 'backup.encrypted',
  title: {en: 'Backups are read by nobody else', zh: '备份不被他人读取'},
  impact: {en: 'A backup holds every row that the database holds.', zh: '备份包含数据库的全部内容。'},
  runs: {
    en: 'reads modes of backups/ and of the files, first bytes, and the kind of the file system',
    zh: '读取 backups/ 与文件的权限、文件头及文件系统类型',
  },
  remedy: {
    text: {en: 'Close the file; encrypt what leaves this machine.', zh: '收紧权限；离开本机的备份应加密。'},
    commands: ['chmod 700 backups'],
  },
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  judge({seen: {backups, folder}}, {stack}) {
    if (backups.length === 0)
      return isUnset(stack, backups) ? none : unknown('no-data', {en: 'there is none', zh: '没有备份'})
    const isClosed = (folder.mode & 0o077) === 0
    const open = isClosed
      ? []
      : backups.filter(({mode, format}) => (mode & 0o004) !== 0 && !['age', 'gpg'].includes(format))
    const [first] = open
    if (first) {
      const detail = {
        en: `${first.file} has mode ${octal(first.mode)}: every user of this host can read it${open.length > 1 ? `; + ${open.length - 1} more` : ''}`,
        zh: `${first.file} 权限为 ${octal(first.mode)}：本机任何用户可读${open.length > 1 ? `；另有 ${open.length - 1} 个` : ''}`,
      }
      return failure(detail, {observed: {mode: folder.mode}})
    }
    const plain = backups.filter(({format}) => !['age', 'gpg'].includes(format))
    if (folder.isRemote && plain.length > 0) {
      return warning({
        en: `${plain.length} backups lie in clear on a shared disk`,
        zh: `${plain.length} 个备份以明文存放于共享磁盘`,
      })
    }
    return healthy({en: 'only their owner reads them', zh: '仅所有者可读'})
  },
  fix: {
    level: 'safe',
    plan(_, {observed}): FixPlan | undefined {
      const mode = observed?.mode as number | undefined
      if (mode === undefined) return undefined
      return {
        effect: {en: 'closes backups/ to others', zh: '对他人关闭 backups/'},
        back: {en: 'undo sets the former mode', zh: '撤销可恢复原权限'},
        steps: [{kind: 'chmod', path: 'backups', mode: 0o700, was: mode}],
      }
    },
  },
})

/** In the order of causes. */
export const backupChecks: readonly Check[] = [schedule, fresh, size, readable, space, retention, encrypted]
