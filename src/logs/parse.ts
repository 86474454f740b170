/** One line → the record. The first bytes say which layouts may fit; a file of mixed lines survives, as each line is looked at. */

import {readAccess} from './access.js'
import type {Layout} from './analysis.js'
import {isDigit} from './bytes.js'
import {readKlog, readPostgres, readRails, readRedis, readSyslog} from './daemons.js'
import {readJson} from './json.js'
import {ERROR, INFO, NO_LEVEL} from './level.js'
import {readLogfmt} from './logfmt.js'
import {type LogRecord, resetRecord, setSpan} from './record.js'
import {readText} from './text.js'

type Reader = (record: LogRecord, bytes: Uint8Array, start: number, end: number, nearMs: number) => boolean

const readers: Partial<Record<Layout, Reader>> = {
  json: (record, bytes, start, end) => bytes[start] === 123 && readJson(record, bytes, start, end),
  access: readAccess,
  logfmt: readLogfmt,
  syslog: readSyslog,
  postgres: readPostgres,
  redis: readRedis,
  klog: readKlog,
  rails: readRails,
  text: readText,
}

const forDigit: readonly Layout[] = ['postgres', 'text', 'redis', 'access']
const forLetter: readonly Layout[] = ['klog', 'rails', 'syslog', 'logfmt', 'access', 'text']
const forAngle: readonly Layout[] = ['syslog']
const forOther: readonly Layout[] = ['text', 'access']

/** What the lines of one source are read by. */
export interface ParseContext {
  /** Only this layout is tried. */
  readonly forced: Layout | undefined
  /** Times without a year are taken near this one. */
  nearMs: number
  /** Layout of the last line that was text: most often the next one's too. */
  last: Layout
}

/** Fills the record from bytes[start, end), which has no newline at its end. */
export function parseLine(
  record: LogRecord,
  bytes: Uint8Array,
  start: number,
  end: number,
  context: ParseContext,
): void {
  resetRecord(record, bytes, start, end)
  const front = skipSpace(bytes, start, end)
  if (context.forced !== undefined) readForced(record, bytes, front, end, context, context.forced)
  else if (bytes[front] === 123 && front < end) readBrace(record, bytes, front, end)
  else if (front === start) readAny(record, bytes, start, end, context)
  if (record.layout === 'plain') setSpan(record.message, start, end)
  if (record.level === NO_LEVEL && record.status > 0) record.level = record.status >= 500 ? ERROR : INFO
}

function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at++
  return at
}

function readForced(
  record: LogRecord,
  bytes: Uint8Array,
  start: number,
  end: number,
  context: ParseContext,
  layout: Layout,
): void {
  const isRead = readers[layout]?.(record, bytes, start, end, context.nearMs) ?? false
  if (isRead) return
  resetRecord(record, bytes, start, end)
  record.isDamaged = layout === 'json' && bytes[start] === 123
}

function readBrace(record: LogRecord, bytes: Uint8Array, start: number, end: number): void {
  if (readJson(record, bytes, start, end)) return
  resetRecord(record, bytes, start, end)
  record.isDamaged = true
}

function readAny(record: LogRecord, bytes: Uint8Array, start: number, end: number, context: ParseContext): void {
  const first = bytes[start] as number
  const candidates = candidatesFor(first)
  // Text with a time matches lines of other layouts too, so it never goes first.
  const isLastFirst = context.last !== 'text' && candidates.includes(context.last)
  if (isLastFirst && readers[context.last]?.(record, bytes, start, end, context.nearMs)) return
  for (const layout of candidates) {
    if (layout === context.last && isLastFirst) continue
    resetRecord(record, bytes, start, end)
    if (readers[layout]?.(record, bytes, start, end, context.nearMs)) {
      context.last = layout
      return
    }
  }
  resetRecord(record, bytes, start, end)
}

function candidatesFor(first: number): readonly Layout[] {
  if (isDigit(first)) return forDigit
  if (first === 60) return forAngle
  return (first >= 65 && first <= 90) || (first >= 97 && first <= 122) ? forLetter : forOther
}
