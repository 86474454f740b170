import {z} from 'zod'

import {enabled, explained, limits} from '../../spec/values.js'

export const schema = z.strictObject({
  enabled: enabled(),
  containerLogs: explained(
    z
      .string()
      .regex(/^\/[A-Za-z0-9._/-]+$/, {error: 'absolute-path'})
      .default('/var/lib/docker/containers'),
    {
      en: 'Folder of this host where Docker keeps the containers’ logs: "containers" in its root folder.',
      zh: '本机上 Docker 存放容器日志的目录，即其根目录下的 "containers"。',
      lands: {en: 'read-only mount', zh: '只读挂载'},
    },
  ),
  limits: limits({memory: '256MiB', cpus: 1, minMiB: 128}),
})
