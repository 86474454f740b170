import {type ClientLine, parseClients} from '../../components/redis/doctor/read-server.js'
import type {Project} from '../../project.js'
import {askCache, openCache} from './open-cache.js'

export interface CacheClients {
  /** How many each user has. */
  readonly users: Readonly<Record<string, number>>
  /** Those with the most memory first. */
  readonly clients: readonly ClientLine[]
}

/** Who is connected, without opsctl itself. */
export async function cacheClients(project: Project): Promise<CacheClients> {
  const [list] = await askCache(await openCache(project), ['CLIENT LIST'])
  const clients = parseClients(list?.text ?? '').toSorted((a, b) => b.bytes - a.bytes)
  const names = [...new Set(clients.map(({user}) => user))].toSorted()
  const count = (name: string) => clients.filter(({user}) => user === name).length
  return {users: Object.fromEntries(names.map((name) => [name, count(name)])), clients}
}
