/** The way of every `cache` command to Redis: one process in its container, as the user of opsctl. */
import type {Access} from '../../components/component.js'
import {askServer, type Reply} from '../../components/redis/doctor/ask.js'
import {questions, readServer} from '../../components/redis/doctor/read-server.js'
import {OpsError} from '../../errors.js'
import {cacheMessages as say} from '../../messages/cache.js'
import type {Project} from '../../project.js'
import {openAccess} from '../../runtime/access.js'
import {hideProjectSecrets} from '../../runtime/hide-secrets.js'
import {loadStack} from '../../spec/load-stack.js'
import {verbatim} from '../../text.js'
import {openRuntime} from '../open-runtime.js'

export type CacheServer = ReturnType<typeof readServer>

/** The door to the Redis of a stack. Throws OPS_CACHE_NONE where there is none. */
export async function openCache(project: Project): Promise<Access> {
  const {stack} = await loadStack(project)
  if (!stack.redis.enabled) {
    const suggestions = [verbatim('opsctl explain redis')] as const
    throw new OpsError({code: 'OPS_CACHE_NONE', kind: 'usage', message: say.none, suggestions})
  }

  await hideProjectSecrets(project)
  const {runtime} = await openRuntime(project, stack)
  return openAccess(project, stack, runtime)
}

/** Everything that the server says of itself. */
export async function readCache(access: Access): Promise<CacheServer> {
  return readServer(await askCache(access, questions))
}

/** Answers to commands that change nothing. Throws OPS_CACHE_REFUSED when one is not answered. */
export async function askCache(access: Access, commands: readonly string[]): Promise<readonly Reply[]> {
  const replies = await askServer(access, commands)
  const refused = replies.find(({error}) => error !== undefined)?.error
  if (replies.length === commands.length && refused === undefined) return replies
  throw new OpsError({
    code: 'OPS_CACHE_REFUSED',
    kind: 'external',
    message: refused === undefined ? say.silent : say.refused(refused),
    suggestions: [verbatim('opsctl doctor redis'), verbatim('opsctl logs redis --tail 20')],
  })
}
