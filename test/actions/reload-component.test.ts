import {describe, expect, test} from 'vitest'

import {findStale, type Reloadable, reloadComponent} from '../../src/actions/reload-component.js'
import type {Access} from '../../src/components/component.js'

const access = {configHash: async () => 'new'} as unknown as Access

/** A server that answers with these hashes in turn, the last one for ever. */
function server(...answers: (string | undefined | Error)[]) {
  const calls = {applied: 0}
  const reloadable: Reloadable = {
    id: 'gateway',
    title: {en: 'Gateway', zh: '网关'},
    spec: {
      service: 'gateway',
      validate: [],
      apply: async () => {
        calls.applied += 1
      },
      runningHash: async () => {
        const answer = answers.length > 1 ? answers.shift() : answers[0]
        if (answer instanceof Error) throw answer
        return answer
      },
    },
  }
  return {calls, reloadable}
}

describe('a reload', () => {
  test('is taken once the server names the hash on disk', async () => {
    const {calls, reloadable} = server('old', new Error('ECONNREFUSED'), 'new')
    const answer = await reloadComponent(access, reloadable)
    expect(answer).toEqual({component: 'gateway', wanted: 'new', running: 'new', taken: true})
    expect(calls.applied).toBe(1)
  })

  test('is not taken when the server keeps its former configuration', async () => {
    const answer = await reloadComponent(access, server('old').reloadable, {patienceMs: 1})
    expect(answer).toEqual({component: 'gateway', wanted: 'new', running: 'old', taken: false})
  })

  test('counts as taken by a server that never says what it runs', async () => {
    const answer = await reloadComponent(access, server(undefined).reloadable, {patienceMs: 1})
    expect(answer).toEqual({component: 'gateway', wanted: 'new', taken: true})
  })

  test('stops waiting when interrupted', async () => {
    const signal = AbortSignal.abort()
    await expect(reloadComponent(access, server('old').reloadable, {signal})).rejects.toMatchObject({exitCode: 130})
  })
})

test.each([
  ['another configuration', 'old', 1],
  ['the wanted configuration', 'new', 0],
  ['what it does not say', undefined, 0],
] as const)('a server that runs %s is stale or not', async (_name, running, stale) => {
  const {reloadable} = server(running)
  expect(await findStale(access, [reloadable], async () => 'new')).toHaveLength(stale)
})
