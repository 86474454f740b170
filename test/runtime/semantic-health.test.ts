import {expect, test} from 'vitest'

import {fail, pass} from '../../src/checks/check.js'
import type {Access, HealthCheck} from '../../src/components/component.js'
import {askHealth} from '../../src/runtime/semantic-health.js'
import {hideSecret} from '../../src/system/redact.js'
import {verbatim} from '../../src/text.js'

const access = {} as Access

function check(...answers: (boolean | Error)[]): HealthCheck {
  return {
    id: 'redis.write',
    title: {en: 'Redis keeps a key', zh: 'Redis 可保存键'},
    service: 'redis',
    async probe() {
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      if (answer instanceof Error) throw answer
      return {works: answer}
    },
    judge: ({works}) => (works ? pass(verbatim('ok')) : fail(verbatim('no'), verbatim('opsctl logs redis'))),
  }
}

test('a check that fails is asked again until it passes', async () => {
  const [result] = await askHealth(access, [check(false, new Error('refused'), true)], {patienceMs: 5000})
  expect(result).toMatchObject({id: 'redis.write', service: 'redis', verdict: {status: 'pass'}})
})

test('a check that can not look is a failure with the reason, without secrets', async () => {
  hideSecret('the-password-of-redis')
  const [result] = await askHealth(access, [check(new Error('auth the-password-of-redis'))], {patienceMs: 1})
  expect(result?.verdict).toMatchObject({status: 'fail', detail: {en: 'auth [hidden]'}, fix: {en: 'opsctl logs redis'}})
})

test('an interrupt ends the waiting', async () => {
  const options = {patienceMs: 60_000, signal: AbortSignal.abort()}
  await expect(askHealth(access, [check(false)], options)).rejects.toMatchObject({exitCode: 130})
})
