import {defineMessages} from '../text.js'

/** What the load tests of stores and of the log path say. */
export const benchStoresMessages = defineMessages({
  noStore: (title: string) => ({
    en: `This stack has no ${title}`,
    zh: `该栈没有 ${title}`,
  }),
  addStore: (key: string) => ({
    en: `Add "${key}: {}" to opsctl.yaml, then opsctl up.`,
    zh: `在 opsctl.yaml 中加入 “${key}: {}”，然后 opsctl up。`,
  }),
  noPgbench: {
    en: 'The image of PostgreSQL has no pgbench',
    zh: 'PostgreSQL 镜像中没有 pgbench',
  },
  takeOfficial: {
    en: 'The official image and the one that opsctl builds have it.',
    zh: '官方镜像及 opsctl 构建的镜像都含有它。',
  },
  postgresFailed: {
    en: 'PostgreSQL did not do what the load test needs',
    zh: 'PostgreSQL 未能完成压测所需的操作',
  },
  databaseTaken: (name: string) => ({
    en: `There is a database ${name} that opsctl did not make`,
    zh: `已存在并非由 opsctl 创建的数据库 ${name}`,
  }),
  renameIt: (name: string) => ({
    en: `Rename it: load tests make and drop a database of that name. ALTER DATABASE ${name} RENAME TO …`,
    zh: `请将其重命名：压测会创建并删除同名数据库。ALTER DATABASE ${name} RENAME TO …`,
  }),
  notDropped: (name: string) => ({
    en: `Database ${name} of the load test could not be removed; the next "opsctl bench postgres" removes it`,
    zh: `压测数据库 ${name} 未能删除；下一次 “opsctl bench postgres” 会删除它`,
  }),
  noSpace: (needed: string, free: string, scale: number) => ({
    en: `Scale ${scale} needs about ${needed}, and ${free} are free where the data lie`,
    zh: `规模 ${scale} 约需 ${needed}，而数据所在位置仅剩 ${free}`,
  }),
  smallerScale: (scale: number) => ({
    en: `--scale ${scale}, or free disk space: docker system df`,
    zh: `--scale ${scale}，或释放磁盘空间：docker system df`,
  }),
  diskFull: {
    en: 'The disk of PostgreSQL is full',
    zh: 'PostgreSQL 的磁盘已满',
  },
  freeDisk: {
    en: 'Free disk space, or take a smaller --scale: docker system df',
    zh: '请释放磁盘空间，或减小 --scale：docker system df',
  },
  manyClients: (clients: number, most: number) => ({
    en: `${clients} clients are more than the ${most} connections that postgres.maxConnections leaves to them`,
    zh: `${clients} 个客户端超过 postgres.maxConnections 可用的 ${most} 个连接`,
  }),
  fewerClients: (most: number) => ({
    en: `--clients ${most}, or raise postgres.maxConnections in opsctl.yaml, then opsctl up`,
    zh: `--clients ${most}，或在 opsctl.yaml 中提高 postgres.maxConnections，然后 opsctl up`,
  }),
  scriptUnread: (file: string, why: string) => ({
    en: `The script ${file} can't be read: ${why}`,
    zh: `无法读取脚本 ${file}：${why}`,
  }),
  badWeight: (written: string) => ({
    en: `--script ${written}: the weight after @ is a whole number above 0`,
    zh: `--script ${written}：@ 之后的权重须为大于 0 的整数`,
  }),
  scriptWrong: (files: string) => ({
    en: `pgbench can't run ${files}`,
    zh: `pgbench 无法运行 ${files}`,
  }),
  scriptDocs: {
    en: 'A script is SQL with \\set and other commands of pgbench; opsctl bench postgres --help says which tables there are.',
    zh: '脚本由 SQL 与 \\set 等 pgbench 命令组成；可用的表见 opsctl bench postgres --help。',
  },
  pgbenchFailed: {
    en: 'pgbench could not run',
    zh: 'pgbench 无法运行',
  },
  clientsAborted: (words: string) => ({
    en: `clients were aborted: ${words}`,
    zh: `客户端中止：${words}`,
  }),
  logCut: (share: string) => ({
    en: `the log of pgbench has ${share} of the transactions: the disk was full`,
    zh: `pgbench 日志仅含 ${share} 的事务：磁盘已满`,
  }),
  redisFailed: {
    en: 'Redis did not do what the load test needs',
    zh: 'Redis 未能完成压测所需的操作',
  },
  keysLeft: (prefix: string) => ({
    en: `Keys ${prefix}* could not be removed; the next "opsctl bench redis" removes them`,
    zh: `键 ${prefix}* 未能删除；下一次 “opsctl bench redis” 会删除它们`,
  }),
  keysTooBig: (needed: string, most: string) => ({
    en: `The keys would need ${needed}, and ${most} is half of what Redis has free: writes of the apps would be refused, or their keys dropped`,
    zh: `这些键需要 ${needed}，而 Redis 空闲内存的一半为 ${most}：应用的写入会被拒绝，或其键会被淘汰`,
  }),
  fewerKeys: (keys: number) => ({
    en: `--keys ${keys}, smaller --value-bytes, or more redis.limits.memory`,
    zh: `--keys ${keys}、更小的 --value-bytes，或提高 redis.limits.memory`,
  }),
  memoryGrew: (bytes: string) => ({
    en: `the keys took ${bytes}, most of what Redis had free`,
    zh: `键已占用 ${bytes}，接近 Redis 的全部空闲内存`,
  }),
  unknownCommand: (name: string, nearest: string | undefined, all: string) => ({
    en: `--mix knows no command "${name}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`} It knows ${all}; others go into --command`,
    zh: `--mix 没有命令“${name}”${nearest === undefined ? '' : `，是否指“${nearest}”？`}可用：${all}；其他命令请用 --command`,
  }),
  unfitCommand: (command: string) => ({
    en: `${command} changes the connection, or waits: it can't be part of a load`,
    zh: `${command} 会改变连接状态或等待，不能用于压测`,
  }),
  commandWithoutKey: (line: string) => ({
    en: `--command ${line} has no word that begins with {key}: a load test touches keys of its own only`,
    zh: `--command ${line} 中没有以 {key} 开头的词：压测只使用自己的键`,
  }),
  keyNotFirst: (line: string) => ({
    en: `--command ${line}: {key} stands at the beginning of a word, as in {key}:h, so that every key has the prefix of the load test`,
    zh: `--command ${line}：{key} 须位于词首，如 {key}:h，使每个键都带有压测前缀`,
  }),
  badMixWeight: (written: string) => ({
    en: `"${written}": a weight is a number above 0`,
    zh: `“${written}”：权重须为大于 0 的数`,
  }),
  path: (path: string, absent: string) => ({
    en: `Path: ${path}${absent === '' ? '' : `; not in this stack: ${absent}`}`,
    zh: `路径：${path}${absent === '' ? '' : `；该栈中没有：${absent}`}`,
  }),
  noWriter: (services: string) => ({
    en: `No container can write a line: none of ${services || 'the stack'} runs with a shell`,
    zh: `没有容器可写出日志行：${services || '该栈'} 均未运行或没有 shell`,
  }),
  nothingFound: (patienceS: number) => ({
    en: `No line was found within ${patienceS} s`,
    zh: `${patienceS} 秒内未找到任何日志行`,
  }),
})
