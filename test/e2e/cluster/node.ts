/** A real node: kubelet and containerd run pods of the images that Docker built, kube-proxy and CoreDNS connect them. */
import {spawn} from 'node:child_process'
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {pipeline} from 'node:stream/promises'

import {capture} from '../../../src/system/run.js'
import {FOLDER_PREFIX, removeDeadClusters} from '../leftovers.js'
import {buildTool} from '../tools/cache.js'
import {ensureNodePrograms} from '../tools/programs.js'
import {kubernetesFolder} from '../tools/tools.js'
import {type Cluster, openCluster} from './api-server.js'
import {type ControlPlane, startControlPlane} from './control-plane.js'
import {type Machine, startMachine} from './machine.js'
import {startPolicies} from './network-policies.js'
import {containerdConfig, corefile, kubeletConfig, networkConfig, POD_RANGE} from './node-config.js'
import {makeStorageClass, STORAGE_LABEL, startProvisioner} from './storage.js'

/** A cluster whose one node runs containers. */
export interface RealCluster extends Cluster {
  readonly nodeName: string
  /** Address of the node: its NodePorts answer there. */
  readonly nodeAddress: string
  /** Gives the node images that Docker has, as no registry could. */
  importImages(references: readonly string[]): Promise<void>
}

/** Tools that have to be built for `startNode`: for `toolsAbsent`. */
export const NODE_TOOLS = ['kubernetes', 'etcd', 'coredns', 'pause', 'helm3', 'helm4', 'kube-schemas'] as const

const NODE = 'node-1'

/** Starts control plane and node and waits until the node is ready. Needs root. One at a time in a process. */
export async function startNode(): Promise<RealCluster> {
  await removeDeadClusters()
  const folder = await mkdtemp(`${FOLDER_PREFIX}node-`)
  const ending: (() => Promise<unknown>)[] = [() => rm(folder, {recursive: true, force: true})]
  const stop = async () => {
    for (const end of ending.splice(0).toReversed()) await end()
  }
  try {
    const plugins = await ensureNodePrograms()
    const machine = await startMachine(folder)
    ending.push(machine.stop)
    const plane = await startControlPlane({folder, address: machine.address, enter: machine.enter})
    ending.push(plane.stop)
    await makeStorageClass(plane.api)
    ending.push(startProvisioner(plane.api, join(folder, 'volumes')).stop)
    await startRuntime({folder, plane, plugins, machine})
    await Promise.all([startKubelet(folder, plane, machine), startProxy(plane), startDns(folder, plane, machine)])
    ending.push((await startPolicies(plane.api, machine)).stop)
    const cluster = await openCluster(plane, {folder, stop})
    return {
      ...cluster,
      nodeName: NODE,
      nodeAddress: machine.address,
      importImages: (references) => importImages(machine, references),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

interface RuntimeSettings {
  readonly folder: string
  readonly plane: ControlPlane
  readonly plugins: string
  readonly machine: Machine
}

async function startRuntime({folder, plane, plugins, machine}: RuntimeSettings): Promise<void> {
  const [config, networks] = [join(folder, 'containerd.toml'), join(folder, 'cni')]
  await mkdir(networks)
  await writeFile(join(networks, '10-pods.conflist'), networkConfig())
  await writeFile(config, containerdConfig({folder, plugins, networks}))
  const ctr = (...argv: string[]) => capture('nsenter', [...machine.enter.slice(1), 'ctr', '-n', 'k8s.io', ...argv])
  await plane.start('containerd', {
    command: 'containerd',
    argv: ['--config', config],
    isUp: async () => (await ctr('version')).exitCode === 0,
  })
  const pause = await ctr('images', 'import', join(await buildTool('pause'), 'pause.tar'))
  if (pause.exitCode !== 0) throw new Error(pause.stderr)
}

async function startKubelet(folder: string, plane: ControlPlane, {address, cgroup}: Machine): Promise<void> {
  const config = join(folder, 'kubelet.yaml')
  const authority = plane.identities.authorityFile
  await writeFile(config, kubeletConfig({folder, address, cgroup, authority}))
  const kubeconfig = await plane.identities.kubeconfig(`system:node:${NODE}`, {
    url: plane.url,
    groups: ['system:nodes'],
  })
  await plane.start('kubelet', {
    command: join(await kubernetesFolder(), 'kubelet'),
    argv: [
      `--config=${config}`,
      `--kubeconfig=${kubeconfig}`,
      `--root-dir=${join(folder, 'kubelet')}`,
      `--hostname-override=${NODE}`,
      `--node-ip=${address}`,
      `--node-labels=${Object.entries(STORAGE_LABEL).map((pair) => pair.join('='))}`,
    ],
    isUp: async () => {
      const {conditions = []} = (await plane.api('GET', `/api/v1/nodes/${NODE}`)).body.status
      return conditions.some(({type, status}: Record<string, string>) => type === 'Ready' && status === 'True')
    },
  })
}

async function startProxy(plane: ControlPlane): Promise<void> {
  await plane.start('kube-proxy', {
    command: join(await kubernetesFolder(), 'kube-proxy'),
    argv: [
      `--kubeconfig=${await plane.identities.kubeconfig('system:kube-proxy', {url: plane.url})}`,
      `--hostname-override=${NODE}`,
      `--cluster-cidr=${POD_RANGE}`,
      '--proxy-mode=iptables',
      // These settings are those of the whole machine.
      '--conntrack-max-per-core=0',
      '--conntrack-tcp-timeout-established=0',
      '--conntrack-tcp-timeout-close-wait=0',
    ],
    isUp: async () => true,
  })
}

async function startDns(folder: string, plane: ControlPlane, {address}: Machine): Promise<void> {
  const kubeconfig = await plane.identities.kubeconfig('coredns', {url: plane.url, groups: ['system:masters']})
  const config = join(folder, 'Corefile')
  await writeFile(config, corefile(address, kubeconfig))
  await plane.start('coredns', {
    command: join(await buildTool('coredns'), 'coredns'),
    argv: ['-conf', config],
    isUp: async () => (await fetch(`http://${address}:8181/ready`)).ok,
  })
}

/** Docker's archive goes straight into containerd: shared layers once. */
async function importImages(machine: Machine, references: readonly string[]): Promise<void> {
  const save = spawn('docker', ['save', ...references], {stdio: ['ignore', 'pipe', 'pipe']})
  const [command = '', ...argv] = [...machine.enter, 'ctr', '-n', 'k8s.io', 'images', 'import', '-']
  const load = spawn(command, argv, {stdio: ['pipe', 'ignore', 'pipe']})
  const errors: Buffer[] = []
  for (const child of [save, load]) child.stderr.on('data', (chunk) => errors.push(chunk))
  const ended = [save, load].map((child) => new Promise<number | null>((resolve) => child.once('close', resolve)))
  // Whichever ends too early is seen by its exit code.
  await pipeline(save.stdout, load.stdin).catch(() => undefined)
  const codes = await Promise.all(ended)
  if (codes.some((code) => code !== 0)) throw new Error(`images could not be imported: ${Buffer.concat(errors)}`)
}
