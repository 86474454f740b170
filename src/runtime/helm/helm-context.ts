import type {Stack} from '../../components/component.js'
import type {Project} from '../../project.js'
import type {ClusterTarget} from '../cluster-target.js'

/** A project and the cluster its stack lies in. */
export interface HelmContext {
  readonly project: Project
  readonly stack: Stack
  readonly target: ClusterTarget
}
