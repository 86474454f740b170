/** What the two models of load share: connections, deadlines, and the end of the run. */
import type {ErrorKind} from '../bench/result.js'
import {nowUs} from './clock.js'
import {type Client, Connection, type Dial} from './connection.js'
import type {InFlight} from './in-flight.js'
import type {CountedTime, Tally} from './tally.js'
import type {Scanner, Wire} from './wire.js'

/** All that one thread needs for its traffic. Times in µs. */
export interface TrafficSetup {
  readonly wire: Wire
  readonly dial: Dial
  readonly tally: Tally
  readonly time: CountedTime
  /** Connections of this thread: all of them, or as many as it may open. */
  readonly connections: number
  readonly timeoutUs: number
  readonly drainUs: number
}

/** How the end of a connection is told. */
export interface End {
  readonly kind: ErrorKind | undefined
  readonly example: string
}

export abstract class Traffic implements Client {
  /** The most connections that were open at once. */
  peak = 0
  protected isStopped = false
  protected readonly connections = new Set<Connection>()
  private readonly sweeper: NodeJS.Timeout
  private settle: () => void = () => {}
  /** Fulfilled when all is answered, given up, or left. */
  readonly settled: Promise<void> = new Promise((resolve) => {
    this.settle = resolve
  })

  constructor(protected readonly setup: TrafficSetup) {
    const sweepMs = Math.min(50, Math.max(5, setup.timeoutUs / 10_000))
    this.sweeper = setInterval(() => this.sweep(nowUs()), sweepMs)
  }

  /** Takes up the work; the load begins at the time of the setup. */
  abstract start(): void
  abstract onReady(connection: Connection, now: number): void
  /** What is due by now is sent; windows that are over are closed. */
  protected abstract advance(now: number): void
  /** Nothing is waiting for a connection. */
  protected abstract isEmpty(): boolean
  /** What waits for a connection is given up where its deadline is over. */
  protected abstract expire(now: number): void
  /** What waits for a connection is left. */
  protected abstract leaveWaiting(now: number): void
  protected abstract onGone(connection: Connection, now: number, end: End): void

  /** Ends the run now. */
  stop(): void {
    if (!this.isStopped) this.finish(nowUs())
  }

  onAnswer(request: InFlight, scanner: Scanner, now: number): void {
    this.setup.tally.answer(request, scanner, now)
  }

  onRead(length: number, now: number): void {
    this.advance(now)
    this.setup.tally.bytes(length, 0)
  }

  onWrite(length: number): void {
    this.setup.tally.bytes(0, length)
  }

  onEnd(connection: Connection, now: number, end: End): void {
    this.connections.delete(connection)
    if (this.isStopped) return
    this.advance(now)
    const {tally} = this.setup
    for (const lost = connection.unanswered; lost.size > 0; lost.drop()) {
      if (end.kind === 'timeout') tally.giveUp(lost, now, end.example)
      else tally.fail(lost.kind, lost.due, end.kind ?? 'reset', () => end.example)
    }
    this.onGone(connection, now, end)
    this.checkEnd(now)
  }

  protected isOver(now: number): boolean {
    return this.isStopped || now >= this.setup.time.to
  }

  protected connect(): Connection {
    const {dial, wire} = this.setup
    const connection = new Connection(dial, wire, this)
    this.connections.add(connection)
    this.peak = Math.max(this.peak, this.connections.size)
    return connection
  }

  /** Puts a request on a connection. */
  protected send(connection: Connection, due: number, sent: number): void {
    const {kind, bytes} = this.setup.wire.next()
    connection.unanswered.push(kind, due, sent)
    connection.write(bytes)
  }

  /** The run is over once nothing is on its way. */
  protected checkEnd(now: number): void {
    const {time, drainUs} = this.setup
    if (this.isStopped || now < time.to) return
    const isBusy = !this.isEmpty() || [...this.connections].some(({unanswered}) => unanswered.size > 0)
    if (!isBusy || now >= time.to + drainUs) this.finish(now)
  }

  private sweep(now: number): void {
    this.advance(now)
    const oldest = now - this.setup.timeoutUs
    const example = `no answer within ${this.setup.timeoutUs / 1000} ms`
    for (const connection of this.connections) {
      const {unanswered, isOpen, openedAt} = connection
      if (unanswered.size > 0 ? unanswered.due <= oldest : !isOpen && openedAt <= oldest) {
        connection.close(isOpen ? 'timeout' : 'connect', example)
      }
    }
    this.expire(now)
    this.checkEnd(now)
  }

  private finish(now: number): void {
    this.isStopped = true
    clearInterval(this.sweeper)
    this.leaveWaiting(now)
    for (const connection of this.connections) {
      for (const left = connection.unanswered; left.size > 0; left.drop()) this.setup.tally.leave(left, now)
      connection.close(undefined, '')
    }
    this.settle()
  }
}
