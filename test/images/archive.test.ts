import {createHash} from 'node:crypto'
import {mkdtemp, rm, truncate, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {afterEach, beforeEach, expect, test} from 'vitest'

import {verifyArchive} from '../../src/images/archive.js'
import {parseTarHeader, tarHeader} from '../../src/images/tar-header.js'

let folder: string
let file: string
const payload = Buffer.alloc(3_000_000, 'docker save')

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opsctl-archive-'))
  file = join(folder, 'all.tar')
})

afterEach(() => rm(folder, {recursive: true}))

function archive(sha256 = createHash('sha256').update(payload).digest('hex'), format = 1): Buffer {
  const images = [{reference: 'redis:8.0.6', id: `sha256:${'a'.repeat(64)}`, bytes: 5}]
  const body = Buffer.from(JSON.stringify({format, project: 'shop', images, sha256}))
  const padding = Buffer.alloc((512 - (body.length % 512)) % 512)
  return Buffer.concat([tarHeader('opsctl-images.json', body.length), body, padding, payload])
}

test('a whole file says what is inside', async () => {
  await writeFile(file, archive())
  expect(await verifyArchive(file)).toMatchObject({project: 'shop', images: [{reference: 'redis:8.0.6'}]})
})

test.each([1, 1000, 2_999_999])('a file that lacks its last %i bytes is damaged', async (missing) => {
  const whole = archive()
  await writeFile(file, whole)
  await truncate(file, whole.length - missing)
  await expect(verifyArchive(file)).rejects.toMatchObject({code: 'OPS_ARCHIVE_DAMAGED', exitCode: 2})
})

test('a file with a byte more is damaged', async () => {
  await writeFile(file, Buffer.concat([archive(), Buffer.from('x')]))
  await expect(verifyArchive(file)).rejects.toMatchObject({code: 'OPS_ARCHIVE_DAMAGED'})
})

test.each([
  ['an empty file', Buffer.alloc(0)],
  ['another tar', Buffer.concat([tarHeader('manifest.json', 5), Buffer.alloc(1024)])],
  ['a text', Buffer.from('hello\n'.repeat(500))],
  ['a newer format', archive('0'.repeat(64), 2)],
  ['a manifest cut off', archive().subarray(0, 600)],
])('%s is no archive', async (_what, content) => {
  await writeFile(file, content)
  await expect(verifyArchive(file)).rejects.toMatchObject({code: 'OPS_ARCHIVE_UNKNOWN', exitCode: 2})
})

test('a file that is not there is named', async () => {
  await expect(verifyArchive(join(folder, 'none'))).rejects.toMatchObject({kind: 'environment'})
})

test('a tar header is read back, and one with a wrong sum is none', () => {
  const header = tarHeader('opsctl-images.json', 123_456)
  expect(parseTarHeader(header)).toEqual({name: 'opsctl-images.json', size: 123_456})
  header[0] = 65
  expect(parseTarHeader(header)).toBeUndefined()
})
