import {describe, expect, test} from 'vitest'

import {findPodCauses, type PodFacts} from '../../../src/runtime/helm/pod-causes.js'
import {milestones, toStates} from '../../../src/runtime/helm/pod-states.js'
import type {Claim, ContainerStatus, KubeEvent, Pod} from '../../../src/runtime/helm/pods.js'

const AT = '2026-01-01T10:00:00Z'

/** A pod as the API server answers, of a StatefulSet, with one container that is ready unless told. */
function pod(name: string, status: Partial<ContainerStatus> = {}, more: Record<string, unknown> = {}): Pod {
  const service = name.replace(/-\d+$/, '')
  const ready = {name: service, ready: true, started: true, restartCount: 0, state: {running: {startedAt: AT}}}
  const claim = {name: 'data', persistentVolumeClaim: {claimName: `data-${name}`}}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      creationTimestamp: AT,
      ownerReferences: [{kind: 'StatefulSet', name: service}],
    },
    spec: {containers: [{name: service, image: `${service}:1`, readinessProbe: {}}], volumes: [claim]} as Pod['spec'],
    status: {phase: 'Running', containerStatuses: [{...ready, ...status}], ...more},
  }
}

function event(reason: string, message: string, [kind, name]: readonly [string, string]): KubeEvent {
  return {reason, message, lastTimestamp: AT, involvedObject: {kind, name, namespace: 'shop'}}
}

const facts = (over: Partial<PodFacts>): PodFacts => ({pods: [], events: [], claims: [], ...over})
const waiting = (reason: string, message = '') =>
  ({ready: false, started: false, state: {waiting: {reason, message}}}) as Partial<ContainerStatus>
const unscheduled = (message: string) => ({
  phase: 'Pending',
  containerStatuses: [],
  conditions: [{type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message}],
})
const causes = (given: Partial<PodFacts>) =>
  findPodCauses(facts(given)).map(({object, cause, isFinal}) => [object, cause.en, isFinal])

describe('why pods do not come up', () => {
  test('an image: final when the registry knows no such thing, else it may still come', () => {
    const gone = pod('web-0', waiting('ImagePullBackOff', 'Back-off pulling image "web:1": not found'))
    expect(causes({pods: [gone]})).toEqual([['Pod/web-0', expect.stringContaining('web:1 can’t be pulled'), true]])
    const slow = pod('web-0', waiting('ErrImagePull', 'dial tcp: i/o timeout'))
    expect(causes({pods: [slow]})[0]?.[2]).toBe(false)
  })

  test('a volume: which claim, which storage class, and why', () => {
    const claim = (storageClassName?: string) =>
      ({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {name: 'data-redis-0', namespace: 'shop'},
        spec: storageClassName ? {storageClassName} : {},
        status: {phase: 'Pending'},
      }) as Claim
    const about = ['PersistentVolumeClaim', 'data-redis-0'] as const
    const pods = [pod('redis-0', {}, unscheduled('pod has unbound immediate PersistentVolumeClaims'))]
    const cases = [
      [claim('fast'), 'storageclass.storage.k8s.io "fast" not found', /waits for the storage class fast, which/, true],
      [
        claim(),
        'no persistent volumes available for this claim and no storage class is set',
        /names no storage class/,
        true,
      ],
      [
        claim('slow'),
        'Waiting for a volume to be created either by the external provisioner',
        /provisioner of storage class slow/,
        false,
      ],
      [claim('slow'), 'disk quota of the project is reached', /storage class slow can’t bind: disk quota/, false],
    ] as const
    for (const [one, message, words, isFinal] of cases) {
      const events = [event('ProvisioningFailed', message, about)]
      expect(causes({pods, claims: [one], events})).toEqual([['Pod/redis-0', expect.stringMatching(words), isFinal]])
    }
  })

  test('refused by admission: the object, the fields, the policy; not once its pods are made after all', () => {
    const refused = event(
      'FailedCreate',
      'Error creating: pods "web-5d" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)',
      ['ReplicaSet', 'web-5d4f'],
    )
    const told = findPodCauses(facts({events: [refused]}))
    expect(told.map(({object, service, isFinal}) => [object, service, isFinal])).toEqual([
      ['ReplicaSet/web-5d4f', 'web', true],
    ])
    expect(told[0]?.cause.en).toContain('Pod Security restricted:latest is violated by runAsNonRoot != true')
    const later = pod('web-5d4f-1')
    const made = {
      ...later,
      metadata: {
        ...later.metadata,
        creationTimestamp: '2026-01-01T10:00:09Z',
        ownerReferences: [{kind: 'ReplicaSet', name: 'web-5d4f'}],
      },
    }
    expect(findPodCauses(facts({events: [refused], pods: [made]}))).toEqual([])
    expect(findPodCauses(facts({events: [refused]}), Date.parse(AT) + 1)).toEqual([])
  })

  test('no room on any node, a missing Secret, a crash, too little memory, a probe that fails', () => {
    const room = pod('a-0', {}, unscheduled('0/3 nodes are available: 3 Insufficient memory.'))
    const secret = pod('b-0', waiting('CreateContainerConfigError', 'secret "b-secrets" not found'))
    const ended = (exitCode: number, reason: string) => ({restartCount: 4, lastState: {terminated: {exitCode, reason}}})
    const crash = pod('c-0', {...waiting('CrashLoopBackOff'), ...ended(3, 'Error')})
    const memory = pod('d-0', {...waiting('CrashLoopBackOff'), ...ended(137, 'OOMKilled')})
    const probe = pod('e-0', {ready: false})
    const events = [event('Unhealthy', 'Readiness probe failed: 503', ['Pod', 'e-0'])]
    expect(
      causes({pods: [room, secret, crash, memory, probe], events}).map(([object, words]) => `${object}: ${words}`),
    ).toEqual([
      expect.stringContaining('Pod/a-0: no node has enough memory free'),
      expect.stringContaining('Pod/b-0: secret b-secrets is not there'),
      expect.stringContaining('Pod/c-0: it ends with exit code 3 again and again (started again 4 times)'),
      expect.stringContaining('Pod/d-0: it was killed because it wanted more memory'),
      expect.stringContaining('Pod/e-0: it runs but is not ready: Readiness probe failed: 503'),
    ])
  })
})

describe('states', () => {
  const states = (given: Partial<PodFacts>) => toStates(facts(given), (service) => service)

  test('a pod that is well, one that starts, one that is not ready, one that crashes, one that waits', () => {
    const [well, starting, sick, crashing, queued] = states({
      pods: [
        pod('a-0'),
        pod('b-0', {ready: false, started: false}),
        pod('c-0', {ready: false}),
        pod('d-0', {
          ...waiting('CrashLoopBackOff'),
          restartCount: 2,
          lastState: {terminated: {exitCode: 1, finishedAt: AT}},
        }),
        pod('e-0', {}, unscheduled('0/1 nodes are available')),
      ],
    })
    expect(well).toMatchObject({
      state: 'running',
      health: 'healthy',
      restarts: 0,
      startedAt: AT,
      image: 'a:1',
      id: 'uid-a-0/a',
    })
    expect(well).not.toHaveProperty('cause')
    expect(starting).toMatchObject({state: 'running', health: 'starting'})
    expect(sick).toMatchObject({state: 'running', health: 'unhealthy'})
    expect(crashing).toMatchObject({state: 'restarting', exitCode: 1, oomKilled: false, restarts: 2, finishedAt: AT})
    expect(queued).toMatchObject({state: 'created', error: 'Unschedulable: 0/1 nodes are available'})
  })

  test('a sidecar is a service of its own; jobs, ending and evicted pods are left out', () => {
    const plain = pod('gateway-0')
    const sidecar = {name: 'meter', image: 'm:1', restartPolicy: 'Always'}
    const both = {...plain, spec: {...plain.spec, initContainers: [sidecar, {name: 'once', image: 'o:1'}]}}
    const job = {...plain, metadata: {...plain.metadata, name: 'job', ownerReferences: [{kind: 'Job', name: 'job'}]}}
    const ending = {...plain, metadata: {...plain.metadata, name: 'old', deletionTimestamp: AT}}
    const evicted = pod('gone-0', {}, {phase: 'Failed', reason: 'Evicted', containerStatuses: []})
    const names = states({pods: [both, job, ending, evicted]}).map(({service, name}) => [service, name])
    expect(names).toEqual([
      ['gateway', 'gateway-0'],
      ['meter', 'gateway-0/meter'],
    ])
  })

  test('lines of progress say each thing once, and nothing of a volume that is on its way', () => {
    const queued = states({pods: [pod('a-0', {}, unscheduled('unbound'))]})
    const started = states({pods: [pod('a-0', {ready: false, started: false})]})
    const well = states({pods: [pod('a-0')]})
    expect([
      milestones([], queued),
      milestones(queued, started),
      milestones(started, well),
      milestones(well, well),
    ]).toEqual([[], ['a-0 Started'], ['a-0 Healthy'], []])
  })
})
