import {expect, test} from 'vitest'

import type {Stack} from '../../../src/components/component.js'
import type {ChartValues} from '../../../src/render/helm/chart-values.js'
import {digestValues} from '../../../src/runtime/helm/chart-files.js'
import {staleServices} from '../../../src/runtime/helm/deliver-configs.js'
import {namespaceObject, secretObjects} from '../../../src/runtime/helm/ground.js'
import {type KubeObject, valueAt} from '../../../src/runtime/helm/kube-object.js'
import {pickContainer} from '../../../src/runtime/helm/pod-instance.js'
import {logsArgv} from '../../../src/runtime/helm/pod-logs.js'
import type {Pod} from '../../../src/runtime/helm/pods.js'
import {trialOf} from '../../../src/runtime/helm/throw-away.js'

const target = {context: 'c', namespace: 'shop', agentsNamespace: 'shop-agents', release: 'shop'}
const item = {file: 'db/config/main.conf', key: 'main.conf', path: 'main.conf'}
const none = {secrets: [], secretEnv: {}, config: [], volumes: [], agent: false}
const values = {
  secrets: {
    mode: 'existing',
    items: {
      'db-password': {secret: 'db-secrets', key: 'db-password'},
      'agent-token': {secret: 'agent-secrets', key: 'agent-token'},
      'agent-other': {secret: 'agent-secrets', key: 'agent-other'},
    },
  },
  services: {
    db: {...none, secrets: ['db-password'], config: [{name: 'db-main', to: '/etc/db', reload: true, items: [item]}]},
    agent: {...none, agent: true, secretEnv: {TOKEN: 'agent-token'}},
  },
  files: {'db/config/main.conf': 'a = 1\n'},
} as unknown as ChartValues
const stackWith = (from: string) => ({kubernetes: {secrets: {from}}}) as unknown as Stack

const workload: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: {name: 'db', namespace: 'shop'},
  spec: {
    template: {
      metadata: {labels: {'app.kubernetes.io/name': 'db'}},
      spec: {
        serviceAccountName: 'db',
        securityContext: {runAsUser: 999},
        containers: [
          {
            name: 'db',
            image: 'db:1',
            command: ['serve'],
            env: [{name: 'P', valueFrom: {secretKeyRef: {name: 'db-secrets', key: 'db-password'}}}],
            ports: [{containerPort: 1}],
            livenessProbe: {},
            volumeMounts: [
              {name: 'main', mountPath: '/etc/db'},
              {name: 'secrets', mountPath: '/run/secrets'},
              {name: 'db-data', mountPath: '/data'},
            ],
            resources: {limits: {memory: '1Gi'}, requests: {memory: '1Gi'}},
          },
        ],
        volumes: [
          {name: 'main', configMap: {name: 'db-main'}},
          {name: 'secrets', projected: {sources: [{secret: {name: 'db-secrets', items: []}}]}},
          {name: 'unused', emptyDir: {}},
        ],
      },
    },
  },
}
const map: KubeObject = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'db-main'}, data: {'main.conf': 'a = 2'}}
const secret: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {name: 'db-secrets', namespace: 'shop'},
  data: {},
}

test('a trial has the image, user, files and secrets to try, but nothing that reaches the stack or its data', () => {
  const options = {id: 'x1', service: 'db', argv: ['db', '--check'], values, namespace: 'shop', secrets: [secret]}
  const trial = trialOf([workload, map], options)
  expect(trial?.objects.map(({kind, metadata}) => `${kind}/${metadata.name}`)).toEqual([
    'ConfigMap/db-main-x1',
    'Secret/db-secrets-x1',
    'NetworkPolicy/opsctl-try-x1',
    'Pod/opsctl-try-db-x1',
  ])
  expect(trial?.objects.every(({metadata}) => metadata.labels?.['opsctl/trial'] === 'x1')).toBe(true)
  expect(trial?.pod.metadata.labels).not.toHaveProperty('app.kubernetes.io/name')
  const spec = valueAt(trial?.pod, ['spec']) as {containers: [Record<string, unknown>]; volumes: unknown[]}
  expect(spec).toMatchObject({
    restartPolicy: 'Never',
    securityContext: {runAsUser: 999},
    automountServiceAccountToken: false,
  })
  expect(spec).not.toHaveProperty('serviceAccountName')
  expect(spec.containers[0]).toMatchObject({name: 'opsctl-try', command: ['db', '--check'], image: 'db:1'})
  expect(spec.containers[0]).not.toHaveProperty('livenessProbe')
  expect(JSON.stringify(spec.containers[0])).toContain('"name":"db-secrets-x1"')
  expect(spec.volumes).toEqual([
    {name: 'main', configMap: {name: 'db-main-x1'}},
    {name: 'secrets', projected: {sources: [{secret: {name: 'db-secrets-x1', items: []}}]}},
    {name: 'db-data', emptyDir: {sizeLimit: '64Mi'}},
  ])
  expect(trialOf([workload], {...options, service: 'nobody'})).toBeUndefined()
})

test('where others make the Secrets, a trial reads theirs', () => {
  const trial = trialOf([workload, map], {
    id: 'x1',
    service: 'db',
    argv: ['db'],
    values,
    namespace: 'shop',
    secrets: [],
  })
  expect(JSON.stringify(trial?.pod)).toContain('"secret":{"name":"db-secrets","items":[]}')
})

test('Secrets: one per component and namespace, with digests but nothing more of them in sight; agents see only their own', () => {
  const contents = Object.fromEntries(Object.keys(values.secrets.items).map((name) => [name, Buffer.from(`${name}!`)]))
  const digests = {'db-password': 'a'.repeat(64)}
  const objects = secretObjects(target, values, {contents, digests})
  expect(objects.map(({metadata, data}) => [metadata.namespace, metadata.name, Object.keys(data as object)])).toEqual([
    ['shop', 'agent-secrets', ['agent-other', 'agent-token']],
    ['shop', 'db-secrets', ['db-password']],
    ['shop-agents', 'agent-secrets', ['agent-token']],
  ])
  expect(objects[1]?.metadata.annotations).toEqual({'opsctl/digests': JSON.stringify({'db-password': 'a'.repeat(16)})})
  expect(namespaceObject(target, 'shop', 'restricted').metadata.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
    'opsctl/release': 'shop',
  })
})

test('digests change with what a service reads, and only for those who read it; foreign Secrets have none', () => {
  const digestsOf = (from: string, secrets: Record<string, string>) =>
    JSON.parse(digestValues(stackWith(from), values, secrets)).secrets.digests as Record<string, string>
  const [before, after] = [digestsOf('opsctl', {'db-password': '1'}), digestsOf('opsctl', {'db-password': '2'})]
  expect(Object.keys(before)).toEqual(['db', 'agent'])
  expect([before.db === after.db, before.agent === after.agent]).toEqual([false, true])
  expect(digestsOf('existing', {'db-password': '1'})).toEqual({})
})

test('a service waits for its files when their ConfigMap differs; not on the first install', () => {
  const maps = (text: string) => new Map([['db-main', {'main.conf': text}]])
  expect([
    staleServices(values, maps('a = 1\n')),
    staleServices(values, maps('old')),
    staleServices(values, new Map()),
  ]).toEqual([[], ['db'], []])
})

test('commands go to a container that is ready, and logs are read from exactly one', () => {
  const pod = (name: string, ready: boolean, more: object = {}) =>
    ({
      metadata: {name, namespace: 'shop', ownerReferences: [{kind: 'ReplicaSet', name: 'web-1'}], ...more},
      spec: {containers: [{name: 'web', image: 'w'}]},
      status: {containerStatuses: [{name: 'web', ready, restartCount: 0, state: {running: {}}}]},
    }) as unknown as Pod
  const pods = [pod('ending', true, {deletionTimestamp: 'now'}), pod('starting', false), pod('ready', true)]
  expect(pickContainer(pods, 'web')?.pod.metadata.name).toBe('ready')
  expect(pickContainer(pods.slice(0, 2), 'web')?.pod.metadata.name).toBe('starting')
  expect(pickContainer(pods, 'db')).toBeUndefined()
  const one = pickContainer(pods, 'web')
  expect(one && logsArgv(one, {follow: true, tail: 5, sinceS: 0}).join(' ')).toBe(
    'logs ready --namespace shop --container web --follow --tail=5 --since-time=1970-01-01T00:00:00.000Z',
  )
})
