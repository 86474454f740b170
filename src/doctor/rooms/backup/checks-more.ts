/** Whether backups are whole, found again, tried, and elsewhere too. */
import {type Check, defineCheck, failure, gradeHigh, healthy, listFew, note, unknown, warning} from '../../check.js'
import {manual, ours} from '../project/words.js'
import {backupsFact, standbyFact} from './facts.js'
import {DAY_MS, HOUR_MS, hasStore, isUnset, nothing, shared, unset} from './words.js'

const again = {
  text: {en: 'Make a new one, and look at the disk.', zh: '重新备份并检查磁盘。'},
  commands: ['ls -l backups', 'opsctl doctor host'],
}

const checksum = defineCheck({
  ...shared,
  id: 'backup.checksum',
  title: {en: 'Backups are as they were written', zh: '备份与写入时一致'},
  impact: {en: 'A file that changed on disk restores wrong rows, or none.', zh: '磁盘上已变化的文件会恢复出错误数据。'},
  runs: {
    en: 'compares the sha256 of the newest of each kind with its manifest, .sha256 or SHA256SUMS',
    zh: '将每类最新备份的 sha256 与清单、.sha256 或 SHA256SUMS 比较',
  },
  remedy: again,
  outcomes: ['pass', 'info', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  judge({seen: {backups}}, {stack}) {
    if (backups.length === 0) return isUnset(stack, backups) ? unset : nothing
    const wrong = backups.filter((one) => one.checksum === 'mismatch').map(({file}) => file)
    if (wrong.length > 0)
      return failure({
        en: `${listFew(wrong).en} changed after it was written`,
        zh: `${listFew(wrong).zh} 写入后已被更改`,
      })
    const matching = backups.filter((one) => one.checksum === 'match').length
    if (matching > 0) return healthy({en: `${matching} compared, all the same`, zh: `已比较 ${matching} 个，均一致`})
    return note(
      {en: 'no backup has a sum beside it', zh: '备份没有校验和'},
      {
        remedy: {
          text: {en: 'Write one when the backup is made.', zh: '备份时写入校验和。'},
          commands: ['sha256sum FILE > FILE.sha256'],
        },
      },
    )
  },
})

const restoreTest = defineCheck({
  ...shared,
  id: 'backup.restore-test',
  title: {en: 'A backup was restored for a test lately', zh: '近期做过恢复测试'},
  impact: {en: 'A backup that was never restored is a hope.', zh: '从未恢复过的备份只是一种希望。'},
  runs: {en: 'reads restoreTest in the manifests under backups/', zh: '读取 backups/ 下清单中的 restoreTest'},
  remedy: {
    text: {
      en: 'Restore the newest into an empty database elsewhere, and count its rows.',
      zh: '将最新备份恢复到别处的空库，并核对行数。',
    },
    commands: ['opsctl doctor checklist restore'],
  },
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  thresholds: {age: {warn: 30, unit: 'd', origin: ours}},
  judge({seen: {backups, restoreTest: test}}, {stack, limits, now}) {
    if (isUnset(stack, backups)) return unset
    const isProduction = stack.environment === 'production'
    if (!test) {
      const detail = {en: 'no backup was ever restored for a test', zh: '从未做过恢复测试'}
      return isProduction ? failure(detail) : note(detail)
    }
    if (!test.ok)
      return failure({en: `the restore of ${test.at.slice(0, 10)} failed`, zh: `${test.at.slice(0, 10)} 的恢复失败`})
    const days = Math.floor((now - Date.parse(test.at)) / DAY_MS)
    const detail = {en: `restored ${days} days ago`, zh: `${days} 天前恢复测试通过`}
    return gradeHigh(days, limits.age) === 'pass' ? healthy(detail, {limit: 'age'}) : warning(detail, {limit: 'age'})
  },
})

const pattern = defineCheck({
  ...shared,
  id: 'backup.pattern',
  tiers: ['preflight', 'runtime'],
  title: {en: 'A restore finds what backups write', zh: '恢复能找到备份文件'},
  impact: {en: 'In the worst hour there seem to be no backups.', zh: '在最糟的时刻会以为没有备份。'},
  runs: {
    en: 'looks whether backups/ holds files that are recognised as backups of a store',
    zh: '检查 backups/ 中的文件能否识别为存储的备份',
  },
  remedy: {
    text: {
      en: 'Name them after the store, as postgres-2026-01-15.dump.',
      zh: '按存储命名，如 postgres-2026-01-15.dump。',
    },
    commands: ['ls -l backups'],
  },
  outcomes: ['pass', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  judge({seen: {backups}}, {stack}) {
    if (backups.length === 0) return isUnset(stack, backups) ? unset : nothing
    const known = backups.filter(({kind}) => kind !== 'unknown')
    const names = listFew(backups.map(({file}) => file))
    if (known.length === 0)
      return failure({
        en: `none of ${names.en} is known as a backup of a store`,
        zh: `${names.zh} 均无法识别为存储的备份`,
      })
    return healthy({
      en: `${known.length} of ${backups.length} files are known`,
      zh: `${backups.length} 个文件中识别 ${known.length} 个`,
    })
  },
})

const offsite = defineCheck({
  ...shared,
  id: 'backup.offsite',
  title: {en: 'A copy lies on another machine', zh: '另一台机器上有副本'},
  impact: {en: 'What takes the machine takes the backups with it.', zh: '机器损毁时备份一并丢失。'},
  runs: {
    en: 'looks at backup.offsite of opsctl.yaml, and whether backups/ is a disk of another machine',
    zh: '检查 opsctl.yaml 的 backup.offsite，以及 backups/ 是否为其他机器的磁盘',
  },
  remedy: {
    text: {
      en: 'Copy backups/ elsewhere after each run, and name the place in backup.offsite.',
      zh: '每次备份后复制到别处，并写入 backup.offsite。',
    },
    commands: ['opsctl explain backup'],
  },
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: hasStore,
  needs: {seen: backupsFact},
  thresholds: {age: {warn: 26, unit: 'h', origin: manual}},
  judge({seen: {backups, offsite: place, folder}}, {stack, limits, now}) {
    if (isUnset(stack, backups)) return unset
    if (folder.isRemote) return healthy({en: 'backups/ lies on another machine', zh: 'backups/ 位于另一台机器'})
    if (!place) {
      const detail = {en: 'no place on another machine is named', zh: '未指定其他机器上的位置'}
      return stack.environment === 'production' ? failure(detail) : note(detail)
    }
    if (!place.isAsked)
      return unknown('version', {
        en: `${place.place} can’t be asked by this version`,
        zh: `此版本无法查询 ${place.place}`,
      })
    if (place.newest === undefined)
      return failure({en: `${place.place} holds no copy`, zh: `${place.place} 中没有副本`})
    const hours = Math.round((now - Date.parse(place.newest)) / HOUR_MS)
    const detail = {
      en: `the newest copy at ${place.place} is ${hours} h old`,
      zh: `${place.place} 的最新副本距今 ${hours} 小时`,
    }
    return gradeHigh(hours, limits.age) === 'pass' ? healthy(detail, {limit: 'age'}) : warning(detail, {limit: 'age'})
  },
})

const redis = defineCheck({
  ...shared,
  id: 'backup.redis',
  title: {en: 'The snapshot of Redis is kept too', zh: 'Redis 快照也有备份'},
  impact: {en: 'Sessions, queues and counters are lost with the disk.', zh: '磁盘损坏时会话、队列与计数器丢失。'},
  runs: {
    en: 'looks for the newest RDB in backups/, its age, and its end mark',
    zh: '检查 backups/ 中最新 RDB 的时间与结束标记',
  },
  remedy: {
    text: {
      en: 'Note LASTSAVE, run BGSAVE, and copy dump.rdb once LASTSAVE has changed.',
      zh: '先记下 LASTSAVE，执行 BGSAVE，待 LASTSAVE 变化后复制 dump.rdb。',
    },
    commands: ['opsctl logs redis'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  isFor: ({redis: {enabled, role}}) =>
    (enabled && role === 'store') || {
      en: 'no Redis here keeps data that must last',
      zh: '此处没有需持久保存数据的 Redis',
    },
  needs: {seen: backupsFact},
  thresholds: {age: {warn: 26, unit: 'h', origin: manual}},
  judge({seen: {backups}}, {stack, limits, now}) {
    if (isUnset(stack, backups)) return unset
    const newest = backups.find(({kind}) => kind === 'redis')
    if (!newest) return warning({en: 'no snapshot of Redis in backups/', zh: 'backups/ 中没有 Redis 快照'})
    if (newest.broken !== undefined || newest.bytes === 0) {
      return failure({
        en: `${newest.file} is no whole snapshot: ${newest.broken ?? 'it is empty'}`,
        zh: `${newest.file} 不是完整快照：${newest.broken ?? '为空'}`,
      })
    }
    const hours = Math.round((now - Date.parse(newest.at)) / HOUR_MS)
    const detail = {en: `${newest.file} is ${hours} h old`, zh: `${newest.file} 距今 ${hours} 小时`}
    return gradeHigh(hours, limits.age) === 'pass' ? healthy(detail, {limit: 'age'}) : warning(detail, {limit: 'age'})
  },
})

const standby = defineCheck({
  ...shared,
  id: 'backup.dr',
  tiers: ['deep'],
  title: {en: 'The standby site answers', zh: '备用站点有应答'},
  impact: {en: 'There is nowhere to go when this site is lost.', zh: '本站点失效时无处可切。'},
  runs: {en: 'asks the address in backup.standby of opsctl.yaml', zh: '访问 opsctl.yaml 中 backup.standby 的地址'},
  remedy: {
    text: {en: 'Go through the checklist before it is needed.', zh: '在需要之前走一遍检查清单。'},
    commands: ['opsctl doctor checklist disaster-recovery'],
  },
  outcomes: ['pass', 'fail'],
  isFor: ({backup}) =>
    typeof (backup as {readonly standby?: unknown} | undefined)?.standby === 'string' || {
      en: 'opsctl.yaml names no standby site',
      zh: 'opsctl.yaml 未指定备用站点',
    },
  needs: {seen: standbyFact},
  judge({seen: {status}}) {
    if (status >= 200 && status < 300) return healthy({en: `it answers ${status}`, zh: `应答 ${status}`})
    return failure(
      status === 0
        ? {en: 'the standby site does not answer', zh: '备用站点没有应答'}
        : {en: `the standby site answers ${status}`, zh: `备用站点应答 ${status}`},
    )
  },
})

/** In the order of causes. */
export const moreChecks: readonly Check[] = [checksum, pattern, offsite, redis, restoreTest, standby]
