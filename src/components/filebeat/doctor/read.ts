/** Reads what Filebeat prints and what it is configured with. Pure. */

interface Stats {
  readonly beat?: {readonly info?: {readonly version?: string; readonly uptime?: {readonly ms?: number}}}
  readonly libbeat?: {
    readonly output?: {readonly type?: string; readonly events?: Readonly<Record<string, number>>}
    readonly pipeline?: {readonly events?: {readonly active?: number}}
  }
}

/** As GET /stats tells it. */
export function readStats(body: string) {
  const {beat, libbeat} = JSON.parse(body) as Stats
  const {total = 0, acked = 0, failed = 0, dropped = 0} = libbeat?.output?.events ?? {}
  return {
    version: beat?.info?.version ?? '',
    uptimeMs: beat?.info?.uptime?.ms ?? 0,
    output: libbeat?.output?.type ?? '',
    total,
    acked,
    failed,
    dropped,
    active: libbeat?.pipeline?.events?.active ?? 0,
  }
}

/** What a test says is wrong: its line of an error, or the last one. */
export function readTest(exitCode: number, output: string): {readonly ok: boolean; readonly error: string} {
  // Its own log goes the same way, as JSON.
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('{'))
  const wrong = lines.find((line) => /\bERROR\b|^Error|^Exiting/.test(line)) ?? lines.at(-1) ?? ''
  return {ok: exitCode === 0, error: exitCode === 0 ? '' : wrong.replace(/^.*ERROR\s+/, '').slice(0, 300)}
}

interface Config {
  readonly 'filebeat.inputs'?: readonly {
    readonly type?: string
    readonly parsers?: readonly {readonly multiline?: {readonly pattern?: string; readonly match?: string}}[]
  }[]
}

/** Types of inputs, and patterns by which lines are joined, each once. */
export function readInputs(config: Config) {
  const inputs = config['filebeat.inputs'] ?? []
  const multiline = inputs
    .flatMap(({parsers = []}) => parsers)
    .flatMap(({multiline: one}) => (one?.pattern === undefined ? [] : [{pattern: one.pattern, match: one.match ?? ''}]))
  return {
    types: [...new Set(inputs.map(({type = ''}) => type))],
    multiline: multiline.filter(({pattern}, index) => multiline.findIndex((one) => one.pattern === pattern) === index),
  }
}

/** Counts whole JSON objects, and those that a pattern takes for the continuation of another line. */
export function countJoined(
  lines: readonly string[],
  patterns: readonly {readonly pattern: string; readonly match: string}[],
) {
  const json = lines.filter(isJsonObject)
  // Only such a pattern looks at the line that it joins.
  const joining = patterns.filter(({match}) => match === 'after').flatMap(({pattern}) => compile(pattern) ?? [])
  const hits = joining.filter((pattern) => json.some((line) => pattern.test(line)))
  return {
    lines: lines.length,
    json: json.length,
    joined: json.filter((line) => hits.some((pattern) => pattern.test(line))).length,
    patterns: hits.map(({source}) => source.slice(0, 80)),
  }
}

function isJsonObject(line: string): boolean {
  if (!line.startsWith('{')) return false
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** Its patterns are Go's; those that are no JavaScript are left out. */
function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern)
  } catch {
    return undefined
  }
}
