import {appendFile, open, rename, rm, truncate, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, onTestFinished, test} from 'vitest'

import {followFile} from '../../src/system/follow-file.js'
import {tempDir} from '../temp-dir.js'

/** Follows a file; `until` waits for a text in all that came. */
async function follow(first: string) {
  const path = join(await tempDir(), 'app.log')
  await writeFile(path, first)
  const end = new AbortController()
  let seen = ''
  const done = (async () => {
    for await (const bytes of followFile(path, end.signal)) seen += Buffer.from(bytes).toString()
  })()
  onTestFinished(async () => {
    end.abort()
    await done
  })
  return {
    path,
    end,
    done,
    until: (text: string) => expect.poll(() => seen, {timeout: 8000, interval: 20}).toBe(text),
  }
}

describe('a followed file', () => {
  test('is read from its beginning and as it grows', async () => {
    const {path, until} = await follow('one\n')
    await until('one\n')
    await appendFile(path, 'tw')
    await until('one\ntw')
    await appendFile(path, 'o\n')
    await until('one\ntwo\n')
  })

  test('is followed through a rotation, with the lines that its writer still puts into the old one', async () => {
    const {path, until} = await follow('one\n')
    await until('one\n')
    const writer = await open(path, 'a')
    await pause(1200)
    await rename(path, `${path}.1`)
    await writer.write('two\n')
    await until('one\ntwo\n')
    await writeFile(path, 'four\n')
    await pause(300)
    await writer.write('three\n')
    await writer.close()
    await until('one\ntwo\nthree\nfour\n')
    await appendFile(path, 'five\n')
    await until('one\ntwo\nthree\nfour\nfive\n')
  })

  test('that was cut is read from its beginning', async () => {
    const {path, until} = await follow('one\ntwo\n')
    await until('one\ntwo\n')
    await truncate(path)
    await appendFile(path, 'three\n')
    await until('one\ntwo\nthree\n')
  })

  test('that was removed and made again goes on, and half a line stays a line of its own', async () => {
    const {path, until} = await follow('one\nhal')
    await until('one\nhal')
    await rm(path)
    await pause(300)
    await writeFile(path, 'two\n')
    await until('one\nhal\ntwo\n')
  })

  test('ends with the signal, without an error', async () => {
    const {until, end, done} = await follow('one\n')
    await until('one\n')
    end.abort()
    await expect(done).resolves.toBeUndefined()
  })
})

test('a file that is absent is an error', async () => {
  const path = join(await tempDir(), 'none.log')
  await expect(followFile(path, new AbortController().signal).next()).rejects.toThrow('ENOENT')
})
