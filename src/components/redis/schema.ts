import {z} from 'zod'

import {enabled, explained, hostPort, limits, sizeMiB} from '../../spec/values.js'

export const schema = z.strictObject({
  enabled: enabled(),
  version: explained(z.enum(['7', '8']).default('8'), {
    en: 'Major version of Redis. Quote it.',
    zh: 'Redis 主版本，请加引号。',
    lands: {en: 'image tag', zh: '镜像标签'},
  }),
  role: explained(z.enum(['cache', 'store']).default('store'), {
    en: 'A cache may drop keys when full; a store refuses writes instead and keeps an append-only file.',
    zh: '缓存满时可丢弃键；存储则拒绝写入并保留 AOF。',
    lands: {en: 'maxmemory-policy and appendonly', zh: 'maxmemory-policy 与 appendonly'},
  }),
  maxMemory: explained(sizeMiB(16).optional(), {
    en: 'Memory for data. Default: 60 % of limits.memory, the rest is for copy-on-write during saves.',
    zh: '数据内存。默认为 limits.memory 的 60 %，其余供保存时写时复制使用。',
    lands: {en: 'maxmemory', zh: 'maxmemory'},
  }),
  port: explained(hostPort().optional(), {
    en: 'Port on 127.0.0.1 for tools on this host. Absent: not published.',
    zh: '供本机工具使用的 127.0.0.1 端口。缺省则不发布。',
    lands: {en: 'published port', zh: '发布端口'},
  }),
  limits: limits({memory: '256MiB', cpus: 1, minMiB: 64}),
})
