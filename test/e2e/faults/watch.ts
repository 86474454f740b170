/** Watches Prometheus' alerts all the time, and says which fired when. */
import {setTimeout as sleep} from 'node:timers/promises'

import type {World} from './fault.js'

const STEP_MS = 1000

/** One alert with its labels, from when its condition held until it was seen no more. Times are milliseconds. */
export interface Seen {
  readonly name: string
  readonly severity: string
  readonly labels: Readonly<Record<string, string>>
  /** When the condition began to hold, as Prometheus says. */
  readonly activeAt: number
  /** When it was first seen firing. */
  firingAt?: number
  /** When it was no longer seen. */
  goneAt?: number
}

interface Answer {
  readonly alerts: readonly {
    readonly labels: Readonly<Record<string, string>>
    readonly state: 'pending' | 'firing'
    readonly activeAt: string
  }[]
}

/** The watch: everything seen so far, and its end. */
export interface Watch {
  readonly seen: readonly Seen[]
  /** Alerts that are seen now, pending ones too. */
  readonly now: () => readonly Seen[]
  readonly stop: () => Promise<void>
}

/** Starts to ask Prometheus once a second. Times when it does not answer are left out. */
export function watchAlerts(world: Pick<World, 'prometheus'>): Watch {
  const seen = new Map<string, Seen>()
  let running = true
  const loop = (async () => {
    while (running) {
      const answer = await world.prometheus<Answer>('/api/v1/alerts').catch(() => undefined)
      if (answer !== undefined) note(seen, answer)
      await sleep(STEP_MS)
    }
  })()
  return {
    get seen() {
      return [...seen.values()]
    },
    now: () => [...seen.values()].filter(({goneAt}) => goneAt === undefined),
    async stop() {
      running = false
      await loop
    },
  }
}

function note(seen: Map<string, Seen>, {alerts}: Answer): void {
  const now = Date.now()
  const present = new Set<string>()
  for (const {labels, state, activeAt} of alerts) {
    const key = `${JSON.stringify(labels)} ${activeAt}`
    present.add(key)
    const known = seen.get(key) ?? {
      name: labels.alertname ?? '',
      severity: labels.severity ?? '',
      labels,
      activeAt: Date.parse(activeAt),
    }
    if (state === 'firing') known.firingAt ??= now
    seen.set(key, known)
  }

  for (const [key, one] of seen) if (!present.has(key)) one.goneAt ??= now
}
