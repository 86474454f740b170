/** What is looked at in Kibana. */
import {z} from 'zod'

import {defineFact} from '../../../doctor/facts.js'

/** Its status, as it tells it to user opsctl. */
export const statusFact = defineFact(
  'kibana.status',
  z.discriminatedUnion('answers', [
    z.object({answers: z.literal(false), error: z.string()}),
    z.object({
      answers: z.literal(true),
      status: z.number(),
      level: z.string(),
      summary: z.string(),
      /** Parts that it can’t do without, and are not available. */
      core: z.array(z.object({name: z.string(), level: z.string(), summary: z.string()})),
    }),
  ]),
)

/** Whether the keys that hide what people save are set, by the name of the secret. No key is kept. */
export const keysFact = defineFact(
  'kibana.keys',
  z.array(z.object({secret: z.string(), setting: z.string(), isSet: z.boolean(), isUsed: z.boolean()})),
)
