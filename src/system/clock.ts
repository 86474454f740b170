/** Time, so that nothing above waits or reads the clock in its own way. */
import {setTimeout as pause} from 'node:timers/promises'

/** Waits; returns early, without an error, when the signal is aborted. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, signal === undefined ? {} : {signal})
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

/** Milliseconds of a clock that never jumps, for measuring durations. */
export function monotonicMs(): number {
  return performance.now()
}

/** The present in milliseconds since 1970. */
export function nowMs(): number {
  return Date.now()
}
