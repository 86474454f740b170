/** Whether backups are kept as they should be. */
import {formatBytes} from '../../../figures.js'
import {type Check, defineCheck, failure, gradeLow, healthy, listFew, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {manual, octal, ours} from '../project/words.js'
import {type BackupSeen, backupsFact} from './facts.js'
import {DAY_MS, hasStore, isUnset, nothing, shared, USUAL_OF, unset} from './words.js'

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
  outcomes: ['pass', 'warn', 'fail'],
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
      const names = listFew(gone.map(({file}) => file))
      return failure(
        {en: `${names.en} went before its time`, zh: `${names.zh} 被过早删除`},
        {observed: {gone: gone.length}},
      )
    }
    if (backups.length === 0) return isUnset(stack, backups) ? unset : nothing
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
  outcomes: ['pass', 'warn', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  thresholds: {room: {warn: 2, fail: 1, unit: '× last size', origin: ours}},
  judge({seen: {backups, freeBytes}}, {stack, limits}) {
    if (backups.length === 0) return isUnset(stack, backups) ? unset : nothing
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
  outcomes: ['pass', 'warn', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  judge({seen: {backups, folder}}, {stack}) {
    if (backups.length === 0) return isUnset(stack, backups) ? unset : nothing
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
export const keepChecks: readonly Check[] = [space, retention, encrypted]
