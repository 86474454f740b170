import {defineMessages} from '../text.js'

/** What the commands of `cache` say. */
export const cacheMessages = defineMessages({
  none: {en: 'There is no Redis in this stack', zh: '此栈中没有 Redis'},
  silent: {en: 'Redis does not answer', zh: 'Redis 没有应答'},
  refused: (words: string) => ({en: `Redis refuses: ${words}`, zh: `Redis 拒绝：${words}`}),

  server: {en: 'server', zh: '服务器'},
  memory: {en: 'memory', zh: '内存'},
  clients: {en: 'clients', zh: '客户端'},
  lookups: {en: 'look-ups', zh: '查询'},
  disk: {en: 'disk', zh: '磁盘'},
  keys: {en: 'keys', zh: '键'},
  replication: {en: 'replication', zh: '复制'},
  serverLine: (version: string, role: 'cache' | 'store', uptime: string) => ({
    en: `Redis ${version}, a ${role}, up for ${uptime}`,
    zh: `Redis ${version}，${role === 'cache' ? '缓存' : '存储'}，已运行 ${uptime}`,
  }),
  memoryLine: (used: string, max: string, policy: string) => ({
    en: `${used} of ${max}, ${policy}`,
    zh: `${used} / ${max}，${policy}`,
  }),
  unlimited: {en: 'no limit', zh: '无上限'},
  memoryMore: (peak: string, rss: string, ratio: number) => ({
    en: `peak ${peak}, held ${rss} (${ratio} times the data)`,
    zh: `峰值 ${peak}，占用 ${rss}（为数据的 ${ratio} 倍）`,
  }),
  clientsLine: (connected: string, max: string, blocked: number, rejected: string) => ({
    en: `${connected} of ${max}, ${blocked} wait for data, ${rejected} refused since the start`,
    zh: `${connected} / ${max}，${blocked} 个在等待数据，启动以来拒绝 ${rejected} 个`,
  }),
  lookupsLine: (share: string, total: string, evicted: string) => ({
    en: `${share} of ${total} were hits, ${evicted} keys dropped since the start`,
    zh: `${total} 次中 ${share} 命中，启动以来丢弃 ${evicted} 个键`,
  }),
  noLookups: (evicted: string) => ({
    en: `none yet, ${evicted} keys dropped since the start`,
    zh: `暂无，启动以来丢弃 ${evicted} 个键`,
  }),
  diskLine: (status: string, age: string, changes: string, aof: string) => ({
    en: `snapshot ${status}, ${age} ago, ${changes} changes since; append-only file ${aof}`,
    zh: `快照 ${status}，${age} 前，此后 ${changes} 次更改；AOF ${aof}`,
  }),
  off: {en: 'off', zh: '关闭'},
  keysLine: (db: number, keys: string, expires: string) => ({
    en: `db${db}: ${keys} keys, ${expires} of them expire`,
    zh: `db${db}：${keys} 个键，其中 ${expires} 个会过期`,
  }),
  noKeys: {en: 'none', zh: '无'},
  replicationLine: (role: string, replicas: number) => ({
    en: `${role}, ${replicas} replicas`,
    zh: `${role}，${replicas} 个副本`,
  }),

  noneSlow: {en: 'No command took longer than 10 ms.', zh: '没有超过 10 毫秒的命令。'},
  slowHead: (count: number) => ({
    en: `${count} slowest commands; their arguments are not shown`,
    zh: `最慢的 ${count} 个命令；不显示其参数`,
  }),
  eventsHead: {en: 'What delayed Redis: event, last time, longest', zh: '造成延迟的事件：事件、最近一次、最长'},
  monitorOff: {
    en: 'latency-monitor-threshold is 0: events are not noted.',
    zh: 'latency-monitor-threshold 为 0：不记录事件。',
  },

  sampled: (sampled: string, keys: string) => ({
    en: `${sampled} of ${keys} keys were looked at`,
    zh: `共 ${keys} 个键，已查看 ${sampled} 个`,
  }),
  forever: {en: 'never expires', zh: '永不过期'},
  expiresIn: (life: string) => ({en: `expires in ${life}`, zh: `${life} 后过期`}),

  noClients: {en: 'Nobody is connected.', zh: '没有客户端连接。'},
  perUser: (users: string) => ({en: `connected: ${users}`, zh: `已连接：${users}`}),
  moreClients: (count: number) => ({en: `+ ${count} more; --json has all`, zh: `另有 ${count} 个；--json 列出全部`}),
  clientHead: {
    en: ['user', 'address', 'client', 'command', 'age', 'idle', 'memory'].join('\t'),
    zh: ['用户', '地址', '客户端', '命令', '已连接', '空闲', '内存'].join('\t'),
  },
})
