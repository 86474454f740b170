/** Files of Docker's json-file driver: the line that a container wrote, and when, out of `{"log":"…\n","time":"…"}`. */
import {BACKSLASH, NEWLINE, QUOTE, toBytes} from './bytes.js'
import type {LineFeed} from './feed.js'
import {clock, readIsoTime} from './time.js'

const LOG = Buffer.from('{"log":"')
const TIME = Buffer.from('"time":"')
const FIRST_SIZE = 2 ** 18
/** What a backslash and a letter stand for. */
const ESCAPES: Readonly<Record<number, number>> = {98: 8, 102: 12, 110: 10, 114: 13, 116: 9, 34: 34, 47: 47, 92: 92}

/** A class, as it keeps the end of one chunk for the next. */
export class DockerLines {
  private kept = Buffer.alloc(0)
  private out = Buffer.allocUnsafeSlow(FIRST_SIZE)
  private length = 0
  private times: number[] = []

  constructor(private readonly lines: LineFeed) {}

  push(chunk: Uint8Array): void {
    const bytes = this.kept.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.kept, chunk])
    // What is unwrapped is never longer.
    if (this.out.length < bytes.length) this.out = Buffer.allocUnsafeSlow(bytes.length)
    let at = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, at)) {
      this.unwrap(bytes.subarray(at, end + 1))
      at = end + 1
    }
    this.kept = bytes.subarray(at)
    this.flush()
  }

  end(): void {
    if (this.out.length < this.kept.length) this.out = Buffer.allocUnsafeSlow(this.kept.length)
    if (this.kept.length > 0) this.unwrap(this.kept)
    this.kept = Buffer.alloc(0)
    this.flush()
  }

  private flush(): void {
    this.lines.push(this.out.subarray(0, this.length), this.times)
    this.length = 0
    this.times = []
  }

  /** A line that Docker did not write stays as it is. */
  private unwrap(line: Buffer): void {
    const close = line.subarray(0, LOG.length).equals(LOG) ? this.copyText(line) : -1
    const time = close < 0 ? -1 : line.indexOf(TIME, close)
    if (close < 0) {
      this.out.set(line, this.length)
      this.length += line.length
    }
    const isRead = time >= 0 && readIsoTime(line, time + TIME.length, line.length)
    // Docker cuts lines of more than 16 KiB: only the last piece has the newline.
    if (this.out[this.length - 1] === NEWLINE) this.times.push(isRead ? clock.ms : Number.NaN)
  }

  /** Answers where the text ends; -1 when it doesn't, and then nothing is kept of it. */
  private copyText(line: Buffer): number {
    const {out} = this
    const from = this.length
    for (let at = LOG.length; at < line.length; at++) {
      const byte = line[at] as number
      if (byte === QUOTE) return at
      if (byte !== BACKSLASH) out[this.length++] = byte
      else at = this.copyEscape(line, at + 1)
    }
    this.length = from
    return -1
  }

  private copyEscape(line: Buffer, at: number): number {
    const code = line[at] as number
    if (code !== 117) {
      this.out[this.length++] = ESCAPES[code] ?? code
      return at
    }
    const bytes = toBytes(String.fromCharCode(Number.parseInt(line.toString('latin1', at + 1, at + 5), 16) || 0xfffd))
    this.out.set(bytes, this.length)
    this.length += bytes.length
    return at + 4
  }
}
