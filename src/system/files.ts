/**
 * Small steps on the file system that must not go wrong: folders, safe paths, durable removal, honest errors.
 * Looks and reads are synchronous inside: every command makes hundreds, and the thread pool costs more than the call.
 */
import {lstatSync, readFileSync, type Stats} from 'node:fs'
import {type FileHandle, mkdir, open, rm, unlink} from 'node:fs/promises'
import {dirname, isAbsolute, join, sep} from 'node:path'

import {OpsError} from '../errors.js'
import {storageMessages as say} from '../messages/storage.js'

const FULL = new Set(['ENOSPC', 'EDQUOT'])
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS'])

/** The code of a system error, as in `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** Turns a failed file operation into an error that names the path and the way out. An OpsError passes through. */
export function storageError(error: unknown, path: string): OpsError {
  if (error instanceof OpsError) return error
  const code = errorCode(error) ?? 'unknown'
  const cause = error
  if (FULL.has(code)) {
    return new OpsError({
      code: 'OPS_DISK_FULL',
      kind: 'environment',
      message: say.diskFull(path),
      suggestions: [say.freeSpace],
      cause,
    })
  }

  if (FORBIDDEN.has(code)) {
    return new OpsError({
      code: 'OPS_NOT_WRITABLE',
      kind: 'environment',
      message: say.notWritable(path, code),
      suggestions: [say.checkOwner(dirname(path))],
      cause,
    })
  }

  return new OpsError({
    code: 'OPS_IO_FAILED',
    kind: 'environment',
    message: say.ioFailed(path, code),
    suggestions: [say.tryAgain],
    cause,
  })
}

/** Creates a folder and its parents below an existing one, each with exactly this mode whatever the umask. Returns those it made. */
export async function ensureFolder(path: string, mode: number): Promise<readonly string[]> {
  if (await exists(path)) return []
  const made = [...(await ensureFolder(dirname(path), mode))]
  try {
    await mkdir(path, {mode})
    await chmodFolder(path, mode)
    await syncFolder(dirname(path))
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }

  return [...made, path]
}

async function chmodFolder(path: string, mode: number): Promise<void> {
  const handle = await open(path, 'r')
  await closeAfter(handle, () => handle.chmod(mode))
}

/** Makes renames and removals in a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await closeAfter(handle, () => handle.sync())
}

/** Makes the content of a file survive a power cut. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  await closeAfter(handle, () => handle.sync())
}

async function closeAfter(handle: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } finally {
    await handle.close()
  }
}

/** Whether anything is at the path, a dangling link included. */
export async function exists(path: string): Promise<boolean> {
  return (await lstatIfThere(path)) !== undefined
}

/** What is at the path itself, links not followed; undefined when nothing is. */
export async function lstatIfThere(path: string): Promise<Stats | undefined> {
  return lookAt(path)
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, {throwIfNoEntry: false})
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

/** The text of a file, or undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

/** Removes a file; one that is gone already is fine. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error
  }
}

/** Removes a folder of ours with all that is in it. */
export async function removeTree(path: string): Promise<void> {
  await rm(path, {recursive: true, force: true})
}

/**
 * Joins a relative path that came from a file to a folder, and refuses it when it would leave the folder or when a
 * folder on the way below it is a symbolic link: a manifest must not be able to make opsctl write or delete elsewhere.
 */
export async function safeJoin(root: string, path: string): Promise<string> {
  const parts = path.split('/')
  const isPlain =
    path !== '' &&
    !isAbsolute(path) &&
    !path.includes('\0') &&
    (sep === '/' || !path.includes(sep)) &&
    !parts.some((part) => part === '' || part === '.' || part === '..')
  if (!isPlain) throw unsafePath(path)
  let folder = root
  for (const part of parts.slice(0, -1)) {
    folder += `${sep}${part}`
    const found = lookAt(folder)
    if (found === undefined) break
    if (!found.isDirectory()) throw unsafePath(folder)
  }

  return join(root, ...parts)
}

function unsafePath(path: string): OpsError {
  return new OpsError({
    code: 'OPS_UNSAFE_PATH',
    kind: 'environment',
    message: say.unsafePath(path),
    suggestions: [say.removeLink],
  })
}
