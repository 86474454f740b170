/** What keeps every client waiting: Redis does one thing at a time. */
import {defineCheck, failure, gradeHigh, healthy, note, type Outcome, unknown, warning} from '../../../doctor/check.js'
import {formatCount, formatUs} from '../../../figures.js'
import {prose, server} from './facts.js'
import {latencyDoctor, manual, onServer, ours} from './grounds.js'
import {restoreSetting} from './restore-setting.js'

const HOUR_MS = 3_600_000

const slowlog = defineCheck({
  id: 'redis.slowlog',
  title: {en: 'No command holds Redis up', zh: '没有命令拖慢 Redis'},
  impact: {
    en: 'Redis does one command at a time: during a slow one every client waits.',
    zh: 'Redis 逐个执行命令：慢命令执行时所有客户端都在等待。',
  },
  runs: {
    en: 'SLOWLOG GET 128: the commands of the last hour that took longer than 10 ms, without their arguments.',
    zh: 'SLOWLOG GET 128：最近一小时耗时超过 10 毫秒的命令，不含参数。',
  },
  remedy: {
    text: {
      en: 'Ask for less at once: SCAN in place of KEYS, HSCAN in place of HGETALL, UNLINK in place of DEL; look for large keys.',
      zh: '减少单次操作量：以 SCAN 代替 KEYS，以 HSCAN 代替 HGETALL，以 UNLINK 代替 DEL；并查找大键。',
    },
    commands: ['opsctl cache slow', 'opsctl cache bigkeys'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  links: ['https://redis.io/docs/latest/commands/slowlog-get/'],
  ...onServer,
  needs: {server},
  thresholds: {
    slowest: {warn: 200, fail: 1000, unit: 'ms', origin: manual},
    count: {warn: 100, unit: 'count', origin: ours},
  },
  judge({server: {slow}}, {limits, now}) {
    const lately = slow.filter(({at}) => now - at < HOUR_MS)
    const [worst] = lately.toSorted((a, b) => b.us - a.us)
    if (!worst)
      return healthy({en: 'no command took longer than 10 ms in the last hour', zh: '最近一小时没有超过 10 毫秒的命令'})
    const detail = {
      en: `${worst.command} took ${formatUs(worst.us)}; ${formatCount(lately.length)} commands took longer than 10 ms in the last hour`,
      zh: `${worst.command} 耗时 ${formatUs(worst.us)}；最近一小时有 ${formatCount(lately.length)} 个命令超过 10 毫秒`,
    }
    const more = {
      instance: 'redis',
      limit: 'slowest',
      observed: {slowestUs: worst.us, command: worst.command, count: lately.length},
      evidence: [{kind: 'redis', ref: 'SLOWLOG GET 128'}] as const,
    }
    const grade = gradeHigh(worst.us / 1000, limits.slowest)
    if (grade === 'fail') return failure(detail, more)
    return grade === 'warn' || gradeHigh(lately.length, limits.count) === 'warn'
      ? warning(detail, more)
      : note(detail, more)
  },
})

const latencyMonitor = defineCheck({
  id: 'redis.latency-monitor',
  title: {en: 'Redis notes what delays it, and little does', zh: 'Redis 记录延迟事件，且延迟很少'},
  impact: {
    en: 'Without the notes nobody can say whether a fork, the disk or a command delayed it.',
    zh: '没有记录就无法判断延迟来自 fork、磁盘还是命令。',
  },
  runs: {
    en: 'CONFIG GET latency-monitor-threshold; LATENCY LATEST of the last hour.',
    zh: 'CONFIG GET latency-monitor-threshold；最近一小时的 LATENCY LATEST。',
  },
  remedy: {
    text: {
      en: 'fork and aof-*: memory and disk of the host; command: opsctl cache slow; expire and eviction: too many keys at once.',
      zh: 'fork 与 aof-*：主机内存与磁盘；command：见 opsctl cache slow；expire 与 eviction：同时失效的键过多。',
    },
    commands: ['opsctl cache slow', 'opsctl doctor redis.doctor --deep'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/'],
  ...onServer,
  needs: {server},
  thresholds: {event: {warn: 100, fail: 1000, unit: 'ms', origin: latencyDoctor}},
  judge({server: {latency, latencyThresholdMs}}, {limits, now}): Outcome {
    if (latencyThresholdMs === 0) {
      const detail = {
        en: 'latency-monitor-threshold is 0: nothing is noted',
        zh: 'latency-monitor-threshold 为 0：不记录',
      }
      return warning(detail, {instance: 'redis', observed: {thresholdMs: 0}})
    }
    const [worst] = latency.filter(({at}) => now - at < HOUR_MS).toSorted((a, b) => b.lastMs - a.lastMs)
    const grade = worst ? gradeHigh(worst.lastMs, limits.event) : 'pass'
    if (!worst || grade === 'pass') {
      return healthy({en: 'no event delayed it by 100 ms in the last hour', zh: '最近一小时没有超过 100 毫秒的事件'})
    }
    const detail = {
      en: `${worst.event} delayed it by ${formatUs(worst.lastMs * 1000)} in the last hour`,
      zh: `最近一小时 ${worst.event} 造成 ${formatUs(worst.lastMs * 1000)} 延迟`,
    }
    const more = {instance: 'redis', limit: 'event', observed: {...worst}, because: [{id: 'redis.slowlog'}]}
    return grade === 'fail' ? failure(detail, more) : note(detail, more)
  },
  fix: {
    level: 'safe',
    plan({server}) {
      if (server.latencyThresholdMs !== 0) return undefined
      return restoreSetting('latency-monitor-threshold', {is: '0', wanted: '100'})
    },
  },
})

const doctor = defineCheck({
  id: 'redis.doctor',
  title: {en: 'What the doctors within Redis say', zh: 'Redis 内置诊断的说法'},
  impact: {
    en: 'Prose to be read by a person; it is judged by other checks.',
    zh: '供人阅读的文字；判断由其他检查给出。',
  },
  runs: {en: 'MEMORY DOCTOR and LATENCY DOCTOR.', zh: 'MEMORY DOCTOR 与 LATENCY DOCTOR。'},
  remedy: {text: {en: 'Follow the advice that fits.', zh: '按适用的建议处理。'}},
  tiers: ['deep'],
  outcomes: ['info'],
  links: [
    'https://redis.io/docs/latest/commands/memory-doctor/',
    'https://redis.io/docs/latest/commands/latency-doctor/',
  ],
  ...onServer,
  needs: {prose},
  judge({prose: {memory, latency}}) {
    if (memory === '' && latency === '') return unknown('no-data', {en: 'neither says anything', zh: '两者均无输出'})
    const first = memory
      .split(/(?<=[.!])\s/)
      .slice(0, 2)
      .join(' ')
    return note(
      {en: `MEMORY DOCTOR: ${first}`, zh: `MEMORY DOCTOR：${first}`},
      {
        instance: 'redis',
        evidence: [
          {kind: 'redis', ref: 'MEMORY DOCTOR', excerpt: memory},
          {kind: 'redis', ref: 'LATENCY DOCTOR', excerpt: latency},
        ],
      },
    )
  },
})

export const delayChecks = [slowlog, latencyMonitor, doctor]
