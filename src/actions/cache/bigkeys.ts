import {type KeySample, type SampleOptions, sampleKeys} from '../../components/redis/doctor/sample-keys.js'
import type {Project} from '../../project.js'
import {askCache, openCache} from './open-cache.js'

/** The largest keys of a sample. */
export async function cacheBigKeys(project: Project, options: SampleOptions): Promise<KeySample> {
  const access = await openCache(project)
  return sampleKeys((commands) => askCache(access, commands), options)
}
