/** Checks what the stack is about to run on: this machine, or a cluster. */
import type {CheckResult} from '../checks/check.js'
import {preflight} from '../checks/preflight.js'
import type {Stack} from '../components/component.js'
import {components} from '../components/registry.js'
import {listBindings} from '../spec/secrets.js'
import type {OpenStack} from './pipeline.js'

export interface PlaceOptions {
  /** The person says that the nodes have the images that only this host can build. */
  readonly nodesHaveImages?: boolean
  /** Called once a cluster has answered at all: whoever wants to ask it something else need not wait for the verdicts. */
  readonly onAnswer?: () => void
}

/** Never throws for a place that is not ready: that is a verdict. */
export async function checkPlace(
  {stack, project, cluster}: OpenStack,
  options: PlaceOptions,
): Promise<readonly CheckResult[]> {
  if (!cluster) return preflight(stack, project)
  const {preflightCluster} = await import('../checks/cluster/cluster.js')
  return preflightCluster(stack, cluster, {
    nodesHaveImages: options.nodesHaveImages === true,
    secretNames: secretNames(stack),
    onAnswer: options.onAnswer,
  })
}

/** One Secret for each component that has any. */
function secretNames(stack: Stack): readonly string[] {
  const bindings = listBindings(stack)
  return components
    .filter((one) => one.isEnabled(stack) && (one.secrets?.(stack, bindings) ?? []).length > 0)
    .map(({id}) => `${id}-secrets`)
}
