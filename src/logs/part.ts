/** What one thread read of one source, as it passes to the thread that adds all up. */

import type {ErrorValue, PathValue, SlowValue, StackValue, TraceValue} from './aggregate.js'
import {type Aggregate, earlier, later, MOST_TRACE, topOf} from './aggregate.js'
import {mergeSketch, type Sketch} from './sketch.js'
import type {SourceState} from './source.js'
import type {TableState} from './table.js'
import {mergeTimeline, type Timeline} from './timeline.js'

/** A table whose keys are one piece of memory: thousands of small ones are slow to pass on. */
interface PackedTable<T> extends Omit<TableState<T>, 'keys'> {
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
}

export interface Part {
  readonly source: SourceState
  readonly events: number
  readonly outside: number
  readonly timeless: number
  readonly firstMs: number
  readonly lastMs: number
  readonly levels: Float64Array
  readonly status: Float64Array
  readonly latency: Sketch
  readonly timeline: Timeline
  readonly paths: PackedTable<PathValue>
  readonly clients: PackedTable<undefined>
  readonly agents: PackedTable<undefined>
  readonly errors: PackedTable<ErrorValue>
  readonly stacks: PackedTable<StackValue>
  readonly stackCount: number
  readonly slowest: readonly SlowValue[]
  readonly trace: readonly TraceValue[]
  readonly traceMore: number
}

export function toPart(aggregate: Aggregate, source: SourceState): Part {
  const {options, ...rest} = aggregate
  return {
    ...rest,
    source,
    paths: packTable(aggregate.paths.state()),
    clients: packTable(aggregate.clients.state()),
    agents: packTable(aggregate.agents.state()),
    errors: packTable(aggregate.errors.state()),
    stacks: packTable(aggregate.stacks.state()),
  }
}

/** Adds a part. Called in the order of sources and of parts in them, it gives the same answer whoever read the parts. */
export function mergePart(into: Aggregate, part: Part): void {
  into.events += part.events
  into.outside += part.outside
  into.timeless += part.timeless
  into.stackCount += part.stackCount
  into.firstMs = earlierOf(into.firstMs, part.firstMs)
  into.lastMs = laterOf(into.lastMs, part.lastMs)
  for (const [place, count] of part.levels.entries()) (into.levels[place] as number) += count
  for (const [place, count] of part.status.entries()) (into.status[place] as number) += count
  mergeSketch(into.latency, part.latency)
  mergeTimeline(into.timeline, part.timeline)
  into.paths.merge(unpackTable(part.paths))
  into.clients.merge(unpackTable(part.clients))
  into.agents.merge(unpackTable(part.agents))
  into.errors.merge(unpackTable(part.errors))
  into.stacks.merge(unpackTable(part.stacks))
  // Sorting is stable, so of equally slow requests the first ones stay.
  into.slowest = [...into.slowest, ...part.slowest]
    .sort((a, b) => b.durationNs - a.durationNs)
    .slice(0, topOf(into.options))
  const room = MOST_TRACE - into.trace.length
  into.trace = [...into.trace, ...part.trace.slice(0, room)]
  into.traceMore += part.traceMore + Math.max(0, part.trace.length - room)
}

function earlierOf(a: number, b: number): number {
  return Number.isNaN(a) ? b : earlier(a, b)
}

function laterOf(a: number, b: number): number {
  return Number.isNaN(a) ? b : later(a, b)
}

function packTable<T>({keys, ...rest}: TableState<T>): PackedTable<T> {
  const ends = new Uint32Array(keys.length)
  const bytes = new Uint8Array(keys.reduce((sum, key) => sum + key.length, 0))
  let end = 0
  for (const [place, key] of keys.entries()) {
    bytes.set(key, end)
    end += key.length
    ends[place] = end
  }
  return {...rest, bytes, ends}
}

function unpackTable<T>({bytes, ends, ...rest}: PackedTable<T>): TableState<T> {
  return {...rest, keys: Array.from(ends, (end, place) => bytes.subarray(ends[place - 1] ?? 0, end))}
}
