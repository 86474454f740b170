/** What is seen of load, room and growth. */
import {z} from 'zod'

import {defineFact} from '../../facts.js'

/** Value of each trigger, as far as Prometheus tells it; seconds for the latency, shares for the rest. */
export const triggersFact = defineFact('capacity.triggers', z.record(z.string(), z.number()))

export const resourcesFact = defineFact(
  'capacity.resources',
  z.object({
    resources: z.array(
      z.object({
        id: z.enum(['cpu', 'memory', 'disk', 'connections', 'cache']),
        /** Of what there is, 0 to 1. */
        share: z.number(),
      }),
    ),
    /** Share of a year’s growth that was measured; absent where the samples do not reach back far enough. */
    growth: z.object({requests: z.number().optional(), data: z.number().optional()}),
  }),
)

export const benchFact = defineFact(
  'capacity.bench',
  z.object({
    /** When the newest result was kept; absent when there is none. */
    newest: z.string().optional(),
    count: z.number(),
    /** When deploy/ was last written. */
    renderedAt: z.string().optional(),
  }),
)

export const poolerFact = defineFact(
  'capacity.pooler',
  z.object({connections: z.number(), maxConnections: z.number(), cores: z.number()}),
)
