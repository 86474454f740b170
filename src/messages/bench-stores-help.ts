/** The Chinese of the load tests of stores and logs. */
import {httpLoadFlagsZh, resultFlagsZh} from './bench-http.js'
import {type CommandHelpText, clusterFlagsZh} from './help.js'

const storeFlagsZh = {
  duration: '计入结果的时长。',
  seed: '相同的种子产生相同的随机选择。',
  warmup: '计入结果之前的负载时长。',
  ...resultFlagsZh,
  ...clusterFlagsZh,
} as const

const {arrivals, 'max-connections': maxConnections, pace, threads} = httpLoadFlagsZh
const engineFlagsZh = {arrivals, 'max-connections': maxConnections, pace, threads} as const

export const benchPostgresHelp: CommandHelpText = {
  summary: {
    en: 'Load PostgreSQL with pgbench, in a database of its own that goes afterwards.',
    zh: '用 pgbench 对 PostgreSQL 施加负载，使用独立数据库，结束后删除。',
  },
  zh: {
    description: `pgbench 在数据库容器中运行，登录方式与应用相同。给定 --rate 时事务的时刻随机预先排定，延迟从该时刻算起。
脚本可使用表 pgbench_accounts、_branches、_tellers 与 _history。
退出码 0：完成。1：部分客户端中途失败。2：参数或脚本有误。3：磁盘不足。4：PostgreSQL 失败。130：Ctrl+C。`,
    examples: ['尽可能多的事务。', '每秒 500 次读取；迟到 200 毫秒的放弃。', '自己的脚本，比例三比一。'],
    flags: {
      'latency-limit': '放弃未能在此时间内开始的事务。',
      protocol: '语句的发送方式。',
      'sampling-rate': '记录耗时的事务比例；长时间运行会自动选择。',
      scale: '表的规模：每单位 10 万个账户，15 MiB；0 表示不建表。',
      script: '自己的脚本，代替 --workload。',
      workload: '一个事务做什么。',
      connections: '客户端数，每个一条连接；缺省为 10。',
      rate: '每秒事务数；缺省为客户端所能达到的最大值。',
      ...storeFlagsZh,
    },
  },
}

export const benchRedisHelp: CommandHelpText = {
  summary: {
    en: 'Load Redis with a mix of commands, over keys of its own that go afterwards.',
    zh: '以混合命令对 Redis 施加负载，使用自己的键，结束后删除。',
  },
  zh: {
    description: `登录方式与应用相同。给定 --rate 时每个请求的时刻预先排定，延迟从该时刻算起；否则每条连接在得到应答后立即再次请求。
若键所需内存超过空闲的一半则拒绝。
退出码 0：完成。1：因错误或内存提前结束。2：参数有误。3：内存不足。4：Redis 失败。130：Ctrl+C。`,
    examples: ['九读一写，尽可能多。', '每秒 5,000 个请求。', '自己的命令，每次 16 个。'],
    flags: {
      command: '自己的命令，可含 {key} 与 {value}。',
      keys: '随机选取的键数。',
      mix: 'get、set、incr、hget、hset、lpush、rpop、sadd、zadd、ping；缺省为 get=9,set=1。',
      pipeline: '每条连接可有多少未应答的请求。',
      'value-bytes': '值的大小（字节）。',
      connections: '连接数；未给速率时为 50。',
      rate: '每秒请求数；缺省为连接所能达到的最大值。',
      ...engineFlagsZh,
      ...storeFlagsZh,
    },
  },
}

export const benchLogsHelp: CommandHelpText = {
  summary: {
    en: 'Write marked lines into the log path, and find each of them again where it is stored.',
    zh: '向日志路径写入带标记的日志行，并在存储处逐行找回。',
  },
  zh: {
    description: `由一个容器写入自己的标准输出；Elasticsearch 按标记检索，没有 Elasticsearch 时读取容器运行时的日志。
这些行会一直保留到 logs.retention 到期。
退出码 0：每行都恰好找到一次。1：有丢失或重复。2：参数有误。4：存储无应答。130：Ctrl+C。`,
    examples: ['每秒 100 行，持续 30 秒。', '较大的负载，较长的行，供脚本使用。'],
    flags: {
      duration: '写入的时长。',
      'line-bytes': '每行的字节数。',
      patience: '在此时间内未找到的行视为丢失。',
      rate: '每秒行数。',
      service: '由哪个服务写入；缺省为第一个有 shell 的服务，应用优先。',
      ...resultFlagsZh,
      ...clusterFlagsZh,
    },
  },
}
