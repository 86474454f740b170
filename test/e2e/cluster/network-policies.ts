/** Holds pods of the real node to NetworkPolicies, as a network plugin would: none of those can be had here. */
import {setTimeout as sleep} from 'node:timers/promises'

import {capture} from '../../../src/system/run.js'
import type {ApiClient} from './api-client.js'
import type {Machine} from './machine.js'
import {POLICY_CHAIN, type Policy, type PolicyPod, policyRules} from './policy-rules.js'

const POLL_MS = 300

/** Follows pods and policies until it is stopped. */
export async function startPolicies(api: ApiClient, machine: Machine): Promise<{stop(): Promise<void>}> {
  const inside = async (command: string, argv: readonly string[], stdin?: string) => {
    const [first = '', ...rest] = [...machine.enter, command, ...argv]
    const {exitCode, stderr} = await capture(first, rest, stdin === undefined ? {} : {stdin})
    if (exitCode !== 0) throw new Error(`${command}: ${stderr}`)
  }
  await inside('iptables', ['-t', 'mangle', '-N', POLICY_CHAIN])
  await inside('iptables', ['-t', 'mangle', '-A', 'FORWARD', '-j', POLICY_CHAIN])
  // What pods send to the node itself; what the node sends to pods is never held up.
  await inside('iptables', ['-t', 'mangle', '-A', 'INPUT', '-i', 'cni0', '-j', POLICY_CHAIN])
  let isRunning = true
  let applied = ''
  const loop = async () => {
    while (isRunning) {
      // The API server may be on its way down.
      const rules = await readRules(api, machine.address).catch(() => applied)
      if (rules !== applied) await inside('iptables-restore', ['--noflush'], rules)
      applied = rules
      await sleep(POLL_MS)
    }
  }
  const ended = loop()
  return {
    stop: () => {
      isRunning = false
      return ended
    },
  }
}

async function readRules(api: ApiClient, node: string): Promise<string> {
  const list = async (path: string) => (await api('GET', path)).body.items
  const [pods, namespaces, policies] = (await Promise.all([
    list('/api/v1/pods'),
    list('/api/v1/namespaces'),
    list('/apis/networking.k8s.io/v1/networkpolicies'),
  ])) as [readonly Pod[], readonly Namespace[], readonly Policy[]]
  return policyRules({
    pods: [...pods.filter(isHeld).map(toPolicyPod), dns(node)],
    namespaces: Object.fromEntries(namespaces.map(({metadata}) => [metadata.name, metadata.labels ?? {}])),
    policies,
  })
}

/** CoreDNS is a process of the node here; in other clusters it is this pod. */
function dns(address: string): PolicyPod {
  return {namespace: 'kube-system', labels: {'k8s-app': 'kube-dns'}, address, ports: {dns: 53, 'dns-tcp': 53}}
}

/** Pods on the network of the node have no address of their own. */
function isHeld({spec, status}: Pod): boolean {
  return !spec.hostNetwork && Boolean(status.podIP) && (status.phase === 'Running' || status.phase === 'Pending')
}

function toPolicyPod({metadata, spec, status}: Pod): PolicyPod {
  const ports = [...(spec.initContainers ?? []), ...spec.containers].flatMap((container) => container.ports ?? [])
  const named = ports.flatMap(({name, containerPort}) => (name ? [[name, containerPort] as const] : []))
  return {
    namespace: metadata.namespace,
    labels: metadata.labels ?? {},
    address: status.podIP ?? '',
    ports: Object.fromEntries(named),
  }
}

interface Namespace {
  readonly metadata: {readonly name: string; readonly labels?: Readonly<Record<string, string>>}
}

interface Container {
  readonly ports?: readonly {readonly name?: string; readonly containerPort: number}[]
}

interface Pod {
  readonly metadata: {readonly namespace: string; readonly labels?: Readonly<Record<string, string>>}
  readonly spec: {
    readonly hostNetwork?: boolean
    readonly containers: readonly Container[]
    readonly initContainers?: readonly Container[]
  }
  readonly status: {readonly podIP?: string; readonly phase?: string}
}
