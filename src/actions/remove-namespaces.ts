/** The namespaces that `up` made, and no other: `destroy` takes them away last. */
import {destroyMessages as say} from '../messages/destroy.js'
import type {ClusterTarget} from '../runtime/cluster-target.js'
import {askKubectl, listObjects} from '../system/kubectl.js'
import {verbatim} from '../text.js'
import type {Step} from './step.js'

const TIMEOUT_S = 300
/** A label that the API server gives every namespace; whoever made the namespace owns it, except one made as opsctl does. */
const BIRTH_LABEL = 'f:kubernetes.io/metadata.name'

interface NamespaceJson {
  readonly metadata: {
    readonly name: string
    readonly managedFields?: readonly {
      readonly fieldsV1?: {readonly 'f:metadata'?: {readonly 'f:labels'?: Readonly<Record<string, unknown>>}}
    }[]
  }
}

/** Those of a release, by name. One that a person made stays, although opsctl has labelled it. */
export async function listOwnNamespaces(target: ClusterTarget): Promise<readonly string[]> {
  const selector = `opsctl/release=${target.release}`
  const found = await listObjects<NamespaceJson>(target, [
    'namespaces',
    '--selector',
    selector,
    '--show-managed-fields',
  ])
  return found.filter(isMadeByOpsctl).map(({metadata}) => metadata.name)
}

/** Whether nobody else's name is on the birth of a namespace. */
export function isMadeByOpsctl({metadata}: NamespaceJson): boolean {
  const managers = metadata.managedFields ?? []
  return (
    managers.length > 0 && managers.every((one) => !(BIRTH_LABEL in (one.fieldsV1?.['f:metadata']?.['f:labels'] ?? {})))
  )
}

/** The step that removes them. */
export function removeNamespaces(target: ClusterTarget, names: readonly string[], signal: AbortSignal): Step {
  return {
    title: say.namespacesRemoved,
    async run() {
      if (names.length === 0) return say.noNamespaces
      const argv = ['delete', 'namespaces', ...names, '--ignore-not-found', `--timeout=${TIMEOUT_S}s`]
      await askKubectl(target, argv, {signal, timeoutMs: (TIMEOUT_S + 30) * 1000, requestTimeoutS: 0})
      return verbatim(names.join(', '))
    },
    // What was in them went before.
    undo: null,
  }
}
