/** Opens what the stack runs on. A cluster's modules are read only for a stack that lies in one. */
import type {Stack} from '../components/component.js'
import type {Project} from '../project.js'
import type {ClusterTarget} from '../runtime/cluster-target.js'
import {openComposeRuntime} from '../runtime/compose.js'
import type {Runtime} from '../runtime/runtime.js'

export interface OpenRuntime {
  readonly runtime: Runtime
  /** Where the stack lies, for the target helm. */
  readonly cluster?: ClusterTarget
}

/** Touches neither Docker nor the cluster. Throws OPS_CONTEXT_MISSING. */
export async function openRuntime(project: Project, stack: Stack): Promise<OpenRuntime> {
  if (stack.target === 'compose') return {runtime: openComposeRuntime(project, stack)}
  const [{openHelmRuntime}, cluster] = await Promise.all([
    import('../runtime/helm/helm.js'),
    openTarget(project, stack),
  ])
  return {runtime: openHelmRuntime(project, stack, cluster), cluster}
}

/** Where a stack lies: the flags of this run win over opsctl.yaml, and a context that neither names is asked for. */
async function openTarget(project: Project, stack: Stack): Promise<ClusterTarget> {
  const {findKubeconfig, resolveClusterTarget} = await import('../runtime/cluster-target.js')
  const {kubeconfig, askContext} = project.choice
  let {context} = project.choice
  if ((context ?? stack.kubernetes.context) === undefined && askContext) {
    const {listContexts} = await import('../system/kubectl.js')
    const names = await listContexts(kubeconfig ?? findKubeconfig(project, stack))
    if (names.length > 0) context = await askContext(names)
  }

  const target = resolveClusterTarget(project, stack, context === undefined ? {} : {context})
  return kubeconfig === undefined ? target : {...target, kubeconfig}
}
