/** What an illness of a stack is: a fault that doctor must name before anything else. */
import {setTimeout as sleep} from 'node:timers/promises'
import type {World} from '../faults/fault.js'
import {askJson} from '../opsctl.js'

export interface Illness {
  readonly name: string
  /** The check that must be the first cause. */
  readonly check: string
  /** The service that it must name, where it is about one. */
  readonly instance?: string
  /** Is seen for a quarter of an hour after it ended, and so comes last. */
  readonly lingers?: true
  /** Part of the short run. */
  readonly quick?: true
  /** Seconds until it can be seen at all, where that is in its nature: two samples of a rate, a healthcheck that has to fail. */
  readonly reactsInS?: number
  readonly start: (world: World) => Promise<unknown>
  readonly undo: (world: World) => Promise<unknown>
}

interface Found {
  readonly id: string
  readonly instance?: string
  readonly status: string
  readonly message: string
  readonly causedBy: unknown
}

/** What came of one. */
export interface Diagnosis {
  readonly name: string
  readonly expected: string
  /** The first cause that was not there before, as `check (instance)`. */
  readonly named?: string
  /** What doctor said of it. */
  readonly said?: string
  /** Seconds that the look took. */
  readonly tookS: number
}

/** What looks back some minutes outlives its illness, and may come up in the next. */
const LOOKS_BACK = new Set([
  'app.slow-requests',
  'cap.scale-triggers',
  'gw.errors-5xx',
  'gw.latency',
  'log.error-ratio',
  'log.error-spike',
  'log.patterns',
  'pg.slow-queries',
  'prom.firing',
  'redis.slowlog',
])

/** What a busy machine may add until a fault can be seen. */
const SLACK_MS = 25_000

/** The causes that doctor names now, the first one first. */
export async function findCauses(world: World): Promise<readonly Found[]> {
  const {json} = await askJson('-C', world.root, 'doctor')
  const checks = (json.checks ?? []) as readonly Found[]
  return checks.filter(({status, causedBy}) => (status === 'fail' || status === 'warn') && causedBy === null)
}

const nameOf = ({id, instance}: Pick<Found, 'id' | 'instance'>) => (instance === undefined ? id : `${id} (${instance})`)

/** Makes the stack sick, asks doctor, and makes it well again. What ailed it before does not count. */
export async function diagnose(world: World, illness: Illness, before: readonly Found[]): Promise<Diagnosis> {
  const known = new Set(before.map(nameOf))
  const {name, check, instance} = illness
  const expected = nameOf({id: check, ...(instance === undefined ? {} : {instance})})
  const isNamed = (one: Found | undefined) =>
    one?.id === check && (instance === undefined || one.instance === undefined || one.instance === instance)
  let first: Found | undefined
  let tookS = 0
  try {
    await illness.start(world)
    const until = Date.now() + (illness.reactsInS ?? 0) * 1000 + SLACK_MS
    do {
      const began = Date.now()
      const causes = await findCauses(world)
      first = causes.find((one) => !known.has(nameOf(one)) && (one.id === check || !LOOKS_BACK.has(one.id)))
      tookS = Math.round((Date.now() - began) / 100) / 10
      if (!isNamed(first)) await sleep(1000)
    } while (!isNamed(first) && Date.now() < until)
  } finally {
    await illness.undo(world)
  }

  return {name, expected, tookS, ...(first ? {named: nameOf(first), said: first.message} : {})}
}

/** Whether the first cause is the one that was put in. */
export function isRight({expected, named}: Diagnosis): boolean {
  return (
    named !== undefined &&
    (named === expected || named.startsWith(`${expected} (`) || expected.startsWith(`${named} (`))
  )
}

/** Waits until doctor finds no more than it did before, or gives up and returns what is left. */
export async function waitForHealth(world: World, healthy: readonly Found[], seconds = 40): Promise<readonly Found[]> {
  const known = new Set(healthy.map(nameOf))
  const until = Date.now() + seconds * 1000
  for (;;) {
    const causes = await findCauses(world)
    const fresh = causes.filter((one) => one.status === 'fail' && !known.has(nameOf(one)) && !LOOKS_BACK.has(one.id))
    if (fresh.length === 0 || Date.now() > until) return causes
    await sleep(2000)
  }
}

/** The table that states the score. */
export function printDiagnoses(diagnoses: readonly Diagnosis[]): string {
  const right = diagnoses.filter(isRight).length
  const lines = diagnoses.map(
    (one) =>
      `${isRight(one) ? '✓' : '✗'} ${one.name}: ${one.named ?? 'nothing'}${isRight(one) ? '' : `, not ${one.expected}`} (${one.tookS} s)`,
  )
  return [...lines, `${right} of ${diagnoses.length} illnesses were named first`].join('\n')
}
