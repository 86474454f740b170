import {chmod, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import type {OpsError} from '../../src/errors.js'
import {type Project, projectAt} from '../../src/project.js'
import type {DeployFile} from '../../src/render/config-hash.js'
import {compareFiles, recoverWrites, stageFiles} from '../../src/render/write-files.js'
import {tempDir} from '../temp-dir.js'
import {readTree} from './deploy-tree.js'

const file = (path: string, content = `${path}\n`): DeployFile => ({path, content})
const files = [file('compose.yaml'), file('redis/config/redis.conf'), file('redis/config/acl/users.acl')]

async function newProject(): Promise<Project> {
  return projectAt(await tempDir())
}

async function render(project: Project, wanted: readonly DeployFile[], force = false) {
  const staged = await stageFiles(project, wanted, {force})
  await staged.commit()
  return staged
}

async function failureOf(work: Promise<unknown>): Promise<OpsError> {
  return work.then(
    () => expect.fail('it did not fail'),
    (error: OpsError) => error,
  )
}

describe('files that are rendered', () => {
  test('lie under deploy/ with their modes, and nothing is left beside them', async () => {
    const project = await newProject()
    const script = {...file('postgres/config/initdb/10.sh'), mode: 0o755}
    const {changes} = await render(project, [...files, script])

    expect(changes.map(({action}) => action)).toEqual(['created', 'created', 'created', 'created'])
    expect((await stat(join(project.deploy, script.path))).mode & 0o777).toBe(0o755)
    expect((await stat(join(project.deploy, 'compose.yaml'))).mode & 0o777).toBe(0o644)
    expect((await readdir(project.root)).toSorted()).toEqual(['.opsctl', 'deploy'])
    expect(await readdir(project.state)).toEqual([])
  })

  test('are not written again when they are the same', async () => {
    const project = await newProject()
    await render(project, files)
    const before = await stat(join(project.deploy, 'compose.yaml'))
    const {changes, unchanged} = await render(project, files)

    expect([changes, unchanged]).toEqual([[], 3])
    expect((await stat(join(project.deploy, 'compose.yaml'))).ino).toBe(before.ino)
  })

  test('change in folders that stay the same, because containers mount them', async () => {
    const project = await newProject()
    await render(project, files)
    const folders = ['redis/config', 'redis/config/acl'].map((path) => join(project.deploy, path))
    const before = await Promise.all(folders.map(async (path) => (await stat(path)).ino))
    await render(project, [file('compose.yaml', 'new'), file('redis/config/redis.conf', 'new'), files[2] as DeployFile])

    expect(await Promise.all(folders.map(async (path) => (await stat(path)).ino))).toEqual(before)
    expect(await readFile(join(project.deploy, 'redis/config/redis.conf'), 'utf8')).toBe('new')
  })

  test('that lie ready can be thrown away without a trace', async () => {
    const project = await newProject()
    await render(project, files)
    const before = await readTree(project.deploy)
    const staged = await stageFiles(project, [file('compose.yaml', 'new')])
    expect((await readTree(staged.dir))['compose.yaml']).toBe('new')
    await staged.discard()

    expect(await readTree(project.deploy)).toEqual(before)
    expect(await readdir(project.state)).toEqual([])
  })
})

describe('files that are rendered no more', () => {
  test('are removed, with the folders that they leave empty, and nothing of the person’s is', async () => {
    const project = await newProject()
    await render(project, [...files, file('old/config/deep/gone.conf'), file('redis/config/gone.conf')])
    await writeFile(join(project.deploy, 'old/notes.txt'), 'mine')
    const {changes} = await render(project, files)

    expect(changes.map(({path, action}) => [path, action])).toEqual([
      ['old/config/deep/gone.conf', 'removed'],
      ['redis/config/gone.conf', 'removed'],
    ])
    expect(Object.keys(await readTree(project.deploy)).toSorted()).toEqual([
      '.opsctl.json',
      'compose.yaml',
      'old/notes.txt',
      'redis/config/acl/users.acl',
      'redis/config/redis.conf',
    ])
    expect(await readdir(join(project.deploy, 'old'))).toEqual(['notes.txt'])
  })

  test.each(['../victim', 'a/../../victim', '/etc/hostname', './compose.yaml', '..', 'a//b', 'link/victim'])(
    'are not looked for at %s, whatever the manifest says',
    async (path) => {
      const project = await newProject()
      await render(project, files)
      await writeFile(join(project.root, 'victim'), 'mine')
      await symlink(project.root, join(project.deploy, 'link'))
      const manifest = JSON.parse(await readFile(project.manifest, 'utf8'))
      await writeFile(project.manifest, JSON.stringify({...manifest, files: {...manifest.files, [path]: 'x'}}))
      const error = await failureOf(render(project, files, true))

      expect(error.code).toBe('OPS_UNSAFE_PATH')
      expect(error.exitCode).toBe(3)
      expect(await readFile(join(project.root, 'victim'), 'utf8')).toBe('mine')
    },
  )
})

describe('a file that a person edited', () => {
  async function edited(): Promise<Project> {
    const project = await newProject()
    await render(project, files)
    await writeFile(join(project.deploy, 'redis/config/redis.conf'), 'maxmemory 1gb\n')
    return project
  }

  test('is kept: nothing at all is written, and the difference is shown', async () => {
    const project = await edited()
    const before = await readTree(project.deploy)
    const error = await failureOf(render(project, [file('compose.yaml', 'new'), ...files.slice(1)]))

    expect(error.code).toBe('OPS_HAND_EDIT')
    expect(error.exitCode).toBe(2)
    expect(error.problems.map((one) => one.file)).toEqual(['deploy/redis/config/redis.conf'])
    expect(error.detail).toContain('--- rendered/redis/config/redis.conf')
    expect(error.detail).toContain('-redis/config/redis.conf\n+maxmemory 1gb')
    expect(error.ways.map((way) => way.en).join()).toContain('--force')
    expect(await readTree(project.deploy)).toEqual(before)
  })

  test('is kept when it would be removed', async () => {
    const project = await edited()
    const error = await failureOf(render(project, [files[0] as DeployFile]))
    expect(error.code).toBe('OPS_HAND_EDIT')
    expect(await readTree(project.deploy)).toHaveProperty(['redis/config/redis.conf'], 'maxmemory 1gb\n')
  })

  test('is overwritten when that is asked for', async () => {
    const project = await edited()
    await render(project, files, true)
    expect(await readFile(join(project.deploy, 'redis/config/redis.conf'), 'utf8')).toBe('redis/config/redis.conf\n')
    expect((await compareFiles(project, files)).handEdits).toEqual([])
  })

  test('is no edit when it says what would be written anyway', async () => {
    const project = await edited()
    const same = [files[0] as DeployFile, file('redis/config/redis.conf', 'maxmemory 1gb\n'), files[2] as DeployFile]
    expect((await render(project, same)).changes).toEqual([])
  })

  test('is also one that lies where a new file is to be', async () => {
    const project = await newProject()
    await mkdir(project.deploy)
    await writeFile(join(project.deploy, 'compose.yaml'), 'services: {}\n')
    expect((await failureOf(render(project, files))).problems).toMatchObject([{file: 'deploy/compose.yaml'}])
  })

  test('is also a link or a folder in its place', async () => {
    const project = await newProject()
    await render(project, files)
    await rm(join(project.deploy, 'compose.yaml'))
    await symlink('/etc/hostname', join(project.deploy, 'compose.yaml'))
    expect((await failureOf(render(project, files))).code).toBe('OPS_HAND_EDIT')

    await render(project, files, true)
    expect((await lstat(join(project.deploy, 'compose.yaml'))).isFile()).toBe(true)
  })

  test('that was only deleted comes back', async () => {
    const project = await newProject()
    await render(project, files)
    await rm(join(project.deploy, 'redis'), {recursive: true})
    await render(project, files)
    expect(await readTree(project.deploy)).toHaveProperty(['redis/config/redis.conf'])
  })

  test('gets its permissions back without a word', async () => {
    const project = await newProject()
    await render(project, files)
    await chmod(join(project.deploy, 'compose.yaml'), 0o600)
    await render(project, files)
    expect((await stat(join(project.deploy, 'compose.yaml'))).mode & 0o777).toBe(0o644)
  })
})

describe('a deploy/ that can not be trusted', () => {
  test.each(['deploy', 'deploy/redis', '.opsctl'])('is refused when %s leads to another folder', async (path) => {
    const project = await newProject()
    const elsewhere = await tempDir()
    await mkdir(join(project.root, path, '..'), {recursive: true})
    await symlink(elsewhere, join(project.root, path))
    const error = await failureOf(render(project, files, true))

    expect(error.exitCode).toBe(3)
    expect(error.text.en).toContain(path)
    expect(await readdir(elsewhere)).toEqual([])
  })

  test('counts every file as the person’s when the manifest is broken', async () => {
    const project = await newProject()
    await render(project, files)
    await writeFile(project.manifest, '{"files": 7')
    const {handEdits} = await compareFiles(project, [file('compose.yaml', 'new'), ...files.slice(1)])
    expect(handEdits.map(({path}) => path)).toEqual(['compose.yaml'])
  })
})

test('an interrupted change that nobody began is nothing to recover', async () => {
  const project = await newProject()
  await mkdir(project.state)
  expect(await recoverWrites(project)).toBe(false)
})
