/** The lock of systems whose open(2) can lock: macOS and the BSDs. */
import {constants} from 'node:fs'
import {open, readFile} from 'node:fs/promises'

import {errorCode, storageError} from './files.js'

/** Who works in a project. */
export interface LockHolder {
  readonly pid: number
  readonly command: string
  /** UTC, ISO 8601. */
  readonly startedAt: string
}

/** Gives the lock back. */
export type Release = () => Promise<void>

/** O_EXLOCK and O_NONBLOCK of macOS and the BSDs; Node passes flags on as they are but doesn't name the first. */
const O_EXLOCK = 0x20
const O_NONBLOCK = 0x4

/** Locks the file and writes the holder into it, or returns who holds it. */
export async function lockFile(
  path: string,
  self: LockHolder,
): Promise<{readonly release: Release} | {readonly holder: LockHolder | undefined}> {
  try {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT | O_EXLOCK | O_NONBLOCK, 0o600)
    await handle.truncate(0)
    await handle.write(JSON.stringify(self), 0)
    return {release: () => handle.close()}
  } catch (error) {
    if (errorCode(error) !== 'EAGAIN') throw storageError(error, path)
    return {holder: await readHolder(path)}
  }
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LockHolder
  } catch {
    return undefined
  }
}
