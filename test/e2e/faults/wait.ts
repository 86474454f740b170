/** What is waited for before faults are tried. */
import {setTimeout as sleep} from 'node:timers/promises'

import type {World} from './fault.js'
import type {Watch} from './watch.js'

const QUIET_TIMEOUT_MS = 120_000

/** Waits until every target was scraped and nothing but Watchdog is seen. */
export async function waitForQuiet(world: World, watch: Watch): Promise<void> {
  const start = Date.now()
  let reason = 'Prometheus does not answer'
  while (Date.now() - start < QUIET_TIMEOUT_MS) {
    const down = await world
      .prometheus<{activeTargets: {scrapeUrl: string; health: string}[]}>('/api/v1/targets?state=active')
      .then(({activeTargets}) => activeTargets.filter(({health}) => health !== 'up').map(({scrapeUrl}) => scrapeUrl))
      .catch(() => ['prometheus'])
    const alerts = watch.now().map(({name}) => name)
    const noisy = alerts.filter((name) => name !== 'Watchdog')
    if (down.length === 0 && noisy.length === 0 && alerts.includes('Watchdog')) return
    reason = [...down, ...noisy].join(', ')
    await sleep(1000)
  }

  throw new Error(`the stack is not quiet before the faults: ${reason}`)
}

/** Waits until the stack is so old. */
export async function waitForAge(upAt: number, ageS: number): Promise<void> {
  await sleep(Math.max(0, upAt + ageS * 1000 - Date.now()))
}
