import type {ImageState} from '../../images/ensure-images.js'
import type {Project} from '../../project.js'
import {type FetchOptions, fetchImages} from './fetch.js'

export type {ImageState} from '../../images/ensure-images.js'

/** Pulls what comes from a registry. */
export async function pullImages(
  project: Project,
  options: Omit<FetchOptions, 'origins' | 'rebuild'>,
): Promise<readonly ImageState[]> {
  return fetchImages(project, {...options, origins: ['official', 'own']})
}
