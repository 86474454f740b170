import {z} from 'zod'

import {enabled, limits} from '../../spec/values.js'

export const schema = z.strictObject({
  enabled: enabled(),
  limits: limits({memory: '128MiB', cpus: 0.5, minMiB: 64}),
})
