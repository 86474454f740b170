/** Whether what Redis holds is on the disk as well. */
import {defineCheck, failure, gradeHigh, healthy, skipped, warning} from '../../../doctor/check.js'
import {formatBytes, formatCount, formatSpan, formatUs} from '../../../figures.js'
import type {Stack, Text} from '../../component.js'
import {server} from './facts.js'
import {info, latencyDoctor, manual, onServer, ours} from './grounds.js'
import {restoreSetting} from './restore-setting.js'

const HOUR_MS = 3_600_000
const GIB = 1024 ** 3

const isStore = (stack: Stack): true | Text =>
  stack.redis.role === 'store' || {en: 'a cache keeps nothing on disk', zh: '缓存不在磁盘上保存数据'}

const lookAtDisk = {
  text: {
    en: 'Look at the disk: it is full, read-only, or /data can’t be written by user 999. The log names the reason.',
    zh: '检查磁盘：已满、只读，或用户 999 无法写入 /data。原因见日志。',
  },
  commands: ['opsctl logs redis --tail 30', 'opsctl doctor host.disk-used docker.disk'],
}

/** What keeps any file from being written. */
const causes = [
  {id: 'compose.volume-perms', instance: 'redis'},
  {id: 'host.disk-used'},
  {id: 'host.disk-inodes'},
] as const

const rdb = defineCheck({
  id: 'redis.rdb',
  title: {en: 'Snapshots of Redis succeed', zh: 'Redis 快照成功'},
  impact: {
    en: 'A failed snapshot leaves backups old, and Redis refuses every write until one succeeds.',
    zh: '快照失败使备份过期，且 Redis 会拒绝所有写入直到快照成功。',
  },
  runs: {
    en: 'INFO persistence: rdb_last_bgsave_status, rdb_last_save_time, rdb_changes_since_last_save.',
    zh: '读取 INFO persistence：rdb_last_bgsave_status、rdb_last_save_time、rdb_changes_since_last_save。',
  },
  remedy: lookAtDisk,
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['data'],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  isFor: isStore,
  ...onServer,
  needs: {server},
  thresholds: {age: {warn: 24, unit: 'h', origin: manual}},
  judge({server: {disk}}, {limits: {age}, now}) {
    const {save, rdbStatus, rdbSavedAt, rdbChanges, stopsWrites} = disk
    const more = {
      instance: 'redis',
      observed: {status: rdbStatus, savedAt: rdbSavedAt, changes: rdbChanges},
      evidence: info('persistence', `rdb_last_bgsave_status:${rdbStatus} rdb_changes_since_last_save:${rdbChanges}`),
    }
    if (rdbStatus !== 'ok') {
      const then = stopsWrites ? ', and writes are refused until one succeeds' : ''
      const thenZh = stopsWrites ? '，成功之前拒绝写入' : ''
      return failure(
        {en: `the last snapshot failed${then}`, zh: `最近一次快照失败${thenZh}`},
        {...more, because: causes},
      )
    }

    if (save === '') {
      const detail = {
        en: 'no rule of “save” is set: a store takes no snapshots',
        zh: '未设置 “save” 规则：存储不生成快照',
      }
      return warning(detail, {...more, remedy: restart})
    }

    const hours = (now - rdbSavedAt) / HOUR_MS
    const seen = {
      en: `the last snapshot is ${formatSpan(hours * 3600)} old, ${formatCount(rdbChanges)} changes since`,
      zh: `最近一次快照在 ${formatSpan(hours * 3600)} 前，此后有 ${formatCount(rdbChanges)} 次更改`,
    }
    const isOld = rdbChanges > 0 && hours >= (age.warn ?? Number.POSITIVE_INFINITY)
    return isOld ? warning(seen, {...more, limit: 'age'}) : healthy(seen)
  },
  fix: {
    level: 'guarded',
    plan({server: {disk}}) {
      if (disk.save === '') return undefined
      return {
        effect: {
          en: 'Redis writes a snapshot in the background. Once it succeeds, writes are taken again.',
          zh: 'Redis 在后台写入快照。成功后恢复写入。',
        },
        back: {en: 'There is nothing to take back.', zh: '无需撤销。'},
        steps: [{kind: 'redis', words: ['BGSAVE']}],
      }
    },
  },
})

const restart = {
  text: {
    en: 'It was changed while Redis ran. A restart takes redis.conf again, which has the rules of a store.',
    zh: '该设置在运行时被改动。重启会重新读取 redis.conf 中存储的规则。',
  },
  commands: ['opsctl restart redis'],
}

const aof = defineCheck({
  id: 'redis.aof',
  title: {en: 'Each write reaches the append-only file', zh: '写入均进入 AOF'},
  impact: {
    en: 'What is not in the file is lost at the next restart; while it can’t be written, Redis refuses writes.',
    zh: '未写入文件的数据在下次重启时丢失；无法写入期间 Redis 会拒绝写入。',
  },
  runs: {
    en: 'INFO persistence: aof_enabled, aof_last_write_status, aof_last_bgrewrite_status.',
    zh: '读取 INFO persistence：aof_enabled、aof_last_write_status、aof_last_bgrewrite_status。',
  },
  remedy: lookAtDisk,
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['data'],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  isFor: isStore,
  ...onServer,
  needs: {server},
  judge({server: {disk}}) {
    const {aof, aofWrite, aofRewrite, aofBytes = 0} = disk
    const more = {
      instance: 'redis',
      observed: {enabled: aof, write: aofWrite, rewrite: aofRewrite},
      evidence: info(
        'persistence',
        `aof_enabled:${aof ? 1 : 0} aof_last_write_status:${aofWrite} aof_last_bgrewrite_status:${aofRewrite}`,
      ),
    }
    if (aofWrite !== 'ok') {
      const detail = {en: 'the append-only file can’t be written: writes are refused', zh: 'AOF 无法写入：拒绝写入'}
      return failure(detail, {...more, because: causes})
    }

    if (!aof) {
      const detail = {
        en: 'a store writes no append-only file: a crash loses everything since the last snapshot',
        zh: '存储未启用 AOF：崩溃会丢失最近一次快照之后的全部数据',
      }
      return warning(detail, {...more, remedy: restart})
    }

    if (aofRewrite !== 'ok') {
      const detail = {
        en: `the last rewrite of the append-only file failed: it grows (${formatBytes(aofBytes)} now)`,
        zh: `最近一次 AOF 重写失败：文件会持续增长（当前 ${formatBytes(aofBytes)}）`,
      }
      return warning(detail, more)
    }
    return healthy({en: `written, ${formatBytes(aofBytes)}`, zh: `写入正常，${formatBytes(aofBytes)}`})
  },
  fix: {
    level: 'guarded',
    plan({server: {disk}}) {
      if (disk.aofWrite !== 'ok') return undefined
      if (!disk.aof) return restoreSetting('appendonly', {is: 'no', wanted: 'yes'})
      return {
        effect: {
          en: 'Redis writes the append-only file anew, in the background.',
          zh: 'Redis 在后台重写 AOF。',
        },
        back: {en: 'There is nothing to take back.', zh: '无需撤销。'},
        steps: [{kind: 'redis', words: ['BGREWRITEAOF']}],
      }
    },
  },
})

const fork = defineCheck({
  id: 'redis.fork',
  title: {en: 'A save stops Redis for a moment only', zh: '保存只会短暂停顿'},
  impact: {
    en: 'While it forks for a save, Redis serves nobody.',
    zh: '为保存而 fork 期间，Redis 不提供服务。',
  },
  runs: {
    en: 'INFO stats: latest_fork_usec for each GiB of used memory, if it took 100 ms at all.',
    zh: 'INFO stats：每 GiB 已用内存的 latest_fork_usec，仅在达到 100 毫秒时判断。',
  },
  remedy: {
    text: {
      en: 'Switch transparent huge pages off on the host, and give it memory; a smaller instance forks faster.',
      zh: '在主机上关闭透明大页，并保证内存充足；实例越小 fork 越快。',
    },
    commands: ['opsctl doctor host.thp host.overcommit'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/'],
  ...onServer,
  needs: {server},
  thresholds: {
    perGiB: {warn: 100, fail: 1000, unit: 'ms', origin: latencyDoctor},
    // A small instance forks slowly for its size, and nobody notices.
    noticed: {warn: 100, unit: 'ms', origin: ours},
  },
  judge({server: {disk, memory}}, {limits}) {
    const ms = disk.forkUs / 1000
    if (ms === 0) return skipped('no-data', {en: 'Redis has not forked since its start', zh: 'Redis 启动以来未 fork'})
    const seen = {
      en: `the last fork took ${formatUs(disk.forkUs)} for ${formatBytes(memory.used)}`,
      zh: `最近一次 fork 耗时 ${formatUs(disk.forkUs)}，内存 ${formatBytes(memory.used)}`,
    }
    const grade = gradeHigh(ms / (memory.used / GIB), limits.perGiB)
    if (grade === 'pass' || gradeHigh(ms, limits.noticed) === 'pass') return healthy(seen)
    const more = {instance: 'redis', limit: 'perGiB', observed: {forkUs: disk.forkUs}, evidence: info('stats')}
    return grade === 'fail' && ms >= (limits.perGiB.fail ?? 0) ? failure(seen, more) : warning(seen, more)
  },
})

export const diskChecks = [rdb, aof, fork]
