/** What is kept of the events that were read. Its size does not depend on theirs. */
import type {Level} from './analysis.js'
import {toBytes} from './bytes.js'
import type {AnalysisOptions} from './options.js'
import {makeSketch, mergeSketch, type Sketch} from './sketch.js'
import {ByteTable} from './table.js'
import {collapseTemplates} from './template.js'
import {makeTimeline, type Timeline} from './timeline.js'

export interface PathValue {
  errors: number
  readonly sketch: Sketch
}

/** Times are epoch milliseconds, NaN when unknown. */
export interface ErrorValue {
  level: number
  first: number
  last: number
  readonly example: string
  readonly source: string
}

export interface StackValue {
  first: number
  last: number
  readonly message: string
  readonly source: string
}

export interface SlowValue {
  readonly durationNs: number
  readonly ms: number
  readonly method: string | undefined
  readonly path: string | undefined
  readonly status: number
  readonly id: string | undefined
  readonly source: string
}

export interface TraceValue {
  readonly ms: number
  readonly level: Level | undefined
  readonly source: string
  readonly message: string
  readonly durationNs: number
}

export interface Aggregate {
  readonly options: AnalysisOptions
  events: number
  outside: number
  timeless: number
  firstMs: number
  lastMs: number
  /** By level, the last for none. */
  readonly levels: Float64Array
  readonly status: Float64Array
  readonly latency: Sketch
  readonly timeline: Timeline
  readonly paths: ByteTable<PathValue>
  readonly clients: ByteTable<undefined>
  readonly agents: ByteTable<undefined>
  readonly errors: ByteTable<ErrorValue>
  readonly stacks: ByteTable<StackValue>
  stackCount: number
  /** Slowest first, at most `mostSlow`. */
  slowest: SlowValue[]
  trace: TraceValue[]
  traceMore: number
}

export const DEFAULT_TOP = 10
/** Events of one trace that are kept. */
export const MOST_TRACE = 1000
const MOST_STATUS = 600
const KEEP_PATHS = 512
const KEEP_CLIENTS = 4096
const KEEP_AGENTS = 1024
const KEEP_TEMPLATES = 1024
const KEEP_STACKS = 256
/** Frames are part of the key. */
const LONGEST_STACK = 2048
const LONGEST_TEMPLATE = 512

export function makeAggregate(options: AnalysisOptions): Aggregate {
  return {
    options,
    events: 0,
    outside: 0,
    timeless: 0,
    firstMs: Number.NaN,
    lastMs: Number.NaN,
    levels: new Float64Array(7),
    status: new Float64Array(MOST_STATUS),
    latency: makeSketch(),
    timeline: makeTimeline(),
    paths: new ByteTable<PathValue>({keep: KEEP_PATHS, join: joinPaths}),
    clients: new ByteTable<undefined>({keep: KEEP_CLIENTS}),
    agents: new ByteTable<undefined>({keep: KEEP_AGENTS}),
    errors: new ByteTable<ErrorValue>({
      keep: KEEP_TEMPLATES,
      longest: LONGEST_TEMPLATE,
      join: joinErrors,
      collapse: collapseKeys,
    }),
    stacks: new ByteTable<StackValue>({keep: KEEP_STACKS, longest: LONGEST_STACK, join: joinStacks}),
    stackCount: 0,
    slowest: [],
    trace: [],
    traceMore: 0,
  }
}

/** Templates as keys; see collapseTemplates. */
export function collapseKeys(keys: readonly Uint8Array[]): readonly Uint8Array[] {
  const texts = keys.map((key) => Buffer.from(key).toString('utf8'))
  return collapseTemplates(texts).map((text, place) =>
    text === texts[place] ? (keys[place] as Uint8Array) : toBytes(text),
  )
}

function joinPaths(a: PathValue, b: PathValue): PathValue {
  a.errors += b.errors
  mergeSketch(a.sketch, b.sketch)
  return a
}

function joinErrors(a: ErrorValue, b: ErrorValue): ErrorValue {
  a.level = Math.max(a.level, b.level)
  a.first = earlier(a.first, b.first)
  a.last = later(a.last, b.last)
  return a
}

function joinStacks(a: StackValue, b: StackValue): StackValue {
  a.first = earlier(a.first, b.first)
  a.last = later(a.last, b.last)
  return a
}

export function earlier(a: number, b: number): number {
  return a <= b || Number.isNaN(b) ? a : b
}

export function later(a: number, b: number): number {
  return a >= b || Number.isNaN(b) ? a : b
}

export function topOf(options: AnalysisOptions): number {
  return options.top ?? DEFAULT_TOP
}
