import {z} from 'zod'

import {enabled, limits} from '../../spec/values.js'

export const schema = z.strictObject({
  enabled: enabled(),
  limits: limits({memory: '64MiB', cpus: 0.25, minMiB: 32}),
})
