/** Starts the containers, and stops waiting as soon as one of them crashes over and over: waiting longer heals nothing. */
import {OpsError} from '../errors.js'
import {upMessages as say} from '../messages/up.js'
import type {Rendered, Runtime, UpOptions} from '../runtime/runtime.js'
import {sleep} from '../system/clock.js'
import {interrupted} from '../system/run.js'
import {verbatim} from '../text.js'

const LOOK_EVERY_MS = 3000
const RESTARTS_ARE_A_LOOP = 3

/** Throws OPS_UP_FAILED when a service does not come up. */
export async function startContainers(runtime: Runtime, rendered: Rendered, options: UpOptions): Promise<void> {
  const loop = new AbortController()
  const done = new AbortController()
  const before = await restartsBefore(runtime)
  const watching = watchRestarts(runtime, before, loop, done.signal)
  const signal = AbortSignal.any([loop.signal, ...(options.signal ? [options.signal] : [])])
  try {
    await runtime.up(rendered, {...options, signal})
  } catch (error) {
    const isFailure = error instanceof OpsError && error.code === 'OPS_UP_FAILED'
    // Whoever ended it wants no verdict on what did not come up.
    if (options.signal?.aborted) throw isFailure ? interrupted() : error
    // A runtime that takes a failed start back says itself what crashed: it is gone when it is asked for.
    if (loop.signal.aborted) throw isFailure ? error : crashLoop()
    throw error
  } finally {
    done.abort()
    await watching
  }
}

async function restartsBefore(runtime: Runtime): Promise<ReadonlyMap<string, number>> {
  const states = await runtime.status().catch(() => [])
  return new Map(states.map((state) => [state.id, state.restarts]))
}

async function watchRestarts(
  runtime: Runtime,
  before: ReadonlyMap<string, number>,
  loop: AbortController,
  done: AbortSignal,
): Promise<void> {
  for (;;) {
    await sleep(LOOK_EVERY_MS, done)
    if (done.aborted) return
    const states = await runtime.status().catch(() => [])
    if (states.some((state) => state.restarts - (before.get(state.id) ?? 0) >= RESTARTS_ARE_A_LOOP)) {
      loop.abort()
      return
    }
  }
}

function crashLoop(): OpsError {
  return new OpsError({
    code: 'OPS_UP_FAILED',
    kind: 'external',
    message: say.crashLoop,
    suggestions: [verbatim('opsctl status')],
  })
}
