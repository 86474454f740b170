/** Puts a secret in place that only a person can know: the address of a chat, a mail password. */
import {OpsError} from '../../errors.js'
import {secretMessages as say} from '../../messages/secrets.js'
import {findNearest} from '../../nearest.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import {listSecrets} from '../../spec/secrets.js'
import {withProjectLock} from '../../system/lock.js'
import {openSecretStore} from '../../system/secret-store.js'
import {normalizeSecret} from '../../system/secret-value.js'
import {type Text, verbatim} from '../../text.js'

/** Names of the secrets that a person sets, and who reads each. Throws when the name is none of them. */
export async function findSettable(project: Project, name: string): Promise<{readonly readers: readonly string[]}> {
  const {stack} = await loadStack(project)
  const specs = listSecrets(stack)
  const spec = specs.find((one) => one.name === name)
  if (!spec) {
    const near = findNearest(
      name,
      specs.filter((one) => one.given).map((one) => one.name),
    )
    throw refused('OPS_SECRET_UNKNOWN', say.unknown(name), near ? verbatim(`opsctl secrets set ${near}`) : say.seeList)
  }

  if (!spec.given) throw refused('OPS_SECRET_NOT_SETTABLE', say.notSettable(name), say.rotateInstead(name))
  return {readers: spec.readers}
}

/** Judges and writes the value. Throws, without a word of it, when it can't be used. */
export async function setSecret(project: Project, name: string, written: string): Promise<void> {
  const {stack} = await loadStack(project)
  const value = normalizeSecret(written).trim()
  if (value === '') throw refused('OPS_SECRET_NO_INPUT', say.noInput, say.pipeIt(name))
  await withProjectLock(project, `secrets set ${name}`, async () => {
    await openSecretStore(project, listSecrets(stack)).write(name, value)
  })
}

function refused(code: `OPS_${string}`, message: Text, way: Text): OpsError {
  return new OpsError({code, kind: 'usage', message, suggestions: [way]})
}
