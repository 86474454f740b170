/** One event → the aggregate. What is rare (errors, traces) may make strings; the rest works on bytes. */

import {type Aggregate, earlier, later, MOST_TRACE, topOf} from './aggregate.js'
import {levels} from './analysis.js'
import {toBytes, toText} from './bytes.js'
import {ERROR, NO_LEVEL} from './level.js'
import {maskText} from './mask.js'
import {normalisePath, normalPath} from './path.js'
import {type LogRecord, type Span, textOf} from './record.js'
import {addToSketch, makeSketch} from './sketch.js'
import {parseStack} from './stack.js'
import type {ByteTable} from './table.js'
import {toTemplate} from './template.js'
import {skipLogger} from './text.js'
import {bucketAt} from './timeline.js'

/** What the reader knows of an event beside its record. */
export interface EventPlace {
  readonly source: string
  /** The event's time, or that of the one before it; NaN when neither is known. */
  ms: number
  /** It holds lines of a stack trace. */
  isTrace: boolean
  /** It holds the trace or request id that was asked for. */
  isWanted: boolean
}

const LONGEST_EXAMPLE = 400
const LONGEST_MESSAGE = 2000
const LONGEST_STACK = 32_768

/** False for an event outside since and until: then it counts as that alone. */
export function addEvent(aggregate: Aggregate, record: LogRecord, place: EventPlace): boolean {
  const {sinceMs, untilMs} = aggregate.options
  if ((sinceMs !== undefined && !(place.ms >= sinceMs)) || (untilMs !== undefined && !(place.ms < untilMs))) {
    aggregate.outside++
    return false
  }
  aggregate.events++
  const isError = record.level >= ERROR
  ;(aggregate.levels[record.level === NO_LEVEL ? levels.length : record.level] as number)++
  if (record.hasTime) addTime(aggregate, record.timeMs, isError)
  else aggregate.timeless++
  if (record.status > 0) (aggregate.status[record.status] as number)++
  if (!Number.isNaN(record.durationNs)) addDuration(aggregate, record, place)
  // Beside neither method nor status it is the path of a file.
  if (record.path.start >= 0 && (record.method.start >= 0 || record.status > 0)) addPath(aggregate, record)
  if (record.client.start >= 0) addName(aggregate.clients, record, record.client)
  if (record.agent.start >= 0) addName(aggregate.agents, record, record.agent)
  if (isError) addError(aggregate, record, place)
  if (place.isTrace || record.stack.start >= 0) addStack(aggregate, record, place)
  if (place.isWanted) addToTrace(aggregate, record, place)
  return true
}

function addTime(aggregate: Aggregate, ms: number, isError: boolean): void {
  const bucket = bucketAt(aggregate.timeline, ms)
  bucket.count++
  if (isError) bucket.errors++
  if (!(ms >= aggregate.firstMs)) aggregate.firstMs = ms
  if (!(ms <= aggregate.lastMs)) aggregate.lastMs = ms
}

function addDuration(aggregate: Aggregate, record: LogRecord, place: EventPlace): void {
  addToSketch(aggregate.latency, record.durationNs)
  const {slowest} = aggregate
  const most = topOf(aggregate.options)
  if (slowest.length >= most && record.durationNs <= (slowest[most - 1]?.durationNs ?? 0)) return
  const at = slowest.findIndex(({durationNs}) => durationNs < record.durationNs)
  slowest.splice(at < 0 ? slowest.length : at, 0, {
    durationNs: record.durationNs,
    ms: place.ms,
    method: textOf(record, record.method),
    path: maskedOf(record, record.path),
    status: record.status,
    id: textOf(record, record.trace) ?? textOf(record, record.request),
    source: place.source,
  })
  if (slowest.length > most) slowest.pop()
}

function addPath(aggregate: Aggregate, record: LogRecord): void {
  normaliseOf(record)
  const {paths} = aggregate
  const at = paths.add(normalPath.bytes, 0, normalPath.length)
  let value = paths.values[at]
  if (value === undefined) {
    value = {errors: 0, sketch: makeSketch()}
    paths.values[at] = value
  }
  if (record.status >= 500) value.errors++
  if (!Number.isNaN(record.durationNs)) addToSketch(value.sketch, record.durationNs)
}

function normaliseOf(record: LogRecord): void {
  const {path} = record
  if (!path.isEscaped) normalisePath(record.bytes, path.start, path.end)
  else {
    const bytes = toBytes(textOf(record, path) ?? '')
    normalisePath(bytes, 0, bytes.length)
  }
}

function addName(table: ByteTable<undefined>, record: LogRecord, span: Span): void {
  if (!span.isEscaped) table.add(record.bytes, span.start, span.end)
  else addText(table, textOf(record, span) ?? '')
}

const encoder = new TextEncoder()
const scratch = new Uint8Array(4096)

function addText<T>(table: ByteTable<T>, text: string): number {
  return table.add(scratch, 0, encoder.encodeInto(text, scratch).written)
}

function messageOf(record: LogRecord): string {
  if (isRequest(record)) {
    normaliseOf(record)
    return requestOf(record, toText(normalPath.bytes, 0, normalPath.length))
  }
  // Only what is told needs this much.
  if (record.layout === 'text' && record.level !== NO_LEVEL) {
    return toText(record.bytes, skipLogger(record.bytes, record.message.start, record.message.end), record.message.end)
  }
  return textOf(record, record.message) ?? textOf(record, record.errorMessage) ?? wholeOf(record)
}

/** A line that says nothing but which request it was. */
function isRequest(record: LogRecord): boolean {
  return record.path.start >= 0 && (record.layout === 'access' || record.message.start < 0)
}

/** `GET /orders/{id} 503`. */
function requestOf(record: LogRecord, path: string | undefined): string {
  return [textOf(record, record.method), path, record.status || undefined]
    .filter((part) => part !== undefined)
    .join(' ')
}

function wholeOf(record: LogRecord): string {
  return toText(record.bytes, record.start, Math.min(record.end, record.start + LONGEST_EXAMPLE))
}

function addError(aggregate: Aggregate, record: LogRecord, place: EventPlace): void {
  const isTemplate = isRequest(record)
  const message = maskText(messageOf(record).slice(0, LONGEST_MESSAGE))
  // The path of a request is a template already; its status tells kinds of failures apart.
  const at = addText(aggregate.errors, isTemplate ? message : toTemplate(message))
  const value = aggregate.errors.values[at]
  if (value === undefined) {
    const example = firstLine(isTemplate ? maskText(requestOf(record, textOf(record, record.path))) : message)
    aggregate.errors.values[at] = {level: record.level, first: place.ms, last: place.ms, example, source: place.source}
    return
  }
  value.level = Math.max(value.level, record.level)
  value.first = earlier(value.first, place.ms)
  value.last = later(value.last, place.ms)
}

function firstLine(text: string): string {
  const newline = text.indexOf('\n')
  const line = newline < 0 ? text : text.slice(0, newline)
  return line.length > LONGEST_EXAMPLE ? `${line.slice(0, LONGEST_EXAMPLE)}…` : line
}

function addStack(aggregate: Aggregate, record: LogRecord, place: EventPlace): void {
  const end = Math.min(record.end, record.start + LONGEST_STACK)
  const stack = parseStack(textOf(record, record.stack) ?? toText(record.bytes, record.start, end))
  if (!stack) return
  aggregate.stackCount++
  const type = textOf(record, record.errorType) ?? stack.type
  const at = addText(aggregate.stacks, [stack.language, type, ...stack.frames].join('\n'))
  const value = aggregate.stacks.values[at]
  if (value === undefined) {
    const message = firstLine(maskText(stack.message))
    aggregate.stacks.values[at] = {first: place.ms, last: place.ms, message, source: place.source}
    return
  }
  value.first = earlier(value.first, place.ms)
  value.last = later(value.last, place.ms)
}

function addToTrace(aggregate: Aggregate, record: LogRecord, place: EventPlace): void {
  if (aggregate.trace.length >= MOST_TRACE) {
    aggregate.traceMore++
    return
  }
  aggregate.trace.push({
    ms: place.ms,
    level: levels[record.level],
    source: place.source,
    message: firstLine(maskText(messageOf(record).slice(0, LONGEST_MESSAGE))),
    durationNs: record.durationNs,
  })
}

function maskedOf(record: LogRecord, span: Span): string | undefined {
  const text = textOf(record, span)
  return text === undefined ? undefined : maskText(text)
}
