import {z} from 'zod'

import {durationS, enabled, explained, hostPort, limits, sizeMiB} from '../../spec/values.js'

export const schema = z.strictObject({
  enabled: enabled(),
  port: explained(hostPort().default(9090), {
    en: 'Port on 127.0.0.1 for its user interface.',
    zh: '其界面在 127.0.0.1 上的端口。',
    lands: {en: 'published port', zh: '发布端口'},
  }),
  scrapeInterval: explained(durationS(1, 300).prefault('15s'), {
    en: 'How often every target is read.',
    zh: '采集间隔。',
    lands: {en: 'global.scrape_interval', zh: 'global.scrape_interval'},
  }),
  retention: explained(
    z
      .strictObject({
        time: explained(durationS(3600, 3650 * 86_400).prefault('15d'), {
          en: 'How long samples are kept.',
          zh: '样本保留时间。',
          lands: {en: '--storage.tsdb.retention.time', zh: '--storage.tsdb.retention.time'},
        }),
        size: explained(sizeMiB(256).prefault('8GiB'), {
          en: 'Most disk that samples may take; the oldest go first.',
          zh: '样本可占用的最大磁盘，最旧的先删除。',
          lands: {en: '--storage.tsdb.retention.size', zh: '--storage.tsdb.retention.size'},
        }),
      })
      .prefault({}),
    {
      en: 'How much history is kept; whichever limit is reached first holds.',
      zh: '保留多少历史数据；先到达的限制生效。',
    },
  ),
  targets: explained(
    z
      .array(
        z
          .string()
          .regex(/^[a-zA-Z0-9._-]+:(?!0)\d{1,5}$/, {error: 'host-port'})
          .refine((target) => Number(target.split(':')[1]) <= 65_535, {error: 'host-port'}),
      )
      .default([]),
    {
      en: 'Further targets, as host:port, scraped at /metrics.',
      zh: '其他采集目标，形如 host:port，路径 /metrics。',
      lands: {
        en: 'deploy/prometheus/config/scrape.d/targets.yaml',
        zh: 'deploy/prometheus/config/scrape.d/targets.yaml',
      },
    },
  ),
  limits: limits({memory: '512MiB', cpus: 1, minMiB: 128}),
})
