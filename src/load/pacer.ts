/**
 * Wakes threads when their next request is due. Timers of Node are up to a millisecond late, and a thread that reads
 * sockets can't sleep any finer; a thread that does nothing else can, and its wake-up comes through shared memory.
 */
import {readlinkSync, writeFileSync} from 'node:fs'
import {basename} from 'node:path'

import {arrivalsWithWarmup} from '../bench/arrivals.js'
import type {LoadModel} from '../bench/load-plan.js'
import {nowUs} from './clock.js'
import {threadCpuS} from './thread-cpu.js'

/** Places in the shared words: the first stops the pacer, then one counter of wake-ups for each thread. */
export const STOP = 0
export const FIRST_THREAD = 1

/** It wakes up this much early, because a sleep ends late, and looks at the clock for the rest. µs. */
const EARLY = 30
/** Wake-ups are no closer than this: a thread that is awake sends all that is due. µs. */
const CLOSEST = 80

export interface PacerTask {
  readonly words: Int32Array
  readonly model: Extract<LoadModel, {kind: 'open'}>
  readonly warmupS: number
  readonly seed: number
  readonly threads: number
}

/** Runs until the last request is due or somebody says stop. Returns the CPU seconds it took while the run counted. */
export function runPacer({words, model, warmupS, seed, threads}: PacerTask, startUs: number): number | undefined {
  sharpenSleep()
  let place = 0
  const lastWake = new Float64Array(threads)
  const countsFrom = startUs + warmupS * 1e6
  let cpuBefore: number | undefined
  for (const atS of arrivalsWithWarmup(model, {warmupS, seed})) {
    const thread = place
    place = (place + 1) % threads
    const due = startUs + atS * 1e6
    if (cpuBefore === undefined && due >= countsFrom) cpuBefore = threadCpuS()
    const last = lastWake[thread] as number
    // The last wake-up was after it, so it is sent.
    if (due <= last) continue
    if (!sleepUntil(Math.max(due, last + CLOSEST), words)) break
    lastWake[thread] = nowUs()
    Atomics.add(words, FIRST_THREAD + thread, 1)
    Atomics.notify(words, FIRST_THREAD + thread)
  }
  const cpuAfter = threadCpuS()
  return cpuAfter === undefined || cpuBefore === undefined ? undefined : cpuAfter - cpuBefore
}

/** False when somebody said stop. */
function sleepUntil(us: number, words: Int32Array): boolean {
  for (let left = us - nowUs(); left > EARLY; left = us - nowUs()) {
    if (Atomics.wait(words, STOP, 0, (left - EARLY) / 1000) !== 'timed-out') return false
  }
  while (nowUs() < us) {
    // Less than a sleep can be told.
  }
  return Atomics.load(words, STOP) === 0
}

/** Linux lets sleeps end 50 µs late to save power; a thread may ask for better for itself. Where that is refused, it is later by that. */
export function sharpenSleep(): void {
  try {
    writeFileSync(`/proc/${basename(readlinkSync('/proc/thread-self'))}/timerslack_ns`, '1')
  } catch {
    // Not Linux, or no such file in this container.
  }
}
