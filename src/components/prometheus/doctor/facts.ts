/** What is looked at in Prometheus. */
import {z} from 'zod'

import {defineFact} from '../../../doctor/facts.js'

const silent = z.object({answers: z.literal(false), error: z.string()})

/** Whether it serves, and how it was started. */
export const serverFact = defineFact(
  'prometheus.server',
  z.discriminatedUnion('answers', [
    silent,
    z.object({
      answers: z.literal(true),
      /** Of /-/ready: 503 while it replays its write-ahead log. */
      ready: z.number(),
      /** Segments of the log that it replays. */
      replay: z.object({min: z.number(), max: z.number(), current: z.number()}).optional(),
      /** ms since 1970; absent while it is not ready. */
      startedAt: z.number().optional(),
      reloadOk: z.boolean().optional(),
      /** Hash of the configuration that it runs, and of the one on disk. */
      running: z.string().optional(),
      rendered: z.string().optional(),
      corruptions: z.number().optional(),
      lifecycleApi: z.boolean().optional(),
      adminApi: z.boolean().optional(),
      /** Of a request without a log-in. */
      anonymous: z.number().optional(),
      /** Addresses of the host where it is published. */
      publishedAt: z.array(z.string()),
    }),
  ]),
)

/** Whether its own program takes the configuration that lies on disk. */
export const configFact = defineFact(
  'prometheus.config',
  z.object({
    exitCode: z.number(),
    /** Lines of promtool that say what is wrong. */
    problems: z.array(z.string()),
    duplicates: z.boolean(),
  }),
)

/** What it scrapes. */
export const targetsFact = defineFact(
  'prometheus.targets',
  z.object({
    jobs: z.array(z.string()),
    targets: z.array(
      z.object({
        job: z.string(),
        instance: z.string(),
        /** The service that answers there, where the stack has one. */
        service: z.string(),
        health: z.enum(['up', 'down', 'unknown']),
        lastError: z.string(),
        /** Of the last scrape, in seconds. */
        tookS: z.number(),
        timeoutS: z.number(),
      }),
    ),
  }),
)

/** One alert that fires or is about to. */
const alertSchema = z.object({
  name: z.string(),
  state: z.enum(['firing', 'pending']),
  severity: z.string(),
  labels: z.record(z.string(), z.string()),
  summary: z.object({en: z.string(), zh: z.string()}),
  /** ms since 1970. */
  since: z.number(),
  /** Ids of the checks that find its cause. */
  checks: z.array(z.string()),
})

/** Its rules, and the alerts they raise. */
export const rulesFact = defineFact(
  'prometheus.rules',
  z.object({
    rules: z.number(),
    groups: z.array(z.object({name: z.string(), file: z.string(), intervalS: z.number(), tookS: z.number()})),
    /** Rules that could not be evaluated. */
    broken: z.array(z.object({rule: z.string(), file: z.string(), error: z.string()})),
    /** Not evaluated yet. */
    waiting: z.number(),
    alerts: z.array(alertSchema),
  }),
)

/** The way to Alertmanager. Counts are of the last five minutes, absent while there are too few samples. */
export const deliveryFact = defineFact(
  'prometheus.delivery',
  z.object({
    active: z.array(z.string()),
    errors: z.number().optional(),
    dropped: z.number().optional(),
  }),
)

/** What it keeps, and where. */
export const storageFact = defineFact(
  'prometheus.storage',
  z.object({
    series: z.number(),
    byMetric: z.array(z.object({name: z.string(), value: z.number()})),
    blockBytes: z.number().optional(),
    volumeFreeBytes: z.number().optional(),
    volumeBytes: z.number().optional(),
  }),
)
