/** A growing file as a stream of what is added to it. */
import {type FileHandle, open, stat} from 'node:fs/promises'

import {sleep} from './clock.js'

const CHUNK_BYTES = 256 * 1024
const PAUSE_MS = 200

/**
 * Yields what is in the file and then what is appended, until the signal. A file that was replaced (rotation) or cut is
 * read from its beginning. Throws when the file can't be opened at first. The bytes are valid until the next is asked for.
 */
export async function* followFile(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let file = await open(path)
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let offset = 0
  try {
    while (!signal.aborted) {
      const {bytesRead} = await file.read(buffer, 0, CHUNK_BYTES, offset)
      offset += bytesRead
      if (bytesRead > 0) {
        yield buffer.subarray(0, bytesRead)
        continue
      }

      const next = await successor(path, file, offset)
      if (next) {
        if (next !== file) await file.close()
        file = next
        offset = 0
      } else {
        await sleep(PAUSE_MS, signal)
      }
    }
  } finally {
    await file.close()
  }
}

/** The file to go on with from its beginning; undefined while the present one may still grow. */
async function successor(path: string, file: FileHandle, offset: number): Promise<FileHandle | undefined> {
  const [here, there] = await Promise.all([file.stat(), stat(path).catch(() => undefined)])
  if (there && (there.ino !== here.ino || there.dev !== here.dev)) return open(path).catch(() => undefined)
  return here.size < offset ? file : undefined
}
