/** What is looked at in Filebeat. */
import {z} from 'zod'

import {defineFact} from '../../../doctor/facts.js'

/** Its statistics, since its start. */
export const statsFact = defineFact(
  'filebeat.stats',
  z.discriminatedUnion('answers', [
    z.object({answers: z.literal(false), error: z.string()}),
    z.object({
      answers: z.literal(true),
      version: z.string(),
      uptimeMs: z.number(),
      output: z.string(),
      /** Lines handed to the output. */
      total: z.number(),
      acked: z.number(),
      failed: z.number(),
      dropped: z.number(),
      /** Waiting in its queue. */
      active: z.number(),
    }),
  ]),
)

/** Its own test of its output, for which it reads its configuration too. */
export const testFact = defineFact('filebeat.test', z.object({ok: z.boolean(), error: z.string()}))

/** Inputs of the configuration on disk. */
export const inputsFact = defineFact(
  'filebeat.inputs',
  z.object({types: z.array(z.string()), multiline: z.array(z.object({pattern: z.string(), match: z.string()}))}),
)

/** The log files it should read. */
export const filesFact = defineFact('filebeat.files', z.object({found: z.number(), unreadable: z.number()}))

/** How many sampled lines that are whole JSON objects a multiline pattern would join to others. */
export const sampleFact = defineFact(
  'filebeat.sample',
  z.object({lines: z.number(), json: z.number(), joined: z.number(), patterns: z.array(z.string())}),
)
