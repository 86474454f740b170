/** Reads lines: what they tell of, and how they are written. Pure. */

/** What the level of a stored line is when it tells of an error. */
export const ERROR_LEVELS = ['error', 'fatal', 'critical', 'panic', 'alert', 'emergency']

/** Words that tell of trouble, the worst first. A line counts for the first that it has. */
export const patterns = [
  {
    id: 'panic',
    words: /\bpanic(ked)?\b:?|segmentation fault|SIGSEGV|unhandled exception|uncaught exception/i,
    isGrave: true,
  },
  {id: 'out of memory', words: /out of memory|OutOfMemoryError|heap out of memory|\boom[- ]?kill/i, isGrave: true},
  {id: 'Backend marked as unhealthy', words: /Backend marked as unhealthy/, isGrave: false},
  {id: 'Backend request failed', words: /Backend request failed/, isGrave: false},
  {id: 'Failed to initialize cache manager', words: /Failed to initialize cache manager/, isGrave: false},
  {id: 'timeout', words: /\btime(d)?[- ]?out\b|deadline exceeded/i, isGrave: false},
  {id: 'refused', words: /connection refused|ECONNREFUSED|\brefused\b/i, isGrave: false},
  {
    id: 'error',
    words: /"(level|severity)":"?(error|fatal|critical)|\b(ERROR|FATAL|CRITICAL|PANIC)\b|\blevel=(error|fatal)/i,
    isGrave: false,
  },
] as const

/** How many lines have each of the known words. */
export function countPatterns(lines: readonly string[]): readonly {readonly pattern: string; readonly count: number}[] {
  const counts = new Map<string, number>()
  for (const line of lines) {
    const found = patterns.find(({words}) => words.test(line))
    if (found) counts.set(found.id, (counts.get(found.id) ?? 0) + 1)
  }

  return [...counts].map(([pattern, count]) => ({pattern, count}))
}

const LEVEL = ['level', 'severity', 'log.level', 'levelname', 'lvl']
const TIME = ['time', 'ts', 'timestamp', '@timestamp', 'asctime', 'datetime']
/** A line about a request says by its path what happened. */
const MESSAGE = ['msg', 'message', 'event', 'path', 'url', 'req', 'route']

/** How many lines are JSON objects, and how many of these have level, time and message. */
export function countJson(lines: readonly string[]): {readonly json: number; readonly complete: number} {
  const objects = lines.flatMap((line) => parseObject(line) ?? [])
  const has = (object: object, names: readonly string[]) => names.some((name) => name in object)
  return {
    json: objects.length,
    complete: objects.filter((one) => has(one, LEVEL) && has(one, TIME) && has(one, MESSAGE)).length,
  }
}

function parseObject(line: string): object | undefined {
  const text = line.trim()
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}

interface Buckets {
  readonly buckets: readonly {readonly key: string | number; readonly doc_count: number}[]
}

/** What the question of collect.ts is answered with. */
export interface StoredBody {
  readonly hits: {readonly total: {readonly value: number}}
  readonly aggregations?: {
    readonly newest: {readonly value: number | null}
    readonly recent: {
      readonly doc_count: number
      readonly levels: Buckets
      readonly services: Buckets
      readonly failing: {readonly services: Buckets}
    }
    readonly hour: {readonly minutes: Buckets}
  }
}

/** The counts of what is stored. */
export function readStored({hits, aggregations}: StoredBody) {
  const named = ({buckets}: Buckets) => buckets.map(({key, doc_count: count}) => ({name: String(key), count}))
  if (!aggregations) {
    return {total: hits.total.value, recent: 0, levels: [], services: [], failing: [], errorMinutes: []}
  }

  const {newest, recent, hour} = aggregations
  return {
    total: hits.total.value,
    ...(newest.value === null ? {} : {newestAt: newest.value}),
    recent: recent.doc_count,
    levels: named(recent.levels),
    services: named(recent.services),
    failing: named(recent.failing.services),
    errorMinutes: hour.minutes.buckets
      .filter(({doc_count: count}) => count > 0)
      .map(({key, doc_count: count}) => ({at: Number(key), count})),
  }
}
