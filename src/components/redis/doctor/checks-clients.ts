/** Who is connected, and whether clients read what they asked for. */
import {defineCheck, failure, gradeHigh, healthy, note, skipped, warning} from '../../../doctor/check.js'
import {formatBytes, formatCount, formatShare} from '../../../figures.js'
import {door, recent, server} from './facts.js'
import {info, manual, memoryDoctor, onContainer, onServer, ours} from './grounds.js'

const KIB = 1024

const clients = defineCheck({
  id: 'redis.clients',
  title: {en: 'Redis has connections left', zh: 'Redis 连接数充足'},
  impact: {en: 'At maxclients every further connection is refused.', zh: '达到 maxclients 后，新连接将被拒绝。'},
  runs: {
    en: 'INFO clients: connected_clients against maxclients; rejected_connections of the last 15 minutes, or since the last look.',
    zh: '读取 INFO clients：connected_clients 与 maxclients 之比；最近 15 分钟或上次查看以来的 rejected_connections。',
  },
  remedy: {
    text: {
      en: 'Find the client that opens many: let it keep a pool, and close what it does not use.',
      zh: '找出打开大量连接的客户端：让其使用连接池，并关闭不用的连接。',
    },
    commands: ['opsctl cache clients'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  tags: ['capacity'],
  links: ['https://redis.io/docs/latest/develop/reference/clients/'],
  ...onContainer,
  needs: {door},
  wants: {server, recent},
  thresholds: {used: {warn: 80, fail: 90, unit: '%', origin: manual}},
  judge({door, server: now, recent}, {limits, before}) {
    if (door.reply === 'full') {
      const detail = {
        en: 'maxclients is reached: Redis refuses every further connection',
        zh: '已达到 maxclients：Redis 拒绝所有新连接',
      }
      return failure(detail, {instance: 'redis', observed: {refused: door.words}, remedy: full})
    }
    if (!now) return skipped('no-data', {en: 'Redis does not say how many are connected', zh: 'Redis 未给出连接数'})
    const {connected, max, rejected} = now.clients
    const earlier = before(server)?.value
    const isSame = earlier?.runId === now.runId
    const lately = Math.round(recent?.rejected ?? (isSame ? rejected - earlier.clients.rejected : rejected))
    const share = connected / max
    const seen = {
      en: `${formatCount(connected)} of ${formatCount(max)} connections, ${formatShare(share)}`,
      zh: `${formatCount(connected)} / ${formatCount(max)} 个连接，${formatShare(share)}`,
    }
    const more = {
      instance: 'redis',
      limit: 'used',
      observed: {connected, max, rejected, lately},
      evidence: info('clients', `connected_clients:${connected} maxclients:${max} rejected_connections:${rejected}`),
    }
    const grade = gradeHigh(share * 100, limits.used)
    if (lately > 0) {
      const detail = {
        en: `${formatCount(lately)} connections were refused lately; now ${seen.en}`,
        zh: `最近有 ${formatCount(lately)} 个连接被拒绝；当前 ${seen.zh}`,
      }
      return grade === 'pass' ? warning(detail, more) : failure(detail, more)
    }
    if (grade === 'fail') return failure(seen, more)
    if (grade === 'warn') return warning(seen, more)
    if (rejected === 0) return healthy(seen)
    const detail = {
      en: `${seen.en}; ${formatCount(rejected)} were refused since the start, none lately`,
      zh: `${seen.zh}；启动以来曾拒绝 ${formatCount(rejected)} 个，最近没有`,
    }
    return note(detail, more)
  },
})

const full = {
  text: {
    en: 'A restart of the client that opens too many frees them; a restart of Redis ends all.',
    zh: '重启打开过多连接的客户端即可释放；重启 Redis 会断开全部连接。',
  },
  commands: ['opsctl status', 'opsctl restart redis'],
}

const blocked = defineCheck({
  id: 'redis.blocked',
  title: {en: 'Clients that wait for data do not pile up', zh: '等待数据的客户端没有堆积'},
  impact: {
    en: 'When more and more wait (BLPOP, XREAD), nobody fills the queue, or the workers are too many.',
    zh: '等待者（BLPOP、XREAD）不断增加时，说明无人写入队列，或消费者过多。',
  },
  runs: {
    en: 'INFO clients: blocked_clients, against ten minutes ago by Prometheus, or the last look.',
    zh: '读取 INFO clients：blocked_clients，与 Prometheus 记录的十分钟前或上次查看对比。',
  },
  remedy: {
    text: {en: 'See which clients wait, and for what command.', zh: '查看哪些客户端在等待，以及等待的命令。'},
    commands: ['opsctl cache clients', 'opsctl cache slow'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  ...onServer,
  needs: {server},
  wants: {recent},
  thresholds: {growth: {warn: 20, unit: 'count', origin: ours}},
  judge({server: now, recent}, {limits, before}) {
    const count = now.clients.blocked
    const earlier = recent?.blockedBefore ?? before(server)?.value.clients.blocked
    if (count === 0) return healthy({en: 'no client waits', zh: '没有等待的客户端'})
    const grown = earlier === undefined ? 0 : count - earlier
    if (gradeHigh(grown, limits.growth) === 'pass') {
      return healthy({
        en: `${count} clients wait for data, as consumers of a queue do`,
        zh: `${count} 个客户端在等待数据，与队列消费者一致`,
      })
    }
    const detail = {
      en: `${count} clients wait, ${earlier} did before`,
      zh: `${count} 个客户端在等待，此前为 ${earlier} 个`,
    }
    return warning(detail, {instance: 'redis', limit: 'growth', observed: {count, earlier}, evidence: info('clients')})
  },
})

const clientBuffers = defineCheck({
  id: 'redis.client-buffers',
  title: {en: 'Clients read their answers', zh: '客户端及时读取应答'},
  impact: {
    en: 'Answers that nobody reads take the memory of the data.',
    zh: '未被读取的应答会占用数据内存。',
  },
  runs: {
    en: 'INFO memory: mem_clients_normal per client; CLIENT LIST: the largest output buffer.',
    zh: '读取 INFO memory：每个客户端的 mem_clients_normal；CLIENT LIST：最大的输出缓冲。',
  },
  remedy: {
    text: {
      en: 'Mend the client that reads too slowly, or asks for too much at once.',
      zh: '修复读取过慢或一次请求过多数据的客户端。',
    },
    commands: ['opsctl cache clients'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  links: ['https://redis.io/docs/latest/develop/reference/clients/#output-buffer-limits'],
  ...onServer,
  needs: {server},
  thresholds: {
    average: {warn: 200 * KIB, unit: 'bytes', origin: memoryDoctor},
    output: {warn: 10 * KIB * KIB, unit: 'bytes', origin: memoryDoctor},
  },
  judge({server: {clients, memory}}, {limits}) {
    const [first] = clients.largest.toSorted((a, b) => b.outputBytes - a.outputBytes)
    if (first && gradeHigh(first.outputBytes, limits.output) === 'warn') {
      const size = formatBytes(first.outputBytes)
      const detail = {
        en: `user ${first.user} from ${first.address} has ${size} of answers waiting (${first.command})`,
        zh: `来自 ${first.address} 的用户 ${first.user} 有 ${size} 应答待读取（${first.command}）`,
      }
      return warning(detail, {instance: 'redis', limit: 'output', observed: {...first}, evidence: info('clients')})
    }

    const average = memory.clientBytes / Math.max(1, clients.connected)
    const seen = {en: `${formatBytes(average)} for a client on average`, zh: `每个客户端平均 ${formatBytes(average)}`}
    if (gradeHigh(average, limits.average) === 'pass') return healthy(seen)
    return warning(seen, {instance: 'redis', limit: 'average', observed: {average}, evidence: info('memory')})
  },
})

export const clientChecks = [clients, blocked, clientBuffers]
