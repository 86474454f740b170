/** Where a secret lies, for tools that read a file; the value itself is never printed. */
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import {listSecrets} from '../../spec/secrets.js'
import {openSecretStore} from '../../system/secret-store.js'

/** The absolute path. Throws when the stack has no such secret, or it was not created yet. */
export async function locateSecret(project: Project, name: string): Promise<string> {
  const {stack} = await loadStack(project)
  const store = openSecretStore(project, listSecrets(stack))
  await store.digest(name)
  return store.path(name)
}
