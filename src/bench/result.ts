/** What a bench found: the file that is stored, printed by --json, compared and drawn. Durations in µs unless named otherwise. */
import {z} from 'zod'

/** Version of the format; a reader refuses a newer one. */
export const RESULT_FORMAT = 'opsctl-bench/1'

export const benchKinds = ['http', 'redis', 'postgres', 'logs', 'capacity'] as const
/** Kinds of failed requests. */
export const errorKinds = ['connect', 'timeout', 'reset', '4xx', '5xx', 'status', 'body', 'framing', 'server'] as const
export type ErrorKind = (typeof errorKinds)[number]

const count = () => z.int().min(0)
const amount = () => z.number().min(0)
const time = () => z.iso.datetime()
const text = z.strictObject({en: z.string(), zh: z.string()})
/** Flat pairs of bucket and count, see src/bench/histogram.ts. */
const sparse = z.array(count())

const latency = z.strictObject({
  count: count(),
  min: amount(),
  mean: amount(),
  p50: amount(),
  p75: amount(),
  p90: amount(),
  p95: amount(),
  p99: amount(),
  p999: amount(),
  p9999: amount(),
  max: amount(),
})
export type LatencySummary = z.infer<typeof latency>

const errorCount = z.strictObject({kind: z.enum(errorKinds), count: count(), example: z.string().optional()})

/** One second of a run. */
const second = z.strictObject({
  /** Seconds since the first counted request. */
  atS: amount(),
  offered: count(),
  completed: count(),
  errors: count(),
  p50: amount(),
  p90: amount(),
  p99: amount(),
  max: amount(),
  /** Response times, in buckets 8 times as wide. */
  latency: sparse,
  sendLagP99: amount().optional(),
  /** CPU seconds per second that neither the generator nor the target used. */
  foreignCpu: amount().optional(),
  /** CPU seconds per second that the hypervisor kept. */
  steal: amount().optional(),
})
export type BenchSecond = z.infer<typeof second>

const requestClass = z.strictObject({name: z.string(), completed: count(), errors: count(), latency})

const run = z.strictObject({
  model: z.enum(['closed', 'open']),
  arrivals: z.enum(['constant', 'poisson']).optional(),
  connections: count(),
  warmupS: amount(),
  /** Of the counted part, without the drain. */
  durationS: amount(),
  /** Requests that were due, completed right, failed, and unfinished when the drain ended. */
  offered: count(),
  completed: count(),
  failed: count(),
  unfinished: count(),
  /** Requests per second that were due, and that were answered right. */
  offeredRate: amount(),
  deliveredRate: amount(),
  /** From the time a request was due until its last byte. Unfinished and timed-out ones count with their age. */
  response: latency,
  responseCounts: sparse,
  /** From the time it was sent. */
  service: latency,
  serviceCounts: sparse,
  /** From due to sent, where a connection was free. */
  sendLag: latency.optional(),
  errors: z.array(errorCount),
  statuses: z.record(z.string(), count()),
  bytesSent: count(),
  bytesReceived: count(),
  requests: z.array(requestClass),
  seconds: z.array(second),
  /** CPU seconds of the generator per second. */
  generatorCpu: amount().optional(),
  /** What only one kind has, as the scale of pgbench or the lag of a log line: name → number, unit in the name. */
  extra: z.record(z.string(), z.number()),
})
export type RunRecord = z.infer<typeof run>

export const trustVerdicts = ['good', 'generator-limited', 'disturbed'] as const
const trust = z.strictObject({verdict: z.enum(trustVerdicts), reasons: z.array(text)})
/** How far a run may be believed. */
export type Trust = z.infer<typeof trust>

/** One limit of the stack while it was under load. */
const resourceUse = z.strictObject({
  resource: z.enum(['cpu', 'memory', 'disk', 'connections']),
  /** Service, `host`, or what else it belongs to. */
  of: z.string(),
  /** Share of what there is, 0 to 1. */
  used: amount(),
  /** Share above which the manual says to scale. */
  limit: amount(),
})
export type ResourceUse = z.infer<typeof resourceUse>

const probe = z.strictObject({
  startedAt: time(),
  rate: amount(),
  durationS: amount(),
  offered: count(),
  completed: count(),
  failed: count(),
  deliveredRate: amount(),
  p50: amount(),
  p95: amount(),
  p99: amount(),
  /** The latency of the SLO's percentile. */
  atSlo: amount(),
  verdict: z.enum(['pass', 'fail', 'generator-limited', 'disturbed']),
  reason: text,
  resources: z.array(resourceUse),
})
export type ProbeRecord = z.infer<typeof probe>

const usl = z.strictObject({
  lambda: amount(),
  sigma: z.number(),
  kappa: z.number(),
  /** Peak of the curve and where it lies, with a 90 % interval. Absent: no peak within reach. */
  peak: z
    .strictObject({concurrency: amount(), rate: amount(), low: amount(), high: amount(), isExtrapolated: z.boolean()})
    .optional(),
  points: z.array(z.strictObject({concurrency: amount(), rate: amount()})),
})
export type UslFit = z.infer<typeof usl>

const search = z.strictObject({
  slo: z.strictObject({
    percentile: z.number().min(50).max(99.99),
    limitUs: amount(),
    errorRatio: amount(),
    deliveredRatio: amount(),
  }),
  arrivals: z.enum(['constant', 'poisson']),
  probes: z.array(probe),
  /**
   * `found`: between low and high with 90 % confidence. `at-least`: the generator or the limits of the search ended it.
   * `none`: not even the lowest rate keeps the SLO. `unknown`: the machine was never quiet enough.
   */
  capacity: z.strictObject({
    kind: z.enum(['found', 'at-least', 'none', 'unknown']),
    rate: amount(),
    low: amount(),
    high: amount(),
    confidence: z.number(),
    /** Why it ended, for what is not found. */
    reason: text.optional(),
  }),
  /** Capacity less the headroom. */
  safe: z.strictObject({rate: amount(), headroom: amount()}),
  /** The lowest rate was asked for again at the end: how long half of its requests took before and after. */
  drift: z.strictObject({rate: amount(), beforeUs: amount(), afterUs: amount()}).optional(),
  /** The load of now, requests/s, where the stack's Prometheus knows. */
  currentPeak: amount().optional(),
  usl: usl.optional(),
  /** What is nearest to its limit at the knee. */
  binding: resourceUse.optional(),
})
export type SearchRecord = z.infer<typeof search>

const environment = z.strictObject({
  opsctl: z.string(),
  node: z.string(),
  kernel: z.string(),
  cpu: z.string(),
  cores: count(),
  memoryBytes: count(),
  /** What made the load: `opsctl`, `pgbench`, with version. */
  engine: z.string(),
  /** sha256 over deploy/ where a stack was the target. */
  configSha256: z.string().optional(),
})

export const benchResultSchema = z.strictObject({
  format: z.literal(RESULT_FORMAT),
  /** `20261121T204113Z-http`. */
  id: z.string(),
  kind: z.enum(benchKinds),
  /** What was asked, without credentials. */
  target: z.string(),
  startedAt: time(),
  endedAt: time(),
  /** `interrupted` by a person, `stopped` by a guard: what there was until then is kept. */
  status: z.enum(['complete', 'interrupted', 'stopped']),
  statusReason: text.optional(),
  /** Words that repeat it, without a secret. */
  command: z.array(z.string()),
  seed: z.int(),
  trust,
  environment,
  run: run.optional(),
  search: search.optional(),
})
export type BenchResult = z.infer<typeof benchResultSchema>

/** The published JSON schema of a result. */
export function benchResultJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(benchResultSchema, {target: 'draft-7'})
}
