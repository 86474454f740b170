import {existsSync} from 'node:fs'
import {readdir, readFile} from 'node:fs/promises'
import {dirname} from 'node:path'

import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {imageRef} from '../../src/images/image-refs.js'
import {stackSchema} from '../../src/spec/stack.js'
import {until} from './cluster/control-plane.js'
import {NODE_TOOLS, type RealCluster, startNode} from './cluster/node.js'
import {processesOf} from './cluster/processes.js'
import {toolsAbsent} from './tools/tools.js'

const IMAGE = imageRef(stackSchema.parse({version: 1, project: 'opsctl-e2e', images: {source: 'debian'}}), 'node')
const NODE_PORT = 30080

/** Adds a line to a file of its volume at every start, and answers with the file. */
const PROGRAM = `const fs = require('fs')
fs.appendFileSync('/data/starts', 'started\\n')
console.log('listening')
require('http').createServer((_, answer) => answer.end(fs.readFileSync('/data/starts'))).listen(8080)`

const ASK = `require('http').get('http://web/', (answer) => answer.pipe(process.stdout))`

/** Everything is forbidden in the namespace, but that the friend asks the web. */
const policies = [
  {podSelector: {}, policyTypes: ['Ingress', 'Egress']},
  {
    podSelector: {matchLabels: {app: 'web'}},
    ingress: [{from: [{podSelector: {matchLabels: {app: 'friend'}}}], ports: [{port: 'http'}]}],
  },
  {
    podSelector: {matchLabels: {app: 'friend'}},
    policyTypes: ['Egress'],
    egress: [
      {to: [{podSelector: {matchLabels: {app: 'web'}}}], ports: [{port: 'http'}]},
      {
        to: [{namespaceSelector: {}, podSelector: {matchLabels: {'k8s-app': 'kube-dns'}}}],
        ports: [{port: 53, protocol: 'UDP'}],
      },
    ],
  },
]

const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {name: 'shop', labels: {'pod-security.kubernetes.io/enforce': 'restricted'}},
}

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web', namespace: 'shop'},
  spec: {type: 'NodePort', selector: {app: 'web'}, ports: [{port: 80, targetPort: 8080, nodePort: NODE_PORT}]},
}

const store = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: {name: 'web', namespace: 'shop'},
  spec: {
    serviceName: 'web',
    selector: {matchLabels: {app: 'web'}},
    template: {
      metadata: {labels: {app: 'web'}},
      spec: {
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          fsGroup: 1000,
          seccompProfile: {type: 'RuntimeDefault'},
        },
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: 'web',
            image: IMAGE,
            command: ['node', '-e', PROGRAM],
            ports: [{name: 'http', containerPort: 8080}],
            readinessProbe: {httpGet: {port: 8080, path: '/'}, periodSeconds: 1},
            resources: {limits: {cpu: '500m', memory: '128Mi'}},
            securityContext: {
              readOnlyRootFilesystem: true,
              allowPrivilegeEscalation: false,
              capabilities: {drop: ['ALL']},
            },
            volumeMounts: [{name: 'data', mountPath: '/data'}],
          },
        ],
      },
    },
    volumeClaimTemplates: [
      {metadata: {name: 'data'}, spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}}},
    ],
  },
}

/** Settings of this machine's kernel that a kubelet would change. */
const kernel = () =>
  Promise.all(['kernel/panic', 'vm/overcommit_memory'].map((file) => readFile(`/proc/sys/${file}`, 'utf8')))

describe.skipIf(toolsAbsent(...NODE_TOOLS))('a real node', () => {
  let cluster: RealCluster
  let settings: readonly string[]

  const shop = (...argv: string[]) => cluster.kubectl(['-n', 'shop', ...argv])
  const ready = async () =>
    expect(await shop('rollout', 'status', 'statefulset/web', '--timeout=90s')).toMatchObject({exitCode: 0})

  beforeAll(async () => {
    settings = await kernel()
    cluster = await startNode()
    await cluster.importImages([IMAGE])
    const list = {apiVersion: 'v1', kind: 'List', items: [namespace, service, store]}
    expect(await cluster.kubectl(['apply', '-f', '-'], {stdin: JSON.stringify(list)})).toMatchObject({exitCode: 0})
    await ready()
  })

  afterAll(() => cluster?.stop())

  test('runs a pod under the restricted rules, with logs and exec', async () => {
    expect(await shop('logs', 'web-0')).toMatchObject({exitCode: 0, stdout: expect.stringContaining('listening')})
    expect(await shop('exec', 'web-0', '--', 'id', '-u')).toMatchObject({exitCode: 0, stdout: '1000'})
  })

  test('pods find a service by its short name, and nothing outside the cluster', async () => {
    await until('the service answers pods', async () => {
      const {stdout} = await shop('exec', 'web-0', '--', 'node', '-e', ASK)
      return stdout.includes('started')
    })
    expect((await shop('exec', 'web-0', '--', 'getent', 'hosts', 'example.com')).exitCode).not.toBe(0)
  })

  test('a NodePort answers this machine, and a volume outlives its pod', async () => {
    const ask = async () => (await fetch(`http://${cluster.nodeAddress}:${NODE_PORT}/`)).text()
    const starts = () => until('the node port answers', async () => (await ask()).includes('started'))
    await starts()
    expect(await ask()).toBe('started\n')
    expect(await shop('delete', 'pod', 'web-0')).toMatchObject({exitCode: 0})
    await ready()
    await starts()
    expect(await ask()).toBe('started\nstarted\n')
  })

  test('a NetworkPolicy forbids what it does not name', async () => {
    for (const app of ['friend', 'stranger']) {
      const {containers, ...pod} = structuredClone(store.spec.template.spec)
      const [{readinessProbe: _, ports: __, ...container}] = containers as [(typeof containers)[number]]
      const asking = {...container, command: ['sleep', '600'], volumeMounts: []}
      const object = {metadata: {name: app, labels: {app}}, spec: {...pod, containers: [asking]}}
      await cluster.api('POST', '/api/v1/namespaces/shop/pods', object)
    }
    const both = ['pod/friend', 'pod/stranger']
    expect(await shop('wait', '--for=condition=Ready', '--timeout=60s', ...both)).toMatchObject({exitCode: 0})
    const ask = async (app: string) =>
      (await shop('exec', app, '--', 'timeout', '3', 'node', '-e', ASK)).stdout.includes('started')
    expect([await ask('friend'), await ask('stranger')]).toEqual([true, true])
    for (const [index, spec] of policies.entries()) {
      const path = '/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies'
      await cluster.api('POST', path, {metadata: {name: `edge-${index}`}, spec})
    }
    await until('the stranger is refused', async () => !(await ask('stranger')))
    expect(await ask('friend')).toBe(true)
    expect(await shop('get', 'pod', 'web-0')).toMatchObject({stdout: expect.stringContaining('1/1')})
  })

  test('an image that the node does not have is not asked for outside', async () => {
    const pod = structuredClone(store.spec.template.spec)
    const [container] = pod.containers
    const spec = {...pod, containers: [{...container, image: 'opsctl.test/nowhere:1', volumeMounts: []}]}
    await cluster.api('POST', '/api/v1/namespaces/shop/pods', {metadata: {name: 'nowhere'}, spec})
    await until('the pull is refused', async () => {
      const {body} = await cluster.api('GET', '/api/v1/namespaces/shop/pods/nowhere')
      return /ImagePull/.test(body.status.containerStatuses[0].state.waiting.reason)
    })
  })

  test('leaves no process, no group, no folder and no setting behind', async () => {
    const folder = dirname(dirname(cluster.kubeconfig))
    await cluster.stop()
    expect(existsSync(folder)).toBe(false)
    expect(await processesOf(folder)).toEqual([])
    expect(
      (await readdir('/sys/fs/cgroup', {recursive: true})).filter((name) => name.endsWith(`-${process.pid}`)),
    ).toEqual([])
    expect(await kernel()).toEqual(settings)
  })
})
