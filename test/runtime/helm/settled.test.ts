import {describe, expect, test} from 'vitest'

import type {KubeObject} from '../../../src/runtime/helm/kube-object.js'
import {isSettled, markOf} from '../../../src/runtime/helm/settled.js'
import type {ServiceState} from '../../../src/runtime/runtime.js'

const named = (kind: string, more: object): KubeObject => ({
  apiVersion: kind === 'NetworkPolicy' ? 'networking.k8s.io/v1' : 'apps/v1',
  kind,
  metadata: {name: 'web'},
  ...more,
})
const deployment = named('Deployment', {spec: {replicas: 2, paused: false}})
const done = {observedGeneration: 3, replicas: 2, updatedReplicas: 2, readyReplicas: 2}
const live = (kind: string, spec: object, status: object): KubeObject => {
  const object = named(kind, {spec, status})
  return {...object, metadata: {...object.metadata, namespace: 'shop', generation: 3} as KubeObject['metadata']}
}
const judge = (next: KubeObject, found: readonly KubeObject[], last: readonly KubeObject[] = []) =>
  isSettled({next: [next], last, live: found, namespace: 'shop'})

describe('a workload is settled', () => {
  const spec = {replicas: 2, paused: false, progressDeadlineSeconds: 600}

  test('when its newest pods, and only those, are all ready', () => {
    expect(judge(deployment, [live('Deployment', spec, done)])).toBe(true)
    const daemons = {observedGeneration: 3, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 2}
    expect(judge(named('DaemonSet', {spec: {}}), [live('DaemonSet', {}, daemons)])).toBe(true)
    expect(judge(named('DaemonSet', {spec: {}}), [live('DaemonSet', {}, {...daemons, numberReady: 1})])).toBe(false)
  })

  test.each([
    ['its controller has not seen the change', {...done, observedGeneration: 2}],
    ['an old pod is still there', {...done, replicas: 3}],
    ['a new pod is missing', {...done, updatedReplicas: 1}],
    ['a pod is not ready', {...done, readyReplicas: 1}],
    ['nothing is known yet', {}],
  ])('not when %s', (_, status) => {
    expect(judge(deployment, [live('Deployment', spec, status)])).toBe(false)
  })

  test('not before the upgrade has come to it', () => {
    expect(judge(deployment, [])).toBe(false)
    expect(judge(deployment, [live('Deployment', {...spec, paused: true}, done)])).toBe(false)
  })
})

test('what the former release allowed and the next does not has to be gone', () => {
  const open = named('NetworkPolicy', {spec: {policyTypes: ['Egress'], egress: [{}]}})
  const shut = named('NetworkPolicy', {spec: {policyTypes: ['Egress']}})
  const found = ({spec}: KubeObject) => [live('NetworkPolicy', structuredClone(spec) as object, {})]
  expect(judge(shut, found(open), [open])).toBe(false)
  expect(judge(shut, found(shut), [open])).toBe(true)
})

test('the mark of containers changes with each new start, and there is none while one is not well', () => {
  const state = (id: string, more: Partial<ServiceState> = {}) =>
    ({id, service: id, state: 'running', health: 'healthy', restarts: 0, ...more}) as ServiceState
  const mark = markOf([state('a'), state('b')])
  expect(mark).toBe(markOf([state('b'), state('a')]))
  const others = [[state('a'), state('c')], [state('a', {restarts: 1}), state('b')], [state('a')]]
  expect(others.every((states) => ![mark, undefined].includes(markOf(states)))).toBe(true)
  expect(markOf([])).toBeUndefined()
  expect(markOf([state('a'), state('b', {health: 'starting'})])).toBeUndefined()
})
