import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'

import {listProjectSecrets} from '../../../src/actions/secrets/list.js'
import {findSettable, setSecret} from '../../../src/actions/secrets/set.js'
import {type Project, projectAt} from '../../../src/project.js'
import {loadStack} from '../../../src/spec/load-stack.js'
import {listSecrets} from '../../../src/spec/secrets.js'
import {openSecretStore} from '../../../src/system/secret-store.js'

const NAME = 'alertmanager-receiver-team-url'
const URL_OF_CHAT = 'https://oapi.example.com/robot/send?access_token=0123456789'
let project: Project

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opsctl-set-'))
  project = projectAt(join(folder, 'shop'))
  await mkdir(project.root, {recursive: true})
  await writeFile(
    project.specFile,
    'version: 1\nproject: shop\nalertmanager: {}\nprometheus: {}\nalerting: {receivers: {team: {type: dingtalk}}}\n',
  )
})

afterEach(() => rm(folder, {recursive: true, force: true}))

const ensure = async () => openSecretStore(project, listSecrets((await loadStack(project)).stack)).ensure()

describe('a secret that only a person knows', () => {
  test('is never drawn: what needs it stops, and says how to set it', async () => {
    await expect(ensure()).rejects.toMatchObject({
      code: 'OPS_SECRETS_INVALID',
      problems: [{message: {en: expect.stringContaining(`opsctl secrets set ${NAME}`)}}],
    })
  })

  test('is set without the line end that came with it, and then taken', async () => {
    await setSecret(project, NAME, `${URL_OF_CHAT}\n`)

    expect(await readFile(join(project.secrets, NAME), 'utf8')).toBe(URL_OF_CHAT)
    expect(await ensure()).not.toContain(NAME)
    expect(await listProjectSecrets(project)).toContainEqual(
      expect.objectContaining({name: NAME, origin: 'given', exists: true}),
    )
  })

  test.each(['', '\n', 'no url', 'http://169.254.169.254/latest', 'https://a.example\nhttps://b.example'])(
    'is refused as %j, and nothing is written',
    async (value) => {
      await expect(setSecret(project, NAME, value)).rejects.toMatchObject({kind: 'usage'})
      await expect(readFile(join(project.secrets, NAME))).rejects.toThrow()
    },
  )
})

test('a slip in the name is guessed, and what opsctl makes can not be set', async () => {
  await expect(findSettable(project, 'alertmanager-receiver-taem-url')).rejects.toMatchObject({
    code: 'OPS_SECRET_UNKNOWN',
    ways: [{en: `opsctl secrets set ${NAME}`}],
  })
  await expect(findSettable(project, 'alertmanager-password')).rejects.toMatchObject({code: 'OPS_SECRET_NOT_SETTABLE'})
})
