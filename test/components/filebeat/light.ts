/** The light path's scripts outside of Filebeat: the same files, run by Node, on events that keep what a script puts. */
import {readFileSync} from 'node:fs'
import {createContext, runInContext} from 'node:vm'

import {LIGHT_SCRIPTS, maskScript} from '../../../src/components/filebeat/config.js'
import type {MaskPattern} from '../../../src/spec/mask-patterns.js'
import {type FlatDocument, flatten, type Value} from '../../logs/corpus/load.js'

const folder = new URL('../../../templates/filebeat/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')

interface ScriptEvent {
  Get(key: string): unknown
  Put(key: string, value: unknown): void
}

type Process = (event: ScriptEvent) => void

function load(source: string): Process {
  const context = createContext({})
  runInContext(source, context)
  return (context as {process: Process}).process
}

export const envelope = load(read('envelope.js'))

/** The document script with these masks. */
export function documentScript(mask: readonly MaskPattern[]): Process {
  const names = LIGHT_SCRIPTS.map((name) => read(`light/${name}`))
  return load([maskScript({logs: {mask}} as Parameters<typeof maskScript>[0]), ...names].join('\n'))
}

/** An event that keeps its fields by their full names. */
export function eventOf(
  fields: Readonly<Record<string, unknown>>,
): ScriptEvent & {readonly fields: Map<string, unknown>} {
  const kept = new Map(Object.entries(fields))
  return {fields: kept, Get: (key) => kept.get(key) ?? null, Put: (key, value) => void kept.set(key, value)}
}

/** What is stored of a line: times cut to milliseconds, as the corpus has them. */
export function store(script: Process, line: string, layout: string, dockerTime: string): FlatDocument {
  const event = eventOf({message: line, '@timestamp': dockerTime, 'opsctl.layout': layout})
  envelope(event)
  script(event)
  const {'opsctl.time': time, 'opsctl.layout': _, ...rest} = Object.fromEntries(event.fields)
  const document = {...rest, '@timestamp': time ?? dockerTime}
  const plain = JSON.parse(JSON.stringify(document)) as Record<string, Value>
  return inMilliseconds(flatten(plain))
}

/** The times of a document with milliseconds, tags sorted. */
export function inMilliseconds(document: FlatDocument): FlatDocument {
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => [
      key,
      key === '@timestamp' || key === 'event.created' ? new Date(String(value)).toISOString() : value,
    ]),
  )
}
