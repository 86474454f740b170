/** A bundle's archive: gzip of tar, written and read in memory. What is read may come from anybody. */

import {once} from 'node:events'
import {Readable, Writable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {createGunzip, createGzip} from 'node:zlib'
import tar from 'tar-stream'

import {OpsError} from '../../errors.js'
import {bundleMessages as say} from '../../messages/doctor-bundle.js'

export interface ArchiveFile {
  readonly path: string
  readonly content: string
}

/** Bytes that a bundle may have, packed and unpacked, and the files in it. Ours have 50 MiB at most. */
export const limits = {packed: 64 * 1024 ** 2, unpacked: 128 * 1024 ** 2, files: 2000} as const

/** Packs files, in the order they are given. The same files give the same bytes. */
export async function packArchive(files: readonly ArchiveFile[]): Promise<Buffer> {
  const pack = tar.pack()
  const gzip = pack.pipe(createGzip({level: 6}))
  const chunks: Buffer[] = []
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = once(gzip, 'end')
  for (const {path, content} of files) pack.entry({name: path, mode: 0o600, mtime: new Date(0)}, content)
  pack.finalize()
  await ended
  return Buffer.concat(chunks)
}

/**
 * Reads an archive within the limits. Throws OPS_BUNDLE_REFUSED when it is cut off, is no archive, or holds something
 * that no bundle holds: a path that leaves its folder, a link, a device, or more than any bundle is large.
 */
export async function unpackArchive(packed: Uint8Array): Promise<ReadonlyMap<string, string>> {
  if (packed.byteLength > limits.packed) throw refused(say.tooLarge(limits.packed))
  const files = new Map<string, string>()
  const extract = tar.extract()
  const gunzip = createGunzip()
  let total = 0
  extract.on('entry', (header, stream, next) => {
    const problem = problemOf(header, files)
    if (problem) {
      stream.resume()
      extract.destroy(problem)
      return
    }

    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
    })
    stream.on('end', () => {
      if (header.type === 'file') files.set(header.name, Buffer.concat(chunks).toString('utf8'))
      next()
    })
  })
  const guard = new Writable({
    write(chunk: Buffer, _encoding, done) {
      total += chunk.length
      if (total > limits.unpacked) done(refused(say.tooLarge(limits.unpacked)))
      else if (extract.write(chunk)) done()
      else extract.once('drain', () => done())
    },
    final(done) {
      extract.once('finish', () => done())
      extract.end()
    },
  })
  const failed = new Promise<never>((_, reject) => {
    extract.once('error', reject)
  })
  try {
    await Promise.race([pipeline(Readable.from([packed]), gunzip, guard), failed])
  } catch (error) {
    throw error instanceof OpsError
      ? error
      : refused(say.notABundle(error instanceof Error ? error.message : ''), error)
  } finally {
    extract.destroy()
  }

  return files
}

function problemOf(
  {name, type}: {readonly name: string; readonly type?: string | null | undefined},
  files: ReadonlyMap<string, string>,
): OpsError | undefined {
  if (type !== 'file' && type !== 'directory') return refused(say.notAFile(name, String(type)))
  const isOutside = name.startsWith('/') || name.includes('\\') || name.includes('\0') || name.split('/').includes('..')
  if (isOutside) return refused(say.leavesFolder(name))
  if (files.has(name)) return refused(say.twice(name))
  return files.size >= limits.files ? refused(say.tooMany(limits.files)) : undefined
}

function refused(message: OpsError['text'], cause?: unknown): OpsError {
  return new OpsError({
    code: 'OPS_BUNDLE_REFUSED',
    kind: 'usage',
    message,
    suggestions: [say.askAgain],
    ...(cause === undefined ? {} : {cause}),
  })
}
