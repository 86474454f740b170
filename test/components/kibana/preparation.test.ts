import {describe, expect, test} from 'vitest'

import type {Access} from '../../../src/components/component.js'
import {healthChecks} from '../../../src/components/kibana/health.js'
import {makeBundle} from '../../../src/components/kibana/objects/bundle.js'
import {savedObjectsPreparation} from '../../../src/components/kibana/preparation.js'
import {stackSchema} from '../../../src/spec/stack.js'
import {type FakeKibana, startFakeKibana} from './fake-kibana.js'

const stack = stackSchema.parse({version: 1, project: 'shop', elasticsearch: {}, kibana: {}, gateway: {}})
const bundle = makeBundle(stack)
const patience = {attempts: 4, firstPauseMs: 1}
const preparation = savedObjectsPreparation(stack, patience)

/** Asks the server, until the nth request, at which opsctl is gone. */
function killedAt(kibana: FakeKibana, nth: number): Access {
  let requests = 0
  return {
    ...kibana.access,
    instance: (service) => ({
      ...kibana.access.instance(service),
      async http(request) {
        requests += 1
        if (requests >= nth) throw new Error('killed')
        return kibana.access.instance(service).http(request)
      },
    }),
  }
}

describe('the import of saved objects', () => {
  test('brings them all in, the mark last, in the form that Kibana documents', async () => {
    const kibana = await startFakeKibana()
    expect(await preparation.isDone(kibana.access)).toBe(false)
    await preparation.run(kibana.access)
    expect(kibana.wrongs).toEqual([])
    expect(kibana.held.size).toBe(bundle.objects.length)
    expect(kibana.taken.map((ids) => ids.length)).toEqual([bundle.objects.length, 1])
    expect(await preparation.isDone(kibana.access)).toBe(true)
  })

  test('is done again when the stack has others', async () => {
    const kibana = await startFakeKibana()
    await preparation.run(kibana.access)
    const chinese = savedObjectsPreparation(
      stackSchema.parse({...{version: 1, project: 'shop', language: 'zh'}, elasticsearch: {}, kibana: {}}),
    )
    expect(await chinese.isDone(kibana.access)).toBe(false)
    await chinese.run(kibana.access)
    expect(await chinese.isDone(kibana.access)).toBe(true)
    expect(await preparation.isDone(kibana.access)).toBe(false)
  })

  test('is done again when a person has deleted one', async () => {
    const kibana = await startFakeKibana()
    await preparation.run(kibana.access)
    const [key = ''] = [...kibana.held.keys()].filter((one) => one.startsWith('dashboard:'))
    kibana.held.delete(key)
    expect(await preparation.isDone(kibana.access)).toBe(false)
  })

  test.each([1, 2])('that was cut short at request %d is finished by the next one', async (nth) => {
    const kibana = await startFakeKibana()
    const once = savedObjectsPreparation(stack, {attempts: 1, firstPauseMs: 1})
    await expect(once.run(killedAt(kibana, nth))).rejects.toThrow('killed')
    expect(await preparation.isDone(kibana.access)).toBe(false)
    await preparation.run(kibana.access)
    expect(await preparation.isDone(kibana.access)).toBe(true)
  })

  test('over an older one takes its mark away first', async () => {
    const kibana = await startFakeKibana()
    await preparation.run(kibana.access)
    await expect(
      savedObjectsPreparation(stack, {attempts: 1, firstPauseMs: 1}).run(killedAt(kibana, 2)),
    ).rejects.toThrow()
    expect(await preparation.isDone(kibana.access)).toBe(false)
  })

  test('waits for a Kibana that starts', async () => {
    const kibana = await startFakeKibana()
    kibana.first.push(503, 'hang-up', 503)
    await preparation.run(kibana.access)
    expect(await preparation.isDone(kibana.access)).toBe(true)
  })

  test('gives up on one that never does', async () => {
    const kibana = await startFakeKibana()
    kibana.first.push(...Array.from({length: patience.attempts}, () => 503))
    await expect(preparation.run(kibana.access)).rejects.toMatchObject({code: 'OPS_KIBANA_REFUSED'})
    expect(kibana.first).toEqual([])
  })

  test('names the object that Kibana refuses, and leaves no mark', async () => {
    const kibana = await startFakeKibana()
    kibana.refused.set('Share of errors', 'invalid version')
    await expect(preparation.run(kibana.access)).rejects.toMatchObject({
      code: 'OPS_KIBANA_IMPORT_REFUSED',
      message: 'Kibana refuses 1 of its saved objects: lens “Share of errors” (unknown: invalid version)',
    })
    expect(await preparation.isDone(kibana.access)).toBe(false)
  })

  test('does not try again with a refused password', async () => {
    const kibana = await startFakeKibana()
    kibana.password = 'another'
    await expect(preparation.run(kibana.access)).rejects.toMatchObject({code: 'OPS_KIBANA_LOGIN_REFUSED'})
  })
})

describe('the health checks', () => {
  const judge = async (kibana: FakeKibana) => {
    const verdicts = healthChecks(stack).map(async (check) => {
      const {status} = check.judge(await check.probe(kibana.access))
      return [check.id, status]
    })
    return Object.fromEntries(await Promise.all(verdicts)) as Record<string, string>
  }

  test('pass once everything is in, and strangers are refused', async () => {
    const kibana = await startFakeKibana()
    expect(await judge(kibana)).toEqual({'kibana.status': 'pass', 'kibana.closed': 'pass', 'kibana.objects': 'fail'})
    await preparation.run(kibana.access)
    expect(await judge(kibana)).toMatchObject({'kibana.objects': 'pass'})
  })

  test('warn when a plugin is not well, and fail when the store is not, or anybody may come in', () => {
    const [status, closed] = healthChecks(stack)
    expect(status?.judge({status: 200, level: 'degraded', failing: []}).status).toBe('warn')
    expect(status?.judge({status: 503, level: 'unavailable', failing: []}).status).toBe('fail')
    expect(status?.judge({status: 200, level: 'degraded', failing: ['elasticsearch']}).status).toBe('fail')
    expect(closed?.judge({status: 200}).status).toBe('fail')
    expect(closed?.judge({status: 302}).status).toBe('fail')
  })
})
