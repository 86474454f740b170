import type {ErrorKind} from '../bench/result.js'
import type {Scanner} from './wire.js'

const [CR, LF, MINUS, ZERO, NINE] = [13, 10, 45, 48, 57]
const [SIMPLE, ERROR, NUMBER, BULK, LIST] = [43, 45, 58, 36, 42]
/** As much of an error as is kept for an example. */
const MAX_TEXT = 200
const CRLF_BYTES = 2

/** Finds the ends of answers of Redis (RESP 2), lists within lists too. */
export class RespScanner implements Scanner {
  error: ErrorKind | undefined
  readonly status = 0
  isLast = false

  /** Values that the answer still lacks; 0 between answers. */
  private lacking = 0
  /** Bytes of a bulk string, with its line end, that are still to come. */
  private toSkip = 0
  /** Of the line that is being read; 0 between lines. */
  private type = 0
  private figure = 0
  private isNegative = false
  private text = ''

  scan(buffer: Buffer, from: number, to: number): number {
    let at = from
    if (this.lacking === 0) this.begin()
    while (this.lacking > 0) {
      if (this.toSkip > 0) {
        const taken = Math.min(this.toSkip, to - at)
        at += taken
        this.toSkip -= taken
        if (this.toSkip > 0) return -1
        this.lacking -= 1
        continue
      }

      if (this.type === 0) {
        if (at >= to) return -1
        this.type = buffer[at] as number
        at += 1
        if (!isKnown(this.type)) return this.giveUp(to)
      }

      const end = isCounted(this.type) ? this.readFigure(buffer, at, to) : this.readText(buffer, at, to)
      if (end < 0) return -1
      at = end
      if (Number.isNaN(this.figure)) return this.giveUp(to)
      this.takeLine()
    }

    return at
  }

  end(): boolean {
    return false
  }

  describe(): string {
    return this.text.trimEnd()
  }

  private begin(): void {
    this.lacking = 1
    this.error = undefined
    this.text = ''
    this.beginLine()
  }

  private beginLine(): void {
    this.type = 0
    this.figure = 0
    this.isNegative = false
  }

  /** Returns the place behind the line, or -1. */
  private readFigure(buffer: Buffer, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const byte = buffer[at] as number
      if (byte === LF) return at + 1
      if (byte >= ZERO && byte <= NINE) this.figure = this.figure * 10 + byte - ZERO
      else if (byte === MINUS) this.isNegative = true
      else if (byte !== CR) this.figure = Number.NaN
    }

    return -1
  }

  /** Returns the place behind the line, or -1; of an error the first words are kept. */
  private readText(buffer: Buffer, from: number, to: number): number {
    const found = buffer.indexOf(LF, from)
    const isWhole = found >= 0 && found < to
    const end = isWhole ? found : to
    // One that an earlier value of the same list had stays.
    if (this.type === ERROR && this.error === undefined && this.text.length < MAX_TEXT)
      this.text += buffer.toString('latin1', from, Math.min(end, from + MAX_TEXT))
    return isWhole ? found + 1 : -1
  }

  private takeLine(): void {
    const {type, figure} = this
    const isNil = this.isNegative
    this.beginLine()
    if (type === BULK && !isNil) {
      this.toSkip = figure + CRLF_BYTES
      return
    }

    this.lacking -= 1
    if (type === LIST && !isNil) this.lacking += figure
    if (type === ERROR) this.error ??= 'server'
  }

  /** Nobody knows where the next answer begins. */
  private giveUp(to: number): number {
    this.lacking = 0
    this.error = 'framing'
    this.text = 'the answer is not one of Redis'
    this.isLast = true
    return to
  }
}

function isCounted(type: number): boolean {
  return type === BULK || type === LIST || type === NUMBER
}

function isKnown(type: number): boolean {
  return isCounted(type) || type === SIMPLE || type === ERROR
}
