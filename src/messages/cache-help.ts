/** What the commands of `cache` are for, in both languages. */
import {type CommandHelpText, clusterFlagsZh} from './help.js'

const codes = '退出码 0：已显示。2：栈中没有 Redis。3：Redis 无应答。'

/** By id of the command. */
export const cacheHelp: Readonly<Record<string, CommandHelpText>> = {
  'cache bigkeys': {
    summary: {en: 'Find the largest keys of Redis in a sample.', zh: '抽样查找 Redis 中最大的键。'},
    zh: {
      description: `以限定的速度使用 SCAN 与 MEMORY USAGE，从不使用 KEYS：Redis 照常服务。会显示键名，不读取值。\n${codes}`,
      examples: ['10,000 个键中最大的。', '查看更多的键。'],
      flags: {
        keys: '最多查看多少个键。',
        rate: '每秒最多查看多少个键。',
        top: '列出多少个。',
        ...clusterFlagsZh,
      },
    },
  },
  'cache clients': {
    summary: {
      en: 'List who is connected to Redis, those with the most memory first.',
      zh: '列出连接到 Redis 的客户端，占用内存最多的在前。',
    },
    zh: {
      description: `只读。${codes}`,
      examples: ['谁在连接。', '全部列出，供脚本使用。'],
      flags: {...clusterFlagsZh},
    },
  },
  'cache info': {
    summary: {
      en: 'Show memory, clients, hits, disk and keys of Redis.',
      zh: '显示 Redis 的内存、客户端、命中率、磁盘与键。',
    },
    zh: {
      description: `只读。${codes}`,
      examples: ['Redis 的状况。', '供脚本使用。'],
      flags: {...clusterFlagsZh},
    },
  },
  'cache slow': {
    summary: {
      en: 'List the slow commands of Redis and what delayed it, without arguments of commands.',
      zh: '列出 Redis 的慢命令与延迟原因，不含命令参数。',
    },
    zh: {
      description: `只读。${codes}`,
      examples: ['最慢的命令。', '完整的慢日志。'],
      flags: {limit: '最多列出多少个命令。', ...clusterFlagsZh},
    },
  },
}
