/** What doctor sees of apps. Everything an app says of itself is a name or a number. */
import {z} from 'zod'

import {defineFact} from '../../../doctor/facts.js'

const answer = z.object({
  path: z.string(),
  /** 0: no answer. */
  status: z.number(),
  ms: z.number(),
  error: z.string(),
})

/** Containers of an app, as many as there should be. */
export const containers = defineFact(
  'app.containers',
  z.array(
    z.object({
      app: z.string(),
      running: z.number(),
      wanted: z.number(),
      state: z.string(),
      restarts: z.number(),
      /** ms since 1970, of the oldest that runs. */
      startedAt: z.number().optional(),
    }),
  ),
)

/** Its health paths, asked as opsctl and the gateway do. */
export const answers = defineFact(
  'app.answers',
  z.array(z.object({app: z.string(), running: z.boolean(), live: answer, ready: answer})),
)

/** What it exposes for Prometheus, of one container. */
export const metrics = defineFact(
  'app.metrics',
  z.array(
    z.object({
      app: z.string(),
      path: z.string(),
      status: z.number(),
      error: z.string(),
      families: z.array(z.string()),
      /** Sums over labels, of the few series that a check reads. */
      values: z.record(z.string(), z.number()),
    }),
  ),
)

/** The stores that apps use, as the engine sees them. */
export const stores = defineFact(
  'app.stores',
  z.array(z.object({app: z.string(), store: z.string(), state: z.string(), health: z.string()})),
)

/** Secrets of an app that were written after it started. */
export const secretFiles = defineFact(
  'app.secret-files',
  z.array(z.object({app: z.string(), startedAt: z.number(), newer: z.array(z.string())})),
)

/** Six hours of memory, as Prometheus has them. */
export const memory = defineFact(
  'app.memory',
  z.array(
    z.object({
      app: z.string(),
      bytes: z.number(),
      limitBytes: z.number(),
      /** Slope of the last six hours, and of the last ninety minutes. */
      perHour: z.number(),
      perHourLately: z.number(),
      mostBytes: z.number(),
      /** How much of the six hours has samples, of one. */
      covered: z.number(),
    }),
  ),
)

/** Numbers of the process, now and an hour ago. */
export const process = defineFact(
  'app.process',
  z.array(
    z.object({
      app: z.string(),
      goroutines: z.number().optional(),
      goroutinesBefore: z.number().optional(),
      goroutinesLeast: z.number().optional(),
      eventLoopS: z.number().optional(),
      openFiles: z.number().optional(),
      maxFiles: z.number().optional(),
      /** Share of requests of five minutes that took longer than a second, of one. */
      slowShare: z.number().optional(),
      requests5m: z.number().optional(),
    }),
  ),
)

/** Counters of what the business does, an hour now and an hour a week ago. */
export const business = defineFact(
  'app.business',
  z.array(z.object({app: z.string(), name: z.string(), perHour: z.number(), usual: z.number()})),
)

/** The tables in which tools for migrations keep their state. */
export const migrations = defineFact(
  'app.migrations',
  z.array(z.object({tool: z.string(), table: z.string(), version: z.string(), bad: z.string()})),
)

/** Two reads of the metrics of an app. */
export const state = defineFact(
  'app.state',
  z.array(
    z.object({
      app: z.string(),
      readable: z.boolean(),
      seconds: z.number(),
      served: z.number().optional(),
      inFlight: z.number().optional(),
    }),
  ),
)

/** Whether an app lets profiles of its memory be taken, and how large they are. */
export const profiles = defineFact(
  'app.profiles',
  z.array(z.object({app: z.string(), port: z.number(), status: z.number(), bytes: z.number()})),
)
