import type {Project} from '../../project.js'
import {type CacheServer, openCache, readCache} from './open-cache.js'

export type CacheSlow = Pick<CacheServer, 'slow' | 'latency' | 'latencyThresholdMs'>

/** The slow log and the events that delayed Redis. Arguments of commands stay where they are. */
export async function cacheSlow(project: Project, options: {readonly limit: number}): Promise<CacheSlow> {
  const {slow, latency, latencyThresholdMs} = await readCache(await openCache(project))
  return {slow: slow.toSorted((a, b) => b.us - a.us).slice(0, options.limit), latency, latencyThresholdMs}
}
