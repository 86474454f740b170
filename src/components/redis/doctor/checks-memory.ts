/** Whether the data fits into the memory that Redis may use, and what happens when it does not. */
import {defineCheck, failure, gradeHigh, healthy, type Outcome, skipped, warning} from '../../../doctor/check.js'
import {formatBytes, formatShare} from '../../../figures.js'
import type {Stack} from '../../component.js'
import {server, written} from './facts.js'
import {info, manual, onServer} from './grounds.js'
import {restoreSetting, setting} from './restore-setting.js'

const MIB = 1024 ** 2

const raise = {
  text: {
    en: 'Raise redis.limits.memory in opsctl.yaml, give keys an expiry, or find out what grew.',
    zh: '在 opsctl.yaml 中提高 redis.limits.memory，为键设置过期时间，或查明增长来源。',
  },
  commands: ['opsctl cache info', 'opsctl cache bigkeys', 'opsctl plan', 'opsctl up'],
}

const memory = defineCheck({
  id: 'redis.memory',
  title: {en: 'Redis has memory left for data', zh: 'Redis 数据内存充足'},
  impact: {
    en: 'When it is full, a store refuses writes (OOM), and a cache drops keys that are still wanted.',
    zh: '写满时，存储拒绝写入（OOM），缓存则丢弃仍需要的键。',
  },
  runs: {en: 'INFO memory: used_memory against maxmemory.', zh: '读取 INFO memory：used_memory 与 maxmemory 之比。'},
  remedy: raise,
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['capacity'],
  links: ['https://redis.io/docs/latest/develop/reference/eviction/'],
  ...onServer,
  needs: {server},
  thresholds: {used: {warn: 80, fail: 90, unit: '%', origin: manual}},
  judge({server: {memory}}, {limits}) {
    const {used, max, policy} = memory
    if (max === 0) return skipped('not-applicable', {en: 'maxmemory is not set', zh: '未设置 maxmemory'})
    const share = used / max
    const seen = {
      en: `${formatBytes(used)} of ${formatBytes(max)}, ${formatShare(share)}`,
      zh: `${formatBytes(used)} / ${formatBytes(max)}，${formatShare(share)}`,
    }
    const more = {
      instance: 'redis',
      limit: 'used',
      observed: {usedBytes: used, maxBytes: max, percent: share * 100, policy},
      evidence: info('memory', `used_memory:${used} maxmemory:${max} maxmemory_policy:${policy}`),
    }
    const grade = gradeHigh(share * 100, limits.used)
    if (grade === 'pass') return healthy(seen)
    const full = share >= 1 && policy === 'noeviction'
    const then = full
      ? {en: 'writes are refused now', zh: '现在拒绝写入'}
      : policy === 'noeviction'
        ? {en: 'at 100 % writes are refused', zh: '达到 100 % 将拒绝写入'}
        : {en: `at 100 % keys are dropped (${policy})`, zh: `达到 100 % 将丢弃键（${policy}）`}
    const detail = {en: `${seen.en} used: ${then.en}`, zh: `已用 ${seen.zh}：${then.zh}`}
    return grade === 'fail' && policy === 'noeviction' ? failure(detail, more) : warning(detail, more)
  },
  fix: {
    level: 'guarded',
    plan({server: {memory}}, _, {stack}) {
      const limit = stack.redis.limits.memory * MIB
      // Three quarters of the limit still leave a save its room.
      const next = Math.floor(limit * 0.75)
      if (memory.max === 0 || next <= memory.max * 1.05) return undefined
      return {
        effect: {
          en: `maxmemory goes from ${formatBytes(memory.max)} to ${formatBytes(next)} of the ${formatBytes(limit)} of the container, until the next restart. It gains time; raise redis.limits.memory in opsctl.yaml.`,
          zh: `maxmemory 从 ${formatBytes(memory.max)} 提高到 ${formatBytes(next)}（容器上限 ${formatBytes(limit)}），下次重启前有效。仅为争取时间；请在 opsctl.yaml 中提高 redis.limits.memory。`,
        },
        back: {en: 'Undo sets the old value.', zh: '撤销会恢复原值。'},
        steps: [setting('maxmemory', String(next), String(memory.max))],
      }
    },
  },
})

const maxMemorySet = defineCheck({
  id: 'redis.maxmemory-set',
  title: {en: 'maxmemory is set', zh: '已设置 maxmemory'},
  impact: {
    en: 'Without it Redis grows until the kernel kills the container, and alerts that divide by it never tell.',
    zh: '未设置时 Redis 会持续增长直到被内核终止，以其为分母的告警也会失效。',
  },
  runs: {
    en: 'INFO memory: maxmemory; before the start, redis.conf.',
    zh: 'INFO memory 中的 maxmemory；启动前读取 redis.conf。',
  },
  remedy: {
    text: {
      en: 'opsctl up writes redis.conf anew; a restart takes it.',
      zh: 'opsctl up 会重写 redis.conf，重启后生效。',
    },
    commands: ['opsctl diff', 'opsctl up', 'opsctl restart redis'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  tags: ['capacity'],
  needs: {written},
  wants: {server},
  judge({written, server}, {stack}) {
    const max = server?.memory.max ?? written.maxMemoryBytes
    const where = server ? 'CONFIG GET maxmemory' : written.path
    if (max > 0) return healthy({en: `maxmemory is ${formatBytes(max)}`, zh: `maxmemory 为 ${formatBytes(max)}`})
    const limit = formatBytes(stack.redis.limits.memory * MIB)
    const detail = {
      en: `maxmemory is 0: Redis grows until the container is killed at ${limit}`,
      zh: `maxmemory 为 0：Redis 会增长至 ${limit} 后容器被终止`,
    }
    return warning(detail, {instance: 'redis', observed: {maxBytes: 0}, evidence: [{kind: 'redis', ref: where}]})
  },
  fix: {
    level: 'guarded',
    plan({written, server}) {
      if (server?.memory.max !== 0 || written.maxMemoryBytes === 0) return undefined
      return restoreSetting('maxmemory', {is: '0', wanted: String(written.maxMemoryBytes)})
    },
  },
})

const fit = defineCheck({
  id: 'redis.maxmemory-fit',
  title: {en: 'maxmemory leaves the container room for a save', zh: 'maxmemory 为保存留有余量'},
  impact: {
    en: 'A save copies the pages that change meanwhile: without room for them the kernel kills Redis.',
    zh: '保存时会复制期间变化的内存页：没有余量时 Redis 会被内核终止。',
  },
  runs: {
    en: 'maxmemory of redis.conf and of the server, against redis.limits.memory.',
    zh: 'redis.conf 及服务器的 maxmemory 与 redis.limits.memory 之比。',
  },
  remedy: {
    text: {
      en: 'Leave redis.maxMemory out of opsctl.yaml (60 % of the limit then), or raise redis.limits.memory.',
      zh: '在 opsctl.yaml 中去掉 redis.maxMemory（此时取上限的 60 %），或提高 redis.limits.memory。',
    },
    commands: ['opsctl explain redis.maxMemory', 'opsctl plan', 'opsctl up'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['capacity'],
  needs: {written},
  wants: {server},
  thresholds: {share: {warn: 76, fail: 91, unit: '%', origin: manual}},
  judge({written, server}, {stack, limits}) {
    const max = Math.max(written.maxMemoryBytes, server?.memory.max ?? 0)
    if (max === 0) return skipped('not-applicable', {en: 'maxmemory is not set', zh: '未设置 maxmemory'})
    const limit = stack.redis.limits.memory * MIB
    const text = {
      en: `maxmemory ${formatBytes(max)} of a limit of ${formatBytes(limit)}, ${formatShare(max / limit)}`,
      zh: `maxmemory ${formatBytes(max)}，上限 ${formatBytes(limit)}，占 ${formatShare(max / limit)}`,
    }
    const more = {instance: 'redis', limit: 'share', observed: {maxBytes: max, limitBytes: limit}}
    // A cache without snapshots never copies itself; the rest is for buffers.
    const isCopied = stack.redis.role === 'store' || (server?.disk.save ?? '') !== ''
    const grade = gradeHigh((max / limit) * 100, limits.share)
    if (grade === 'pass' || (grade === 'warn' && !isCopied)) return healthy(text)
    return grade === 'fail' ? failure(text, more) : warning(text, more)
  },
  fix: {
    level: 'safe',
    plan(_, __, {stack}) {
      if (stack.redis.maxMemory === undefined) return undefined
      const next = Math.floor(stack.redis.limits.memory * 0.6)
      return {
        effect: {
          en: `redis.maxMemory becomes ${next}MiB in opsctl.yaml; the next opsctl up restarts Redis with it.`,
          zh: `opsctl.yaml 中的 redis.maxMemory 改为 ${next}MiB；下次 opsctl up 时重启 Redis 生效。`,
        },
        back: {en: 'Undo writes the old value.', zh: '撤销会写回原值。'},
        steps: [
          {
            kind: 'spec',
            path: ['redis', 'maxMemory'],
            value: `${next}MiB`,
            was: `${stack.redis.maxMemory}MiB`,
          },
        ],
      }
    },
  },
})

/** What fits a role: a store never drops what it was given, a cache makes room. */
function judgePolicy(policy: string, role: Stack['redis']['role']): Outcome {
  const more = {instance: 'redis', observed: {policy, role}}
  if (role === 'cache') {
    if (policy !== 'noeviction') return healthy({en: `a cache with ${policy}`, zh: `缓存使用 ${policy}`})
    const detail = {
      en: 'a cache with noeviction refuses writes when it is full',
      zh: '缓存使用 noeviction，写满时将拒绝写入',
    }
    return warning(detail, more)
  }

  if (policy === 'noeviction') return healthy({en: 'a store with noeviction', zh: '存储使用 noeviction'})
  if (policy.startsWith('allkeys-')) {
    const detail = {en: `a store with ${policy} drops keys when it is full`, zh: `存储使用 ${policy}，写满时会丢弃键`}
    return failure(detail, more)
  }
  const detail = {
    en: `a store with ${policy} drops keys that have an expiry when it is full`,
    zh: `存储使用 ${policy}，写满时会丢弃设有过期时间的键`,
  }
  return warning(detail, more)
}

const policy = defineCheck({
  id: 'redis.policy',
  title: {en: 'What Redis does when it is full fits its role', zh: '写满时的策略与角色相符'},
  impact: {
    en: 'A queue or a session store that drops keys loses work; a cache that drops none fails every write.',
    zh: '会丢弃键的队列或会话存储会丢失数据；不丢弃键的缓存会使写入全部失败。',
  },
  runs: {
    en: 'maxmemory-policy of the server, before the start of redis.conf, against redis.role of opsctl.yaml.',
    zh: '服务器的 maxmemory-policy（启动前为 redis.conf）与 opsctl.yaml 的 redis.role 对比。',
  },
  remedy: {
    text: {
      en: 'Say in redis.role what Redis is for; opsctl up sets the policy that fits.',
      zh: '在 redis.role 中说明 Redis 的用途；opsctl up 会设置相应策略。',
    },
    commands: ['opsctl explain redis.role', 'opsctl diff', 'opsctl up'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://redis.io/docs/latest/develop/reference/eviction/'],
  needs: {written},
  wants: {server},
  judge: ({written, server}, {stack}) => judgePolicy(server?.memory.policy ?? written.policy, stack.redis.role),
  fix: {
    level: 'guarded',
    plan({server}, _, {stack}) {
      if (!server) return undefined
      const wanted = stack.redis.role === 'store' ? 'noeviction' : 'allkeys-lfu'
      if (server.memory.policy === wanted) return undefined
      return restoreSetting('maxmemory-policy', {is: server.memory.policy, wanted})
    },
  },
})

export const memoryChecks = [memory, maxMemorySet, fit, policy]
