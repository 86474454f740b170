/** Which cluster and which namespaces a stack lies in. The context is never guessed: two clusters may hold the same stack. */
import {homedir} from 'node:os'
import {delimiter, join, resolve} from 'node:path'

import type {Stack} from '../components/component.js'
import {OpsError} from '../errors.js'
import {clusterMessages as say} from '../messages/cluster.js'
import type {Project} from '../project.js'

export interface ClusterTarget {
  /** Absolute path; absent when KUBECONFIG names several files: then kubectl and helm merge them themselves. */
  readonly kubeconfig?: string
  readonly context: string
  readonly namespace: string
  readonly agentsNamespace: string
  readonly release: string
}

type Env = Readonly<Record<string, string | undefined>>

export interface TargetOptions {
  /** What --context said; wins over opsctl.yaml. */
  readonly context?: string
  readonly env?: Env
}

/** Works it out from opsctl.yaml, the flag and KUBECONFIG; asks nobody. Throws OPS_CONTEXT_MISSING. */
export function resolveClusterTarget(project: Project, stack: Stack, options: TargetOptions = {}): ClusterTarget {
  const context = options.context ?? stack.kubernetes.context
  if (!context) throw noContext()
  const kubeconfig = findKubeconfig(project, stack, options.env ?? process.env)
  const release = releaseName(stack.project)
  const namespace = stack.kubernetes.namespace ?? release
  return {
    ...(kubeconfig === undefined ? {} : {kubeconfig}),
    context,
    namespace,
    agentsNamespace: stack.kubernetes.agentsNamespace ?? `${namespace}-agents`,
    release,
  }
}

/** Absolute path of the kubeconfig: opsctl.yaml, KUBECONFIG, ~/.kube/config; undefined when KUBECONFIG names several. */
export function findKubeconfig(project: Project, stack: Stack, env: Env = process.env): string | undefined {
  const named = stack.kubernetes.kubeconfig
  if (named !== undefined)
    return named.startsWith('~/') ? join(homedir(), named.slice(2)) : resolve(project.root, named)
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter(Boolean)
  if (listed.length > 1) return undefined
  return resolve(listed[0] ?? join(homedir(), '.kube', 'config'))
}

/** Names of objects know no underscore. */
function releaseName(project: string): string {
  return project.replaceAll('_', '-')
}

function noContext(): OpsError {
  return new OpsError({
    code: 'OPS_CONTEXT_MISSING',
    kind: 'usage',
    message: say.noContext,
    suggestions: [say.nameContext, say.listContexts],
  })
}
