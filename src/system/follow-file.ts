/** A growing file as a stream of what is added to it. */
import {type FileHandle, open, stat} from 'node:fs/promises'

import {monotonicMs, sleep} from './clock.js'

const CHUNK_BYTES = 256 * 1024
const PAUSE_MS = 200
/** A file that was rotated is read until it is silent for so long: its writer is told of the new one only afterwards. */
const SILENT_MS = 1000
const NEWLINE = 10

/**
 * Yields what is in the file and then what is appended, until the signal. A file that was replaced (rotation) or cut is
 * read from its beginning, on a line of its own. Throws when the file can't be opened at first. The bytes are valid until
 * the next is asked for.
 */
export async function* followFile(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let file = await open(path)
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let offset = 0
  let last = NEWLINE
  // When the file grew last, or was the one of its name.
  let grownMs = monotonicMs()
  try {
    while (!signal.aborted) {
      const {bytesRead} = await file.read(buffer, 0, CHUNK_BYTES, offset)
      if (bytesRead > 0) {
        offset += bytesRead
        last = buffer[bytesRead - 1] as number
        grownMs = monotonicMs()
        yield buffer.subarray(0, bytesRead)
        continue
      }

      const isReplaced = await hasSuccessor(path, file)
      if (!isReplaced) grownMs = monotonicMs()
      const isDone = isReplaced && monotonicMs() - grownMs >= SILENT_MS
      const next = isDone ? await open(path).catch(() => undefined) : await cutFile(file, offset)
      if (!next) {
        await sleep(PAUSE_MS, signal)
        continue
      }

      if (last !== NEWLINE) yield Uint8Array.of(NEWLINE)
      last = NEWLINE
      if (next !== file) await file.close()
      file = next
      offset = 0
    }
  } finally {
    await file.close()
  }
}

/** Whether another file has the name now; false while none has. */
async function hasSuccessor(path: string, file: FileHandle): Promise<boolean> {
  const [here, there] = await Promise.all([file.stat(), stat(path).catch(() => undefined)])
  return there !== undefined && (there.ino !== here.ino || there.dev !== here.dev)
}

/** The file itself when it became shorter than what was read of it. */
async function cutFile(file: FileHandle, offset: number): Promise<FileHandle | undefined> {
  return (await file.stat()).size < offset ? file : undefined
}
