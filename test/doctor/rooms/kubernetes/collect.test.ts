import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {CannotSee} from '../../../../src/doctor/facts.js'
import {
  type ClusterDoor,
  lookAtIngress,
  lookAtNodes,
  lookAtSecrets,
  lookAtServices,
  lookAtWorkloads,
} from '../../../../src/doctor/rooms/kubernetes/collect.js'
import {readPods, readScalers} from '../../../../src/doctor/rooms/kubernetes/objects.js'
import {projectAt} from '../../../../src/project.js'
import type {PodFacts} from '../../../../src/runtime/helm/pod-causes.js'
import {forbidden, recorded, target} from '../../../checks/cluster/fixtures.js'
import {fixtureStack} from '../../fixture.js'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'doctor-'))
  await mkdir(join(root, 'overlay'))
  await writeFile(
    join(root, 'overlay/values.yaml'),
    'services:\n  web:\n    env: {JWT_SECRET: abcdefgh12345678, MODE: fast}\n',
  )
})
afterAll(() => rm(root, {recursive: true, force: true}))

const raw = (path: string) => `get --raw ${path}`
const selector = '?labelSelector=app.kubernetes.io%2Finstance%3Dshop'
const one = (kind: string, more: object) => ({items: [{metadata: {name: kind, namespace: 'shop'}, ...more}]})

function door(answers: Parameters<typeof recorded>[0], own: Parameters<typeof fixtureStack>[0] = {}): ClusterDoor {
  const all = recorded(answers)
  // Lists that nobody recorded are empty.
  const ask: ClusterDoor['ask'] = async (argv) => {
    const answer = await all(argv)
    return answer.exitCode === 0 && answer.stdout === '' && argv.includes('--raw')
      ? {...answer, stdout: '{"items":[]}'}
      : answer
  }
  return {ask, target, stack: fixtureStack({target: 'helm', ...own}), project: projectAt(root)}
}

describe('a cluster', () => {
  test('Services lead to ready addresses, or to none', async () => {
    const services = {items: ['redis', 'web'].map((name) => ({metadata: {name}, spec: {selector: {app: name}}}))}
    const slice = {
      metadata: {name: 'redis-x', labels: {'kubernetes.io/service-name': 'redis'}},
      endpoints: [
        {addresses: ['10.0.0.1'], conditions: {ready: true}},
        {addresses: ['10.0.0.2'], conditions: {ready: false}},
      ],
    }
    const seen = await lookAtServices(
      door([
        [raw(`/api/v1/namespaces/shop/services${selector}`), services],
        [raw('/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices'), {items: [slice]}],
      ]),
    )
    expect(seen.services).toEqual([
      {name: 'redis', ready: 1, notReady: 1, replicas: 1},
      {name: 'web', ready: 0, notReady: 0, replicas: 1},
    ])
  })

  test('workloads lack what their template lacks', async () => {
    const template = {spec: {containers: [{name: 'web', image: 'shop/web:latest', resources: {requests: {cpu: '1'}}}]}}
    const path = `/apis/apps/v1/namespaces/shop/deployments${selector}`
    const {containers} = await lookAtWorkloads(door([[raw(path), one('web', {spec: {template}})]]))
    expect(containers).toEqual([
      {
        workload: 'Deployment/web',
        container: 'web',
        image: 'shop/web:latest',
        pullPolicy: '',
        lacks: ['resources.limits.memory', 'readinessProbe'],
      },
    ])
  })

  test('nodes say how much their pods asked for; who may not list them is told so', async () => {
    const node = one('n1', {
      spec: {},
      status: {
        allocatable: {memory: '1Gi'},
        conditions: [
          {type: 'Ready', status: 'True'},
          {type: 'MemoryPressure', status: 'True'},
        ],
      },
    })
    const pods = one('p', {spec: {nodeName: 'n1', containers: [{resources: {requests: {memory: '512Mi'}}}]}})
    const {nodes} = await lookAtNodes(
      door([
        [raw('/api/v1/nodes'), node],
        [raw('/api/v1/pods'), pods],
      ]),
    )
    expect(nodes).toEqual([
      {name: 'n1', ready: true, cordoned: false, pressures: ['MemoryPressure'], memoryMiB: 1024, requestedMiB: 512},
    ])
    const refused = lookAtNodes(door([[raw('/api/v1/nodes'), forbidden]]))
    await expect(refused).rejects.toBeInstanceOf(CannotSee)
    await expect(refused).rejects.toMatchObject({reason: 'permission'})
  })

  test('Secrets are compared by name, and values of the person by their looks', async () => {
    const spec = {
      containers: [
        {
          env: [{valueFrom: {secretKeyRef: {name: 'web-secrets'}}}],
          envFrom: [{secretRef: {name: 'more', optional: true}}],
        },
      ],
      volumes: [{secret: {secretName: 'redis-secrets'}}],
    }
    const seen = await lookAtSecrets(
      door([
        [raw(`/api/v1/namespaces/shop/pods${selector}`), one('web-1', {spec})],
        ['get secrets shop name', 'secret/redis-secrets\n'],
      ]),
    )
    expect(seen).toEqual({
      referenced: 2,
      missing: [{secret: 'shop/web-secrets', by: 'web-1'}],
      plain: ['services.web.env.JWT_SECRET'],
    })
  })

  test('an Ingress leads to Services that are there, or says which is not', async () => {
    const rules = [{host: 'shop.test', http: {paths: [{backend: {service: {name: 'gateway'}}}]}}]
    const answers = [
      [raw(`/apis/networking.k8s.io/v1/namespaces/shop/ingresses${selector}`), one('shop', {spec: {rules}})],
    ] as const
    const seen = await lookAtIngress(door(answers, {kubernetes: {ingress: {hosts: ['shop.test']}}}))
    expect(seen.wanted).toBe(true)
    expect(seen.ingresses).toEqual([{name: 'shop', hosts: ['shop.test'], missingBackends: ['gateway'], address: false}])
  })
})

test('pods carry why they wait, and how they ended', () => {
  const status = {
    name: 'redis',
    ready: false,
    restartCount: 4,
    state: {waiting: {reason: 'CrashLoopBackOff', message: ''}},
    lastState: {terminated: {exitCode: 137, reason: 'OOMKilled'}},
  }
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'redis-0',
      creationTimestamp: '2026-01-15T11:00:00Z',
      ownerReferences: [{kind: 'StatefulSet', name: 'redis'}],
    },
    spec: {containers: [{name: 'redis', image: 'redis:8.0.6'}]},
    status: {phase: 'Running', containerStatuses: [status]},
  }
  const [seen] = readPods({pods: [pod], events: [], claims: []} as PodFacts)
  expect(seen).toMatchObject({
    service: 'redis',
    ready: false,
    restarts: 4,
    oomKilled: true,
    waiting: 'CrashLoopBackOff',
  })
  expect(seen?.cause?.en).toMatch(/memory/)
})

test('a scaler that sees nothing says why', () => {
  const condition = {type: 'ScalingActive', status: 'False', message: 'unable to get metrics'}
  const scaler = {
    metadata: {name: 'web'},
    spec: {maxReplicas: 6},
    status: {currentReplicas: 2, conditions: [condition]},
  }
  expect(readScalers([scaler])).toEqual([
    {name: 'web', replicas: 2, max: 6, seesMetrics: false, message: 'unable to get metrics'},
  ])
})
