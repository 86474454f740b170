/** A few commands to Redis before, during and after its load: fills keys, asks for memory, removes keys. */
import {connect, type Socket} from 'node:net'

import {commandBytes} from './redis-bytes.js'
import {RespScanner} from './resp-scanner.js'

/** An answer that is no list. */
export interface RedisReply {
  /** Empty for nil. */
  readonly text: string
  readonly error?: string
}

export interface RedisAddress {
  readonly host: string
  readonly port: number
  /** User and password. */
  readonly auth: readonly string[]
}

interface Waiting {
  readonly replies: RedisReply[]
  readonly count: number
  readonly resolve: (replies: readonly RedisReply[]) => void
  readonly reject: (error: Error) => void
}

const TIMEOUT_MS = 15_000

export class RedisClient {
  private readonly scanner = new RespScanner()
  private readonly waiting: Waiting[] = []
  private rest = Buffer.alloc(0)
  private broken: Error | undefined

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true)
    socket.setTimeout(TIMEOUT_MS, () => this.waiting.length > 0 && socket.destroy(new Error('no answer in time')))
    socket.on('data', (piece) => this.take(piece))
    socket.on('error', (error) => this.fail(error))
    socket.on('close', () => this.fail(new Error('the connection was closed')))
  }

  /** Connects and logs in. Rejects with what Redis or the system said. */
  static async open({host, port, auth}: RedisAddress): Promise<RedisClient> {
    const client = new RedisClient(connect({host, port}))
    try {
      const [answer] = await client.send([['AUTH', ...auth]])
      if (answer?.error !== undefined) throw new Error(answer.error)
      return client
    } catch (error) {
      client.close()
      throw error
    }
  }

  /** Sends commands at once; their answers come in the same order. */
  send(commands: readonly (readonly string[])[]): Promise<readonly RedisReply[]> {
    return new Promise((resolve, reject) => {
      if (this.broken) return reject(this.broken)
      if (commands.length === 0) return resolve([])
      this.waiting.push({replies: [], count: commands.length, resolve, reject})
      this.socket.write(commands.map(commandBytes).join(''), 'latin1')
    })
  }

  close(): void {
    this.socket.destroy()
  }

  private take(piece: Buffer): void {
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece])
    // The scanner has seen the rest already.
    let at = this.rest.length
    let begun = 0
    while (at < bytes.length) {
      const end = this.scanner.scan(bytes, at, bytes.length)
      if (end < 0) break
      this.answer(bytes.toString('latin1', begun, end))
      begun = end
      at = end
    }

    this.rest = Buffer.from(bytes.subarray(begun))
  }

  private answer(bytes: string): void {
    const [next] = this.waiting
    if (!next) return
    const {error} = this.scanner
    const headEnd = bytes.indexOf('\r\n')
    const text = bytes.startsWith('$') ? bytes.slice(headEnd + 2, -2) : bytes.slice(1, headEnd)
    next.replies.push(error === undefined ? {text} : {text: '', error: this.scanner.describe()})
    if (next.replies.length < next.count) return
    this.waiting.shift()
    next.resolve(next.replies)
  }

  private fail(error: Error): void {
    this.broken ??= error
    for (const {reject} of this.waiting.splice(0)) reject(this.broken)
  }
}
