/** What a synthetic server remembers of itself: the truth that a load test is held against. */
import type {Socket} from 'node:net'

import {Histogram} from '../bench/histogram.js'
import type {ServerTruth} from './synthetic-server.js'

export interface ServerRecord {
  /** A request came in; returns its place in the record. */
  arrive(): number
  /** It was answered, so many µs after it came. */
  serve(place: number, sojournUs: number): void
  refuse(): void
  fail(): void
  /** Resets the connection instead of an answer. */
  reset(socket: Socket): void
  freeze(atMs: number, lengthMs: number): void
  tell(last?: number): ServerTruth
}

/** Times of the last requests that are kept. */
const KEPT = 2 ** 20

/** Starts an empty one. */
export function startRecord(): ServerRecord {
  const sojourns = new Float32Array(KEPT)
  const freezes: {atMs: number; lengthMs: number}[] = []
  const counts = {served: 0, refused: 0, failed: 0, reset: 0}
  let arrived = 0
  return {
    arrive() {
      sojourns[arrived % KEPT] = Number.NaN
      return arrived++
    },
    serve(place, sojournUs) {
      counts.served += 1
      if (arrived - place <= KEPT) sojourns[place % KEPT] = sojournUs
    },
    refuse: () => void counts.refused++,
    fail: () => void counts.failed++,
    reset(socket) {
      counts.reset += 1
      socket.resetAndDestroy()
    },
    freeze: (atMs, lengthMs) => void freezes.push({atMs, lengthMs}),
    tell(last = arrived) {
      const histogram = new Histogram()
      for (let place = Math.max(0, arrived - Math.min(last, KEPT)); place < arrived; place++) {
        const sojournUs = sojourns[place % KEPT] as number
        if (!Number.isNaN(sojournUs)) histogram.record(sojournUs)
      }
      return {...counts, sojournCounts: histogram.toSparse(), freezes: [...freezes]}
    },
  }
}
