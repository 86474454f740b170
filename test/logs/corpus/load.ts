/** The golden corpus: log lines as containers write them, and the documents that become of them. See README.md. */
import {readdirSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {parse} from 'yaml'

/** Label `opsctl_layout` of the service that wrote the line. */
export const layoutHints = ['gateway', 'postgres', 'redis', 'auto'] as const
export type LayoutHint = (typeof layoutHints)[number]

/** A text by its parts, for one that is too long to be written down. */
interface Repeated {
  readonly prefix?: string
  readonly repeat: string
  readonly times: number
  readonly suffix?: string
}

type Raw = string | {readonly lines: readonly string[]} | {readonly base64: string} | Repeated

/** Value of a field; an object only where it is empty or within a list. */
export type Value = string | number | boolean | null | readonly Value[] | {readonly [key: string]: Value}

/** A document with its fields by their full names, `http.request.method`. */
export type FlatDocument = Readonly<Record<string, Value>>

export interface CorpusEntry {
  readonly name: string
  /** What is special about the line. */
  readonly about?: string
  /** File of the corpus, without its ending. */
  readonly file: string
  readonly source: {readonly service: string; readonly layout: LayoutHint}
  /** What the container wrote, line by line; more than one for an event of several lines. */
  readonly lines: readonly Buffer[]
  /** The event as it arrives at the pipeline: the lines joined with a line feed, bytes that are no UTF-8 as U+FFFD. */
  readonly event: string
  /** When Docker got the line, RFC 3339 with up to nanoseconds. */
  readonly dockerTime: string
  /**
   * What is stored, complete but for ecs.version, data_stream, service.name, container, stream, log.offset, log.file and
   * opsctl. Times have milliseconds. Lists of tags are sorted. A number that JavaScript can't hold is a text.
   */
  readonly document: FlatDocument
}

interface Written {
  readonly name: string
  readonly about?: string
  readonly source: {readonly service: string; readonly layout: LayoutHint}
  readonly raw: Raw
  readonly docker_time: string
  readonly document: Readonly<Record<string, Value>>
}

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Every entry, by file and place in it. */
export function loadCorpus(): readonly CorpusEntry[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  return files.toSorted().flatMap((name) => {
    const entries = parse(readFileSync(`${folder}${name}`, 'utf8')) as readonly Written[]
    return entries.map((entry) => toEntry(entry, name.replace(/\.yaml$/, '')))
  })
}

function toEntry({name, about, source, raw, docker_time, document}: Written, file: string): CorpusEntry {
  const lines = toLines(raw)
  return {
    name,
    ...(about === undefined ? {} : {about}),
    file,
    source,
    lines,
    event: lines.map((line) => line.toString('utf8')).join('\n'),
    dockerTime: docker_time,
    document: Object.fromEntries(Object.entries(document).map(([key, value]) => [key, expand(value)])),
  }
}

function toLines(raw: Raw): readonly Buffer[] {
  if (typeof raw === 'string') return [Buffer.from(raw)]
  if ('lines' in raw) return raw.lines.map((line) => Buffer.from(line))
  if ('base64' in raw) return [Buffer.from(raw.base64, 'base64')]
  return [Buffer.from(repeated(raw))]
}

function expand(value: Value): Value {
  const isRepeated = typeof value === 'object' && value !== null && 'repeat' in value
  return isRepeated ? repeated(value as unknown as Repeated) : value
}

const repeated = ({prefix = '', repeat, times, suffix = ''}: Repeated) => `${prefix}${repeat.repeat(times)}${suffix}`

/** Fields of a nested document by their full names. Empty objects and lists stay as values. */
export function flatten(document: {readonly [key: string]: Value}, prefix = ''): FlatDocument {
  return Object.fromEntries(
    Object.entries(document).flatMap(([key, value]) => {
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
      if (!isObject || Object.keys(value).length === 0) return [[`${prefix}${key}`, value] as const]
      return Object.entries(flatten(value as {readonly [key: string]: Value}, `${prefix}${key}.`))
    }),
  )
}
