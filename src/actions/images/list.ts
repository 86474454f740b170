/** The images of a stack and how each stands on this host. */
import {type ImageState, probeImages} from '../../images/ensure-images.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'

export type {ImageState} from '../../images/ensure-images.js'

/** Loads opsctl.yaml and asks Docker for its images. */
export async function listStackImages(project: Project): Promise<readonly ImageState[]> {
  const {stack} = await loadStack(project)
  return probeImages(stack, project)
}
