/** What `images pull` and `images build` share: make one kind of image present. */
import {type EnsureOptions, ensureImages, type ImageState} from '../../images/ensure-images.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'

/** Pulls or builds the images of these origins that are missing or differ from the lock. */
export async function fetchImages(project: Project, options: EnsureOptions): Promise<readonly ImageState[]> {
  const {stack} = await loadStack(project)
  return ensureImages(stack, project, options)
}
