import {z} from 'zod'

import {enabled, explained, hostPort, limits} from '../../spec/values.js'

export const schema = z.strictObject({
  enabled: enabled(),
  version: explained(z.enum(['15', '16', '17', '18']).default('18'), {
    en: 'Major version of PostgreSQL. Quote it.',
    zh: 'PostgreSQL 主版本，请加引号。',
    lands: {en: 'image tag', zh: '镜像标签'},
  }),
  database: explained(
    z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,62}$/, {error: 'pg-name'})
      .default('app'),
    {
      en: 'Name of the application database.',
      zh: '应用数据库名称。',
    },
  ),
  port: explained(hostPort().optional(), {
    en: 'Port on 127.0.0.1 for tools on this host. Absent: not published.',
    zh: '供本机工具使用的 127.0.0.1 端口。缺省则不发布。',
    lands: {en: 'published port', zh: '发布端口'},
  }),
  maxConnections: explained(z.int().min(10).max(10_000).default(100), {
    en: 'Most simultaneous connections.',
    zh: '最大并发连接数。',
    lands: {en: 'max_connections', zh: 'max_connections'},
  }),
  settings: explained(
    z.record(z.string().regex(/^[a-z_.]+$/), z.union([z.string(), z.number(), z.boolean()])).default({}),
    {
      en: 'Further settings of postgresql.conf; they win over the derived ones.',
      zh: 'postgresql.conf 的其他设置，优先于推导值。',
      lands: {en: 'deploy/postgres/config/server/postgresql.conf', zh: 'deploy/postgres/config/server/postgresql.conf'},
    },
  ),
  retention: explained(
    z
      .array(
        z.strictObject({
          table: explained(z.string().regex(/^[^.]+(\.[^.]+)?$/), {
            en: 'Name of the table, with its schema if it is not public.',
            zh: '表名；不在 public 时含模式名。',
          }),
          column: explained(z.string().min(1), {
            en: 'Column with the time of the row.',
            zh: '记录行时间的列。',
          }),
          days: explained(z.int().min(1), {en: 'Days that rows may be kept.', zh: '行可保留的天数。'}),
        }),
      )
      .default([]),
    {
      en: 'Tables whose old rows your apps remove; doctor says when that stopped.',
      zh: '由应用清理旧行的表；若清理停止，doctor 会指出。',
      lands: {en: 'check pg.retention', zh: '检查 pg.retention'},
    },
  ),
  limits: limits({memory: '512MiB', cpus: 1, minMiB: 128}),
})
