import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, test} from 'vitest'

import {listProjectSecrets} from '../../../src/actions/secrets/list.js'
import {locateSecret} from '../../../src/actions/secrets/path.js'
import {rotateSecret} from '../../../src/actions/secrets/rotate.js'
import {formatSecrets} from '../../../src/cli/print/secrets.js'
import {type Project, projectAt} from '../../../src/project.js'
import {loadStack} from '../../../src/spec/load-stack.js'
import {listSecrets} from '../../../src/spec/secrets.js'
import {openSecretStore} from '../../../src/system/secret-store.js'

let project: Project

beforeEach(async () => {
  project = projectAt(await mkdtemp(join(tmpdir(), 'opsctl-secrets-')))
  await writeFile(project.specFile, 'version: 1\nproject: shop\npostgres: {}\nredis: {}\n')
})

afterEach(() => rm(project.root, {recursive: true, force: true}))

test('the list names every secret with its readers, and no value, before and after they exist', async () => {
  const before = await listProjectSecrets(project)
  const store = openSecretStore(project, listSecrets((await loadStack(project)).stack))
  await store.ensure()
  const after = await listProjectSecrets(project)
  const printed = formatSecrets(after, 'en') + formatSecrets(after, 'zh') + JSON.stringify(after)

  expect(before.every(({exists}) => !exists)).toBe(true)
  expect(after.every(({exists}) => exists)).toBe(true)
  expect(after.find(({name}) => name === 'redis-users-acl')).toMatchObject({origin: 'derived', readers: ['redis']})
  for (const {name} of after) expect(printed).not.toContain(await readFile(store.path(name), 'utf8'))
})

test('the path of a secret is that of a file that exists', async () => {
  await expect(locateSecret(project, 'postgres-app-password')).rejects.toMatchObject({code: 'OPS_SECRET_MISSING'})
  await openSecretStore(project, listSecrets((await loadStack(project)).stack)).ensure()

  expect(await locateSecret(project, 'postgres-app-password')).toBe(join(project.secrets, 'postgres-app-password'))
  await expect(locateSecret(project, 'nope')).rejects.toMatchObject({code: 'OPS_SECRET_UNKNOWN', exitCode: 2})
})

test('a secret that follows others, or that the stack does not have, is not rotated', async () => {
  const rotate = (name: string) => rotateSecret(project, name, {timeoutS: 10, signal: new AbortController().signal})

  await expect(rotate('postgres-roles')).rejects.toMatchObject({code: 'OPS_SECRET_DERIVED', exitCode: 2})
  await expect(rotate('nope')).rejects.toMatchObject({code: 'OPS_SECRET_UNKNOWN', exitCode: 2})
})
