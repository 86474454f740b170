/** What rooms whose services read a host share: on a cluster each node runs one, and all of them answer to one name. */
import type {Mount, ScrapeJob, Stack} from './component.js'

/**
 * Where Prometheus finds a service that every node has. Its `instance` begins with the name of the service, as rules
 * expect it, and goes on with the address, so that no two nodes are taken for one.
 */
export function agentTargets({target}: Stack, service: string, port: number): Omit<ScrapeJob, 'job_name'> {
  if (target === 'compose') return {static_configs: [{targets: [`${service}:${port}`]}]}
  return {
    // Soon again: a Prometheus that starts a moment before the agents finds none of them at first.
    dns_sd_configs: [{names: [service], type: 'A', port, refresh_interval: '5s'}],
    relabel_configs: [{source_labels: ['__address__'], target_label: 'instance', replacement: `${service}:$1`}],
  }
}

/** The two namespaces of a stack: its own, and that of what reads the nodes. */
export function namespacesOf({kubernetes, project}: Stack): readonly [string, string] {
  const {namespace = project} = kubernetes
  return [namespace, kubernetes.agentsNamespace ?? `${namespace}-agents`]
}

/** A folder that outlives the container: a volume, and on a cluster one of the node's own, for what it says is of this node. */
export function nodeFolder(stack: Stack, volume: string, to: string): Mount {
  if (stack.target === 'compose') return {kind: 'volume', name: volume, to}
  return {kind: 'host', from: `/var/lib/opsctl/${namespacesOf(stack)[0]}/${volume}`, to, readOnly: false}
}
