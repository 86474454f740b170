/** What secrets a stack has, without a value of any. */
import {access} from 'node:fs/promises'
import {join} from 'node:path'

import type {SecretSpec} from '../../components/component.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import {listSecrets} from '../../spec/secrets.js'
import type {Text} from '../../text.js'

export interface SecretInfo {
  readonly name: string
  readonly purpose: Text
  /** Services that read it. */
  readonly readers: readonly string[]
  /** Where its value comes from: drawn at random, computed from others, a file of the person's own, or set by them. */
  readonly origin: 'generated' | 'derived' | 'file' | 'given'
  readonly exists: boolean
}

/** Lists them by name. */
export async function listProjectSecrets(project: Project): Promise<readonly SecretInfo[]> {
  const {stack} = await loadStack(project)
  return Promise.all(
    listSecrets(stack).map(async (spec) => ({
      name: spec.name,
      purpose: spec.purpose,
      readers: spec.readers,
      origin: originOf(spec),
      exists: await access(join(project.secrets, spec.name)).then(
        () => true,
        () => false,
      ),
    })),
  )
}

/** Where a secret's value comes from. */
export function originOf(spec: SecretSpec): SecretInfo['origin'] {
  if (spec.derive) return 'derived'
  if (spec.given) return 'given'
  return spec.from === undefined ? 'generated' : 'file'
}
