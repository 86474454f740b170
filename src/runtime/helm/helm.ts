/** A stack in a Kubernetes cluster: helm for the release, kubectl for everything else. */
import type {Stack} from '../../components/component.js'
import type {Project} from '../../project.js'
import type {ClusterTarget} from '../cluster-target.js'
import type {Runtime} from '../runtime.js'

/** Opens the runtime of a project in a cluster; touches nothing until it is asked. */
export function openHelmRuntime(_project: Project, _stack: Stack, _target: ClusterTarget): Runtime {
  throw new Error('not yet')
}
