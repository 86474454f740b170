/** What is looked at in Logstash. */
import {z} from 'zod'

import {defineFact} from '../../../doctor/facts.js'

/** Whether it answers, and with which pipelines. */
export const serverFact = defineFact(
  'logstash.server',
  z.discriminatedUnion('answers', [
    z.object({answers: z.literal(false), error: z.string()}),
    z.object({answers: z.literal(true), status: z.number(), version: z.string(), pipelines: z.array(z.string())}),
  ]),
)

/** Its statistics, since its start. */
export const statsFact = defineFact(
  'logstash.stats',
  z.object({
    heapPercent: z.number(),
    uptimeMs: z.number(),
    pipelines: z.array(
      z.object({
        name: z.string(),
        in: z.number(),
        out: z.number(),
        /** Share of the time in which its workers worked, over one and five minutes; absent before that. */
        busy1m: z.number().optional(),
        busy5m: z.number().optional(),
        queued: z.number(),
        queueBytes: z.number(),
        queueMaxBytes: z.number(),
        deadBytes: z.number(),
        deadDropped: z.number(),
        deadError: z.string(),
        reloadFailures: z.number(),
        reloadError: z.string(),
      }),
    ),
    /** Hash of the pipeline that runs, and of the one on disk. */
    running: z.string().optional(),
    rendered: z.string(),
  }),
)

/** Its own report; `absent` before 8.16. */
export const reportFact = defineFact(
  'logstash.report',
  z.object({
    status: z.string(),
    diagnosis: z.array(z.object({pipeline: z.string(), cause: z.string(), action: z.string(), url: z.string()})),
  }),
)

/** What Logstash itself says of the pipeline on disk. */
export const triedFact = defineFact(
  'logstash.tried',
  z.object({ok: z.boolean(), error: z.string(), deprecated: z.array(z.string())}),
)
