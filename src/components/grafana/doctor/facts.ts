/** What is looked at in Grafana. */
import {z} from 'zod'

import {defineFact} from '../../../doctor/facts.js'

/** Whether it answers and has its database. */
export const serverFact = defineFact(
  'grafana.server',
  z.discriminatedUnion('answers', [
    z.object({answers: z.literal(false), error: z.string()}),
    z.object({answers: z.literal(true), status: z.number(), database: z.string(), version: z.string()}),
  ]),
)

/** Its data sources, each asked by Grafana itself. */
export const sourcesFact = defineFact(
  'grafana.sources',
  z.array(z.object({uid: z.string(), name: z.string(), type: z.string(), ok: z.boolean(), message: z.string()})),
)

/** Dashboards on disk and in Grafana, and what it says of those it could not take. */
export const dashboardsFact = defineFact(
  'grafana.dashboards',
  z.object({
    onDisk: z.array(z.object({uid: z.string(), title: z.string()})),
    loaded: z.array(z.string()),
    errors: z.array(z.string()),
  }),
)

/** Who gets in: status of /api/org with each log-in that must not work, and without any. */
export const loginsFact = defineFact(
  'grafana.logins',
  z.object({
    own: z.number(),
    anonymous: z.number(),
    /** By the name of the log-in, as in `admin/admin`. */
    samples: z.array(z.object({login: z.string(), status: z.number()})),
    signUp: z.boolean(),
    anonymousRole: z.string().optional(),
  }),
)

/** Panels whose queries find nothing. */
export const panelsFact = defineFact(
  'grafana.panels',
  z.object({
    queries: z.number(),
    empty: z.array(z.object({dashboard: z.string(), panel: z.string(), expr: z.string()})),
    failed: z.array(z.object({dashboard: z.string(), panel: z.string(), error: z.string()})),
  }),
)
