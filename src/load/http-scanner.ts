/** Where an HTTP/1.1 answer ends (RFC 9112 §6), byte by byte, without making an object for it. */
import type {ErrorKind} from '../bench/result.js'
import type {HeadMemo} from './head-memo.js'
import {HttpHead} from './http-head.js'
import type {Needle} from './needle.js'
import type {Scanner} from './wire.js'

/** What one kind of request says about its answers. */
export interface HttpAnswerRule {
  /** HEAD gets the headers of a body that does not come. */
  readonly hasBody: boolean
  /** Right statuses; any below 400 when absent. */
  readonly statuses?: ReadonlySet<number>
  readonly needle?: Needle
}

const LF = 10
const CR = 13
/** Longer sizes of a chunk are nonsense. */
const MOST_HEX_DIGITS = 12

type Phase = 'head' | 'counted' | 'until-close' | 'size' | 'extension' | 'data' | 'data-end' | 'trailer'

export class HttpScanner implements Scanner {
  error: ErrorKind | undefined
  status = 0
  isLast = false

  private readonly head: HttpHead
  private phase: Phase = 'head'
  /** Bytes of the body or chunk that are still to come. */
  private left = 0
  /** Digits of a chunk's size, or characters of a trailer's line. */
  private seen = 0
  private found = 0
  private rule: HttpAnswerRule
  private defect = ''

  constructor(
    private readonly rules: readonly HttpAnswerRule[],
    memo: HeadMemo,
  ) {
    this.head = new HttpHead(memo)
    this.rule = rules[0] as HttpAnswerRule
  }

  scan(buffer: Buffer, from: number, to: number, kind: number): number {
    let at = from
    while (this.phase === 'head') {
      at = this.head.read(buffer, at, to)
      if (at < 0) return this.head.defect === '' ? -1 : this.fail(this.head.defect, to)
      this.rule = this.rules[kind] as HttpAnswerRule
      // 1xx comes before the answer itself.
      if (this.head.status >= 200) this.begin()
      else if (this.head.status === 101) return this.fail('101 Switching Protocols', to)
      if (this.phase === 'head' && this.head.status >= 200) return at
    }
    return this.body(buffer, at, to)
  }

  end(): boolean {
    if (this.phase !== 'until-close') return false
    this.finish()
    return true
  }

  describe(): string {
    if (this.error === 'framing') return this.defect
    if (this.error === 'body') return `HTTP ${this.status} without ${JSON.stringify(this.rule.needle?.text)}`
    return `HTTP ${this.status}`
  }

  /** What follows the head; `head` again when nothing does. */
  private begin(): void {
    const {status, isChunked, length} = this.head
    this.status = status
    this.isLast = !this.head.isKept
    this.found = 0
    this.seen = 0
    this.left = 0
    if (!this.rule.hasBody || status === 204 || status === 304 || (length === 0 && !isChunked)) this.finish()
    else if (isChunked) this.phase = 'size'
    else if (length > 0) {
      this.phase = 'counted'
      this.left = length
    } else {
      this.phase = 'until-close'
      this.isLast = true
    }
  }

  private finish(): void {
    this.phase = 'head'
    this.error = this.judge()
  }

  private judge(): ErrorKind | undefined {
    const {status, rule} = this
    const isRight = rule.statuses === undefined ? status < 400 : rule.statuses.has(status)
    if (isRight) return rule.needle === undefined || rule.needle.isFound(this.found) ? undefined : 'body'
    if (status >= 500) return '5xx'
    return status >= 400 ? '4xx' : 'status'
  }

  private fail(defect: string, to: number): number {
    this.phase = 'head'
    this.head.forget()
    this.error = 'framing'
    this.isLast = true
    this.defect = defect
    return to
  }

  private body(buffer: Buffer, from: number, to: number): number {
    let at = from
    while (at < to) {
      if (this.phase === 'counted' || this.phase === 'data') {
        const end = Math.min(to, at + this.left)
        this.look(buffer, at, end)
        this.left -= end - at
        at = end
        if (this.left > 0) return -1
        if (this.phase === 'data') this.phase = 'data-end'
        else {
          this.finish()
          return at
        }
      } else if (this.phase === 'until-close') {
        this.look(buffer, at, to)
        return -1
      } else {
        const defect = this.mark(buffer[at] as number)
        at += 1
        if (defect !== '') return this.fail(defect, to)
        // A mark that ends the answer leaves the scanner before a head.
        if (this.isBetween()) return at
      }
    }
    return -1
  }

  private isBetween(): boolean {
    return this.phase === 'head'
  }

  private look(buffer: Buffer, from: number, to: number): void {
    if (this.rule.needle !== undefined) this.found = this.rule.needle.feed(this.found, buffer, from, to)
  }

  /** One byte of what stands around the chunks. Returns what is wrong with it. */
  private mark(byte: number): string {
    if (this.phase === 'size') return this.sizeByte(byte)
    if (this.phase === 'extension') {
      if (byte === LF) this.endSize()
    } else if (this.phase === 'data-end') {
      if (byte === LF) this.phase = 'size'
      else if (byte !== CR) return 'a chunk is longer than its size'
    } else if (byte === LF) {
      if (this.seen === 0) this.finish()
      this.seen = 0
    } else if (byte !== CR) this.seen += 1
    return ''
  }

  private sizeByte(byte: number): string {
    const digit = hexDigit(byte)
    if (digit >= 0) {
      this.left = this.left * 16 + digit
      this.seen += 1
      return this.seen > MOST_HEX_DIGITS ? 'a chunk with a size of too many digits' : ''
    }
    if (this.seen === 0) return 'a chunk without a size'
    if (byte === LF) this.endSize()
    else if (byte === CR || byte === 0x3b || byte === 0x20 || byte === 0x09) this.phase = 'extension'
    else return 'a chunk whose size is no number'
    return ''
  }

  private endSize(): void {
    this.seen = 0
    this.phase = this.left === 0 ? 'trailer' : 'data'
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
