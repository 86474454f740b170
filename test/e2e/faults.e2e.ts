/** Faults put into a running stack: each is named by its alert, and by hardly anything else. FAULTS=all tries every one. */
import {afterAll, beforeAll, expect, test} from 'vitest'

import type {World} from './faults/fault.js'
import {pickFaults, shorten} from './faults/matrix.js'
import {endWorld, INTERVAL_S, startWorld} from './faults/stack.js'
import {finish, printVerdicts, type Trial, tryFault} from './faults/try-fault.js'
import {waitForAge, waitForQuiet} from './faults/wait.js'
import {type Watch, watchAlerts} from './faults/watch.js'

const faults = pickFaults(process.env.FAULTS)
const trials: Trial[] = []
let world: World
let watch: Watch
let upAt: number

beforeAll(async () => {
  world = await startWorld(shorten(INTERVAL_S, faults))
  upAt = Date.now()
  watch = watchAlerts(world)
  await waitForQuiet(world, watch)
}, 600_000)

afterAll(async () => {
  await watch?.stop()
  if (world) await endWorld(world)
}, 200_000)

test.each(faults.map((fault) => [fault.name, fault] as const))(
  '%s',
  async (_, fault) => {
    const reason = await fault.unable?.()
    if (reason !== undefined) {
      process.stdout.write(`${fault.name} is not tried: ${reason}\n`)
      return
    }

    await waitForAge(upAt, fault.needsAgeS ?? 0)
    const trial = await tryFault(world, watch, fault, INTERVAL_S)
    trials.push(trial)
    expect(trial.verdict.wrong).toEqual([])
  },
  1_200_000,
)

test('every alert ends with its fault', async () => {
  const verdicts = await finish(trials)
  process.stdout.write(`${printVerdicts(verdicts)}\n`)
  expect(verdicts.flatMap(({name, wrong}) => wrong.map((line) => `${name}: ${line}`))).toEqual([])
}, 1_200_000)
