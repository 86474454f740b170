/**
 * Measurements only count on a quiet machine: with 3 to 10 CPU seconds of others in 8 s, the rates of generators fell by up
 * to half; with less than 0.9 they repeated within 2 to 9 %.
 */
import type {MachineSpan} from '../../src/bench/trust.js'
import {watchMachine} from '../../src/system/machine-load.js'
import type {FigureRow} from './load-rows.js'

/** Processors that others may use: 0.9 s of 8 s. */
const FOREIGN = 0.9 / 8
const IDLE_WITHIN_MS = 20_000
const LOOK_MS = 500
const ATTEMPTS = 3
/** Waiting and repeating, of all measurements together. */
const PATIENCE_MS = 150_000

let patienceMs = PATIENCE_MS

export interface Quiet<Value> {
  readonly value: Value
  /** Processors that others used meanwhile. */
  readonly foreign: number
  readonly isQuiet: boolean
}

/** Waits for an idle machine, measures, and repeats what was disturbed; the least disturbed counts. */
export async function measureQuiet<Value>(
  targetPids: readonly number[],
  work: () => Promise<Value>,
): Promise<Quiet<Value>> {
  let best: Quiet<Value> | undefined
  for (let attempt = 0; attempt < ATTEMPTS && (attempt === 0 || patienceMs > 0); attempt++) {
    const startMs = performance.now()
    await waitForIdle()
    const watch = watchMachine({targetPids})
    const workMs = performance.now()
    const value = await work()
    const foreign = foreignOf(watch.total())
    // What has to be measured anyway costs no patience.
    patienceMs -= (attempt === 0 ? workMs : performance.now()) - startMs
    if (!best || foreign < best.foreign) best = {value, foreign, isQuiet: foreign <= FOREIGN}
    if (best.isQuiet) break
  }
  return best as Quiet<Value>
}

/** A row that says so when no attempt was quiet. */
export function judged(row: FigureRow, quiets: readonly Quiet<unknown>[]): FigureRow {
  if (quiets.every(({isQuiet}) => isQuiet)) return row
  const most = Math.max(...quiets.map(({foreign}) => foreign))
  const measured = `${row.measured}, disturbed: others used ${most.toFixed(1)} processors`
  return {...row, measured, isDisturbed: true}
}

/** Interrupts count: here all of it, as the programs under test have their own share of them in their CPU time. */
function foreignOf({busy, own, target}: MachineSpan): number {
  return Math.max(0, busy - own - target)
}

async function waitForIdle(): Promise<void> {
  const untilMs = performance.now() + Math.min(IDLE_WITHIN_MS, Math.max(0, patienceMs))
  const watch = watchMachine({targetPids: []})
  do {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  } while (foreignOf(watch.sample()) > FOREIGN && performance.now() < untilMs)
}
