/** Counts of one source, beside what all sources share. */
import {type Layout, layouts, type Problem, type SourceReport} from './analysis.js'

export interface SourceState {
  readonly name: string
  compression: SourceReport['compression']
  bytes: number
  lines: number
  events: number
  damaged: number
  backwards: number
  /** First and last time that was read, NaN for none: what the next part of the source is compared with. */
  firstMs: number
  lastMs: number
  /** Events by their place in `layouts`. */
  readonly layouts: number[]
  problem: {readonly kind: Problem; readonly detail: string} | undefined
}

/** A clock that is set back by less is not worth telling: threads write their lines out of order. */
export const BACKWARDS_MS = 1000

export function makeSource(name: string): SourceState {
  return {
    name,
    compression: 'none',
    bytes: 0,
    lines: 0,
    events: 0,
    damaged: 0,
    backwards: 0,
    firstMs: Number.NaN,
    lastMs: Number.NaN,
    layouts: layouts.map(() => 0),
    problem: undefined,
  }
}

/** Adds the part of the same source that follows. */
export function appendSource(into: SourceState, part: SourceState): void {
  into.compression = part.compression
  into.bytes += part.bytes
  into.lines += part.lines
  into.events += part.events
  into.damaged += part.damaged
  into.backwards += part.backwards
  if (part.firstMs < into.lastMs - BACKWARDS_MS) into.backwards++
  if (Number.isNaN(into.firstMs)) into.firstMs = part.firstMs
  if (!Number.isNaN(part.lastMs)) into.lastMs = part.lastMs
  for (const [place, count] of part.layouts.entries()) into.layouts[place] = (into.layouts[place] ?? 0) + count
  into.problem ??= part.problem
}

export function unparsedOf(source: SourceState): number {
  return source.layouts[layouts.indexOf('plain')] ?? 0
}

export function toSourceReport(source: SourceState): SourceReport {
  const counted = layouts
    .map((layout, place): {layout: Layout; count: number} => ({layout, count: source.layouts[place] ?? 0}))
    .filter(({count}) => count > 0)
    .sort((a, b) => b.count - a.count)
  const {name, compression, bytes, lines, events, damaged, problem} = source
  return {
    name,
    compression,
    layout: counted[0]?.layout ?? 'plain',
    layouts: counted,
    bytes,
    lines,
    events,
    unparsed: unparsedOf(source),
    damaged,
    ...(problem ? {problem} : {}),
  }
}
