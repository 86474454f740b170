/**
 * Our own evaluator of Logstash's pipeline files. It is NOT Logstash: it follows the sources of its plugins for the filters
 * and options that pipelines of ours use, refuses what it does not model, and has patterns matched by Elastic's grok engine.
 */
import {holds} from './condition.js'
import {Event, makeEvent} from './event.js'
import {date} from './filters/date.js'
import type {Apply, Filter, Surroundings} from './filters/filter.js'
import {mutate} from './filters/mutate.js'
import {drop, fingerprint, prune, translate, truncate} from './filters/plain.js'
import {dissect, grok, json, kv} from './filters/structured.js'
import {type Options, readOptions} from './options.js'
import {ConfigError, type PluginStatement, parseConfig, type Statement} from './parse-config.js'
import {Decimal, type Hash, Timestamp, type Value} from './values.js'

const filters: Readonly<Record<string, Filter>> = {
  date,
  dissect,
  drop,
  fingerprint,
  grok,
  json,
  kv,
  mutate,
  prune,
  translate,
  truncate,
}

export interface PipelineFile {
  readonly path: string
  readonly content: string
}

/** The filters of a pipeline, checked. */
export interface Pipeline {
  /** Every grok filter with its patterns, for compiling them all. */
  readonly groks: readonly GrokUse[]
  /** The document that is stored for an event, or undefined where it is dropped. */
  run(event: Event, surroundings: Surroundings): Promise<Readonly<Record<string, unknown>> | undefined>
}

export interface GrokUse {
  readonly file: string
  readonly line: number
  readonly patterns: readonly string[]
  readonly definitions: Readonly<Record<string, string>>
}

type Step = (event: Event, surroundings: Surroundings) => Promise<void>

/** Reads and checks files in the order of their names. Throws a ConfigError with file and line. */
export function openPipeline(files: readonly PipelineFile[]): Pipeline {
  const sorted = files.toSorted((one, other) => (one.path < other.path ? -1 : 1))
  const sections = sorted.flatMap(({path, content}) => parseConfig(path, content))
  const groks: GrokUse[] = []
  const body = sections.filter(({section}) => section === 'filter').flatMap((one) => one.body)
  const run = sequence(body, groks)
  return {
    groks,
    async run(event, surroundings) {
      await run(event, surroundings)
      return event.isDropped ? undefined : (plain(event.fields) as Record<string, unknown>)
    },
  }
}

function sequence(body: readonly Statement[], groks: GrokUse[]): Step {
  const steps = body.map((statement) =>
    'plugin' in statement ? filterStep(statement, groks) : ifStep(statement, groks),
  )
  return async (event, surroundings) => {
    for (const step of steps) if (!event.isDropped) await step(event, surroundings)
  }
}

function ifStep(statement: Extract<Statement, {branches: unknown}>, groks: GrokUse[]): Step {
  const branches = statement.branches.map(({condition, body}) => ({condition, run: sequence(body, groks)}))
  return async (event, surroundings) => {
    for (const {condition, run} of branches) {
      if (condition && !located(statement, () => holds(condition, event))) continue
      return run(event, surroundings)
    }
  }
}

function filterStep(statement: PluginStatement, groks: GrokUse[]): Step {
  const filter = filters[statement.plugin]
  if (!filter) throw new ConfigError(statement.file, statement.line, `the filter ${statement.plugin} is not modelled`)
  const options = readOptions(statement, filter.options)
  const apply: Apply = located(statement, () => filter.register(options, statement))
  if (statement.plugin === 'grok') groks.push(grokUse(statement, options))
  return async (event, surroundings) => {
    try {
      if (await apply(event, surroundings)) decorate(event, options)
    } catch (error) {
      throw new ConfigError(statement.file, statement.line, `${statement.plugin}: ${(error as Error).message}`)
    }
  }
}

function grokUse({file, line}: PluginStatement, options: Options): GrokUse {
  return {
    file,
    line,
    patterns: options.hash('match').flatMap(([, patterns]) => patterns),
    definitions: Object.fromEntries(options.hash('pattern_definitions').map(([name, [text = '']]) => [name, text])),
  }
}

function located<T>({file, line}: {readonly file: string; readonly line: number}, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw error instanceof ConfigError ? error : new ConfigError(file, line, (error as Error).message)
  }
}

/** `filter_matched`: fields, then what goes, then tags. */
function decorate(event: Event, options: Options): void {
  for (const [name, values] of options.hash('add_field')) {
    for (const value of values) addField(event, event.format(name), event.format(value))
  }
  for (const name of options.texts('remove_field')) event.remove(event.format(name))
  const added = options.texts('add_tag').map((tag) => event.format(tag))
  const tags = event.get('tags') ?? null
  const list = Array.isArray(tags) ? tags : tags === null ? [] : [tags]
  if (added.length > 0) event.set('tags', [...list, ...added])
  const removed = options.texts('remove_tag').map((tag) => event.format(tag))
  if (removed.length > 0 && event.has('tags'))
    event.set(
      'tags',
      list.filter((tag) => !removed.includes(String(tag))),
    )
}

function addField(event: Event, name: string, value: string): void {
  const before = event.get(name)
  if (before === undefined) event.set(name, value)
  else event.set(name, [...(Array.isArray(before) ? before : before === null ? [] : [before]), value])
}

/** As data: a number that JavaScript can't hold becomes a text. */
function plain(value: Value): unknown {
  if (value instanceof Map) return Object.fromEntries([...(value as Hash)].map(([key, one]) => [key, plain(one)]))
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Timestamp) return value.text
  if (value instanceof Decimal) return value.value
  return typeof value === 'bigint' ? String(value) : value
}

export {Event, makeEvent}
