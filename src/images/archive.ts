/**
 * One file with every image of a stack. It is Docker's own tar with one more member in front, which says what is inside
 * and the sha256 of all that follows. So it is written and read in one pass, and `docker load` takes it too.
 */
import {createHash} from 'node:crypto'
import {type FileHandle, open, rename} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {Writable} from 'node:stream'

import {OpsError} from '../errors.js'
import {imageMessages as say} from '../messages/images.js'
import {saveImages} from '../system/docker-images.js'
import {removeFile, storageError, syncFolder} from '../system/files.js'
import {MEMBER_NAME, parseTarHeader, TAR_BLOCK, tarHeader} from './tar-header.js'

export interface ArchiveImage {
  readonly reference: string
  readonly id: string
  readonly bytes: number
}

/** What an archive says of itself. */
export interface ArchiveManifest {
  readonly format: 1
  readonly project: string
  readonly images: readonly ArchiveImage[]
  /** sha256 of every byte after this member. */
  readonly sha256: string
}

const UNKNOWN_SHA256 = '0'.repeat(64)
const MAX_MANIFEST_BYTES = 1024 ** 2
const READ_BYTES = 1024 ** 2

/** Writes images to a file. The path holds the old file or the new one in full, never a part. Returns its size. */
export async function writeArchive(
  file: string,
  content: Pick<ArchiveManifest, 'project' | 'images'>,
  signal?: AbortSignal,
): Promise<number> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`)
  try {
    const handle = await open(temporary, 'w', 0o644)
    const bytes = await fill(handle, content, signal).finally(() => handle.close())
    await rename(temporary, file)
    await syncFolder(dirname(file))
    return bytes
  } catch (error) {
    await removeFile(temporary).catch(() => undefined)
    throw error instanceof Error && 'syscall' in error ? storageError(error, file) : error
  }
}

/** Reads the manifest and checks every byte against it. Throws when the file is no archive or is damaged. */
export async function verifyArchive(file: string, signal?: AbortSignal): Promise<ArchiveManifest> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw storageError(error, file)
  })
  try {
    const {manifest, end} = await readManifest(handle, file)
    if ((await hashFrom(handle, end, signal)) === manifest.sha256) return manifest
    throw archiveError('OPS_ARCHIVE_DAMAGED', say.archiveDamaged(file))
  } finally {
    await handle.close()
  }
}

async function fill(
  handle: FileHandle,
  content: Pick<ArchiveManifest, 'project' | 'images'>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const placeholder = toMember({format: 1, ...content, sha256: UNKNOWN_SHA256})
  await writeAll(handle, placeholder, 0)
  const hash = createHash('sha256')
  let position = placeholder.length
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      const at = position
      position += chunk.length
      writeAll(handle, chunk, at).then(() => done(), done)
    },
  })
  await saveImages(
    content.images.map((image) => image.reference),
    sink,
    signal,
  )
  // The manifest has the same length with the real sum, so that it can take the place of the first one.
  await writeAll(handle, toMember({format: 1, ...content, sha256: hash.digest('hex')}), 0)
  await handle.sync()
  return position
}

/** A disk that is nearly full takes a part of a write without an error; the next one then says so. */
async function writeAll(handle: FileHandle, chunk: Uint8Array, at: number): Promise<void> {
  let written = 0
  while (written < chunk.length) {
    const {bytesWritten} = await handle.write(chunk, written, chunk.length - written, at + written)
    written += bytesWritten
  }
}

function toMember(manifest: ArchiveManifest): Buffer {
  const body = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
  const padding = Buffer.alloc((TAR_BLOCK - (body.length % TAR_BLOCK)) % TAR_BLOCK)
  return Buffer.concat([tarHeader(MEMBER_NAME, body.length), body, padding])
}

async function readManifest(handle: FileHandle, file: string): Promise<{manifest: ArchiveManifest; end: number}> {
  const head = await readAt(handle, 0, TAR_BLOCK)
  const member = parseTarHeader(head)
  if (member?.name !== MEMBER_NAME || member.size > MAX_MANIFEST_BYTES) throw notAnArchive(file)
  const body = await readAt(handle, TAR_BLOCK, member.size)
  try {
    const manifest = JSON.parse(body.toString('utf8')) as ArchiveManifest
    if (manifest.format !== 1 || !Array.isArray(manifest.images)) throw notAnArchive(file)
    return {manifest, end: TAR_BLOCK + Math.ceil(member.size / TAR_BLOCK) * TAR_BLOCK}
  } catch {
    throw notAnArchive(file)
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const {bytesRead} = await handle.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

async function hashFrom(handle: FileHandle, start: number, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256')
  const buffer = Buffer.alloc(READ_BYTES)
  for (let position = start; ; ) {
    signal?.throwIfAborted()
    const {bytesRead} = await handle.read(buffer, 0, READ_BYTES, position)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(buffer.subarray(0, bytesRead))
    position += bytesRead
  }
}

function notAnArchive(file: string): OpsError {
  return archiveError('OPS_ARCHIVE_UNKNOWN', say.notAnArchive(file))
}

function archiveError(code: `OPS_${string}`, message: {readonly en: string; readonly zh: string}): OpsError {
  return new OpsError({code, kind: 'usage', message, suggestions: [say.copyAgain]})
}
