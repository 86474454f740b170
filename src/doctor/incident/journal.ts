/** An incident as it is kept: a journal that only grows. Everything that is told of it follows from its lines. */
import {z} from 'zod'

export const severities = ['critical', 'major', 'minor'] as const
export type Severity = (typeof severities)[number]

const text = z.strictObject({en: z.string(), zh: z.string()})
const moment = z.iso.datetime()

/**
 * What an event is to the incident. `symptom`: something went wrong, whether or not anyone noticed. `detection`: it was
 * noticed. `recovery`: something is well again. `action`: somebody or opsctl changed something. `word`: somebody wrote.
 */
export const roles = ['symptom', 'detection', 'recovery', 'action', 'word'] as const
export type EventRole = (typeof roles)[number]

export const sources = ['incident', 'alert', 'check', 'container', 'deployment', 'fix', 'checklist', 'note'] as const
export type EventSource = (typeof sources)[number]

export const eventSchema = z.strictObject({
  /** The same event has the same key whenever it is seen, so it is told once. */
  key: z.string(),
  at: moment,
  source: z.enum(sources),
  role: z.enum(roles),
  text,
  /** When what it tells of was over, as far as it was known. */
  overAt: moment.optional(),
})
export type IncidentEvent = z.infer<typeof eventSchema>

/** A source that did not answer, and why. */
const missingSchema = z.strictObject({source: z.enum(sources), why: text})
export type MissingSource = z.infer<typeof missingSchema>

export const lineSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('open'),
    at: moment,
    title: z.string(),
    severity: z.enum(severities),
    /** From when on events may belong to it. */
    since: moment,
    project: z.string(),
  }),
  z.strictObject({kind: z.literal('note'), at: moment, text: z.string()}),
  /** What a look at all sources added. */
  z.strictObject({
    kind: z.literal('seen'),
    at: moment,
    events: z.array(eventSchema),
    missing: z.array(missingSchema),
  }),
  z.strictObject({kind: z.literal('close'), at: moment, cause: z.string().optional()}),
])
export type IncidentLine = z.infer<typeof lineSchema>

export interface Incident {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly project: string
  readonly openedAt: string
  readonly since: string
  readonly closedAt?: string
  readonly cause?: string
  /** In their order in time. */
  readonly events: readonly IncidentEvent[]
  /** Sources that did not answer at the last look. */
  readonly missing: readonly MissingSource[]
}

/** Reads a journal; undefined when it does not begin as one. Lines of another form are passed over. */
export function toIncident(id: string, values: readonly unknown[]): Incident | undefined {
  const lines = values.flatMap((value) => {
    const parsed = lineSchema.safeParse(value)
    return parsed.success ? [parsed.data] : []
  })
  const [first] = lines
  if (first?.kind !== 'open') return undefined
  const close = lines.find((line) => line.kind === 'close')
  const looks = lines.filter((line) => line.kind === 'seen')
  const {title, severity, project, at, since} = first
  return {
    id,
    title,
    severity,
    project,
    openedAt: at,
    since,
    ...(close ? {closedAt: close.at, ...(close.cause === undefined ? {} : {cause: close.cause})} : {}),
    events: inTime([
      openEvent(first.at),
      ...lines.flatMap((line, index) => (line.kind === 'note' ? [noteEvent(line, index)] : [])),
      ...looks.flatMap(({events}) => events),
      ...(close ? [closeEvent(close.at)] : []),
    ]),
    missing: looks.at(-1)?.missing ?? [],
  }
}

/** Each event once, the earliest first. */
export function inTime(events: readonly IncidentEvent[]): readonly IncidentEvent[] {
  const once = new Map(events.toReversed().map((event) => [event.key, event]))
  return [...once.values()].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.key.localeCompare(b.key, 'en'))
}

function openEvent(at: string): IncidentEvent {
  const told = {en: 'the incident is opened', zh: '建立故障记录'}
  return {key: 'open', at, source: 'incident', role: 'detection', text: told}
}

function closeEvent(at: string): IncidentEvent {
  const told = {en: 'the incident is closed', zh: '关闭故障记录'}
  return {key: 'close', at, source: 'incident', role: 'recovery', text: told}
}

function noteEvent({at, text: said}: {readonly at: string; readonly text: string}, index: number): IncidentEvent {
  return {key: `note ${index}`, at, source: 'note', role: 'word', text: {en: said, zh: said}}
}
