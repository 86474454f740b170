import {gzipSync} from 'node:zlib'
import tar from 'tar-stream'
import {expect, test} from 'vitest'

import {limits, packArchive, unpackArchive} from '../../../src/doctor/bundle/archive.js'

const refused = {code: 'OPS_BUNDLE_REFUSED', exitCode: 2}

async function tarOf(entries: readonly {header: tar.Headers; content?: string}[]): Promise<Buffer> {
  const pack = tar.pack()
  for (const {header, content = ''} of entries) pack.entry(header, content)
  pack.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of pack) chunks.push(chunk as Buffer)
  return gzipSync(Buffer.concat(chunks))
}

test('what is packed comes out again, and the same files give the same bytes', async () => {
  const files = [
    {path: 'manifest.json', content: '{}'},
    {path: 'logs/web.log', content: 'línea\n'.repeat(10_000)},
  ]
  const packed = await packArchive(files)
  expect([...(await unpackArchive(packed))]).toEqual(files.map(({path, content}) => [path, content]))
  expect(await packArchive(files)).toEqual(packed)
})

test.each([
  ['a path above its folder', {name: '../evil'}],
  ['a path above its folder, further down', {name: 'a/../../evil'}],
  ['an absolute path', {name: '/etc/passwd'}],
  ['a path of another system', {name: String.raw`a\..\evil`}],
  ['a symbolic link', {name: 'a', type: 'symlink' as const, linkname: '/etc/passwd'}],
  ['a hard link', {name: 'a', type: 'link' as const, linkname: '/etc/passwd'}],
  ['a device', {name: 'a', type: 'character-device' as const}],
])('a bundle with %s is refused', async (_, header) => {
  await expect(unpackArchive(await tarOf([{header}]))).rejects.toMatchObject(refused)
})

test('a bundle that is cut off is refused at whatever byte', async () => {
  const packed = await packArchive([{path: 'facts.json', content: 'x'.repeat(5000)}])
  for (const share of [0, 0.1, 0.5, 0.9]) {
    await expect(unpackArchive(packed.subarray(0, Math.floor(packed.length * share)))).rejects.toMatchObject(refused)
  }
})

test('a bomb is refused before it is unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(limits.unpacked + 1024))
  expect(bomb.length).toBeLessThan(1024 ** 2)
  await expect(unpackArchive(bomb)).rejects.toMatchObject(refused)
})

test('a file that is there twice, and too many of them, are refused', async () => {
  await expect(unpackArchive(await tarOf([{header: {name: 'a'}}, {header: {name: 'a'}}]))).rejects.toMatchObject(
    refused,
  )
  const many = Array.from({length: limits.files + 1}, (_, index) => ({header: {name: `f${index}`}}))
  await expect(unpackArchive(await tarOf(many))).rejects.toMatchObject(refused)
})

test('a text file is no bundle', async () => {
  await expect(unpackArchive(Buffer.from('hello'))).rejects.toMatchObject(refused)
})
