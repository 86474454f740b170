/** The lines of several containers as one stream, in the order they come. */
import {type ContainerFacts, containerLines} from '../system/docker-api.js'
import {redact} from '../system/redact.js'
import type {LogLine, LogQuery} from './runtime.js'

const UNITS = {s: 1, m: 60, h: 3600, d: 86_400} as const

/** Seconds since 1970 for `10m`, `2h` or an ISO time; undefined when it is neither. */
export function parseSince(since: string, nowMs: number): number | undefined {
  const span = /^(\d+)([smhd])$/.exec(since)
  if (span) return Math.floor(nowMs / 1000) - Number(span[1]) * UNITS[span[2] as keyof typeof UNITS]
  const time = Date.parse(since)
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000)
}

/** Reads the containers at the same time; each line is redacted before anyone sees it. */
export async function* mergeLogs(
  containers: readonly ContainerFacts[],
  query: LogQuery & {readonly sinceS?: number},
): AsyncIterable<LogLine> {
  const sources = containers.map((container) => linesOf(container, query))
  yield* mergeLines(sources, query.follow ?? false)
}

/** Without follow, one source after the other reads better; with follow, every line must come at once. */
export async function* mergeLines(
  sources: readonly AsyncGenerator<LogLine>[],
  follow: boolean,
): AsyncIterable<LogLine> {
  if (!follow) for (const source of sources) yield* source
  else yield* race(sources)
}

async function* linesOf(
  container: ContainerFacts,
  query: LogQuery & {readonly sinceS?: number},
): AsyncGenerator<LogLine> {
  const options = {
    follow: query.follow ?? false,
    ...(query.tail === undefined ? {} : {tail: query.tail}),
    ...(query.sinceS === undefined ? {} : {sinceS: query.sinceS}),
    ...(query.signal === undefined ? {} : {signal: query.signal}),
  }
  for await (const line of containerLines(container.id, options)) {
    if (query.signal?.aborted) return
    const text = redact(line)
    if (!query.grep || query.grep.test(text)) yield {service: container.service, name: container.name, text}
  }
}

async function* race(sources: readonly AsyncGenerator<LogLine>[]): AsyncIterable<LogLine> {
  const step = (source: AsyncGenerator<LogLine>) => source.next().then((result) => ({source, result}))
  const waiting = new Map(sources.map((source) => [source, step(source)]))
  while (waiting.size > 0) {
    const {source, result} = await Promise.race(waiting.values())
    if (result.done) waiting.delete(source)
    else {
      waiting.set(source, step(source))
      yield result.value
    }
  }
}
