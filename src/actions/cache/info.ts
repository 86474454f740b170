import type {Project} from '../../project.js'
import {type CacheServer, openCache, readCache} from './open-cache.js'

export interface CacheInfo extends Omit<CacheServer, 'slow' | 'latency'> {
  /** What opsctl.yaml says that Redis is for. */
  readonly role: 'cache' | 'store'
}

/** Memory, traffic, disk and keys of Redis, as it says itself. */
export async function cacheInfo(project: Project): Promise<CacheInfo> {
  const access = await openCache(project)
  const {slow: _, latency: __, ...server} = await readCache(access)
  return {role: access.stack.redis.role, ...server}
}
