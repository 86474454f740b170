import type {EnsureOptions, ImageState} from '../../images/ensure-images.js'
import type {Project} from '../../project.js'
import {fetchImages} from './fetch.js'

export type {ImageState} from '../../images/ensure-images.js'

/** Builds what is built on this host: images from Debian packages, and the user's apps. */
export async function buildImages(
  project: Project,
  options: Omit<EnsureOptions, 'origins'>,
): Promise<readonly ImageState[]> {
  return fetchImages(project, {...options, origins: ['recipe', 'app']})
}
