/** What `images pull` and `images build` share: make one kind of image present. */
import {ensureImages, type ImageState} from '../../images/ensure-images.js'
import type {NeededImage} from '../../images/list-images.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import type {RunOptions} from '../../system/run.js'

export interface FetchOptions extends Pick<RunOptions, 'signal' | 'onLine'> {
  readonly origins: readonly NeededImage['origin'][]
  readonly rebuild?: boolean
}

/** Pulls or builds the images of these origins that are missing or differ from the lock. */
export async function fetchImages(project: Project, options: FetchOptions): Promise<readonly ImageState[]> {
  const {stack} = await loadStack(project)
  return ensureImages(stack, project, options)
}
