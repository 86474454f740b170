/** Reads files that a person wrote, with a bound on their size and without ever waiting on a pipe or device. */
import {type FileHandle, open, stat} from 'node:fs/promises'

/** The bytes, or why there are none. */
export type SmallFile =
  | {readonly bytes: Buffer}
  | {readonly failure: 'missing' | 'not-a-file' | 'unreadable' | 'too-big'; readonly cause?: unknown}

/** Reads a regular file of at most `maxBytes`. */
export async function readSmallFile(path: string, maxBytes: number): Promise<SmallFile> {
  try {
    const facts = await stat(path)
    if (!facts.isFile()) return {failure: 'not-a-file'}
    if (facts.size > maxBytes) return {failure: 'too-big'}
    const file = await open(path, 'r')
    try {
      return await readBounded(file, maxBytes)
    } finally {
      await file.close()
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return {failure: 'missing', cause}
    return {failure: 'unreadable', cause}
  }
}

/** The size from stat may be outdated or zero, as it is for files of /proc. */
async function readBounded(file: FileHandle, maxBytes: number): Promise<SmallFile> {
  const bytes = Buffer.alloc(maxBytes + 1)
  let length = 0
  while (length <= maxBytes) {
    const {bytesRead} = await file.read(bytes, length, bytes.length - length, length)
    if (bytesRead === 0) return {bytes: bytes.subarray(0, length)}
    length += bytesRead
  }

  return {failure: 'too-big'}
}
