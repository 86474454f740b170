/** What one thread read of one source, as it passes to the thread that adds all up. */

import type {ErrorValue, PathValue, SlowValue, StackValue, TraceValue} from './aggregate.js'
import {type Aggregate, earlier, later, MOST_TRACE, topOf} from './aggregate.js'
import {mergeSketch, type Sketch} from './sketch.js'
import type {SourceState} from './source.js'
import type {TableState} from './table.js'
import {mergeTimeline, type Timeline} from './timeline.js'

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
  readonly paths: TableState<PathValue>
  readonly clients: TableState<undefined>
  readonly agents: TableState<undefined>
  readonly errors: TableState<ErrorValue>
  readonly stacks: TableState<StackValue>
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
    paths: aggregate.paths.state(),
    clients: aggregate.clients.state(),
    agents: aggregate.agents.state(),
    errors: aggregate.errors.state(),
    stacks: aggregate.stacks.state(),
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
  into.paths.merge(part.paths)
  into.clients.merge(part.clients)
  into.agents.merge(part.agents)
  into.errors.merge(part.errors)
  into.stacks.merge(part.stacks)
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
