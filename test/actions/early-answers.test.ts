import {expect, test} from 'vitest'

import {openEarlyAnswers} from '../../src/actions/early-answers.js'
import type {CheckResult} from '../../src/checks/check.js'

/** Answers with how many times it was asked; keeps the signals. */
function counting() {
  const signals: AbortSignal[] = []
  const asked = {stale: 0, signals}
  const early = openEarlyAnswers(
    {
      findStale: async () => {
        asked.stale++
        return []
      },
      askHealth: async (signal) => {
        signals.push(signal)
        return [{id: `ask-${signals.length}`} as CheckResult]
      },
    },
    new AbortController().signal,
  )
  const health = async () => (await early.health())[0]?.id
  return {early, asked, health}
}

test('answers of the containers that still run count', async () => {
  const {early, asked, health} = counting()
  early.settle(undefined)
  expect([asked.stale, asked.signals.length]).toEqual([0, 0])
  for (let look = 0; look < 3; look++) early.settle('a')
  await early.stale()
  expect(await health()).toBe('ask-1')
  expect([asked.stale, asked.signals[0]?.aborted]).toEqual([1, false])
})

test('a new container makes all of it a question again', async () => {
  const {early, asked, health} = counting()
  early.settle('a')
  early.settle(undefined)
  expect(asked.signals[0]?.aborted).toBe(true)
  early.settle('b')
  await early.stale()
  expect(await health()).toBe('ask-2')
  expect(asked.stale).toBe(2)
})

test('containers that were never seen in their final form are asked at the end', async () => {
  const {early, asked, health} = counting()
  early.settle('a')
  early.settle(undefined)
  await early.stale()
  expect([asked.stale, await health()]).toEqual([2, 'ask-2'])
})

test('what was done to the servers makes their health a question again', async () => {
  const {early, asked, health} = counting()
  early.settle('a')
  early.forgetHealth()
  expect([await health(), await health()]).toEqual(['ask-2', 'ask-2'])
  expect(asked.signals[0]?.aborted).toBe(true)
})

test('an early failure that nobody waits for is none', async () => {
  const early = openEarlyAnswers(
    {findStale: () => Promise.reject(new Error('gone')), askHealth: () => Promise.reject(new Error('gone'))},
    new AbortController().signal,
  )
  early.settle('a')
  await new Promise((resolve) => setTimeout(resolve, 5))
  await expect(early.health()).rejects.toThrowError('gone')
})
