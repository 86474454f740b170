import {chmod, link, mkdir, open, readdir, readFile, stat, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import type {OpsError} from '../../src/errors.js'
import {putFile, writeWhole} from '../../src/system/put-file.js'
import {tempDir} from '../temp-dir.js'

async function failureOf(work: Promise<void>): Promise<OpsError> {
  return work.then(
    () => expect.fail('it did not fail'),
    (error: OpsError) => error,
  )
}

describe('a file that is put', () => {
  test('has its content, its mode whatever the umask, and no neighbour', async () => {
    const folder = await tempDir()
    const before = process.umask(0o077)
    try {
      await putFile(join(folder, 'a'), 'one', 0o644)
      await putFile(join(folder, 'b'), Buffer.from([0, 255]), 0o600)
    } finally {
      process.umask(before)
    }

    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('one')
    expect(await readFile(join(folder, 'b'))).toEqual(Buffer.from([0, 255]))
    expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o644)
    expect((await stat(join(folder, 'b'))).mode & 0o777).toBe(0o600)
    expect((await readdir(folder)).toSorted()).toEqual(['a', 'b'])
  })

  test('takes the place of the former one, whose readers keep what they opened', async () => {
    const path = join(await tempDir(), 'a')
    await putFile(path, 'old')
    const reader = await open(path)
    await putFile(path, 'new')

    expect(await reader.readFile('utf8')).toBe('old')
    await reader.close()
    expect(await readFile(path, 'utf8')).toBe('new')
  })

  test('does not write through a second name or a link', async () => {
    const folder = await tempDir()
    const [path, other, linked] = [join(folder, 'a'), join(folder, 'other'), join(folder, 'linked')]
    await writeFile(other, 'theirs')
    await link(other, path)
    await symlink(other, linked)
    await putFile(path, 'ours')
    await putFile(linked, 'ours')

    expect(await readFile(other, 'utf8')).toBe('theirs')
    expect((await stat(linked)).ino).not.toBe((await stat(other)).ino)
  })

  test('leaves the former one and no temporary file when it can not be put', async () => {
    const folder = await tempDir()
    await mkdir(join(folder, 'a'))
    const error = await failureOf(putFile(join(folder, 'a'), 'new'))

    expect(error.exitCode).toBe(3)
    expect(error.text.en).toContain(join(folder, 'a'))
    expect(error.text.zh).toMatch(/[\u4e00-\u9fff]/)
    expect(await readdir(folder)).toEqual(['a'])
  })

  test('is not put into a folder that is not there', async () => {
    const folder = await tempDir()
    expect((await failureOf(putFile(join(folder, 'no', 'a'), 'x'))).text.en).toContain('no/a')
  })
})

describe('a file that is written in full', () => {
  test('never replaces one that is there', async () => {
    const path = join(await tempDir(), 'a')
    await writeFile(path, 'theirs')
    await chmod(path, 0o640)

    await expect(writeWhole(path, 'ours', 0o644)).rejects.toThrow('EEXIST')
    expect(await readFile(path, 'utf8')).toBe('theirs')
    expect((await stat(path)).mode & 0o777).toBe(0o640)
  })

  test('is as long as it should be, for every size around the buffers of a writer', async () => {
    const folder = await tempDir()
    for (const size of [0, 1, 16_383, 16_384, 65_536, 65_537, 3_000_001]) {
      await writeWhole(join(folder, String(size)), 'x'.repeat(size), 0o600, {durable: false})
      expect((await stat(join(folder, String(size)))).size).toBe(size)
    }
  })
})
