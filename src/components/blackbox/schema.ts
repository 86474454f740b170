import {z} from 'zod'

import {enabled, explained, limits} from '../../spec/values.js'

export const schema = z.strictObject({
  enabled: enabled(),
  targets: explained(z.array(z.url({protocol: /^https?$/, error: 'url'})).default([]), {
    en: 'Further URLs to probe. Every route of the gateway is probed anyway.',
    zh: '额外探测的 URL。网关的每条路由都会被探测。',
    lands: {en: 'scrape job blackbox', zh: '采集任务 blackbox'},
  }),
  limits: limits({memory: '64MiB', cpus: 0.25, minMiB: 32}),
})
