/** What is looked at along the way of a log line, and in lines themselves: counts only, no line. */
import {z} from 'zod'

import {defineFact} from '../../facts.js'

const count = z.object({name: z.string(), count: z.number()})

/** What is stored, as Elasticsearch counts it. */
export const storedFact = defineFact(
  'logs.stored',
  z.object({
    /** All that is there. */
    total: z.number(),
    /** ms since 1970, of the newest line. */
    newestAt: z.number().optional(),
    /** Of the last five minutes. */
    recent: z.number(),
    levels: z.array(count),
    services: z.array(count),
    /** Services of the recent lines that tell of errors. */
    failing: z.array(count),
    /** Errors in each minute of the last hour that had some, newest last. */
    errorMinutes: z.array(z.object({at: z.number(), count: z.number()})),
    /** When Filebeat was started, ms since 1970; asked only when nothing is there. */
    collectsSince: z.number().optional(),
  }),
)

/** Known bad words in the lines of the last hour, by service. */
export const patternsFact = defineFact(
  'logs.patterns',
  z.object({
    lines: z.number(),
    hits: z.array(z.object({service: z.string(), pattern: z.string(), count: z.number()})),
  }),
)

/** How the last lines of each app are written. */
export const formatFact = defineFact(
  'logs.format',
  z.array(
    z.object({
      app: z.string(),
      lines: z.number(),
      /** Whole JSON objects. */
      json: z.number(),
      /** Those with level, time and message. */
      complete: z.number(),
    }),
  ),
)

/** The files of this project's containers on this host. */
export const filesFact = defineFact(
  'logs.files',
  z.array(z.object({service: z.string(), bytes: z.number(), largest: z.number(), files: z.number()})),
)

/** A marked line on its way. */
export const markedFact = defineFact(
  'logs.marked',
  z.object({
    writer: z.string(),
    storedAfterS: z.number().optional(),
    wrong: z.array(z.string()),
    error: z.string(),
  }),
)

/** Versions that the servers of the log path say they have. */
export const versionsFact = defineFact('logs.versions', z.array(z.object({service: z.string(), version: z.string()})))
