/**
 * The only way opsctl replaces a file. The usual atomic writers of npm report success with a truncated file on a full
 * disk, because they ignore how much was written; this one never lets go of the old file before the new one is whole.
 */
import {randomBytes} from 'node:crypto'
import {open, rename} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'

import {removeFile, storageError, syncFolder} from './files.js'

/** Replaces a file in one step: after it, or after a crash at any point, the path holds the old content or the new one in full. */
export async function putFile(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`)
  try {
    await writeWhole(temporary, content, mode)
    await rename(temporary, path)
    await syncFolder(folder)
  } catch (error) {
    await removeFile(temporary).catch(() => undefined)
    throw storageError(error, path)
  }
}

/** Writes a new file in full, with exactly this mode whatever the umask; durable unless asked otherwise. Fails when the path exists. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  mode: number,
  {durable = true} = {},
): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.chmod(mode)
    if (durable) await handle.sync()
    const {size} = await handle.stat()
    if (size !== bytes.byteLength) throw Object.assign(new Error('short write'), {code: 'ENOSPC'})
  } finally {
    await handle.close()
  }
}
