/** What collectors saw, as plain data: it can be kept, carried to another machine, and judged there. */
import {z} from 'zod'

import type {Text} from '../text.js'

/** Why something was not judged. */
export const reasons = [
  /** Its room is not in the stack. */
  'not-enabled',
  /** The question has no meaning here, as replicas of a server that has none. */
  'not-applicable',
  /** Something it rests on failed; that is shown as the cause. */
  'dependency',
  /** It would ask the network, and `--offline` was given. */
  'offline',
  'permission',
  'timeout',
  /** What answers is too old or too new to be asked. */
  'version',
  /** It answered, but has nothing to judge yet. */
  'no-data',
  /** Switched off, by a flag or in opsctl.yaml. */
  'disabled',
  /** Nothing answered. */
  'unreachable',
  /** A defect of opsctl. */
  'crashed',
] as const
export type Reason = (typeof reasons)[number]

/** Names a fact and says what it looks like. Facts of a bundle are parsed with it before a check may read them. */
export interface FactKey<T> {
  /** `<room>.<noun>`, as in `postgres.sessions`. */
  readonly name: string
  readonly schema: z.ZodType<T>
}

/** Declares a fact. Its schema is the only source of its type; it holds no secret and no text of a person's data. */
export function defineFact<T>(name: string, schema: z.ZodType<T>): FactKey<T> {
  return {name, schema}
}

const textSchema = z.object({en: z.string(), zh: z.string()})

/** One fact, or why it could not be seen. `ms` is the time it took. */
export const factEntrySchema = z.discriminatedUnion('ok', [
  z.object({ok: z.literal(true), value: z.unknown(), ms: z.number()}),
  z.object({ok: z.literal(false), reason: z.enum(reasons), text: textSchema, ms: z.number()}),
])
export type FactEntry = z.infer<typeof factEntrySchema>

/** Every fact of one look, with what is needed to judge it elsewhere. */
export const factFileSchema = z.object({
  schema: z.literal('opsctl.facts/v1'),
  /** UTC, ISO 8601. */
  takenAt: z.iso.datetime(),
  /** Version of opsctl that looked. */
  opsctl: z.string(),
  project: z.string(),
  /** opsctl.yaml with every default, as a person would write it. It holds names of secrets, never values. */
  stack: z.record(z.string(), z.unknown()),
  /** The checks that the facts were gathered for. */
  checks: z.array(z.string()),
  facts: z.record(z.string(), factEntrySchema),
  /** The same facts at an earlier time, the newest first: those that a verdict compared with. */
  before: z.array(z.object({takenAt: z.iso.datetime(), facts: z.record(z.string(), factEntrySchema)})).optional(),
})
export type FactFile = z.infer<typeof factFileSchema>

/** Thrown by a collector that could not look, with the reason a person is told. */
export class CannotSee extends Error {
  override readonly name = 'CannotSee'

  constructor(
    readonly reason: Reason,
    readonly text: Text,
  ) {
    super(text.en)
  }
}

/** A fact as a check gets it. */
export type Seen<T> =
  | {readonly ok: true; readonly value: T}
  | {readonly ok: false; readonly reason: Reason; readonly text: Text}

/** Reads one fact; a value of another shape than its schema is not seen, as one that is absent. */
export function readFact<T>(facts: Readonly<Record<string, FactEntry>>, key: FactKey<T>): Seen<T> {
  const entry = facts[key.name]
  if (!entry)
    return {ok: false, reason: 'no-data', text: {en: `${key.name} was not looked at`, zh: `未查看 ${key.name}`}}
  if (!entry.ok) return entry
  const parsed = key.schema.safeParse(entry.value)
  if (parsed.success) return {ok: true, value: parsed.data}
  const text = {en: `${key.name} has another form than this version knows`, zh: `${key.name} 的形式与此版本不符`}
  return {ok: false, reason: 'version', text}
}
