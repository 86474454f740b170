/** The last step of `destroy` in a cluster: takes away the namespaces that `up` made, and no other. */
import {destroyMessages as say} from '../messages/destroy.js'
import type {ClusterTarget} from '../runtime/cluster-target.js'
import {askKubectl} from '../system/kubectl.js'
import {verbatim} from '../text.js'
import type {Step} from './step.js'

const TIMEOUT_S = 300

/** A namespace that a person made stays, with whatever else lies in it. */
export function removeNamespaces(target: ClusterTarget, signal: AbortSignal): Step {
  return {
    title: say.namespacesRemoved,
    async run() {
      const selector = `app.kubernetes.io/managed-by=opsctl,app.kubernetes.io/instance=${target.release}`
      const argv = ['delete', 'namespaces', '--selector', selector, '--ignore-not-found', '-o', 'name']
      const control = {signal, timeoutMs: (TIMEOUT_S + 30) * 1000, requestTimeoutS: TIMEOUT_S}
      const printed = await askKubectl(target, [...argv, `--timeout=${TIMEOUT_S}s`], control)
      const names = printed.split('\n').flatMap((line) => line.split('/')[1] ?? [])
      return names.length === 0 ? say.noNamespaces : verbatim(names.join(', '))
    },
    // What was in them went before.
    undo: null,
  }
}
