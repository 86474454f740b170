/** Nodes that only pretend: kwok answers for them and calls every pod on them ready at once. */
import {readdirSync} from 'node:fs'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {buildTool} from '../tools/cache.js'
import {createObject} from './api-client.js'
import {type ControlPlane, freePorts} from './control-plane.js'
import {STORAGE_LABEL} from './storage.js'

const STAGES = fileURLToPath(new URL('stages', import.meta.url))
const CAPACITY = {cpu: '16', memory: '64Gi', 'ephemeral-storage': '500Gi', pods: '200'}

export interface PretendedNodes {
  readonly count: number
  readonly folder: string
  /** More of kwok's documents (YAML): what `exec`, `logs` and `port-forward` shall answer. */
  readonly kwok?: string
}

/** Makes the nodes and waits until all are ready. */
export async function startPretendedNodes(plane: ControlPlane, options: PretendedNodes): Promise<void> {
  const names = Array.from({length: options.count}, (_, index) => `node-${index + 1}`)
  for (const [index, name] of names.entries()) await makeNode(plane, name, `zone-${(index % 3) + 1}`)
  const [kwok, [port = 0], server, kubeconfig] = await Promise.all([
    buildTool('kwok'),
    freePorts(1),
    plane.identities.server('kwok', ['127.0.0.1']),
    plane.identities.kubeconfig('kwok', {url: plane.url, groups: ['system:masters']}),
  ])
  const extra = join(options.folder, 'kwok.yaml')
  await writeFile(extra, options.kwok ?? '')
  const stages = [join(kwok, 'stages'), STAGES].flatMap((folder) =>
    readdirSync(folder).map((file) => join(folder, file)),
  )
  await plane.start('kwok', {
    command: join(kwok, 'kwok'),
    argv: [
      `--kubeconfig=${kubeconfig}`,
      ...[...stages, extra].map((file) => `--config=${file}`),
      '--manage-all-nodes=false',
      '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
      '--node-lease-duration-seconds=40',
      '--cidr=10.244.0.1/16',
      '--node-ip=127.0.0.1',
      `--node-port=${port}`,
      `--server-address=127.0.0.1:${port}`,
      `--tls-cert-file=${server.certificateFile}`,
      `--tls-private-key-file=${server.keyFile}`,
    ],
    isUp: () => areReady(plane, options.count),
  })
}

async function makeNode({api}: ControlPlane, name: string, zone: string): Promise<void> {
  const labels = {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'topology.kubernetes.io/zone': zone,
    ...STORAGE_LABEL,
  }
  await createObject(api, '/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name, labels, annotations: {'kwok.x-k8s.io/node': 'fake'}},
    status: {capacity: CAPACITY, allocatable: CAPACITY},
  })
}

async function areReady({api}: ControlPlane, count: number): Promise<boolean> {
  const {items} = (await api('GET', '/api/v1/nodes')).body as {readonly items: readonly Node[]}
  // The controller takes the taint of a node that was not ready away a moment later; until then no pod goes there.
  const ready = items.filter(
    ({spec, status}) =>
      !spec.taints?.length && status.conditions?.some(({type, status: is}) => type === 'Ready' && is === 'True'),
  )
  return ready.length === count
}

interface Node {
  readonly spec: {readonly taints?: readonly unknown[]}
  readonly status: {readonly conditions?: readonly {readonly type: string; readonly status: string}[]}
}
