/** What an analysis has to say of JSON lines, told in the plainest way: JSON.parse, lists and maps. Shares no code with src/logs. */

export interface Counts {
  readonly lines: number
  readonly events: number
  readonly outside: number
  readonly unparsed: number
  readonly damaged: number
  readonly timeless: number
  readonly first: string | undefined
  readonly last: string | undefined
  readonly levels: Record<string, number>
  readonly codes: Record<string, number>
  readonly paths: Record<string, number>
  readonly clients: Record<string, number>
  readonly agents: Record<string, number>
  readonly errors: Record<string, number>
  readonly inHistogram: number
}

export interface Reference extends Counts {
  /** Milliseconds, ascending. */
  readonly durations: readonly number[]
  /** `count` of requests by path whose status is 500 or more. */
  readonly failed: Record<string, number>
}

export interface Window {
  readonly sinceMs?: number
  readonly untilMs?: number
}

type Values = Record<string, unknown>
type Inside = readonly [string, ...string[]]

interface Event {
  readonly ms: number | undefined
  readonly isParsed: boolean
  readonly isDamaged: boolean
  readonly level: string | undefined
  readonly status: number | undefined
  readonly duration: number | undefined
  readonly path: string | undefined
  readonly client: string | undefined
  readonly agent: string | undefined
  readonly kind: string
}

const words: Values = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  fatal: 'fatal',
  critical: 'fatal',
}
const steps = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

/** Reads the sources one after the other. */
export function refer(sources: readonly string[], {sinceMs, untilMs}: Window): Reference {
  let lines = 0
  let outside = 0
  const inside: Event[] = []
  for (const source of sources) {
    const split = source.split('\n')
    if (split.at(-1) === '') split.pop()
    lines += split.length
    let now = Number.NaN
    for (const line of split) {
      const event = readEvent(line.replace(/\r$/, ''))
      now = event.ms ?? now
      const isIn = (sinceMs === undefined || now >= sinceMs) && (untilMs === undefined || now < untilMs)
      if (isIn) inside.push(event)
      else outside++
    }
  }
  return {lines, outside, ...countEvents(inside)}
}

function countEvents(events: readonly Event[]): Omit<Reference, 'lines' | 'outside'> {
  const times = events.flatMap(({ms}) => ms ?? []).toSorted((a, b) => a - b)
  const isBad = ({level}: Event) => level === 'error' || level === 'fatal'
  return {
    events: events.length,
    unparsed: events.filter(({isParsed}) => !isParsed).length,
    damaged: events.filter(({isDamaged}) => isDamaged).length,
    timeless: events.length - times.length,
    first: isoOf(times[0]),
    last: isoOf(times.at(-1)),
    levels: tally(events.map(({level}) => level ?? 'none')),
    codes: tally(events.map(({status}) => status)),
    paths: tally(events.map(({path}) => path)),
    failed: tally(events.map(({path, status = 0}) => (status >= 500 ? path : undefined))),
    clients: tally(events.map(({client}) => client)),
    agents: tally(events.map(({agent}) => agent)),
    errors: tally(events.filter(isBad).map(({kind}) => kind)),
    inHistogram: times.length,
    durations: events.flatMap(({duration}) => duration ?? []).toSorted((a, b) => a - b),
  }
}

function isoOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString()
}

function tally(values: readonly (string | number | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) if (value !== undefined) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

function readEvent(line: string): Event {
  const values = parse(line)
  const isDamaged = values === undefined && line.startsWith('{')
  const found = values ?? {}
  const status = numberAt(found, [['status'], ['statusCode'], ['res', 'statusCode']])
  const path = pathOf(textAt(found, [['path'], ['url'], ['req', 'url']]))
  const message = textAt(found, [['msg'], ['message']])
  const method = textAt(found, [['method'], ['req', 'method']])
  const isRequest = path !== undefined && message === undefined
  return {
    ms: timeAt(found),
    isParsed: values !== undefined,
    isDamaged,
    level: levelAt(found) ?? (status === undefined ? undefined : status >= 500 ? 'error' : 'info'),
    status,
    duration: durationAt(found),
    path: method === undefined && status === undefined ? undefined : path,
    client: textAt(found, [['client_ip'], ['remote_addr'], ['req', 'remoteAddress']]),
    agent: textAt(found, [['user_agent'], ['req', 'headers', 'user-agent']]),
    kind: isRequest ? [method, path, status].filter((part) => part !== undefined).join(' ') : kindOf(message ?? line),
  }
}

function parse(line: string): Values | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Values
  } catch {
    return undefined
  }
}

function valuesAt(values: Values, places: readonly Inside[]): readonly unknown[] {
  return places.map((place) =>
    place.reduce((value: unknown, key) => (isObject(value) ? value[key] : undefined), values),
  )
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textAt(values: Values, places: readonly Inside[]): string | undefined {
  return valuesAt(values, places).find((value): value is string => typeof value === 'string' && value !== '')
}

function numberAt(values: Values, places: readonly Inside[]): number | undefined {
  for (const value of valuesAt(values, places)) if (isNumeric(value)) return Number(value)
  return undefined
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value))
}

function timeAt(values: Values): number | undefined {
  const value = valuesAt(values, [['time'], ['ts'], ['timestamp'], ['@timestamp']]).find((one) => one !== undefined)
  if (value === undefined || value === null) return undefined
  if (!isNumeric(value)) return Date.parse(String(value))
  // Seconds with decimals, or whole milliseconds.
  const [whole = '', decimals = ''] = String(value).split('.')
  return whole.length > 10 ? Number(whole) : Number(whole + decimals.padEnd(3, '0').slice(0, 3))
}

function levelAt(values: Values): string | undefined {
  for (const value of valuesAt(values, [['level'], ['severity'], ['lvl']])) {
    const named = isNumeric(value) ? steps[Number(value) / 10 - 1] : words[String(value).toLowerCase()]
    if (named !== undefined) return String(named)
  }
  return undefined
}

function durationAt(values: Values): number | undefined {
  const seconds = numberAt(values, [['duration_s']])
  return seconds === undefined ? numberAt(values, [['duration_ms'], ['responseTime']]) : seconds * 1000
}

function pathOf(path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  const segments = (path.split('?')[0] ?? '').split('/')
  return segments.map((one) => (/^\d+$/.test(one) || /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(one) ? '{id}' : one)).join('/')
}

function kindOf(message: string): string {
  return message.replaceAll(/\d+/g, '{n}')
}
