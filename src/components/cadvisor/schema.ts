import {z} from 'zod'

import {enabled, explained, limits} from '../../spec/values.js'

export const schema = z.strictObject({
  enabled: enabled(),
  dockerRoot: explained(
    z
      .string()
      .regex(/^\/[A-Za-z0-9._/-]+$/, {error: 'absolute-path'})
      .default('/var/lib/docker'),
    {
      en: 'Folder of Docker on this host, as in "docker info".',
      zh: 'Docker 在本机的数据目录，见“docker info”。',
      lands: {en: 'read-only mount of its containers/', zh: '只读挂载其 containers/'},
    },
  ),
  limits: limits({memory: '128MiB', cpus: 0.5, minMiB: 64}),
})
