/** What a synthetic server reads and writes: as much of HTTP/1.1 and of Redis as a load test sends, and no more. */
import type {SyntheticOptions} from './synthetic-server.js'

/** One request that was read to its end. */
export interface ServedRequest {
  /** The place behind its last byte. */
  readonly end: number
  /** Wants no body. */
  readonly isHead: boolean
  /** The connection ends with the answer. */
  readonly isLast: boolean
}

export interface ServerProtocol {
  /** Reads one request; undefined until all of it is there. */
  read(bytes: Buffer, from: number): ServedRequest | undefined
  answer(request: ServedRequest): Buffer
  readonly refusal: Buffer
  readonly failure: Buffer
}

const HEAD_END = '\r\n\r\n'
const LINE_END = 0x0a
const H = 0x48
const E = 0x45

/** The protocol that the options ask for. */
export function openProtocol(options: SyntheticOptions): ServerProtocol {
  return options.protocol === 'redis' ? redis(options) : http(options)
}

function http({bodyBytes = 12, framing = 'length'}: SyntheticOptions): ServerProtocol {
  const head = httpHead('200 OK', framing, bodyBytes)
  const bodiless = Buffer.from(head)
  const whole = Buffer.from(head + httpBody('x'.repeat(bodyBytes), framing))
  const readHead = memoize(parseHead)
  return {
    read(bytes, from) {
      const blank = bytes.indexOf(HEAD_END, from, 'latin1')
      if (blank === -1) return undefined
      const {bodyLength, isLast} = readHead(bytes.toString('latin1', from, blank))
      const end = blank + HEAD_END.length + bodyLength
      if (end > bytes.length) return undefined
      return {end, isHead: bytes[from] === H && bytes[from + 1] === E, isLast: isLast || framing === 'close'}
    },
    answer: ({isHead}) => (isHead ? bodiless : whole),
    refusal: httpError('503 Service Unavailable'),
    failure: httpError('500 Internal Server Error'),
  }
}

function httpHead(status: string, framing: SyntheticOptions['framing'], length: number): string {
  const told = {
    length: `Content-Length: ${length}`,
    chunked: 'Transfer-Encoding: chunked',
    close: 'Connection: close',
  }
  return `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\n${told[framing ?? 'length']}${HEAD_END}`
}

function httpBody(body: string, framing: SyntheticOptions['framing']): string {
  if (framing !== 'chunked') return body
  const half = Math.ceil(body.length / 2)
  const parts = [body.slice(0, half), body.slice(half)].filter((part) => part !== '')
  return `${parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0${HEAD_END}`
}

function httpError(status: string): Buffer {
  return Buffer.from(`${httpHead(status, 'length', status.length)}${status}`)
}

function parseHead(head: string): {readonly bodyLength: number; readonly isLast: boolean} {
  return {
    bodyLength: Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0),
    isLast: /\r\nconnection: *close/i.test(head),
  }
}

/** The last answer again for the same text: the heads of a load test are all alike. */
function memoize<Answer>(work: (text: string) => Answer): (text: string) => Answer {
  let known: string | undefined
  let answer: Answer
  return (text) => {
    if (text !== known) {
      answer = work(text)
      known = text
    }
    return answer
  }
}

function redis({bodyBytes = 12}: SyntheticOptions): ServerProtocol {
  const value = Buffer.from(`$${bodyBytes}\r\n${'x'.repeat(bodyBytes)}\r\n`)
  return {
    read(bytes, from) {
      const words = readCount(bytes, from)
      if (!words) return undefined
      let end = words.end
      for (let word = 0; word < words.count; word++) {
        const length = readCount(bytes, end)
        if (!length) return undefined
        end = length.end + length.count + '\r\n'.length
      }
      return end > bytes.length ? undefined : {end, isHead: false, isLast: false}
    },
    answer: () => value,
    refusal: Buffer.from('-BUSY the queue is full\r\n'),
    failure: Buffer.from('-ERR asked to fail\r\n'),
  }
}

/** A line of one sign and a number, as `*3` or `$11`. */
function readCount(bytes: Buffer, from: number): {readonly count: number; readonly end: number} | undefined {
  const line = bytes.indexOf(LINE_END, from)
  return line === -1 ? undefined : {count: Number(bytes.toString('latin1', from + 1, line - 1)), end: line + 1}
}
