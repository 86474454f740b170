/** What is looked at across Prometheus, its rules and Alertmanager. */
import {z} from 'zod'

import {defineFact} from '../../facts.js'

const text = z.object({en: z.string(), zh: z.string()})

/** Metrics of the running rules that are not there, and why. */
export const seriesFact = defineFact(
  'alerting.series',
  z.object({
    /** Names that the rules read. */
    metrics: z.number(),
    /** Jobs with a target that is down: what it exports may be among the missing. */
    down: z.array(z.string()),
    /** Jobs with a target that was not read yet. */
    waiting: z.array(z.string()),
    missing: z.array(
      z.object({
        metric: z.string(),
        rules: z.array(z.string()),
        /** `unknown`: no exporter is known to have it. `missing`: its exporter, or a flag of it, is not in this stack. */
        state: z.enum(['unknown', 'missing']),
        exporter: z.string().optional(),
        flag: z.string().optional(),
        /** The metric that it was probably meant to be. */
        near: z.string().optional(),
      }),
    ),
  }),
)

/** What the linter finds in rules of the person's own. */
export const lintFact = defineFact(
  'alerting.lint',
  z.object({
    files: z.number(),
    findings: z.array(
      z.object({
        id: z.string(),
        severity: z.enum(['error', 'warning', 'info']),
        file: z.string(),
        line: z.number(),
        message: text,
        fix: text,
      }),
    ),
  }),
)
