/** How well keys serve: what is found, dropped, kept for ever, or too large. */
import {defineCheck, failure, gradeHigh, gradeLow, healthy, note, skipped, warning} from '../../../doctor/check.js'
import {formatBytes, formatCount, formatRate, formatShare} from '../../../figures.js'
import type {Stack, Text} from '../../component.js'
import {bigKeys, recent, server} from './facts.js'
import {info, latencyDoctor, manual, onServer, ours} from './grounds.js'

const MIB = 1024 ** 2

const isCache = (stack: Stack): true | Text =>
  stack.redis.role === 'cache' || {en: 'redis.role is store', zh: 'redis.role 为 store'}

interface Lookups {
  readonly hits: number
  readonly misses: number
  readonly since: Text
}

const hitRate = defineCheck({
  id: 'redis.hit-rate',
  title: {en: 'What is asked for is found', zh: '查询大多命中'},
  impact: {
    en: 'Each miss of a cache is work for the database behind it.',
    zh: '缓存的每次未命中都会加重其后的数据库。',
  },
  runs: {
    en: 'keyspace_hits and keyspace_misses of the last 15 minutes by Prometheus, else since the last look, else since the start.',
    zh: 'Prometheus 记录的最近 15 分钟 keyspace_hits 与 keyspace_misses；否则取上次查看以来，再否则取启动以来。',
  },
  remedy: {
    text: {
      en: 'Look whether keys are dropped too soon: too little memory, too short an expiry, or keys that no two requests share.',
      zh: '检查键是否过早失效：内存不足、过期时间过短，或键无法被不同请求共享。',
    },
    commands: ['opsctl doctor redis.evictions redis.memory', 'opsctl cache info'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  ...onServer,
  needs: {server},
  wants: {recent},
  thresholds: {
    rate: {warn: 80, fail: 50, unit: '%', origin: manual},
    lookups: {warn: 1000, unit: 'count', origin: ours},
  },
  judge({server: now, recent}, {stack, limits, before}) {
    const earlier = before(server)
    const {hits, misses, since} = lookups(now, recent, earlier?.value)
    const total = hits + misses
    if (total < (limits.lookups.warn ?? 0)) {
      return skipped('no-data', {
        en: `only ${formatCount(Math.round(total))} look-ups ${since.en}`,
        zh: `${since.zh}仅 ${formatCount(Math.round(total))} 次查询`,
      })
    }

    const share = hits / total
    const detail = {
      en: `${formatShare(share)} of ${formatCount(Math.round(total))} look-ups ${since.en} were hits`,
      zh: `${since.zh} ${formatCount(Math.round(total))} 次查询中 ${formatShare(share)} 命中`,
    }
    const more = {
      instance: 'redis',
      limit: 'rate',
      observed: {hits, misses, percent: share * 100},
      evidence: info('stats'),
    }
    const grade = gradeLow(share * 100, limits.rate)
    if (grade === 'pass') return healthy(detail)
    // Whether a miss is bad only a cache can say: a store is asked whether something is there.
    if (stack.redis.role === 'store') return note(detail, more)
    return grade === 'fail' ? failure(detail, more) : warning(detail, more)
  },
})

type Server = {readonly runId: string; readonly traffic: {readonly hits: number; readonly misses: number}}

function lookups(
  now: Server,
  recent: {readonly hits?: number | undefined; readonly misses?: number | undefined} | undefined,
  earlier: Server | undefined,
): Lookups {
  if (recent?.hits !== undefined && recent.misses !== undefined) {
    return {hits: recent.hits, misses: recent.misses, since: {en: 'in 15 minutes', zh: '15 分钟内'}}
  }

  if (earlier?.runId === now.runId) {
    const hits = now.traffic.hits - earlier.traffic.hits
    const misses = now.traffic.misses - earlier.traffic.misses
    return {hits, misses, since: {en: 'since the last look', zh: '上次查看以来'}}
  }
  return {...now.traffic, since: {en: 'since the start', zh: '启动以来'}}
}

const evictions = defineCheck({
  id: 'redis.evictions',
  title: {en: 'No key is dropped that is still wanted', zh: '没有丢弃仍需要的键'},
  impact: {
    en: 'A store that drops keys loses data; a cache that drops them faster than they serve does nothing.',
    zh: '存储丢弃键即丢失数据；缓存丢弃过快则失去作用。',
  },
  runs: {
    en: 'evicted_keys: the rate of five minutes by Prometheus, and the count since the start.',
    zh: 'evicted_keys：Prometheus 的五分钟速率，以及启动以来的次数。',
  },
  remedy: {
    text: {
      en: 'Raise redis.limits.memory, or let keys expire sooner.',
      zh: '提高 redis.limits.memory，或缩短键的过期时间。',
    },
    commands: ['opsctl cache info', 'opsctl cache bigkeys'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  ...onServer,
  needs: {server},
  wants: {recent},
  thresholds: {
    rate: {fail: 100, unit: '1/s', origin: latencyDoctor},
    hits: {fail: 80, unit: '%', origin: manual},
  },
  judge({server: {traffic, memory}, recent}, {stack, limits}) {
    const rate = recent?.evictedPerS ?? 0
    const observed = {evicted: traffic.evicted, perS: rate, policy: memory.policy}
    const more = {
      instance: 'redis',
      limit: 'rate',
      observed,
      evidence: info('stats', `evicted_keys:${traffic.evicted}`),
    }
    if (stack.redis.role === 'store') {
      if (traffic.evicted === 0) return healthy({en: 'no key was dropped since the start', zh: '启动以来未丢弃任何键'})
      const detail = {
        en: `${formatCount(traffic.evicted)} keys of a store were dropped since the start (${memory.policy})`,
        zh: `启动以来存储丢弃了 ${formatCount(traffic.evicted)} 个键（${memory.policy}）`,
      }
      return warning(detail, more)
    }

    const {hits, misses} = lookups({runId: '', traffic}, recent, undefined)
    const share = hits + misses === 0 ? 100 : (hits / (hits + misses)) * 100
    const detail = {
      en: `${formatRate(rate)} keys are dropped, ${formatShare(share / 100)} of look-ups are hits`,
      zh: `每秒丢弃 ${formatRate(rate)} 个键，查询命中 ${formatShare(share / 100)}`,
    }
    const useless = gradeHigh(rate, limits.rate) === 'fail' && gradeLow(share, limits.hits) === 'fail'
    return useless ? failure(detail, more) : healthy(detail)
  },
})

const keysWithoutTtl = defineCheck({
  id: 'redis.keys-without-ttl',
  title: {en: 'Keys of the cache expire', zh: '缓存的键设有过期时间'},
  impact: {
    en: 'Keys without an expiry hold old answers, and leave the memory only when something is dropped.',
    zh: '没有过期时间的键会一直保留旧数据，只有在淘汰时才释放内存。',
  },
  runs: {
    en: 'INFO keyspace: keys and expires of each database.',
    zh: '读取 INFO keyspace：各数据库的 keys 与 expires。',
  },
  remedy: {
    text: {
      en: 'Let the app set them with EX, as in SET key value EX 3600.',
      zh: '由应用以 EX 设置，例如 SET key value EX 3600。',
    },
    commands: ['opsctl cache bigkeys'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  isFor: isCache,
  ...onServer,
  needs: {server},
  thresholds: {share: {warn: 20, unit: '%', origin: ours}, keys: {warn: 100, unit: 'count', origin: ours}},
  judge({server: {keyspace}}, {limits}) {
    const keys = keyspace.reduce((sum, db) => sum + db.keys, 0)
    const forever = keys - keyspace.reduce((sum, db) => sum + db.expires, 0)
    if (keys < (limits.keys.warn ?? 0)) {
      return skipped('no-data', {en: `only ${keys} keys`, zh: `仅 ${keys} 个键`})
    }
    const detail = {
      en: `${formatShare(forever / keys)} of ${formatCount(keys)} keys never expire`,
      zh: `${formatCount(keys)} 个键中 ${formatShare(forever / keys)} 永不过期`,
    }
    const more = {instance: 'redis', limit: 'share', observed: {keys, forever}, evidence: info('keyspace')}
    return gradeHigh((forever / keys) * 100, limits.share) === 'warn' ? warning(detail, more) : healthy(detail)
  },
})

const large = defineCheck({
  id: 'redis.big-keys',
  title: {en: 'No key is very large', zh: '没有过大的键'},
  impact: {
    en: 'Reading, copying or expiring a large key keeps every other client waiting.',
    zh: '读取、复制或过期大键时，其他客户端都要等待。',
  },
  runs: {
    en: 'SCAN and MEMORY USAGE of at most 10,000 keys, 1,000 a second. KEYS is never used.',
    zh: 'SCAN 与 MEMORY USAGE，最多 10,000 个键，每秒 1,000 个。从不使用 KEYS。',
  },
  remedy: {
    text: {
      en: 'Split it into several keys, read it in parts (HSCAN, LRANGE), and delete with UNLINK.',
      zh: '拆分为多个键，分段读取（HSCAN、LRANGE），并以 UNLINK 删除。',
    },
    commands: ['opsctl cache bigkeys'],
  },
  tiers: ['deep'],
  outcomes: ['pass', 'warn', 'fail'],
  ...onServer,
  needs: {bigKeys},
  thresholds: {size: {warn: 10 * MIB, fail: 100 * MIB, unit: 'bytes', origin: latencyDoctor}},
  judge({bigKeys: {keys, sampled, largest}}, {limits}) {
    const [first] = largest
    const of = {
      en: `of ${formatCount(sampled)} sampled keys out of ${formatCount(keys)}`,
      zh: `（抽样 ${formatCount(sampled)} / ${formatCount(keys)} 个键）`,
    }
    if (!first) return healthy({en: 'there are no keys', zh: '没有键'})
    const size = formatBytes(first.bytes)
    const grade = gradeHigh(first.bytes, limits.size)
    if (grade === 'pass') return healthy({en: `the largest ${of.en} takes ${size}`, zh: `最大的键占 ${size}${of.zh}`})
    const count = largest.filter(({bytes}) => gradeHigh(bytes, limits.size) !== 'pass').length
    const detail = {
      en: `${first.shape} (${first.type}) takes ${size}, the largest ${of.en}; ${count} are large`,
      zh: `${first.shape}（${first.type}）占 ${size}，为最大的键${of.zh}；共 ${count} 个大键`,
    }
    const more = {instance: 'redis', limit: 'size', observed: {largest: largest.slice(0, 5)}}
    return grade === 'fail' ? failure(detail, more) : warning(detail, more)
  },
})

export const keyChecks = [hitRate, evictions, keysWithoutTtl, large]
