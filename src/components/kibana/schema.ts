import {z} from 'zod'

import {enabled, explained, hostPort, limits} from '../../spec/values.js'

export const schema = z.strictObject({
  enabled: enabled(),
  port: explained(hostPort().default(5601), {
    en: 'Port on 127.0.0.1 for its user interface.',
    zh: '其界面在 127.0.0.1 上的端口。',
    lands: {en: 'published port', zh: '发布端口'},
  }),
  limits: limits({memory: '1GiB', cpus: 1, minMiB: 768}),
})
