import {chmod, mkdir, mkdtemp, rm, utimes, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {afterEach, beforeEach, expect, test} from 'vitest'

import {listRecipes} from '../../src/images/recipes.js'

const roots: string[] = []
let root: string

async function templates(content: Record<string, string>): Promise<string> {
  root = await mkdtemp(join(tmpdir(), 'opsctl-recipes-'))
  roots.push(root)
  for (const [path, text] of Object.entries(content)) {
    await mkdir(join(root, path, '..'), {recursive: true})
    await writeFile(join(root, path), text, {mode: 0o644})
  }
  return root
}

const FILES = {'redis/images/redis/Dockerfile': 'ARG BASE\nFROM $BASE\n', 'redis/images/redis/start.sh': 'exec "$@"\n'}
const hashOf = async (content: Record<string, string>) => listRecipes(await templates(content)).get('redis')?.sha256

beforeEach(() => {
  roots.length = 0
})

afterEach(async () => {
  for (const folder of roots) await rm(folder, {recursive: true})
})

test('finds every folder with a Dockerfile, by the name of the image', async () => {
  const found = listRecipes(
    await templates({
      ...FILES,
      'redis/images/redis-exporter/Dockerfile': 'FROM $BASE\n',
      'redis/images/notes/README.md': 'no recipe',
      'app/demo/Dockerfile': 'not an image of ours',
    }),
  )
  expect([...found.keys()]).toEqual(['redis', 'redis-exporter'])
})

test('the hash is the same for the same content, whatever the folder and the dates', async () => {
  const first = await hashOf(FILES)
  const again = await templates(FILES)
  await utimes(join(again, 'redis/images/redis/Dockerfile'), new Date(0), new Date(0))
  expect(listRecipes(again).get('redis')?.sha256).toBe(first)
})

test.each([
  ['a changed byte', {...FILES, 'redis/images/redis/start.sh': 'exec "$*"\n'}],
  ['a new file', {...FILES, 'redis/images/redis/more.sh': ''}],
  [
    'a renamed file',
    {'redis/images/redis/Dockerfile': 'ARG BASE\nFROM $BASE\n', 'redis/images/redis/run.sh': 'exec "$@"\n'},
  ],
])('%s changes the hash', async (_what, content) => {
  expect(await hashOf(content)).not.toBe(await hashOf(FILES))
})

test('a file that becomes executable changes the hash', async () => {
  const before = await hashOf(FILES)
  const folder = await templates(FILES)
  await chmod(join(folder, 'redis/images/redis/start.sh'), 0o755)
  expect(listRecipes(folder).get('redis')?.sha256).not.toBe(before)
})
