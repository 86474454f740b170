/** Tries one fault on the running stack and says whether its alert named it, and nothing else did. */
import {setTimeout as sleep} from 'node:timers/promises'

import type {Fault, World} from './fault.js'
import type {Seen, Watch} from './watch.js'

/** What a busy machine may add to any of the times. */
const SLACK_S = 20
/** A service that comes back has to be found, scraped and judged again. */
const SETTLE_S = 40
const STEP_MS = 500

/** What came of one fault. */
export interface Verdict {
  readonly name: string
  readonly alert: string
  /** Seconds from the fault to its alert; undefined when it never fired. */
  readonly firedS?: number
  readonly limitS: number
  /** Names of the alerts that fired beside it. */
  readonly others: readonly string[]
  /** Seconds from the end of the fault to that of the last alert about it; undefined while one still fires. */
  resolvedS?: number
  /** What is wrong, one line each; empty for a fault that was named. */
  readonly wrong: string[]
}

/** A verdict that is final once its alerts are gone. */
export interface Trial {
  readonly fault: Fault
  readonly verdict: Verdict
  /** When the fault was taken away. */
  readonly undoneAt: number
  readonly alerts: readonly Seen[]
}

const seconds = (ms: number) => Math.round(ms / 100) / 10

/** Does the fault, waits for its alert, undoes it, and waits until the stack is quiet but for what looks back. */
export async function tryFault(world: World, watch: Watch, fault: Fault, intervalS: number): Promise<Trial> {
  const before = new Set(watch.seen)
  const began = Date.now()
  const fresh = () => watch.seen.filter((one) => !before.has(one) && one.name !== 'Watchdog')
  const fired = () => fresh().find(({name, firingAt}) => name === fault.alert && firingAt !== undefined)
  const limitS = (fault.reactsInS ?? 0) + (fault.override?.forS ?? intervalS) + 2 * intervalS + SLACK_S
  let placed = began
  let failure: unknown
  try {
    await fault.start(world)
    placed = Date.now()
    while (fired() === undefined && Date.now() - placed < limitS * 1000) await sleep(STEP_MS)
    // A little longer, so that whatever else the fault sets off shows itself.
    if (fired() !== undefined) await sleep(2 * intervalS * 1000)
  } catch (error) {
    failure = error
  }

  await fault.undo(world).catch((error) => {
    failure ??= error
  })
  const undoneAt = Date.now()
  const firing = fired()
  await settle(watch, before, fault, undoneAt)
  const alerts = fresh().filter(({firingAt}) => firingAt !== undefined)
  const others = [...new Set(alerts.filter(({severity}) => severity !== 'info').map(({name}) => name))]
    .filter((name) => name !== fault.alert)
    .toSorted()
  const allowed = others.filter((name) => fault.also?.includes(name)).slice(0, 1)
  const unexpected = others.filter((name) => !allowed.includes(name))
  const wrong = [
    ...(failure === undefined ? [] : [`it could not be done: ${(failure as Error).message}`]),
    ...(firing === undefined ? [`${fault.alert} did not fire within ${limitS} s`] : []),
    ...unexpected.map((name) => `${name} fired too`),
  ]
  const firedS = firing?.firingAt === undefined ? undefined : Math.max(0, seconds(firing.firingAt - placed))
  return {
    fault,
    undoneAt,
    alerts,
    verdict: {name: fault.name, alert: fault.alert, limitS, others, wrong, ...(firedS === undefined ? {} : {firedS})},
  }
}

/** Waits until nothing of this fault is seen any more, or, where its alert looks back, until no other is. */
async function settle(watch: Watch, before: ReadonlySet<Seen>, fault: Fault, undoneAt: number): Promise<void> {
  const looksBack = (fault.lingersS ?? 0) > 0
  const lasting = () =>
    watch.now().filter((one) => {
      if (before.has(one) || one.name === 'Watchdog' || one.severity === 'info') return false
      if (one.firingAt === undefined) return false
      return !(looksBack && [fault.alert, ...(fault.also ?? [])].includes(one.name))
    })
  while (lasting().length > 0 && Date.now() - undoneAt < SETTLE_S * 1000) await sleep(STEP_MS)
}

/** Waits until the alerts of every fault are gone, or their time is up, and completes the verdicts. */
export async function finish(trials: readonly Trial[]): Promise<readonly Verdict[]> {
  for (const {alerts, undoneAt, fault, verdict} of trials) {
    const own = alerts.filter(({severity}) => severity !== 'info')
    const limitMs = ((fault.lingersS ?? 0) + SETTLE_S + SLACK_S) * 1000
    while (own.some(({goneAt}) => goneAt === undefined) && Date.now() - undoneAt < limitMs) await sleep(STEP_MS)
    for (const {name, goneAt} of own) if (goneAt === undefined) verdict.wrong.push(`${name} still fires`)
    if (own.length > 0 && own.every(({goneAt}) => goneAt !== undefined)) {
      verdict.resolvedS = Math.max(0, seconds(Math.max(...own.map(({goneAt}) => goneAt ?? 0)) - undoneAt))
    }
  }

  return trials.map(({verdict}) => verdict)
}

/** The verdicts as a table, ending in one line of counts. */
export function printVerdicts(verdicts: readonly Verdict[]): string {
  const time = (value: number | undefined) => (value === undefined ? '-' : `${value.toFixed(0)} s`).padStart(7)
  const rows = verdicts.map(({name, alert, firedS, resolvedS, others, wrong}) => {
    const words = wrong.length > 0 ? `NOT NAMED: ${wrong.join('; ')}` : others.map((other) => `and ${other}`).join(', ')
    return `  ${name.padEnd(56)} ${alert.padEnd(34)} ${time(firedS)} ${time(resolvedS)}  ${words}`
  })
  const named = verdicts.filter(({wrong}) => wrong.length === 0).length
  const head = `  ${'fault'.padEnd(56)} ${'alert'.padEnd(34)} ${'fired'.padStart(7)} ${'over'.padStart(7)}`
  return [head, ...rows.map((row) => row.trimEnd()), `${named} of ${verdicts.length} faults named`].join('\n')
}
