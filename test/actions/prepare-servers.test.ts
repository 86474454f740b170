import {describe, expect, test} from 'vitest'

import {listPreparations, prepareServers} from '../../src/actions/prepare-servers.js'
import type {Access, Preparation} from '../../src/components/component.js'
import {OpsError} from '../../src/errors.js'
import {stackSchema} from '../../src/spec/stack.js'
import {verbatim} from '../../src/text.js'

const access = {} as Access

function preparation(id: string, own: Partial<Preparation>): Preparation {
  return {
    id,
    title: verbatim(id),
    service: 'kibana',
    isDone: async () => false,
    run: async () => undefined,
    ...own,
  }
}

describe('preparations', () => {
  test('are done unless they are already', async () => {
    const ran: string[] = []
    const run = (id: string) => async () => void ran.push(id)
    const all = [
      preparation('kibana.new', {run: run('new')}),
      preparation('kibana.old', {isDone: async () => true, run: run('old')}),
    ]
    expect(await prepareServers(access, all, {patienceMs: 1000})).toEqual({done: ['kibana.new'], failed: []})
    expect(ran).toEqual(['new'])
  })

  test('that fail are verdicts with the reason, and keep no other from being done', async () => {
    const refused = new OpsError({
      code: 'OPS_KIBANA_REFUSED',
      kind: 'external',
      message: verbatim('refused'),
      suggestions: [verbatim('opsctl logs kibana')],
    })
    const all = [
      preparation('kibana.refused', {run: () => Promise.reject(refused)}),
      preparation('kibana.broken', {run: () => Promise.reject(new Error('broken'))}),
      preparation('kibana.good', {}),
    ]
    const {done, failed} = await prepareServers(access, all, {patienceMs: 1000})
    expect(done).toEqual(['kibana.good'])
    expect(failed.map(({id, verdict}) => [id, verdict.status, verdict.detail.en])).toEqual([
      ['kibana.refused', 'fail', 'refused'],
      ['kibana.broken', 'fail', 'broken'],
    ])
  })

  test('are tried where it can’t be told whether they are done', async () => {
    const all = [preparation('kibana.unknown', {isDone: () => Promise.reject(new Error('starting'))})]
    expect(await prepareServers(access, all, {patienceMs: 1000})).toMatchObject({done: ['kibana.unknown']})
  })

  test('that take too long are left to the next up', async () => {
    const all = [preparation('kibana.slow', {run: () => new Promise(() => undefined)})]
    const {failed} = await prepareServers(access, all, {patienceMs: 20})
    expect(failed[0]?.verdict.detail.en).toContain('the next opsctl up goes on with it')
  })

  test('end with Ctrl+C', async () => {
    const all = [preparation('kibana.slow', {run: () => new Promise(() => undefined)})]
    const signal = AbortSignal.timeout(20)
    await expect(prepareServers(access, all, {patienceMs: 60_000, signal})).rejects.toMatchObject({exitCode: 130})
  })

  test('are those of the components in the stack', () => {
    const parse = (more: object) => stackSchema.parse({version: 1, project: 'shop', elasticsearch: {}, ...more})
    expect(listPreparations(parse({kibana: {}})).map(({id}) => id)).toEqual(['kibana.saved-objects'])
    expect(listPreparations(parse({kibana: {enabled: false}}))).toEqual([])
  })
})
