/** The JSON schema of an analysis, for who reads `logs analyze --format json`. */
import {z} from 'zod'

import {type Analysis, layouts, levels, problems} from './analysis.js'

const count = () => z.int().min(0)
const share = () => z.number().min(0).max(1)
const time = () => z.string().regex(/^-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const ms = () => z.number()
const level = z.enum(levels)
const layout = z.enum(layouts)

const table = z.strictObject({distinct: count(), missedAtMost: count()})
const percentiles = z.strictObject({
  count: count(),
  min: ms(),
  p50: ms(),
  p90: ms(),
  p95: ms(),
  p99: ms(),
  p999: ms(),
  max: ms(),
  mean: ms(),
})
const top = z.strictObject({
  top: z.array(z.strictObject({value: z.string(), count: count(), share: share()})),
  table,
})

const source = z.strictObject({
  name: z.string(),
  compression: z.enum(['none', 'gzip', 'zstd']),
  layout,
  layouts: z.array(z.strictObject({layout, count: count()})),
  bytes: count(),
  lines: count(),
  events: count(),
  unparsed: count(),
  damaged: count(),
  problem: z.strictObject({kind: z.enum(problems), detail: z.string()}).optional(),
})

const errorClass = z.strictObject({
  template: z.string(),
  level,
  count: count(),
  share: share(),
  first: time().optional(),
  last: time().optional(),
  example: z.string(),
  source: z.string(),
})

const bucket = z.strictObject({
  start: time(),
  count: count(),
  errors: count(),
  spike: z.strictObject({of: z.enum(['count', 'errors']), score: z.number()}).optional(),
})

const slowRequest = z.strictObject({
  durationMs: ms(),
  time: time().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
  status: z.int().optional(),
  id: z.string().optional(),
  source: z.string(),
})

const stackGroup = z.strictObject({
  language: z.enum(['java', 'python', 'node', 'go', 'other']),
  type: z.string(),
  message: z.string(),
  count: count(),
  first: time().optional(),
  last: time().optional(),
  frames: z.array(z.string()),
  source: z.string(),
})

const trace = z.strictObject({
  id: z.string(),
  events: z.array(
    z.strictObject({
      time: time().optional(),
      level: level.optional(),
      source: z.string(),
      message: z.string(),
      durationMs: ms().optional(),
    }),
  ),
  more: count(),
  spanMs: ms().optional(),
})

/** What every analysis fits. */
export const analysisSchema = z.strictObject({
  version: z.literal(1),
  filter: z.strictObject({
    since: time().optional(),
    until: time().optional(),
    layout: layout.optional(),
    trace: z.string().optional(),
  }),
  totals: z.strictObject({
    sources: count(),
    bytes: count(),
    lines: count(),
    events: count(),
    outside: count(),
    unparsed: count(),
    damaged: count(),
    timeless: count(),
    backwards: count(),
  }),
  range: z.strictObject({first: time(), last: time()}).optional(),
  sources: z.array(source),
  levels: z.array(z.strictObject({level: z.enum([...levels, 'none']), count: count(), share: share()})),
  errors: z.strictObject({count: count(), share: share(), classes: z.array(errorClass), table}),
  latency: percentiles.optional(),
  status: z.strictObject({
    classes: z.array(z.strictObject({class: z.string(), count: count(), share: share()})),
    codes: z.array(z.strictObject({status: z.int(), count: count()})),
  }),
  paths: z.strictObject({
    top: z.array(
      z.strictObject({
        path: z.string(),
        count: count(),
        share: share(),
        errors: count(),
        latency: percentiles.optional(),
      }),
    ),
    table,
  }),
  clients: top,
  agents: top,
  histogram: z.strictObject({widthMs: count(), buckets: z.array(bucket)}).optional(),
  slowest: z.array(slowRequest),
  stacks: z.strictObject({count: count(), groups: z.array(stackGroup), table}),
  trace: trace.optional(),
})

type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? {-readonly [Key in keyof T]: Mutable<T[Key]>}
    : T

/** Where the type lacks what the schema wants, or has it otherwise, this does not compile. */
export const agreesWithType: Mutable<Analysis> extends z.output<typeof analysisSchema> ? true : never = true

/** What --fail-on came to; only `--json` has it. */
const verdict = z.strictObject({
  condition: z.string(),
  failed: z.boolean(),
  value: z.number().optional(),
  unit: z.enum(['share', 'count', 'ms']),
})

const answerSchema = analysisSchema.extend({verdicts: z.array(verdict).optional()})

/** Draft-07. */
export function analysisJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(answerSchema, {target: 'draft-7'}) as Record<string, unknown>
  return {...schema, title: 'opsctl logs analyze'}
}
