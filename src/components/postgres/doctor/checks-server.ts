/** The server’s settings against what it runs in, and its age. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  gradeLow,
  healthy,
  type Outcome,
  skipped,
  unknown,
  warning,
} from '../../../doctor/check.js'
import {formatBytes, formatShare} from '../../../figures.js'
import {mendSetting} from './fixes.js'
import {plan} from './look.js'
import {checkpoints, settingProblems, settings} from './sql-server.js'
import {asked, eachOf, listed, ops, postgresDocs, service} from './words.js'

type Settings = ReturnType<typeof settings.schema.parse>
const find = (all: Settings | undefined, name: string) => all?.find((one) => one.name === name)

/** Not every connection sorts at the same moment. */
const WORKING = 0.25

const memoryBudget = defineCheck({
  id: 'pg.memory-budget',
  title: {en: 'Memory settings fit the container', zh: '内存设置与容器匹配'},
  impact: {
    en: 'When many sessions sort at once, the kernel ends the server.',
    zh: '大量会话同时排序时，内核会终止服务器。',
  },
  runs: {
    en: 'shared_buffers + a quarter of max_connections × work_mem + maintenance_work_mem × autovacuum workers against limits.memory.',
    zh: 'shared_buffers + max_connections × work_mem 的四分之一 + maintenance_work_mem × 自动清理进程数，与 limits.memory 比较。',
  },
  remedy: {
    text: {
      en: 'Without settings of your own opsctl derives all of them from postgres.limits.memory: take yours out, or raise the limit.',
      zh: '若无自定义设置，opsctl 会根据 postgres.limits.memory 推导全部值：移除自定义值或提高限制。',
    },
    commands: ['opsctl explain postgres.limits.memory', 'opsctl up'],
  },
  service,
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['capacity'],
  thresholds: {budget: {warn: 80.5, fail: 100.5, unit: '%', origin: ops}},
  needs: {plan},
  wants: {settings},
  judge({plan: planned, settings: known}, {limits}) {
    const number = (name: string, otherwise: number) => Number(find(known, name)?.value ?? otherwise)
    const bytes = (name: string, otherwise: number) => find(known, name)?.bytes ?? otherwise
    const shared = bytes('shared_buffers', planned.sharedBuffersBytes)
    const sorts = number('max_connections', planned.maxConnections) * bytes('work_mem', planned.workMemBytes) * WORKING
    const own = bytes('autovacuum_work_mem', -1)
    const each = own > 0 ? own : bytes('maintenance_work_mem', planned.maintenanceBytes)
    const total = shared + sorts + each * number('autovacuum_max_workers', planned.workers)
    const percent = (total / planned.memoryBytes) * 100
    const detail = {
      en: `at worst ${formatBytes(total)} of ${formatBytes(planned.memoryBytes)} (${Math.round(percent)} %)`,
      zh: `最坏情况 ${formatBytes(total)} / ${formatBytes(planned.memoryBytes)}（${Math.round(percent)} %）`,
    }
    const more = {observed: {bytes: total, limitBytes: planned.memoryBytes}, limit: 'budget'}
    const grade = gradeHigh(percent, limits.budget)
    if (grade === 'pass') return healthy(detail, more)
    return grade === 'fail' ? failure(detail, more) : warning(detail, more)
  },
  fix: {
    level: 'guarded',
    plan({settings: known}, _, {stack}) {
      const changed = ['work_mem', 'maintenance_work_mem', 'autovacuum_work_mem'].find(
        (name) => find(known, name)?.origin === 'auto',
      )
      return changed === undefined ? undefined : mendSetting(find(known, changed), '', stack)
    },
  },
})

const sharedBuffers = defineCheck({
  id: 'pg.shared-buffers',
  title: {en: 'The buffer cache has its share of memory', zh: '缓冲区占内存的合理份额'},
  impact: {
    en: 'Too small it reads from disk what it has just read; too large it leaves nothing for sorts and the page cache.',
    zh: '过小会反复读盘；过大则排序与页缓存无内存可用。',
  },
  runs: {en: 'shared_buffers against limits.memory.', zh: 'shared_buffers 与 limits.memory 之比。'},
  remedy: {
    text: {en: 'A quarter of the memory is what opsctl sets.', zh: 'opsctl 设为内存的四分之一。'},
    commands: ['opsctl explain postgres.settings', 'opsctl up'],
  },
  ...asked,
  outcomes: ['pass', 'warn'],
  tags: ['capacity'],
  links: ['https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-SHARED-BUFFERS'],
  thresholds: {
    most: {warn: 40.5, unit: '%', origin: postgresDocs},
    least: {warn: 15, unit: '%', origin: ops},
  },
  needs: {settings, plan},
  judge({settings: all, plan: {memoryBytes}}, {limits}) {
    const bytes = find(all, 'shared_buffers')?.bytes
    if (!bytes) return unknown('no-data', {en: 'the server does not say', zh: '服务器未说明'})
    const share = bytes / memoryBytes
    const detail = {
      en: `${formatBytes(bytes)} of ${formatBytes(memoryBytes)} (${formatShare(share)})`,
      zh: `${formatBytes(bytes)} / ${formatBytes(memoryBytes)}（${formatShare(share)}）`,
    }
    const more = {observed: {bytes, share}}
    if (gradeHigh(share * 100, limits.most) !== 'pass') return warning(detail, {...more, limit: 'most'})
    return gradeLow(share * 100, limits.least) === 'pass'
      ? healthy(detail, more)
      : warning(detail, {...more, limit: 'least'})
  },
})

const durability = defineCheck({
  id: 'pg.durability',
  title: {en: 'What is committed survives a crash', zh: '已提交的数据在崩溃后仍在'},
  impact: {
    en: 'After a power cut the database can be beyond repair, or the last commits are missing.',
    zh: '断电后数据库可能无法修复，或丢失最后的提交。',
  },
  runs: {
    en: 'fsync, full_page_writes, synchronous_commit and data_checksums in pg_settings.',
    zh: 'pg_settings 中的 fsync、full_page_writes、synchronous_commit 与 data_checksums。',
  },
  remedy: {
    text: {
      en: 'Take the setting out of postgres.settings, or the ALTER SYSTEM back. Checksums are set when the volume is created, or by pg_checksums on a server that is stopped.',
      zh: '从 postgres.settings 移除该设置，或撤销 ALTER SYSTEM。校验和在创建数据卷时设定，或在停机后用 pg_checksums 启用。',
    },
    commands: ['opsctl doctor --fix pg.durability'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://www.postgresql.org/docs/current/runtime-config-wal.html'],
  needs: {settings},
  judge({settings: all}) {
    const isOff = (name: string) => find(all, name)?.value === 'off'
    const outcome = (name: string, tell: typeof failure): Outcome =>
      tell({en: `${name} is off`, zh: `${name} 已关闭`}, {instance: name, observed: {setting: name}})
    const lost = ['fsync', 'full_page_writes'].filter(isOff).map((name) => outcome(name, failure))
    const weak = ['synchronous_commit', 'data_checksums'].filter(isOff).map((name) => outcome(name, warning))
    return eachOf([...lost, ...weak], (one) => one, healthy({en: 'all are on', zh: '均已启用'}))
  },
  fix: {
    level: 'guarded',
    plan: ({settings: all}, {instance = ''}, {stack}) =>
      instance === 'data_checksums' ? undefined : mendSetting(find(all, instance), 'on', stack),
  },
})

const pendingRestart = defineCheck({
  id: 'pg.pending-restart',
  title: {en: 'The server runs with the settings of its files', zh: '服务器运行的设置与文件一致'},
  impact: {
    en: 'What was changed does not hold yet, and the next restart behaves in another way, or fails.',
    zh: '更改尚未生效；下次重启后行为会不同，甚至无法启动。',
  },
  runs: {
    en: 'pending_restart in pg_settings, and errors in pg_file_settings.',
    zh: 'pg_settings 的 pending_restart 与 pg_file_settings 的错误。',
  },
  remedy: {
    text: {
      en: 'Restart PostgreSQL in a quiet hour; correct a line that it refuses first.',
      zh: '在低峰期重启 PostgreSQL；先修正被拒绝的行。',
    },
    commands: ['opsctl restart postgres'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  needs: {problems: settingProblems},
  judge({problems: {pending, refused}}) {
    const [first] = refused
    if (first)
      return failure(
        {
          en: `the server refuses line ${first.line} of ${first.file} (${first.name ?? '-'}): ${first.error}`,
          zh: `服务器拒绝 ${first.file} 第 ${first.line} 行（${first.name ?? '-'}）：${first.error}`,
        },
        {observed: {refused: refused.length}},
      )
    if (pending.length === 0) return healthy({en: 'nothing waits for a restart', zh: '没有等待重启的设置'})
    const names = listed(pending)
    return warning({en: `waiting for a restart: ${names.en}`, zh: `等待重启：${names.zh}`}, {observed: {pending}})
  },
  fix: {
    level: 'guarded',
    plan: (_, {status}) =>
      status === 'warn'
        ? {
            effect: {en: 'Restarts PostgreSQL; open connections end.', zh: '重启 PostgreSQL；现有连接会断开。'},
            back: {en: 'Put the old value back, then restart again.', zh: '恢复旧值后再次重启。'},
            downtimeS: 30,
            steps: [{kind: 'opsctl', argv: ['restart', 'postgres', '--yes']}],
          }
        : undefined,
  },
})

const forced = defineCheck({
  id: 'pg.checkpoints',
  title: {en: 'Checkpoints come by the clock', zh: '检查点按时进行'},
  impact: {
    en: 'Forced ones write everything at once and again and again: statements stall.',
    zh: '强制检查点会反复集中写盘，语句会停顿。',
  },
  runs: {
    en: 'Timed and requested checkpoints since the last look, or since they are counted.',
    zh: '定时与请求的检查点数，自上次查看或自计数开始。',
  },
  remedy: {
    text: {
      en: 'Raise max_wal_size until most of them are timed; the disk must hold it.',
      zh: '提高 max_wal_size 直到多数为定时检查点；磁盘需容纳得下。',
    },
    commands: ['opsctl explain postgres.settings', 'opsctl logs postgres --since 1h --grep checkpoint'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://www.postgresql.org/docs/current/wal-configuration.html'],
  thresholds: {
    forced: {warn: 30, fail: 70, unit: '%', origin: {en: 'pgBadger', zh: 'pgBadger'}},
    least: {warn: 10, unit: 'checkpoints', origin: ops},
  },
  needs: {checkpoints},
  wants: {settings},
  judge({checkpoints: seen}, {limits, before}) {
    if (!seen) return unknown('version', {en: 'this server counts them elsewhere', zh: '此版本在别处计数'})
    const last = before(checkpoints)?.value
    const isLater = last && last.timed <= seen.timed && last.forced <= seen.forced
    const delta = isLater ? {timed: seen.timed - last.timed, forced: seen.forced - last.forced} : seen
    const {timed, forced: count} = delta.timed + delta.forced >= (limits.least.warn ?? 0) ? delta : seen
    const total = timed + count
    if (total < (limits.least.warn ?? 0))
      return skipped('no-data', {en: `only ${total} checkpoints so far`, zh: `目前仅 ${total} 次检查点`})
    const detail = {
      en: `${formatShare(count / total)} of ${total} checkpoints were forced`,
      zh: `${total} 次检查点中 ${formatShare(count / total)} 为强制`,
    }
    const more = {observed: {timed, forced: count}, limit: 'forced'}
    const grade = gradeHigh((count / total) * 100, limits.forced)
    if (grade === 'pass') return healthy(detail, more)
    return grade === 'fail' ? failure(detail, more) : warning(detail, more)
  },
  // A size that a person set too small by hand is taken back; one that opsctl derived is a decision about disks.
  fix: {
    level: 'guarded',
    plan({settings: all}, _, {stack}) {
      const size = find(all, 'max_wal_size')
      return size?.origin === 'auto' ? mendSetting(size, '', stack) : undefined
    },
  },
})

export const serverChecks: readonly Check[] = [memoryBudget, sharedBuffers, durability, pendingRestart, forced]
