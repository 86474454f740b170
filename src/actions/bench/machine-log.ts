/** Writes down second by second what the machine did, and finds the seconds of a run in it again. */
import type {BenchSecond} from '../../bench/result.js'
import type {MachineSpan} from '../../bench/trust.js'
import {monotonicMs} from '../../system/clock.js'
import type {MachineWatch} from '../../system/machine-load.js'

const EVERY_MS = 1000
/** A second of the run and one of the log that begin within this of each other are the same. */
const APART_MS = 750

interface Entry {
  readonly endedMs: number
  readonly load: MachineSpan
}

export interface MachineLog {
  /** To be called as a second of the counted part ends. */
  onSecond(second: BenchSecond): void
  /** The second with what else the machine did in it. */
  annotate(second: BenchSecond): BenchSecond
  /** The machine while the run counted; all the time where nobody told of seconds. */
  counted(): readonly MachineSpan[]
  stop(): void
}

/** Begins to write. */
export function recordMachine(watch: MachineWatch): MachineLog {
  const entries: Entry[] = []
  const ends = new Map<number, number>()
  const look = () => entries.push({endedMs: monotonicMs(), load: watch.sample()})
  const timer = setInterval(look, EVERY_MS)
  return {
    onSecond: ({atS}) => void ends.set(atS, monotonicMs()),
    annotate(second) {
      const entry = nearest(entries, ends.get(second.atS))
      return entry ? {...second, foreignCpu: entry.load.foreign, steal: entry.load.steal} : second
    },
    counted() {
      const [first, last] = [Math.min(...ends.values()) - EVERY_MS, Math.max(...ends.values())]
      const within = entries.filter(({endedMs}) => endedMs > first + APART_MS / 3 && endedMs < last + APART_MS)
      return (ends.size === 0 ? entries : within).map(({load}) => load)
    },
    stop() {
      clearInterval(timer)
      look()
    },
  }
}

function nearest(entries: readonly Entry[], endedMs: number | undefined): Entry | undefined {
  if (endedMs === undefined) return undefined
  let best: Entry | undefined
  let distance = APART_MS
  for (const entry of entries) {
    const apart = Math.abs(entry.endedMs - endedMs)
    if (apart > distance) continue
    best = entry
    distance = apart
  }

  return best
}
