/** Status line and headers of an answer: only what says where the answer ends. */
import type {HeadFacts, HeadMemo} from './head-memo.js'

const LF = 10
const CR = 13
const SPACE = 32
const TAB = 9
const COLON = 58
const ZERO = 48
/** Heads that are longer are refused: nothing may make a connection keep more. */
const MOST_BYTES = 65_536

const START = Buffer.from('http/1.')
const CONTENT_LENGTH = Buffer.from('content-length')
const TRANSFER_ENCODING = Buffer.from('transfer-encoding')
const CONNECTION = Buffer.from('connection')
const KEEP_ALIVE = Buffer.from('keep-alive')
const CLOSE = Buffer.from('close')
const CHUNKED = Buffer.from('chunked')

export class HttpHead implements HeadFacts {
  status = 0
  length = -1
  isChunked = false
  isKept = true
  /** Why this is no head; empty while nothing is wrong. */
  defect = ''

  /** What came of a head that is not whole. */
  private rest: Buffer | undefined
  private held = 0

  constructor(private readonly memo: HeadMemo) {}

  /** Reads on. Returns the place behind the empty line, or -1 when more is needed or something is wrong. */
  read(buffer: Buffer, from: number, to: number): number {
    if (this.held === 0) {
      const known = this.memo.match(buffer, from, to)
      if (known > 0) {
        this.recall()
        return from + known
      }
      const end = this.parse(buffer, from, to)
      if (end >= 0) this.memo.keep(buffer, from, end, this)
      else if (this.defect === '') this.hold(buffer, from, to)
      return end
    }
    const before = this.held
    const taken = this.hold(buffer, from, to)
    const end = this.parse(this.rest as Buffer, 0, this.held)
    if (end >= 0) {
      this.held = 0
      return from + end - before
    }
    if (taken < to - from) this.defect = 'a head of more than 64 KiB'
    return -1
  }

  /** Starts anew. */
  forget(): void {
    this.held = 0
    this.defect = ''
  }

  private recall(): void {
    const {facts} = this.memo
    this.status = facts.status
    this.length = facts.length
    this.isChunked = facts.isChunked
    this.isKept = facts.isKept
  }

  private hold(buffer: Buffer, from: number, to: number): number {
    const wanted = Math.min(MOST_BYTES, this.held + to - from)
    if (this.rest === undefined || this.rest.length < wanted) {
      const larger = Buffer.allocUnsafe(Math.min(MOST_BYTES, Math.max(1024, wanted * 2)))
      this.rest?.copy(larger, 0, 0, this.held)
      this.rest = larger
    }
    const taken = buffer.copy(this.rest, this.held, from, from + wanted - this.held)
    this.held += taken
    return taken
  }

  private parse(buffer: Buffer, from: number, to: number): number {
    let start = from
    let isFirst = true
    for (let at = from; at < to; at++) {
      if (buffer[at] !== LF) continue
      const end = at > start && buffer[at - 1] === CR ? at - 1 : at
      if (isFirst) this.readStatus(buffer, start, end)
      else if (end === start) return this.defect === '' ? at + 1 : -1
      else this.readHeader(buffer, start, end)
      if (this.defect !== '') return -1
      isFirst = false
      start = at + 1
    }
    return -1
  }

  private readStatus(buffer: Buffer, from: number, to: number): void {
    const at = from + START.length + 2
    const isAnswer = to >= at + 3 && isWord(buffer, from, START) && buffer[at - 1] === SPACE
    const status = isAnswer ? number(buffer, at, at + 3) : -1
    if (status < 100 || status > 599 || (to > at + 3 && buffer[at + 3] !== SPACE)) {
      this.defect = `no HTTP/1.1 answer: ${JSON.stringify(buffer.toString('latin1', from, Math.min(to, from + 60)))}`
      return
    }
    this.status = status
    this.length = -1
    this.isChunked = false
    this.isKept = buffer[at - 2] !== ZERO
  }

  private readHeader(buffer: Buffer, from: number, to: number): void {
    const first = (buffer[from] as number) | 0x20
    if (first === 0x63) {
      if (isHeader(buffer, from, to, CONTENT_LENGTH)) this.readLength(buffer, from + CONTENT_LENGTH.length + 1, to)
      else if (isHeader(buffer, from, to, CONNECTION)) this.readConnection(buffer, from + CONNECTION.length + 1, to)
    } else if (first === 0x74 && isHeader(buffer, from, to, TRANSFER_ENCODING)) {
      const end = valueEnd(buffer, from, to)
      const start = end - CHUNKED.length
      this.isChunked = start > from + TRANSFER_ENCODING.length && isWord(buffer, start, CHUNKED)
    }
  }

  private readLength(buffer: Buffer, from: number, to: number): void {
    const length = number(buffer, valueStart(buffer, from, to), valueEnd(buffer, from, to))
    if (length < 0 || (this.length >= 0 && this.length !== length)) {
      this.defect = `Content-Length${buffer.toString('latin1', from - 1, Math.min(to, from + 40))}`
    } else this.length = length
  }

  private readConnection(buffer: Buffer, from: number, to: number): void {
    const start = valueStart(buffer, from, to)
    const length = valueEnd(buffer, from, to) - start
    if (length === KEEP_ALIVE.length && isWord(buffer, start, KEEP_ALIVE)) this.isKept = true
    else if (length === CLOSE.length && isWord(buffer, start, CLOSE)) this.isKept = false
    else {
      const words = buffer
        .toString('latin1', start, start + length)
        .toLowerCase()
        .split(/[\s,]+/)
      if (words.includes('close')) this.isKept = false
      else if (words.includes('keep-alive')) this.isKept = true
    }
  }
}

function isHeader(buffer: Buffer, from: number, to: number, name: Buffer): boolean {
  const colon = from + name.length
  return colon < to && buffer[colon] === COLON && isWord(buffer, from, name)
}

/** Whether a word of lower case stands there, in any case. */
function isWord(buffer: Buffer, from: number, word: Buffer): boolean {
  for (let at = 0; at < word.length; at++) {
    const byte = buffer[from + at] as number
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
    if (lower !== word[at]) return false
  }
  return true
}

function valueStart(buffer: Buffer, from: number, to: number): number {
  let at = from
  while (at < to && (buffer[at] === SPACE || buffer[at] === TAB)) at++
  return at
}

function valueEnd(buffer: Buffer, from: number, to: number): number {
  let at = to
  while (at > from && (buffer[at - 1] === SPACE || buffer[at - 1] === TAB)) at--
  return at
}

/** A decimal number without a sign; -1 for anything else. */
function number(buffer: Buffer, from: number, to: number): number {
  if (from >= to || to - from > 15) return -1
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = (buffer[at] as number) - ZERO
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}
