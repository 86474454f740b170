import {chmod, mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {afterEach, beforeEach, expect, test} from 'vitest'

import {hashContext} from '../../src/images/app-context.js'

let folder: string
let before: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opsctl-context-'))
  await mkdir(join(folder, 'src'))
  await mkdir(join(folder, 'node_modules'))
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\n')
  await writeFile(join(folder, 'src/main.js'), 'start()\n')
  await writeFile(join(folder, 'node_modules/big.js'), 'library\n')
  await writeFile(join(folder, '.dockerignore'), '# not for the image\nnode_modules\n*.log\n')
  before = await hashContext(folder, 'args')
})

afterEach(() => rm(folder, {recursive: true}))

test('nothing changed, nothing to build', async () => {
  expect(await hashContext(folder, 'args')).toBe(before)
})

test.each([
  ['a changed file', () => writeFile(join(folder, 'src/main.js'), 'stop()\n')],
  ['a new file', () => writeFile(join(folder, 'src/more.js'), '')],
  ['a removed file', () => rm(join(folder, 'src/main.js'))],
  ['a permission', () => chmod(join(folder, 'src/main.js'), 0o755)],
  ['a link', () => symlink('main.js', join(folder, 'src/link.js'))],
  ['a file that only a pattern leaves out', () => writeFile(join(folder, 'a.log'), 'x')],
  ['an exception in .dockerignore', () => writeFile(join(folder, '.dockerignore'), 'node_modules\n!node_modules/a\n')],
])('%s makes the app be built again', async (_what, change) => {
  await change()
  expect(await hashContext(folder, 'args')).not.toBe(before)
})

test('other build arguments make the app be built again', async () => {
  expect(await hashContext(folder, 'others')).not.toBe(before)
})

test('what .dockerignore leaves out by name does not count, nor does .git', async () => {
  await writeFile(join(folder, 'node_modules/big.js'), 'another\n')
  await mkdir(join(folder, '.git'))
  await writeFile(join(folder, '.git/HEAD'), 'x')
  expect(await hashContext(folder, 'args')).toBe(before)
})
