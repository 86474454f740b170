/** Reads what Logstash answers. Pure. */
interface PipelineStats {
  readonly events?: {readonly in?: number; readonly out?: number}
  readonly flow?: {
    readonly worker_utilization?: {readonly last_1_minute?: number | string; readonly last_5_minutes?: number | string}
  }
  readonly queue?: {
    readonly events_count?: number
    readonly queue_size_in_bytes?: number
    readonly max_queue_size_in_bytes?: number
  }
  readonly dead_letter_queue?: {
    readonly queue_size_in_bytes?: number
    readonly dropped_events?: number
    readonly last_error?: string
  }
  readonly reloads?: {readonly failures?: number; readonly last_error?: {readonly message?: string} | null}
}

/** As GET /_node/stats tells it. */
export interface StatsBody {
  readonly jvm?: {readonly uptime_in_millis?: number; readonly mem?: {readonly heap_used_percent?: number}}
  readonly pipelines?: Readonly<Record<string, PipelineStats>>
}

/** Statistics of every pipeline of a person's; those that begin with a dot are its own. */
export function readStats({jvm, pipelines = {}}: StatsBody) {
  return {
    heapPercent: jvm?.mem?.heap_used_percent ?? 0,
    uptimeMs: jvm?.uptime_in_millis ?? 0,
    pipelines: Object.entries(pipelines)
      .filter(([name]) => !name.startsWith('.'))
      .map(([name, {events, flow, queue, dead_letter_queue: dead, reloads}]) => ({
        name,
        in: events?.in ?? 0,
        out: events?.out ?? 0,
        ...shareOf('busy1m', flow?.worker_utilization?.last_1_minute),
        ...shareOf('busy5m', flow?.worker_utilization?.last_5_minutes),
        queued: queue?.events_count ?? 0,
        queueBytes: queue?.queue_size_in_bytes ?? 0,
        queueMaxBytes: queue?.max_queue_size_in_bytes ?? 0,
        deadBytes: dead?.queue_size_in_bytes ?? 0,
        deadDropped: dead?.dropped_events ?? 0,
        deadError: (dead?.last_error ?? '').replace(/^no errors$/, '').slice(0, 300),
        reloadFailures: reloads?.failures ?? 0,
        reloadError: (reloads?.last_error?.message ?? '').slice(0, 300),
      })),
  }
}

/** Of no work at all it says `Infinity` or `NaN`, as text. */
function shareOf<Name extends string>(name: Name, value: number | string | undefined) {
  return typeof value === 'number' && Number.isFinite(value) ? ({[name]: value} as Record<Name, number>) : {}
}

interface Indicator {
  readonly status?: string
  readonly diagnosis?: readonly {readonly cause?: string; readonly action?: string; readonly help_url?: string}[]
  readonly indicators?: Readonly<Record<string, Indicator>>
}

/** As GET /_health_report tells it: what each pipeline is diagnosed with. */
export function readReport({status = '', indicators = {}}: Indicator) {
  const pipelines = Object.entries(indicators.pipelines?.indicators ?? {})
  return {
    status,
    diagnosis: pipelines.flatMap(([pipeline, {diagnosis = []}]) =>
      diagnosis.map(({cause = '', action = '', help_url: url = ''}) => ({pipeline, cause, action, url})),
    ),
  }
}

/** What `--config.test_and_exit` says: lines of JSON or text, the error among them. */
export function readTried(exitCode: number, output: string) {
  const lines = output.split('\n').map((line) => messageOf(line.trim()))
  const wrong = lines.find((line) => /FATAL|Invalid config|Reason:|ConfigurationError|Unable to configure/i.test(line))
  return {
    ok: exitCode === 0,
    error: exitCode === 0 ? '' : (wrong ?? lines.findLast((line) => line !== '') ?? '').slice(0, 400),
    deprecated: [...new Set(lines.filter((line) => /deprecat/i.test(line)))]
      .slice(0, 5)
      .map((line) => line.slice(0, 200)),
  }
}

function messageOf(line: string): string {
  if (!line.startsWith('{')) return line
  try {
    const {logEvent, message} = JSON.parse(line) as {logEvent?: {message?: string}; message?: string}
    return logEvent?.message ?? message ?? line
  } catch {
    return line
  }
}
