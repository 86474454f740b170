import {execFileSync} from 'node:child_process'
import {chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'

import {OpsError} from '../../src/errors.js'
import {type Project, projectAt} from '../../src/project.js'
import {redact} from '../../src/system/redact.js'
import {openSecretStore, type StoredSecret} from '../../src/system/secret-store.js'
import {drawSecret, findWeakness} from '../../src/system/secret-value.js'

let project: Project
const specs: readonly StoredSecret[] = [
  {name: 'db-password'},
  {name: 'db-url', derive: (value) => `db://${value('db-password')}`},
]

beforeEach(async () => {
  project = projectAt(await mkdtemp(join(tmpdir(), 'opsctl-secrets-')))
})

afterEach(() => rm(project.root, {recursive: true, force: true}))

const put = async (name: string, content: string) => {
  const file = join(project.secrets, name)
  await chmod(file, 0o644).catch(() => undefined)
  await writeFile(file, content)
}

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

const problemsOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof OpsError)) throw new Error(`expected an OpsError, got ${error}`)
  return {code: error.code, problems: error.problems.map(({file, message}) => `${file} ${message.en}`)}
}

describe('the first time', () => {
  test('secrets are drawn into a closed folder that git ignores', async () => {
    const store = openSecretStore(project, specs)

    expect(await store.ensure()).toEqual(['db-password', 'db-url'])
    expect(await modeOf(project.secrets)).toBe('700')
    expect(await modeOf(store.path('db-password'))).toBe('444')
    expect(await readFile(join(project.secrets, '.gitignore'), 'utf8')).toBe('*\n')
    expect(await store.read('db-url')).toBe(`db://${await store.read('db-password')}`)
  })

  test('every file has its mode whatever the umask of the person', async () => {
    const umask = process.umask(0o077)
    const store = openSecretStore(project, specs)
    await store.ensure().finally(() => process.umask(umask))

    expect(await modeOf(store.path('db-password'))).toBe('444')
  })
})

test('a second time changes nothing', async () => {
  const store = openSecretStore(project, specs)
  await store.ensure()
  const before = await store.digest('db-url')

  expect(await openSecretStore(project, specs).ensure()).toEqual([])
  expect(await store.digest('db-url')).toBe(before)
})

test('a new value makes the derived secrets follow', async () => {
  const store = openSecretStore(project, specs)
  await store.ensure()
  await store.stage('db-password', 'AnotherValue1234567890')
  expect(await store.staged('db-password')).toBe('AnotherValue1234567890')
  await store.write('db-password', 'AnotherValue1234567890')

  expect(await store.ensure()).toEqual(['db-url'])
  expect(await store.read('db-url')).toBe('db://AnotherValue1234567890')
  expect(await store.staged('db-password')).toBeUndefined()
})

test('derived secrets are computed in the order they need, and those that need each other are a defect', async () => {
  const chained: StoredSecret[] = [
    {name: 'a', derive: (value) => `<${value('b')}>`},
    {name: 'b', derive: async (value) => `[${value('c')}]`},
    {name: 'c'},
  ]
  const store = openSecretStore(project, chained)
  await store.ensure()

  expect(await store.read('a')).toBe(`<[${await store.read('c')}]>`)
  const circle: StoredSecret[] = [
    {name: 'a', derive: (value) => value('b')},
    {name: 'b', derive: (value) => value('a')},
  ]
  await expect(openSecretStore(project, circle).ensure()).rejects.toThrow(/ask for each other/)
})

test('a value that was read is hidden in everything printed afterwards', async () => {
  const store = openSecretStore(project, specs)
  await store.ensure()
  const raw = await readFile(store.path('db-password'), 'utf8')

  expect(redact(`password ${raw} and ${encodeURIComponent(raw)}`)).not.toContain(raw)
})

describe('what an editor leaves behind is taken away', () => {
  test.each([
    ['a line end', 'TypedByAPerson-123456\n'],
    ['a Windows line end', 'TypedByAPerson-123456\r\n'],
    ['a byte order mark', '\uFEFFTypedByAPerson-123456\n\n'],
  ])('%s', async (_, written) => {
    const store = openSecretStore(project, specs)
    await store.ensure()
    await put('db-password', written)

    expect(await store.read('db-password')).toBe('TypedByAPerson-123456')
    expect(await store.ensure()).toEqual(['db-password', 'db-url'])
    expect(await readFile(store.path('db-password'), 'utf8')).toBe('TypedByAPerson-123456')
  })

  test('a mode that containers could not read', async () => {
    const store = openSecretStore(project, specs)
    await store.ensure()
    await chmod(store.path('db-password'), 0o600)

    expect(await store.ensure()).toEqual([])
    expect(await modeOf(store.path('db-password'))).toBe('444')
  })
})

describe('a file that cannot be used is named, all in one run', () => {
  test.each([
    ['emptied', '', 'is empty'],
    ['too short', 'Short-1234', 'is shorter than 16 characters'],
    ['changeme', 'changeme', 'is a well-known or guessable value'],
    ['a well-known word with digits', 'postgres12345678', 'is a well-known or guessable value'],
    ['its own name', 'db-password', 'is a well-known or guessable value'],
    ['one letter many times', 'aaaaaaaaaaaaaaaaaaaaaaaa', 'is a well-known or guessable value'],
    ['with a second line', 'TypedByAPerson-123456\nand more', 'has more than one line'],
    ['with a space', 'Typed By A Person 123456', 'holds a space'],
    ['with NUL', 'TypedByAPerson\0-123456', 'holds a space'],
  ])('%s', async (_, written, expected) => {
    const store = openSecretStore(project, [...specs, {name: 'other'}])
    await store.ensure()
    await put('db-password', written)
    await put('other', '')
    const {code, problems} = await problemsOf(store.ensure())

    expect(code).toBe('OPS_SECRETS_INVALID')
    expect(problems[0]).toContain(`secrets/db-password ${expected}`)
    expect(problems[1]).toBe('secrets/other is empty')
  })

  test('a value is never part of the message', async () => {
    const store = openSecretStore(project, specs)
    await store.ensure()
    await put('db-password', 'hunter2')

    expect(JSON.stringify(await problemsOf(store.ensure()))).not.toContain('hunter2')
  })

  test('deleted: another value would not be the one the store knows', async () => {
    const store = openSecretStore(project, specs)
    await store.ensure()
    await rm(store.path('db-password'))

    expect((await problemsOf(store.ensure())).problems[0]).toContain('secrets/db-password was deleted')
    await store.write('db-password', drawSecret())
    expect(await store.ensure()).toEqual(['db-url'])
  })

  test('a folder in its place', async () => {
    await mkdir(join(project.secrets, 'db-password'), {recursive: true, mode: 0o700})
    await chmod(project.secrets, 0o700)

    expect((await problemsOf(openSecretStore(project, specs).ensure())).problems).toEqual([
      'secrets/db-password is not a regular file',
    ])
  })
})

describe('the folder is refused', () => {
  test.each([0o750, 0o705, 0o711])('when others can enter it (%o)', async (mode) => {
    const store = openSecretStore(project, specs)
    await store.ensure()
    await chmod(project.secrets, mode)

    expect((await problemsOf(openSecretStore(project, specs).ensure())).code).toBe('OPS_SECRETS_EXPOSED')
    expect((await problemsOf(openSecretStore(project, specs).read('db-password'))).code).toBe('OPS_SECRETS_EXPOSED')
  })

  test('when it is a link', async () => {
    await symlink(tmpdir(), project.secrets)

    expect((await problemsOf(openSecretStore(project, specs).ensure())).code).toBe('OPS_SECRETS_FOLDER')
  })

  test('when git tracks a secret', async () => {
    const git = (...argv: string[]) => execFileSync('git', ['-C', project.root, ...argv], {stdio: 'pipe'})
    git('init', '-q')
    await openSecretStore(project, specs).ensure()
    expect(await openSecretStore(project, specs).ensure()).toEqual([])
    git('add', '-f', 'secrets/db-password')
    const {code} = await problemsOf(openSecretStore(project, specs).ensure())

    expect(code).toBe('OPS_SECRETS_TRACKED')
  })
})

describe('a file of the person’s own', () => {
  const from: StoredSecret[] = [{name: 'gateway-key', from: 'tls/key.pem'}]
  const key = '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n'

  test('is copied byte for byte, again when it changes', async () => {
    await mkdir(join(project.root, 'tls'))
    await writeFile(join(project.root, 'tls/key.pem'), key, {mode: 0o600})
    const store = openSecretStore(project, from)

    expect(await store.ensure()).toEqual(['gateway-key'])
    expect(await store.ensure()).toEqual([])
    await writeFile(join(project.root, 'tls/key.pem'), key.replace('abc', 'def'))
    expect(await store.ensure()).toEqual(['gateway-key'])
    expect(await readFile(store.path('gateway-key'), 'utf8')).toContain('def')
  })

  test('is refused when missing, empty, or a private key that everyone can read', async () => {
    const refusal = async () => (await problemsOf(openSecretStore(project, from).ensure())).problems[0]
    await mkdir(join(project.root, 'tls'))
    expect(await refusal()).toContain('cannot be read')
    await writeFile(join(project.root, 'tls/key.pem'), '\n')
    expect(await refusal()).toContain('is empty')
    await writeFile(join(project.root, 'tls/key.pem'), key)
    await chmod(join(project.root, 'tls/key.pem'), 0o644)
    expect(await refusal()).toContain('every user of this host can read')
  })
})

test('a name that the stack does not have is refused', async () => {
  expect((await problemsOf(openSecretStore(project, specs).read('nope'))).code).toBe('OPS_SECRET_UNKNOWN')
})

describe('a drawn value', () => {
  test('has 43 letters and digits, 256 bits, and passes its own rules', () => {
    const drawn = Array.from({length: 500}, drawSecret)

    expect(drawn.every((value) => /^[A-Za-z0-9]{43}$/.test(value))).toBe(true)
    expect(new Set(drawn).size).toBe(500)
    expect(drawn.filter((value) => findWeakness(value, []) !== undefined)).toEqual([])
  })

  test('favours no letter', () => {
    const counts = new Map<string, number>()
    const letters = Array.from({length: 2000}, drawSecret).join('')
    for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1)
    const expected = letters.length / 62
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)

    // 61 degrees of freedom: above 130 less than once in a million runs; taking bytes modulo 62 gives some 800.
    expect(counts.size).toBe(62)
    expect(chiSquare).toBeLessThan(130)
  })
})
