/** Log files and streams as bytes: plain, gzip or zstd, told by their first bytes. What can't be read is an answer, never an exception. */
import {createReadStream} from 'node:fs'
import {type FileHandle, open, stat} from 'node:fs/promises'
import type {Readable} from 'node:stream'
import {constants, createGunzip} from 'node:zlib'

export type Compression = 'none' | 'gzip' | 'zstd'

/** Why reading ended early. */
export interface ReadProblem {
  readonly kind: 'unreadable' | 'truncated' | 'corrupt'
  readonly detail: string
}

export interface LogFileHead {
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
  readonly compression: Compression
  /** First bytes as stored. */
  readonly head: Buffer
}

const HEAD = 65_536
const CHUNK = 2 ** 20
const GZIP = Buffer.from([0x1f, 0x8b])
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])

export function compressionOf(head: Uint8Array): Compression {
  if (head[0] === GZIP[0] && head[1] === GZIP[1]) return 'gzip'
  return ZSTD.every((byte, place) => head[place] === byte) ? 'zstd' : 'none'
}

/** Whether the path is a pipe or a device, such as the shell's `<(command)`: it has no size and can be read only once. */
export async function isPipe(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && !found.isFile() && !found.isDirectory()
}

/** A stream to its end or to the signal: a read of a silent pipe can't be called off, so nothing waits for it then. */
export async function* untilAborted(stream: Readable, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  while (!signal?.aborted) {
    const next = await orAborted(chunks.next(), signal)
    if (next === undefined || next.done) break
    yield next.value
  }
  stream.destroy()
}

/** Undefined once aborted. No race against one promise for all: it would hold every chunk there ever was. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined)
    signal?.addEventListener('abort', stop, {once: true})
    work.then(resolve, reject).finally(() => signal?.removeEventListener('abort', stop))
  })
}

/** Opens a file and looks at its beginning. */
export async function inspectLogFile(path: string): Promise<LogFileHead | ReadProblem> {
  try {
    const file = await open(path)
    try {
      const {size, mtimeMs} = await file.stat()
      const {bytesRead, buffer} = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0)
      const head = buffer.subarray(0, bytesRead)
      return {path, size, mtimeMs, compression: compressionOf(head), head}
    } finally {
      await file.close()
    }
  } catch (cause) {
    return unreadable(cause)
  }
}

/** At most `length` bytes from `position`. */
export async function readBytesAt(path: string, position: number, length: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const {bytesRead, buffer} = await file.read(Buffer.alloc(length), 0, length, position)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The buffer of the last file that was read: a new one for each would be freed late. */
let spare: Buffer | undefined

/** Hands over the bytes [from, to) of a plain file in chunks that are reused. */
export async function readRange(
  path: string,
  from: number,
  to: number,
  onChunk: (chunk: Uint8Array) => void,
): Promise<ReadProblem | undefined> {
  let file: FileHandle | undefined
  const buffer = spare ?? Buffer.allocUnsafeSlow(CHUNK)
  spare = undefined
  try {
    file = await open(path)
    for (let at = from; at < to; ) {
      const {bytesRead} = await file.read(buffer, 0, Math.min(CHUNK, to - at), at)
      if (bytesRead === 0) break
      onChunk(buffer.subarray(0, bytesRead))
      at += bytesRead
    }
    return undefined
  } catch (cause) {
    return unreadable(cause)
  } finally {
    spare = buffer
    await file?.close()
  }
}

/** Reads a whole file, decompressed. `onStored` hears how many stored bytes were read. */
export async function readCompressed(
  path: string,
  compression: 'gzip' | 'zstd',
  onChunk: (chunk: Uint8Array) => void,
  onStored?: (bytes: number) => void,
): Promise<ReadProblem | undefined> {
  return decompress(createReadStream(path, {highWaterMark: CHUNK / 4}), compression, onChunk, onStored)
}

/** Decompresses a stream to its end, or as far as it is sound. */
export async function decompress(
  stored: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zstd',
  onChunk: (chunk: Uint8Array) => void,
  onStored?: (bytes: number) => void,
): Promise<ReadProblem | undefined> {
  const counted = countBytes(stored, onStored)
  return compression === 'gzip' ? gunzip(counted, onChunk) : await unzstd(counted, onChunk)
}

async function* countBytes(
  stored: AsyncIterable<Uint8Array>,
  onStored: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stored) {
    yield chunk
    onStored?.(chunk.length)
  }
}

async function gunzip(
  stored: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): Promise<ReadProblem | undefined> {
  const unzip = createGunzip({chunkSize: CHUNK / 4})
  unzip.on('data', onChunk)
  const ended = new Promise<ReadProblem | undefined>((resolve) => {
    unzip.on('end', () => resolve(undefined))
    unzip.on('error', (cause: NodeJS.ErrnoException & {errno?: number}) => {
      const isShort = cause.errno === constants.Z_BUF_ERROR
      resolve({kind: isShort ? 'truncated' : 'corrupt', detail: cause.message})
    })
  })
  try {
    for await (const chunk of stored) {
      // The next piece waits for the whole of this one, so that what comes before an error is handed over.
      const isTaken = await Promise.race([new Promise((taken) => unzip.write(chunk, () => taken(true))), ended])
      if (isTaken !== true || unzip.destroyed) break
    }
    unzip.end()
  } catch (cause) {
    unzip.destroy()
    return unreadable(cause)
  }
  return ended
}

/** Node 20 has no zstd of its own. */
async function unzstd(
  stored: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): Promise<ReadProblem | undefined> {
  const {Decompress, ZstdErrorCode} = await import('fzstd')
  const unzip = new Decompress((chunk) => onChunk(chunk))
  try {
    for await (const chunk of stored) unzip.push(chunk)
    unzip.push(new Uint8Array(0), true)
    return undefined
  } catch (cause) {
    const {code, message} = cause as {code?: unknown; message: string}
    if (typeof code !== 'number') return unreadable(cause)
    return {kind: code === ZstdErrorCode.UnexpectedEOF ? 'truncated' : 'corrupt', detail: message}
  }
}

function unreadable(cause: unknown): ReadProblem {
  return {kind: 'unreadable', detail: cause instanceof Error ? cause.message : String(cause)}
}
