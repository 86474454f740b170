/** One socket and the requests that it has not answered. Decides nothing: it tells its client what happened. */
import {connect as connectPlain, isIP, type OnReadOpts, type Socket} from 'node:net'
import {type ConnectionOptions, checkServerIdentity, connect as connectSecure, type SecureContext} from 'node:tls'

import type {ErrorKind} from '../bench/result.js'
import {nowUs} from './clock.js'
import {InFlight} from './in-flight.js'
import {GREETING, type Scanner, type Wire} from './wire.js'

/** How long a peer may take to close what it said it closes. */
const FAREWELL_MS = 1000

/** Where connections go. */
export interface Dial {
  readonly host: string
  readonly port: number
  readonly secure?: {
    readonly context: SecureContext
    readonly servername: string
    /** TLS copies a string to new memory and takes a buffer as it is: nearly always that of the request before. */
    encode(bytes: string): Buffer
  }
  /** All connections of a thread read into it, one after the other. */
  readonly buffer: Buffer
}

/** Whom a connection tells. */
export interface Client {
  /** May take requests: open, or answered something. */
  onReady(connection: Connection, now: number): void
  /** The first request in flight was answered. */
  onAnswer(request: InFlight, scanner: Scanner, now: number): void
  /** The connection is gone. What it did not answer is in `unanswered`; `kind` is absent for an end that nobody need regret. */
  onEnd(
    connection: Connection,
    now: number,
    end: {readonly kind: ErrorKind | undefined; readonly example: string},
  ): void
  /** Bytes came, before anything is made of them. */
  onRead(length: number, now: number): void
  onWrite(length: number): void
}

export class Connection {
  readonly unanswered: InFlight
  readonly openedAt: number
  /** Since when it has nothing to do; the client's own note. */
  freeSince = 0
  isOpen = false
  isGone = false
  /** Waits in the client's list of those that may take a request. */
  isListed = false

  private readonly socket: Socket
  private readonly scanner: Scanner
  private greetings: number
  private readonly room: number

  constructor(
    private readonly dial: Dial,
    private readonly wire: Wire,
    private readonly client: Client,
  ) {
    this.openedAt = nowUs()
    this.room = wire.isOneShot ? 1 : wire.pipeline
    this.unanswered = new InFlight(this.room)
    this.scanner = wire.openScanner()
    this.greetings = wire.greeting?.answers ?? 0
    this.socket = open(dial, {
      buffer: dial.buffer,
      callback: (length) => {
        this.read(length)
        return true
      },
    })
    // To name it with each write would have it looked up each time.
    this.socket.setDefaultEncoding('latin1')
    this.socket
      .on(dial.secure ? 'secureConnect' : 'connect', () => this.greet())
      .on('error', (error: NodeJS.ErrnoException) => this.lose(this.isOpen ? 'reset' : 'connect', describe(error)))
      .on('end', () => this.hearEnd())
      .on('close', () => this.lose(this.isOpen ? 'reset' : 'connect', 'closed by the peer'))
  }

  get canTake(): boolean {
    return this.isOpen && !this.isGone && this.unanswered.size < this.room
  }

  /** Sends bytes whose requests were put to {@link unanswered}. */
  write(bytes: string): void {
    this.client.onWrite(bytes.length)
    const {secure} = this.dial
    this.socket.write(secure ? secure.encode(bytes) : bytes)
  }

  /** Ends it from this side. */
  close(kind: ErrorKind | undefined, example: string): void {
    this.lose(kind, example)
  }

  private greet(): void {
    if (this.isGone) return
    const {greeting} = this.wire
    if (greeting) this.write(greeting.bytes)
    if (this.greetings === 0) this.begin()
  }

  private begin(): void {
    this.isOpen = true
    this.client.onReady(this, nowUs())
  }

  private read(length: number): void {
    if (this.isGone) return
    const now = nowUs()
    this.client.onRead(length, now)
    for (let at = 0; at < length && !this.isGone; ) {
      if (this.greetings > 0) at = this.hearGreeting(at, length)
      else if (this.unanswered.size > 0) at = this.hearAnswer(at, length, now)
      else this.lose('framing', 'an answer that nobody asked for')
      if (at < 0) return
    }
    if (this.canTake) this.client.onReady(this, now)
  }

  private hearAnswer(from: number, to: number, now: number): number {
    const at = this.scanner.scan(this.dial.buffer, from, to, this.unanswered.kind)
    if (at < 0) return at
    this.client.onAnswer(this.unanswered, this.scanner, now)
    this.unanswered.drop()
    if (this.scanner.isLast || this.wire.isOneShot) this.retire()
    return at
  }

  private hearGreeting(from: number, to: number): number {
    const at = this.scanner.scan(this.dial.buffer, from, to, GREETING)
    if (at < 0) return at
    this.greetings -= 1
    if (this.scanner.error !== undefined) this.lose(this.scanner.error, this.scanner.describe())
    else if (this.greetings === 0) this.isOpen = true
    return at
  }

  private hearEnd(): void {
    if (this.isGone) return
    if (this.unanswered.size > 0 && this.scanner.end()) {
      this.client.onAnswer(this.unanswered, this.scanner, nowUs())
      this.unanswered.drop()
      this.retire()
    } else this.lose(this.isOpen ? 'reset' : 'connect', 'closed by the peer')
  }

  /** It served its last request. The peer closes first, so that its side waits out the last packets and not ours. */
  private retire(): void {
    if (this.isGone) return
    if (this.unanswered.size > 0) {
      this.lose('reset', 'closed by the peer')
      return
    }
    this.isGone = true
    this.socket.setTimeout(FAREWELL_MS, () => this.socket.destroy())
    this.client.onEnd(this, nowUs(), {kind: undefined, example: ''})
  }

  private lose(kind: ErrorKind | undefined, example: string): void {
    if (this.isGone) return
    this.isGone = true
    this.socket.destroy()
    // A connection that did nothing is free to end.
    const isIdle = kind === 'reset' && this.unanswered.size === 0
    this.client.onEnd(this, nowUs(), {kind: isIdle ? undefined : kind, example})
  }
}

function open({host, port, secure}: Dial, onread: OnReadOpts): Socket {
  if (!secure) return connectPlain({host, port, onread, noDelay: true})
  const {context, servername} = secure
  // A name, never an address, may be asked for; both may be certified.
  const named = isIP(servername) === 0 ? {servername} : {}
  const options: ConnectionOptions & {readonly onread: OnReadOpts; readonly noDelay: boolean} = {
    host,
    port,
    onread,
    noDelay: true,
    secureContext: context,
    ...named,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(servername, certificate),
  }
  return connectSecure(options)
}

function describe(error: NodeJS.ErrnoException): string {
  return error.code ? `${error.code}: ${error.message}` : error.message
}
