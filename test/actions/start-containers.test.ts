import {expect, test} from 'vitest'

import {startContainers} from '../../src/actions/start-containers.js'
import type {Runtime, ServiceState} from '../../src/runtime/runtime.js'
import {interrupted} from '../../src/system/run.js'

const state = (restarts: number) => ({id: 'c1', service: 'web', restarts}) as ServiceState
const rendered = {changedFiles: [], secrets: {}}

/** Waits until it is aborted, as compose does for a service that never becomes healthy. */
function waiting(restarts: () => number): Runtime {
  return {
    status: async () => [state(restarts())],
    up: (_rendered, {signal}) =>
      new Promise((_, reject) => {
        if (signal?.aborted) reject(interrupted())
        signal?.addEventListener('abort', () => reject(interrupted()))
      }),
  } as Partial<Runtime> as Runtime
}

test('a service that crashes over and over ends the waiting', async () => {
  let restarts = 5
  const runtime = waiting(() => restarts++ * 3)
  await expect(startContainers(runtime, rendered, {timeoutS: 300})).rejects.toMatchObject({
    code: 'OPS_UP_FAILED',
  })
}, 15_000)

test('Ctrl+C stays an interrupt', async () => {
  const runtime = waiting(() => 0)
  const signal = AbortSignal.timeout(50)
  await expect(startContainers(runtime, rendered, {timeoutS: 300, signal})).rejects.toMatchObject({exitCode: 130})
})
