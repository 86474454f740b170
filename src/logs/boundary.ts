/** Where a file may be cut: before a line that surely begins an event, told from the bytes there alone. */
import {hasAt, toBytes} from './bytes.js'
import type {AnalysisOptions} from './options.js'
import {parseLine} from './parse.js'
import {makeRecord} from './record.js'

const DOCKER = toBytes('{"log":"')
/** Lines that are looked at; in a file without times and JSON any line will do. */
const MOST_LINES = 1000

/**
 * The place in `bytes` of the first line that begins an event, not at 0; -1 when none does. A line without a time counts by
 * the one before it, which the part before the cut holds: where a window is wanted only a line with a time will do.
 */
export function findEventStart(
  bytes: Buffer,
  {layout: forced, sinceMs, untilMs}: AnalysisOptions,
  nearMs: number,
): number {
  const record = makeRecord()
  const context = {forced, nearMs, last: 'json' as const}
  let firstLine = -1
  let firstJson = -1
  let at = bytes.indexOf(10) + 1
  for (let lines = 0; at > 0 && lines < MOST_LINES; lines++) {
    if (firstLine < 0) firstLine = at
    const end = bytes.indexOf(10, at)
    if (end < 0) break
    const inner = innerLine(bytes, at, end)
    if (inner) parseLine(record, inner, 0, inner.length, context)
    else parseLine(record, bytes, at, end, context)
    // Docker has a time for every line, so for one of JSON too.
    if (record.hasTime || (inner && record.layout === 'json')) return at
    if (firstJson < 0 && record.layout === 'json') firstJson = at
    at = end + 1
  }
  if (sinceMs !== undefined || untilMs !== undefined) return -1
  return firstJson < 0 ? firstLine : firstJson
}

/** What a container wrote, if Docker wrapped it. */
function innerLine(bytes: Buffer, start: number, end: number): Buffer | undefined {
  if (!hasAt(bytes, start, end, DOCKER)) return undefined
  try {
    const {log} = JSON.parse(bytes.toString('utf8', start, end)) as {log: unknown}
    return Buffer.from(String(log).replace(/\n$/, ''))
  } catch {
    return undefined
  }
}

/** Shares of bytes that no text has, above which it is none. */
const MOST_CONTROL = 0.1

/** Whether the first bytes of a file are something else than text. UTF-16 is not read either. */
export function isBinary(head: Uint8Array): boolean {
  let odd = 0
  for (const byte of head) {
    // Tab, line feed, form feed, carriage return and escape are in logs; C1 is not in UTF-8 as a first byte, nor in Latin 1.
    if ((byte < 32 && (byte < 9 || byte > 13) && byte !== 27) || byte === 127) odd++
  }
  return odd > head.length * MOST_CONTROL
}
