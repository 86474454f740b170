import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {afterEach, beforeEach, expect, test} from 'vitest'

import {judgeLock, loadImageLock, saveImageLock} from '../../src/images/image-lock.js'
import {type Project, projectAt} from '../../src/project.js'

const id = (letter: string) => `sha256:${letter.repeat(64)}`
const present = {reference: 'redis:8.0.6', id: id('a'), bytes: 1, repoDigests: [`redis@${id('d')}`], labels: {}}

let project: Project

beforeEach(async () => {
  project = projectAt(await mkdtemp(join(tmpdir(), 'opsctl-lock-')))
})

afterEach(() => rm(project.root, {recursive: true}))

test('a project without a lock has none', async () => {
  expect(await loadImageLock(project)).toBeUndefined()
})

test('what was saved is loaded, sorted by reference', async () => {
  const images = {'redis:8.0.6': {id: id('a'), digest: id('d')}, 'caddy:2.11.4': {id: id('b')}}
  await saveImageLock(project, {version: 1, source: 'registry', images})
  expect(await loadImageLock(project)).toEqual({version: 1, source: 'registry', images})
  const text = await readFile(join(project.root, 'opsctl.lock.json'), 'utf8')
  expect(text.indexOf('caddy')).toBeLessThan(text.indexOf('redis'))
})

test.each(['', 'null', '[]', '{"version": 2, "images": {}}', '{"version": 1, "images": {"a": {"id": "x"}}}'])(
  'a lock file that holds %j is refused, not taken as no lock',
  async (text) => {
    await writeFile(join(project.root, 'opsctl.lock.json'), text)
    await expect(loadImageLock(project)).rejects.toMatchObject({code: 'OPS_LOCK_INVALID', exitCode: 2})
  },
)

test.each([
  ['unlocked without an entry', present, undefined, 'unlocked'],
  ['locked by the same id', {...present, repoDigests: []}, {id: id('a'), digest: id('e')}, 'locked'],
  ['locked by the same digest under another id', present, {id: id('b'), digest: id('d')}, 'locked'],
  ['different when neither fits', present, {id: id('b'), digest: id('e')}, 'differs'],
  ['different when a local build has another id', {...present, repoDigests: []}, {id: id('b')}, 'differs'],
  ['locked while it is not here', undefined, {id: id('b')}, 'locked'],
] as const)('an image is %s', (_what, image, locked, state) => {
  expect(judgeLock(image, locked)).toBe(state)
})
