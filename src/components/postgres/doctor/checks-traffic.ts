/** How well PostgreSQL serves: its cache, its temporary files, what is taken back. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  gradeLow,
  healthy,
  skipped,
  unknown,
  warning,
} from '../../../doctor/check.js'
import {formatBytes, formatCount, formatShare, formatSpan} from '../../../figures.js'
import {counters} from './sql-server.js'
import {bufferCache} from './sql-tables.js'
import {asked, ops, pghero} from './words.js'

/** How much a counter grew in an hour since the last look; undefined when there is none to compare with. */
function hourly(now: number, value: number, earlier: {readonly value: number; readonly at: number} | undefined) {
  if (!earlier || earlier.value > value) return undefined
  const hours = Math.max(now - earlier.at, 60_000) / 3_600_000
  return {more: value - earlier.value, perHour: (value - earlier.value) / Math.max(hours, 1 / 60), hours}
}

const cacheHit = defineCheck({
  id: 'pg.cache-hit',
  title: {en: 'What is read lies in memory', zh: '读取的数据大多在内存中'},
  impact: {en: 'Reads wait for the disk, or at best for the kernel.', zh: '读取需要等待磁盘，至少也要经过内核。'},
  runs: {
    en: 'blks_hit and blks_read of the app’s database since the last look, or since they are counted.',
    zh: '应用数据库的 blks_hit 与 blks_read，自上次查看或自计数开始。',
  },
  remedy: {
    text: {
      en: 'Give PostgreSQL more memory (shared_buffers is a quarter of it), or find tables that are read from end to end.',
      zh: '为 PostgreSQL 增加内存（shared_buffers 为其四分之一），或找出被全表扫描的表。',
    },
    commands: ['opsctl doctor pg.missing-indexes', 'opsctl explain postgres.limits.memory'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['capacity'],
  thresholds: {
    hit: {warn: 99, fail: 90, unit: '%', origin: pghero},
    least: {warn: 100_000, unit: 'blocks', origin: ops},
  },
  needs: {cache: bufferCache},
  judge({cache}, {limits, before}) {
    const last = before(bufferCache)?.value
    const isLater = last !== undefined && last.hit <= cache.hit && last.read <= cache.read
    const recent = isLater ? {hit: cache.hit - last.hit, read: cache.read - last.read} : cache
    const {hit, read} = recent.hit + recent.read >= (limits.least.warn ?? 0) ? recent : cache
    const blocks = hit + read
    if (blocks < (limits.least.warn ?? 0))
      return skipped('no-data', {
        en: `only ${formatCount(blocks)} blocks were read so far`,
        zh: `目前仅读取了 ${formatCount(blocks)} 个数据块`,
      })
    const percent = (hit / blocks) * 100
    const detail = {
      en: `${formatShare(hit / blocks)} of ${formatCount(blocks)} blocks were in memory`,
      zh: `${formatCount(blocks)} 个数据块中 ${formatShare(hit / blocks)} 在内存中`,
    }
    const more = {
      observed: {hit, read, percent},
      limit: 'hit',
      evidence: [{kind: 'sql', ref: 'pg_stat_database'}],
    } as const
    const grade = gradeLow(percent, limits.hit)
    if (grade === 'pass') return healthy(detail, more)
    return grade === 'fail' ? failure(detail, more) : warning(detail, more)
  },
})

const tempFiles = defineCheck({
  id: 'pg.temp-files',
  title: {en: 'Sorts and hashes stay in memory', zh: '排序与哈希在内存中完成'},
  impact: {
    en: 'Statements write their intermediate rows to disk and read them again.',
    zh: '语句会将中间结果写入磁盘再读回。',
  },
  runs: {
    en: 'pg_stat_database.temp_bytes against the last look of doctor.',
    zh: '将 pg_stat_database.temp_bytes 与 doctor 上次查看的值比较。',
  },
  remedy: {
    text: {
      en: 'The log names statements whose files exceed 10 MB; raise work_mem for their role, not for all.',
      zh: '日志会列出临时文件超过 10 MB 的语句；请只为其角色提高 work_mem，而不是全部。',
    },
    commands: ['opsctl logs postgres --since 1h --grep "temporary file"', 'opsctl db slow'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  thresholds: {rate: {warn: 1024 ** 3, fail: 10 * 1024 ** 3, unit: 'bytes/h', origin: ops}},
  needs: {counters},
  judge({counters: seen}, {limits, now, before}) {
    if (seen.tempBytes === 0)
      return healthy({en: 'none was written since the counters began', zh: '自计数以来未写临时文件'})
    const last = before(counters)
    const grown = hourly(now, seen.tempBytes, last && {value: last.value.tempBytes, at: last.at})
    if (!grown)
      return unknown('no-data', {
        en: `${formatBytes(seen.tempBytes)} since the counters began; the next look tells how fast`,
        zh: `自计数以来 ${formatBytes(seen.tempBytes)}；下次查看可知速度`,
      })
    const span = formatSpan(grown.hours * 3600)
    const detail = {
      en: `${formatBytes(grown.more)} were written in ${span}`,
      zh: `${span} 内写入 ${formatBytes(grown.more)}`,
    }
    const more = {observed: {bytes: grown.more, bytesPerHour: grown.perHour}, limit: 'rate'}
    const grade = gradeHigh(grown.perHour, limits.rate)
    if (grade === 'pass') return healthy(detail, more)
    return grade === 'fail' ? failure(detail, more) : warning(detail, more)
  },
})

const rollbacks = defineCheck({
  id: 'pg.rollback-ratio',
  title: {en: 'Transactions are committed', zh: '事务正常提交'},
  impact: {
    en: 'Work is done and thrown away; most often a request failed for a user.',
    zh: '操作完成后又被丢弃；多数情况是用户请求失败。',
  },
  runs: {
    en: 'Commits and rollbacks of the app’s database since the last look, or since they are counted.',
    zh: '应用数据库的提交与回滚数，自上次查看或自计数开始。',
  },
  remedy: {
    text: {
      en: 'The log shows the errors of the statements before the rollbacks.',
      zh: '日志会显示回滚之前语句的错误。',
    },
    commands: ['opsctl logs postgres --since 1h --grep ERROR', 'opsctl logs analyze'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  thresholds: {
    share: {warn: 2, fail: 10, unit: '%', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
    least: {warn: 1000, unit: 'transactions', origin: ops},
  },
  needs: {counters},
  judge({counters: {commits, rollbacks: back}}, {limits, before}) {
    const last = before(counters)?.value
    const isLater = last !== undefined && last.commits <= commits && last.rollbacks <= back
    const recent = isLater ? {commits: commits - last.commits, back: back - last.rollbacks} : {commits, back}
    const total = recent.commits + recent.back
    if (total < (limits.least.warn ?? 0))
      return skipped('no-data', {
        en: `only ${formatCount(total)} transactions to judge by`,
        zh: `仅有 ${formatCount(total)} 个事务可供判断`,
      })
    const share = recent.back / total
    const detail = {
      en: `${formatShare(share)} of ${formatCount(total)} transactions were rolled back`,
      zh: `${formatCount(total)} 个事务中 ${formatShare(share)} 被回滚`,
    }
    const more = {observed: {rollbacks: recent.back, transactions: total}, limit: 'share'}
    const grade = gradeHigh(share * 100, limits.share)
    if (grade === 'pass') return healthy(detail, more)
    return grade === 'fail' ? failure(detail, more) : warning(detail, more)
  },
})

export const trafficChecks: readonly Check[] = [cacheHit, tempFiles, rollbacks]
