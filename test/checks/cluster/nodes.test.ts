import {describe, expect, test} from 'vitest'
import {judgeImages, judgeNodes, type NodeFacts, probeNodes} from '../../../src/checks/cluster/nodes.js'
import {forbidden, recorded} from './fixtures.js'

const node: NodeFacts = {name: 'n1', ready: true, cordoned: false, memoryMiB: 8192, cpus: 4, images: []}
const sizes = {promisedMiB: 2048, largest: {service: 'postgres', memoryMiB: 512, cpus: 1}}

describe('nodes', () => {
  test('have room', () => {
    expect(judgeNodes([node], sizes).status).toBe('pass')
  })

  test('are missing, not ready, or closed', () => {
    expect(judgeNodes([], sizes)).toMatchObject({status: 'fail', detail: {en: 'The cluster has no node'}})
    const closed = [
      {...node, ready: false},
      {...node, cordoned: true},
    ]
    expect(judgeNodes(closed, sizes)).toMatchObject({
      status: 'fail',
      detail: {en: 'None of the 2 nodes is ready for pods'},
    })
  })

  test('are too small', () => {
    expect(judgeNodes([{...node, memoryMiB: 400}], sizes).status).toBe('warn')
    expect(judgeNodes([{...node, memoryMiB: 1024}], sizes).status).toBe('warn')
  })

  test('may not be listed', async () => {
    expect(judgeNodes(await probeNodes(recorded([['/api/v1/nodes', forbidden]])), sizes).status).toBe('skip')
  })

  test('are read as the cluster says', async () => {
    const status = {
      allocatable: {cpu: '3500m', memory: '8388608Ki'},
      conditions: [{type: 'Ready', status: 'True'}],
      images: [{names: ['a@sha256:1', 'a:1']}],
    }
    const nodes = await probeNodes(
      recorded([['/api/v1/nodes', {items: [{metadata: {name: 'n1'}, spec: {unschedulable: true}, status}]}]]),
    )
    expect(nodes).toEqual([
      {name: 'n1', ready: true, cordoned: true, memoryMiB: 8192, cpus: 3.5, images: ['a@sha256:1', 'a:1']},
    ])
  })
})

describe('images that only this host builds', () => {
  const local = ['opsctl/postgres:sid-1', 'shop/web:local']
  const holding = (...images: readonly string[]) => ({...node, images})

  test('are none', () => {
    expect(judgeImages([], [node], false).status).toBe('pass')
  })

  test('are on every node, however it spells them', () => {
    const names = ['registry.example.com/opsctl/postgres:sid-1', 'shop/web:local']
    expect(judgeImages(local, [holding(...names)], false).status).toBe('pass')
  })

  test('are missing on one node, and the way to bring them is told', () => {
    const verdict = judgeImages(local, [holding(...local), holding('shop/web:local')], false)
    expect(verdict.status).toBe('fail')
    expect(verdict.detail.en).toContain('opsctl/postgres:sid-1')
    expect(verdict.detail.en).not.toContain('shop/web')
    expect('fix' in verdict && verdict.fix.en).toContain('opsctl up --nodes-have-images')
  })

  test('are there because the person says so', () => {
    expect(judgeImages(local, undefined, true).status).toBe('pass')
    expect(judgeImages(local, undefined, false).status).toBe('fail')
  })
})
