/** A real API server with controllers and scheduler, on nodes that only pretend: ready in some ten seconds. */
import {mkdtemp, rm} from 'node:fs/promises'
import {join} from 'node:path'

import {capture, type RunResult} from '../../../src/system/run.js'
import {FOLDER_PREFIX, removeDeadClusters} from '../leftovers.js'
import {crdFolder, helmBinary, kubernetesFolder} from '../tools/tools.js'
import type {ApiClient} from './api-client.js'
import {type ControlPlane, startControlPlane} from './control-plane.js'
import {CONTEXT} from './identities.js'
import {startPretendedNodes} from './pretended-nodes.js'
import {makeStorageClass, startProvisioner} from './storage.js'
import {grant, type UserRule} from './users.js'

export type {UserRule} from './users.js'

export interface ApiServerOptions {
  /** How many nodes pretend to be there: one unless told. */
  readonly nodes?: number
  /** `none`: claims of the default storage class `standard` stay pending. */
  readonly storage?: 'bound' | 'none'
  /** Documents of kwok (YAML) that say what `exec`, `logs` and `port-forward` answer. */
  readonly kwok?: string
}

/** How tests talk to a cluster, pretended or real. */
export interface Cluster {
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string
  readonly context: string
  readonly url: string
  readonly kubectlBinary: string
  readonly helm3: string
  readonly helm4: string
  /** What kubectl and Helm are to be started with: caches of their own, this kubeconfig. */
  readonly env: Readonly<Record<string, string>>
  readonly api: ApiClient
  kubectl(argv: readonly string[], options?: {readonly stdin?: string; readonly timeoutMs?: number}): Promise<RunResult>
  helm(major: 3 | 4, argv: readonly string[], options?: {readonly stdin?: string}): Promise<RunResult>
  /** Kubeconfig of a new user who has just these rights. Namespaces that rules name must be there. */
  makeUserKubeconfig(name: string, rules: readonly UserRule[]): Promise<string>
  /** Installs the kinds of the Prometheus operator, Gateway API, cert-manager and external-secrets. */
  applyCrds(): Promise<void>
  stop(): Promise<void>
}

/** A cluster with pretended nodes. */
export type ApiServer = Cluster

/** Tools that have to be built for `startApiServer`: for `toolsAbsent`. */
export const API_SERVER_TOOLS = ['kubernetes', 'etcd', 'kwok', 'helm3', 'helm4', 'kube-schemas'] as const

/** Starts everything and waits until nodes are ready. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  await removeDeadClusters()
  const folder = await mkdtemp(`${FOLDER_PREFIX}api-server-`)
  try {
    const plane = await startControlPlane({folder})
    await makeStorageClass(plane.api)
    const provisioner = options.storage === 'none' ? undefined : startProvisioner(plane.api, join(folder, 'volumes'))
    const stop = async () => {
      await provisioner?.stop()
      await plane.stop()
      await rm(folder, {recursive: true, force: true})
    }
    try {
      const pretended = {count: options.nodes ?? 1, folder, ...(options.kwok ? {kwok: options.kwok} : {})}
      if (pretended.count > 0) await startPretendedNodes(plane, pretended)
      return await openCluster(plane, {folder, stop})
    } catch (error) {
      await stop()
      throw error
    }
  } catch (error) {
    await rm(folder, {recursive: true, force: true})
    throw error
  }
}

/** What tests use of a control plane that runs. */
export async function openCluster(
  plane: ControlPlane,
  {folder, stop}: {readonly folder: string; readonly stop: () => Promise<void>},
): Promise<Cluster> {
  const [programs, helm3, helm4] = await Promise.all([kubernetesFolder(), helmBinary(3), helmBinary(4)])
  const kubectlBinary = join(programs, 'kubectl')
  const env = {
    KUBECONFIG: plane.kubeconfig,
    KUBECACHEDIR: join(folder, 'kubectl-cache'),
    HELM_CACHE_HOME: join(folder, 'helm-cache'),
    HELM_CONFIG_HOME: join(folder, 'helm-config'),
    HELM_DATA_HOME: join(folder, 'helm-data'),
  }
  const kubectl: Cluster['kubectl'] = (argv, more = {}) => capture(kubectlBinary, argv, {env, ...more})
  return {
    kubeconfig: plane.kubeconfig,
    context: CONTEXT,
    url: plane.url,
    kubectlBinary,
    helm3,
    helm4,
    env,
    api: plane.api,
    kubectl,
    helm: (major, argv, more = {}) => capture(major === 3 ? helm3 : helm4, argv, {env, timeoutMs: 300_000, ...more}),
    makeUserKubeconfig: async (name, rules) => {
      await grant(plane.api, name, rules)
      return plane.identities.kubeconfig(name, {url: plane.url})
    },
    applyCrds: () => applyCrds(kubectl),
    stop,
  }
}

async function applyCrds(kubectl: Cluster['kubectl']): Promise<void> {
  const folder = await crdFolder()
  const apply = ['apply', '--server-side', '--force-conflicts', '-f', folder]
  const established = ['wait', '--for=condition=Established', '--timeout=60s', '-f', folder]
  for (const argv of [apply, established]) {
    const {exitCode, stderr} = await kubectl(argv)
    if (exitCode !== 0) throw new Error(stderr)
  }
}
