/** What is looked at in Alertmanager. */
import {z} from 'zod'

import {defineFact} from '../../../doctor/facts.js'

/** Whether it takes alerts. */
export const serverFact = defineFact(
  'alertmanager.server',
  z.discriminatedUnion('answers', [
    z.object({answers: z.literal(false), error: z.string()}),
    z.object({
      answers: z.literal(true),
      status: z.number(),
      version: z.string(),
      /** `ready`, `settling`, or `disabled` where there is only one. */
      cluster: z.string(),
    }),
  ]),
)

/** Its configuration, as amtool judges it. */
export const configFact = defineFact(
  'alertmanager.config',
  z.object({
    exitCode: z.number(),
    problems: z.array(z.string()),
    /** Keys that a later version no longer knows. */
    deprecated: z.array(z.string()),
    /** Receivers of a critical alert, by amtool. */
    critical: z.array(z.string()),
    running: z.string().optional(),
    rendered: z.string(),
  }),
)

/** Whom opsctl.yaml names, and what gives each away as a sample. No address and no secret is kept. */
export const receiversFact = defineFact(
  'alertmanager.receivers',
  z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      /** What is a sample in it, as in `to` or the name of a secret. */
      samples: z.array(z.string()),
    }),
  ),
)

/** What became of messages, by receiver. Counts are of the last 15 minutes. */
export const notificationsFact = defineFact(
  'alertmanager.notifications',
  z.object({
    receivers: z.array(
      z.object({
        receiver: z.string(),
        integration: z.string(),
        requests: z.number(),
        failed: z.number(),
      }),
    ),
    /** What Alertmanager last logged of a receiver that refused. */
    refusals: z.record(z.string(), z.string()),
  }),
)

/** Silences that hold now. Who made them and why is left out: it is about people. */
export const silencesFact = defineFact(
  'alertmanager.silences',
  z.array(
    z.object({
      id: z.string(),
      /** ms since 1970. */
      endsAt: z.number(),
      matchers: z.array(z.string()),
      /** Whether it hides every alert, or every critical one. */
      wide: z.boolean(),
    }),
  ),
)

/** Names of the alerts that have reached it. */
export const alertsFact = defineFact('alertmanager.alerts', z.array(z.string()))

/** What became of a test alert, by receiver. */
export const testFact = defineFact(
  'alertmanager.test',
  z.array(z.object({receiver: z.string(), delivered: z.boolean(), seconds: z.number(), reason: z.string()})),
)
