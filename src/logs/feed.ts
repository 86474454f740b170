/** Bytes of one source → lines → events. Keeps no more than one event and one chunk. */
import {isUtf8} from 'node:buffer'
import {addEvent, type EventPlace} from './add-event.js'
import type {Aggregate} from './aggregate.js'
import {type Layout, layouts} from './analysis.js'
import {NEWLINE} from './bytes.js'
import {stripColours} from './colours.js'
import {beginEvent, continues, finishEvent, type OpenEvent} from './continuation.js'
import {type ParseContext, parseLine} from './parse.js'
import {type LogRecord, makeRecord, resetRecord} from './record.js'
import {BACKWARDS_MS, type SourceState} from './source.js'

const placeOf = Object.fromEntries(layouts.map((layout, place) => [layout, place])) as Record<Layout, number>

/** A longer line is cut here: the rest of it is not looked at. */
export const LONGEST_LINE = 4 * 2 ** 20
/** A longer event is counted as it is, and the next line begins another. */
const LONGEST_EVENT = 2 ** 20
const FIRST_SIZE = 2 ** 18

/** Buffers of sources that ended: new ones for every part of a file would be freed late. */
const spare: Buffer[] = []
const MOST_SPARE = 2 ** 22

function takeSpare(): Buffer {
  return spare.pop() ?? Buffer.allocUnsafeSlow(FIRST_SIZE)
}

/** A class, as what is between two chunks is its state. */
export class LineFeed {
  private buffer = takeSpare()
  private filled = 0
  private isSkipping = false
  private hasOpen = false
  private current: LogRecord = makeRecord()
  private next: LogRecord = makeRecord()
  private readonly open: OpenEvent = {state: 0, more: 0, isTrace: false}
  private readonly context: ParseContext
  private readonly place: EventPlace
  private readonly wanted: Buffer | undefined
  /** Where the id that was asked for is next in the buffer; -1: nowhere. */
  private wantedAt = -1
  private isClean = true
  /** When the lines of the buffer came; shorter than they are many where nobody knows. */
  private times: number[] = []
  private lineAt = 0
  /** Place of the open event's first line among those of the buffer. */
  private openAt = 0

  constructor(
    private readonly aggregate: Aggregate,
    readonly source: SourceState,
    nearMs: number,
  ) {
    const {layout, trace} = aggregate.options
    this.context = {forced: layout === 'docker' ? undefined : layout, nearMs, last: 'json'}
    this.place = {source: source.name, ms: Number.NaN, isTrace: false, isWanted: false}
    this.wanted = trace === undefined ? undefined : Buffer.from(trace)
  }

  /** Takes bytes, and for whole lines in them the times they came at, if something else knows them. */
  push(chunk: Uint8Array, times: readonly number[] = []): void {
    for (const time of times) this.times.push(time)
    for (let at = 0; at < chunk.length; at += LONGEST_LINE) {
      this.append(chunk.subarray(at, at + LONGEST_LINE))
      const stop = this.takeColours(this.filled === 0 ? 0 : this.buffer.lastIndexOf(NEWLINE, this.filled - 1) + 1)
      this.readLines(stop)
      if (this.filled - stop > LONGEST_LINE) this.cutLine(stop)
      else this.keep(stop)
    }
  }

  end(): void {
    this.readLines(this.takeColours(this.filled))
    this.commit()
    this.filled = 0
    if (this.buffer.length <= MOST_SPARE) spare.push(this.buffer)
    this.buffer = Buffer.alloc(0)
  }

  private append(chunk: Uint8Array): void {
    const needed = this.filled + chunk.length
    if (needed > this.buffer.length) {
      const wider = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(2 * this.buffer.length, needed + LONGEST_LINE)))
      wider.set(this.buffer.subarray(0, this.filled))
      this.buffer = wider
    }
    this.buffer.set(chunk, this.filled)
    this.filled = needed
  }

  /** Answers where the lines that ended at `stop` end without their colours. */
  private takeColours(stop: number): number {
    const plain = stripColours(this.buffer, stop)
    if (plain === stop) return stop
    this.buffer.copyWithin(plain, stop, this.filled)
    this.filled -= stop - plain
    return plain
  }

  private readLines(stop: number): void {
    const {buffer} = this
    this.look(stop)
    // The event that was left open is read again: its bytes were kept, and have moved.
    this.hasOpen = false
    this.lineAt = 0
    for (let at = 0; at < stop; this.lineAt++) {
      const newline = buffer.indexOf(NEWLINE, at)
      const end = newline < 0 || newline >= stop ? stop : newline
      if (this.isSkipping) this.isSkipping = false
      else this.readLine(at, end)
      at = end + 1
    }
  }

  /** Finds out for the whole part at once what only few lines have to be looked at for. */
  private look(stop: number): void {
    const part = this.buffer.subarray(0, stop)
    this.isClean = isUtf8(part) && !part.includes(0)
    this.wantedAt = this.wanted ? part.indexOf(this.wanted) : -1
  }

  private readLine(start: number, lineEnd: number): void {
    const {buffer, next} = this
    const end = lineEnd > start && buffer[lineEnd - 1] === 13 ? lineEnd - 1 : lineEnd
    this.source.lines++
    if (!this.isClean && isDamaged(buffer, start, end)) {
      readDamaged(next, buffer, start, end, this.context)
    } else parseLine(next, buffer, start, end, this.context)
    if (this.hasOpen && end - this.current.start < LONGEST_EVENT && continues(this.open, this.current, next)) {
      this.current.end = end
      this.open.more++
      if (next.isDamaged) this.current.isDamaged = true
      return
    }
    this.commit()
    this.next = this.current
    this.current = next
    this.hasOpen = true
    this.openAt = this.lineAt
    beginEvent(this.open, next)
  }

  /** Counts the event that is open. */
  private commit(): void {
    if (!this.hasOpen) return
    this.hasOpen = false
    const {current, source, place} = this
    finishEvent(this.open, current)
    this.lendTime(current)
    if (current.hasTime) this.noteTime(current.timeMs)
    place.isTrace = this.open.isTrace
    place.isWanted = this.holdsWanted(current)
    if (!addEvent(this.aggregate, current, place)) return
    source.events++
    ;(source.layouts[placeOf[current.layout]] as number)++
    if (current.isDamaged) source.damaged++
  }

  /** A line without a time of its own has the one it came at. */
  private lendTime(record: LogRecord): void {
    const time = this.times[this.openAt]
    if (record.hasTime || time === undefined || Number.isNaN(time)) return
    record.hasTime = true
    record.timeMs = time
  }

  private noteTime(ms: number): void {
    const {source} = this
    if (ms < source.lastMs - BACKWARDS_MS) source.backwards++
    if (Number.isNaN(source.firstMs)) source.firstMs = ms
    source.lastMs = ms
    this.place.ms = ms
  }

  private holdsWanted(record: LogRecord): boolean {
    if (!this.wanted) return false
    while (this.wantedAt >= 0 && this.wantedAt < record.start) {
      this.wantedAt = this.buffer.indexOf(this.wanted, this.wantedAt + 1)
    }
    return this.wantedAt >= 0 && this.wantedAt < record.end
  }

  /** Moves what is not counted yet to the front. */
  private keep(stop: number): void {
    const from = this.hasOpen ? this.current.start : stop
    // Its lines are read, and counted, again.
    if (this.hasOpen) this.source.lines -= 1 + this.open.more
    if (this.times.length > 0) this.times.splice(0, this.hasOpen ? this.openAt : this.lineAt)
    this.buffer.copyWithin(0, from, this.filled)
    this.filled -= from
  }

  /** Counts the beginning of a line that has no end in sight; the rest of it is skipped. */
  private cutLine(start: number): void {
    if (!this.isSkipping) {
      this.readLine(start, this.filled)
      this.current.isDamaged = true
    }
    this.commit()
    this.times.splice(0, this.lineAt)
    this.filled = 0
    this.isSkipping = true
  }
}

/** Bytes that are no text; a zero is left where a file system lost what was written. */
function isDamaged(buffer: Buffer, start: number, end: number): boolean {
  const line = buffer.subarray(start, end)
  return line.includes(0) || !isUtf8(line)
}

function readDamaged(record: LogRecord, buffer: Buffer, start: number, end: number, context: ParseContext): void {
  if (buffer.subarray(start, end).includes(0)) resetRecord(record, buffer, start, end)
  else parseLine(record, buffer, start, end, context)
  record.isDamaged = true
}
