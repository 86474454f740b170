/** Wakes a thread at a moment, to within some 50 µs: timers of the event loop know whole milliseconds only. */
import type {Worker} from 'node:worker_threads'

import {nowUs} from './clock.js'
import {sharpenSleep} from './pacer.js'
import {waitAsync} from './wake.js'

export interface Alarm {
  /** Sets the next moment, µs of {@link nowUs}, instead of the one before. It may also ring early, or once too often. */
  set(atUs: number): void
}

/** Memory that both threads see: two counters, and a moment behind them. */
const BYTES = 16
const SETTINGS = 0
const RINGS = 1
/** A sleep ends late by about as much; the rest of the time is spent awake. */
const AWAKE_MS = 0.03

/** Starts the thread that watches the clock; it runs {@link keepWatch}. */
export function startAlarm(start: (memory: SharedArrayBuffer) => Worker, onRing: () => void): Alarm {
  const memory = new SharedArrayBuffer(BYTES)
  const counters = new Int32Array(memory, 0, 2)
  const moment = new Float64Array(memory, 8, 1)
  moment[0] = Number.POSITIVE_INFINITY
  start(memory)
  const listen = (seen: number) => {
    const woken = waitAsync(counters, RINGS, seen)
    const hear = () => {
      const rings = Atomics.load(counters, RINGS)
      onRing()
      listen(rings)
    }
    if (woken.async) void woken.value.then(hear)
    else setImmediate(hear)
  }
  listen(0)
  return {
    set(atUs) {
      moment[0] = atUs
      Atomics.add(counters, SETTINGS, 1)
      Atomics.notify(counters, SETTINGS)
    },
  }
}

/** In the thread: sleeps until the moment that is set, rings, and waits for the next one, for ever. */
export function keepWatch(memory: SharedArrayBuffer): never {
  sharpenSleep()
  const counters = new Int32Array(memory, 0, 2)
  const moment = new Float64Array(memory, 8, 1)
  for (;;) {
    const seen = Atomics.load(counters, SETTINGS)
    const atUs = moment[0] as number
    const waitMs = (atUs - nowUs()) / 1000 - AWAKE_MS
    if (waitMs > 0 && Atomics.wait(counters, SETTINGS, seen, waitMs) !== 'timed-out') continue
    while (nowUs() < atUs);
    Atomics.add(counters, RINGS, 1)
    Atomics.notify(counters, RINGS)
    Atomics.wait(counters, SETTINGS, seen)
  }
}
