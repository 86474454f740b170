/** What a run of doctor found, as a document: `opsctl.doctor/v1`. */
import {z} from 'zod'

import type {Text} from '../text.js'
import {statuses} from './check.js'
import {tiers} from './collect.js'
import {reasons} from './facts.js'
import {fixLevels} from './fix.js'

/** The format of the document; a reader refuses another. */
export const REPORT_FORMAT = 'opsctl.doctor/v1'

const count = () => z.int().min(0)
const rowRef = z.strictObject({id: z.string(), instance: z.string().optional()})

/** The same document with texts in one language, or in both as it is kept. */
function documentOf<T>(text: z.ZodType<T>) {
  const row = z.strictObject({
    id: z.string(),
    title: text,
    /** The room it belongs to: a component, or an area as `host`. */
    component: z.string(),
    instance: z.string().optional(),
    tiers: z.array(z.enum(tiers)),
    status: z.enum(statuses),
    /** On skip and unknown. */
    reason: z.enum(reasons).optional(),
    message: text,
    /** On warn and fail. */
    impact: text.optional(),
    observed: z.record(z.string(), z.unknown()).optional(),
    threshold: z
      .strictObject({
        name: z.string(),
        warn: z.number().optional(),
        fail: z.number().optional(),
        unit: z.string(),
        origin: text,
        /** Whether opsctl.yaml says it. */
        overridden: z.boolean(),
      })
      .optional(),
    evidence: z.array(z.strictObject({kind: z.string(), ref: z.string(), excerpt: z.string().optional()})),
    /** On warn and fail. */
    remedy: z
      .strictObject({
        text,
        commands: z.array(z.string()),
        /** Whether opsctl doctor --fix can mend it. */
        fix: z.strictObject({level: z.enum(fixLevels), effect: text}).optional(),
      })
      .optional(),
    links: z.array(z.string()),
    /** The root that this follows from; null for a root, and for what is well. */
    causedBy: rowRef.nullable(),
    /** Of a root: what follows from it, and how many checks were skipped because of it. */
    consequences: z.array(rowRef),
    skippedBecause: count(),
    /** It is in doctor.accepted of opsctl.yaml: it does not count for the exit code. */
    accepted: z.boolean(),
    acceptance: z.strictObject({reason: z.string(), until: z.string()}).optional(),
    /** It was there already in the baseline: it does not count for the exit code. */
    known: z.boolean(),
    durationMs: z.number().min(0),
  })
  return z.strictObject({
    schema: z.literal(REPORT_FORMAT),
    run: z.strictObject({
      /** `20261122T011552Z-3f9c`. */
      id: z.string(),
      startedAt: z.iso.datetime(),
      durationMs: count(),
      opsctl: z.string(),
      project: z.string(),
      environment: z.string(),
      target: z.enum(['compose', 'helm']),
      tiers: z.array(z.enum(tiers)),
      /** The words that chose checks; none when all were. */
      selection: z.array(z.string()),
      offline: z.boolean(),
      /** The file that was judged in place of the running stack. */
      from: z.string().optional(),
    }),
    summary: z.strictObject({
      pass: count(),
      info: count(),
      warn: count(),
      fail: count(),
      skip: count(),
      unknown: count(),
      accepted: count(),
      known: count(),
      exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
    }),
    /** The rooms of the checks below, in the order of the catalogue. */
    components: z.array(z.strictObject({id: z.string(), title: text, enabled: z.boolean()})),
    /** Roots first, those that fail before those that warn, then what follows from them, then the rest. */
    checks: z.array(row),
  })
}

const texts: z.ZodType<Text> = z.strictObject({en: z.string(), zh: z.string()})

/** As it is kept, in both languages. */
export const keptReportSchema = documentOf(texts)
export type DoctorReport = z.infer<typeof keptReportSchema>
export type ReportRow = DoctorReport['checks'][number]

/** As it is printed, in one language. */
export const reportDocumentSchema = documentOf(z.string())
export type ReportDocument = z.infer<typeof reportDocumentSchema>
export type DocumentRow = ReportDocument['checks'][number]

/** Draft-07 of the printed document. */
export function doctorReportJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(reportDocumentSchema, {target: 'draft-7'}) as Record<string, unknown>
  return {...schema, title: 'opsctl doctor'}
}
