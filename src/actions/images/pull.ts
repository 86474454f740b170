import type {EnsureOptions, ImageState} from '../../images/ensure-images.js'
import type {Project} from '../../project.js'
import {fetchImages} from './fetch.js'

export type {ImageState} from '../../images/ensure-images.js'

/** Pulls what comes from a registry. */
export async function pullImages(
  project: Project,
  options: Omit<EnsureOptions, 'origins' | 'rebuild'>,
): Promise<readonly ImageState[]> {
  return fetchImages(project, {...options, origins: ['official', 'own']})
}
