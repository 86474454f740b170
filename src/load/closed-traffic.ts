/** Closed model: each connection asks again as soon as it was answered. */

import {nowUs} from './clock.js'
import type {Connection} from './connection.js'
import {type End, Traffic} from './traffic.js'

/** A refused connection is not tried again at once: that would be a load of its own. */
const RETRY_MS = 50

export class ClosedTraffic extends Traffic {
  start(): void {
    // A timer may be a millisecond early; what is due before the start would not count.
    const waitMs = Math.ceil((this.setup.time.start - nowUs()) / 1000) + 1
    setTimeout(() => {
      for (let count = 0; count < this.setup.connections; count++) this.open(nowUs())
    }, waitMs)
  }

  onReady(connection: Connection, now: number): void {
    if (connection.unanswered.size > 0) return
    if (this.isOver(now)) {
      this.checkEnd(now)
      return
    }
    const due = connection.freeSince > 0 ? connection.freeSince : now
    connection.freeSince = 0
    const {wire, tally} = this.setup
    const count = wire.isOneShot ? 1 : wire.pipeline
    if (count === 1) {
      tally.offer(due)
      this.send(connection, due, now)
      return
    }
    let batch = ''
    for (let at = 0; at < count; at++) {
      const {kind, bytes} = wire.next()
      tally.offer(due)
      connection.unanswered.push(kind, due, now)
      batch += bytes
    }
    connection.write(batch)
  }

  protected onGone(connection: Connection, now: number, end: End): void {
    const isRefused = end.kind !== undefined && connection.freeSince > 0
    if (isRefused) {
      const {wire, tally} = this.setup
      tally.offer(connection.freeSince)
      tally.fail(wire.next().kind, connection.freeSince, end.kind, () => end.example)
    }
    if (this.isOver(now)) return
    if (isRefused) setTimeout(() => this.isOver(nowUs()) || this.open(nowUs()), RETRY_MS)
    else this.open(now)
  }

  protected advance(now: number): void {
    this.setup.tally.advance(now)
  }

  protected isEmpty(): boolean {
    return true
  }

  protected expire(): void {}

  protected leaveWaiting(): void {}

  private open(since: number): void {
    const connection = this.connect()
    connection.freeSince = since
  }
}
