/** Ways to be woken when a request is due. Each returns how to end it. */
import type {LoadPlan} from '../bench/load-plan.js'
import {nowUs} from './clock.js'
import {FIRST_THREAD} from './pacer.js'

/** Whom to wake. */
export interface Sleeper {
  /** µs; Infinity when there is nothing to wake for. */
  readonly nextDue: number
  advance(now: number): void
}

/** Clocks of two threads differ by less than this. µs. */
const CLOCKS_APART = 20
/** A timer of Node may be this late, so that spinning begins before. ms. */
const TIMER_LATE = 2

export function wakeWhenDue(
  pace: LoadPlan['pace'],
  sleeper: Sleeper,
  {words, thread}: {readonly words: Int32Array; readonly thread: number},
): () => void {
  if (pace === 'thread') return wakeByPacer(sleeper, words, FIRST_THREAD + thread)
  return pace === 'spin' ? wakeBySpinning(sleeper) : wakeByTimer(sleeper)
}

function wakeByPacer(sleeper: Sleeper, words: Int32Array, place: number): () => void {
  let isEnded = false
  const listen = (): void => {
    if (isEnded) return
    const seen = Atomics.load(words, place)
    const now = nowUs()
    sleeper.advance(now)
    // What the pacer woke for may be due a moment later on this thread’s clock: asleep, it would miss it until the next.
    if (sleeper.nextDue - now < CLOCKS_APART) {
      setImmediate(listen)
      return
    }
    const woken = waitAsync(words, place, seen)
    // Sockets have their turn between two wake-ups, however fast they come.
    if (woken.async) void woken.value.then(listen)
    else setImmediate(listen)
  }
  listen()
  return () => {
    isEnded = true
    Atomics.add(words, place, 1)
    Atomics.notify(words, place)
  }
}

function wakeBySpinning(sleeper: Sleeper): () => void {
  let isEnded = false
  const look = (): void => {
    if (isEnded) return
    const now = nowUs()
    sleeper.advance(now)
    const leftMs = (sleeper.nextDue - now) / 1000
    if (leftMs > 2 * TIMER_LATE) setTimeout(look, Math.min(leftMs - TIMER_LATE, 1000))
    else setImmediate(look)
  }
  look()
  return () => {
    isEnded = true
  }
}

function wakeByTimer(sleeper: Sleeper): () => void {
  let timer: NodeJS.Timeout
  const look = (): void => {
    const now = nowUs()
    sleeper.advance(now)
    timer = setTimeout(look, Math.min((sleeper.nextDue - now) / 1000, 1000))
  }
  look()
  return () => clearTimeout(timer)
}

type Woken = {readonly async: true; readonly value: Promise<unknown>} | {readonly async: false}

/** TypeScript knows it from ES2024 on, Node since 16. */
export function waitAsync(words: Int32Array, place: number, seen: number): Woken {
  const {waitAsync: wait} = Atomics as unknown as {waitAsync(words: Int32Array, place: number, seen: number): Woken}
  return wait(words, place, seen)
}
