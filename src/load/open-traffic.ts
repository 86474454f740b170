/** Open model: requests have their times; a connection is found, opened or waited for, and the wait counts. */
import {nowUs} from './clock.js'
import type {Connection} from './connection.js'
import {Ring} from './ring.js'
import {type End, Traffic, type TrafficSetup} from './traffic.js'

/** Requests that wait beyond this are given up, so that memory stays bounded whatever the rate: 32 MB. */
const MOST_WAITING = 2 ** 22

export class OpenTraffic extends Traffic {
  /** µs; Infinity behind the last one. */
  nextDue = Number.POSITIVE_INFINITY
  /** Times of requests that no connection was free for. */
  private readonly waiting = new Ring<number>()
  private readonly free = new Ring<Connection>()
  private freeCount = 0
  private opening = 0
  private mostConnections: number

  constructor(
    setup: TrafficSetup,
    /** When this thread's requests are due, µs, ascending. */
    private readonly dues: Iterator<number, void>,
  ) {
    super(setup)
    this.mostConnections = setup.connections
  }

  start(): void {
    this.takeNext()
    this.grow()
  }

  /** Sends all that is due. */
  advance(now: number): void {
    const {tally} = this.setup
    while (this.nextDue <= now) {
      const due = this.nextDue
      tally.advance(due)
      tally.offer(due)
      const connection = this.takeFree()
      if (connection) {
        const sent = nowUs()
        this.send(connection, due, sent)
        tally.lag(due, sent)
        this.list(connection)
      } else {
        // Where each opens its own connection, to begin with that is to be in time.
        if (this.setup.wire.isOneShot) tally.lag(due, now)
        this.wait(due, now)
      }
      this.takeNext()
    }
    tally.advance(now)
    if (this.waiting.size > 0 || this.freeCount === 0) this.grow()
  }

  onReady(connection: Connection, now: number): void {
    if (connection.freeSince > 0) {
      connection.freeSince = 0
      this.opening -= 1
    }
    if (this.isStopped) return
    while (this.waiting.size > 0 && connection.canTake) this.send(connection, this.waiting.shift() as number, nowUs())
    this.list(connection)
    if (now >= this.setup.time.to) this.checkEnd(now)
  }

  protected onGone(connection: Connection, _now: number, end: End): void {
    if (connection.isListed) this.freeCount -= 1
    if (connection.freeSince > 0) {
      this.opening -= 1
      this.refuse(end)
    }
    if (this.waiting.size > 0) this.grow()
  }

  protected isEmpty(): boolean {
    return this.waiting.size === 0 && this.nextDue === Number.POSITIVE_INFINITY
  }

  protected expire(now: number): void {
    const oldest = now - this.setup.timeoutUs
    for (let due = this.waiting.peek(); due !== undefined && due <= oldest; due = this.waiting.peek()) this.giveUp(now)
  }

  protected leaveWaiting(now: number): void {
    for (let due = this.waiting.shift(); due !== undefined; due = this.waiting.shift()) {
      this.setup.tally.leave({kind: this.setup.wire.next().kind, due}, now)
    }
  }

  /** A connection that was refused takes the request with it that waited longest: it would have been the first one on it. */
  private refuse({kind, example}: End): void {
    const {tally, wire} = this.setup
    if (example.startsWith('EMFILE') && this.connections.size > 0) {
      this.mostConnections = this.connections.size
      return
    }
    const due = this.waiting.shift()
    if (due !== undefined) tally.fail(wire.next().kind, due, kind ?? 'connect', () => example)
  }

  private wait(due: number, now: number): void {
    this.waiting.push(due)
    if (this.waiting.size > MOST_WAITING) this.giveUp(now)
  }

  private giveUp(now: number): void {
    const due = this.waiting.shift() as number
    this.setup.tally.giveUp({kind: this.setup.wire.next().kind, due}, now, 'no free connection in time')
  }

  /** One more than is needed, so that the next request need not wait for it to open; where each opens its own, that wait is part of it. */
  private grow(): void {
    const spare = this.setup.wire.isOneShot ? 0 : 1
    const wanted = Math.max(spare, this.waiting.size)
    while (this.opening < wanted && this.connections.size < this.mostConnections) {
      const connection = this.connect()
      connection.freeSince = connection.openedAt
      this.opening += 1
    }
  }

  private takeNext(): void {
    const {done, value} = this.dues.next()
    this.nextDue = done ? Number.POSITIVE_INFINITY : value
  }

  private list(connection: Connection): void {
    if (connection.isListed || !connection.canTake) return
    connection.isListed = true
    this.freeCount += 1
    this.free.push(connection)
  }

  private takeFree(): Connection | undefined {
    for (let connection = this.free.shift(); connection; connection = this.free.shift()) {
      connection.isListed = false
      if (connection.isGone) continue
      this.freeCount -= 1
      return connection
    }
    return undefined
  }
}
