/** etcd, API server, controller manager and scheduler as processes of the test, which end with it. */
import {mkdir} from 'node:fs/promises'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

import {buildTool} from '../tools/cache.js'
import {type RunningStore, startStore} from '../tools/store-process.js'
import {kubernetesFolder} from '../tools/tools.js'
import {type ApiClient, openApi} from './api-client.js'
import {type Identities, makeIdentities} from './identities.js'

export interface ControlPlaneOptions {
  /** Certificates, data and logs are in it. */
  readonly folder: string
  /** Address that everything listens on, 127.0.0.1 unless told. */
  readonly address?: string
  /** Words before every command, to start it somewhere else. */
  readonly enter?: readonly string[]
}

/** A running control plane. Its processes are ended together. */
export interface ControlPlane {
  readonly url: string
  readonly identities: Identities
  /** Kubeconfig of the administrator. */
  readonly kubeconfig: string
  readonly api: ApiClient
  /** Starts one more program of the cluster; it ends with the others. */
  start(name: string, program: ClusterProgram): Promise<void>
  stop(): Promise<void>
}

/** A program and how it is known to be up. */
export interface ClusterProgram {
  readonly command: string
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  isUp(): Promise<boolean>
}

const SERVICE_RANGE = '10.96.0.0/16'
const ADMINS = ['system:masters']

/** Address of the service `kubernetes` in every cluster made here. */
export const API_SERVICE_ADDRESS = '10.96.0.1'

/** Starts a control plane and waits until it answers and has made the first service account. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const {folder, address = '127.0.0.1', enter = []} = options
  await mkdir(join(folder, 'logs'), {recursive: true})
  const [programs, etcdFolder, identities, ports] = await Promise.all([
    kubernetesFolder(),
    buildTool('etcd'),
    makeIdentities(join(folder, 'pki')),
    freePorts(3),
  ])
  const [etcdPort = 0, peerPort = 0, apiPort = 0] = ports
  const [url, etcd] = [`https://${address}:${apiPort}`, `http://${address}:${etcdPort}`]
  const client = openApi(url, identities, await identities.client('opsctl-harness', ADMINS))
  const opened = openPrograms({folder, enter, url})
  const stop = async () => {
    client.close()
    await opened.stop()
  }
  const {start} = opened
  const plane = {url, identities, api: client.call, start, stop}
  try {
    const argv = etcdFlags(join(folder, 'etcd'), etcd, `http://${address}:${peerPort}`)
    await start('etcd', {command: join(etcdFolder, 'etcd'), argv, isUp: async () => true})
    await start('kube-apiserver', {
      command: join(programs, 'kube-apiserver'),
      argv: await apiServerFlags({identities, address, port: apiPort, etcd}),
      isUp: async () => (await client.call('GET', '/readyz')).status === 200,
    })
    await Promise.all([startControllers(plane, programs), startScheduler(plane, programs)])
    return {...plane, kubeconfig: await identities.kubeconfig('admin', {url, groups: ADMINS})}
  } catch (error) {
    await stop()
    throw error
  }
}

interface ProgramsHome {
  readonly folder: string
  readonly enter: readonly string[]
  readonly url: string
}

/** Programs that are started one by one and ended together. */
function openPrograms({folder, enter, url}: ProgramsHome): Pick<ControlPlane, 'start' | 'stop'> {
  const running: RunningStore[] = []
  return {
    start: async (name, {command, argv, env, isUp}) => {
      const [first = command, ...rest] = [...enter, command, ...argv]
      const logFile = join(folder, 'logs', `${name}.log`)
      const settings = {PATH: process.env.PATH ?? '', HOME: folder, ...env}
      running.push(await startStore({command: first, argv: rest, env: settings, url, logFile, isUp}))
    },
    stop: async () => {
      // Nothing here is kept: the gentle way would only take longer.
      for (const program of running) program.signal('SIGKILL')
      await Promise.all(running.splice(0).map((program) => program.stop()))
    },
  }
}

/** Polls until something holds, and says what did not when it takes too long. */
export async function until(what: string, holds: () => Promise<boolean>, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await holds().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`after ${seconds} s still not so: ${what}`)
    await sleep(200)
  }
}

/** Ports of 127.0.0.1 that nobody has. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({length: count}, () => createServer())
  const listening = servers.map(
    (server) =>
      new Promise<number>((resolve, reject) => {
        server.once('error', reject)
        server.listen(0, '127.0.0.1', () => resolve((server.address() as {port: number}).port))
      }),
  )
  const ports = await Promise.all(listening)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function etcdFlags(data: string, url: string, peer: string): readonly string[] {
  return [
    '--name=default',
    `--data-dir=${data}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ]
}

interface ApiServerSettings {
  readonly identities: Identities
  readonly address: string
  readonly port: number
  readonly etcd: string
}

async function apiServerFlags({identities, address, port, etcd}: ApiServerSettings): Promise<readonly string[]> {
  const names = [address, '127.0.0.1', API_SERVICE_ADDRESS, 'kubernetes', 'kubernetes.default.svc', 'localhost']
  const [server, accounts, toNodes] = await Promise.all([
    identities.server('kube-apiserver', [...new Set(names)]),
    identities.server('service-accounts', ['service-accounts']),
    identities.client('kube-apiserver-kubelet-client', ADMINS),
  ])
  const isLoopback = address.startsWith('127.')
  return [
    `--etcd-servers=${etcd}`,
    `--bind-address=${address}`,
    `--secure-port=${port}`,
    // The API server refuses to name a loopback address to pods.
    ...(isLoopback ? ['--endpoint-reconciler-type=none'] : [`--advertise-address=${address}`]),
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    `--client-ca-file=${identities.authorityFile}`,
    `--tls-cert-file=${server.certificateFile}`,
    `--tls-private-key-file=${server.keyFile}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${accounts.certificateFile}`,
    `--service-account-signing-key-file=${accounts.keyFile}`,
    `--kubelet-client-certificate=${toNodes.certificateFile}`,
    `--kubelet-client-key=${toNodes.keyFile}`,
    '--kubelet-preferred-address-types=InternalIP',
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--allow-privileged=true',
    '--profiling=false',
  ]
}

async function startControllers(plane: Omit<ControlPlane, 'kubeconfig'>, programs: string): Promise<void> {
  const {identities, url, api} = plane
  const kubeconfig = await identities.kubeconfig('system:kube-controller-manager', {url})
  const key = identities.authorityFile.replace(/\.crt$/, '.key')
  await plane.start('kube-controller-manager', {
    command: join(programs, 'kube-controller-manager'),
    argv: [
      `--kubeconfig=${kubeconfig}`,
      `--root-ca-file=${identities.authorityFile}`,
      `--cluster-signing-cert-file=${identities.authorityFile}`,
      `--cluster-signing-key-file=${key}`,
      `--service-account-private-key-file=${join(key, '..', 'service-accounts.key')}`,
      `--service-cluster-ip-range=${SERVICE_RANGE}`,
      `--flex-volume-plugin-dir=${join(identities.authorityFile, '../../volume-plugins')}`,
      '--use-service-account-credentials=true',
      '--leader-elect=false',
      '--secure-port=0',
      '--profiling=false',
    ],
    isUp: async () => (await api('GET', '/api/v1/namespaces/default/serviceaccounts/default')).status === 200,
  })
}

async function startScheduler(plane: Omit<ControlPlane, 'kubeconfig'>, programs: string): Promise<void> {
  const kubeconfig = await plane.identities.kubeconfig('system:kube-scheduler', {url: plane.url})
  const argv = [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0', '--profiling=false']
  await plane.start('kube-scheduler', {command: join(programs, 'kube-scheduler'), argv, isUp: async () => true})
}
