/**
 * Many files replaced as one change. The new files are made durable in a staging folder first; then a log of what is to
 * be moved where is written, and from that moment the change happens: whoever finds the log finishes it. Moves go file
 * by file, because containers mount the folders and must keep seeing the same ones. Nothing after the log needs space.
 */
import {lstat, rename, rmdir} from 'node:fs/promises'
import {dirname, join} from 'node:path'

import {errorCode, readIfThere, removeFile, safeJoin, storageError, syncFile, syncFolder} from './files.js'
import {writeWhole} from './put-file.js'

/** What is to be moved and removed, all paths relative to one root. */
export interface MoveLog {
  readonly moves: readonly {readonly from: string; readonly to: string}[]
  readonly removes: readonly string[]
  /** Folders that may be left empty and are then removed, deepest first. */
  readonly folders: readonly string[]
}

/** Makes the change of a log happen. When it fails before its log is in place, nothing has changed. The draft of the log lies in the staging folder. */
export async function commitMoves(root: string, logFile: string, draft: string, log: MoveLog): Promise<void> {
  for (const {from} of log.moves) await syncFile(join(root, from))
  for (const folder of foldersOf(log.moves.map(({from}) => from))) await syncFolder(join(root, folder))
  await writeWhole(draft, `${JSON.stringify(log)}\n`, 0o600)
  await rename(draft, logFile)
  await syncFolder(dirname(logFile))
  await replayMoves(root, logFile)
}

/** Finishes a change that was interrupted; false when there is none. Safe to interrupt and repeat itself. */
export async function replayMoves(root: string, logFile: string): Promise<boolean> {
  const text = await readIfThere(logFile)
  if (text === undefined) return false
  const log = JSON.parse(text) as MoveLog
  for (const {from, to} of log.moves)
    await attempt(to, async () => move(await safeJoin(root, from), await safeJoin(root, to)))
  for (const path of log.removes) await attempt(path, async () => removeFile(await safeJoin(root, path)))
  for (const path of log.folders) await attempt(path, async () => removeEmptyFolder(await safeJoin(root, path)))
  for (const folder of foldersOf([...log.moves.map(({to}) => to), ...log.removes]))
    await syncIfThere(join(root, folder))
  await removeFile(logFile)
  await syncFolder(dirname(logFile))
  return true
}

async function attempt(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw storageError(error, path)
  }
}

/** A staged file that is gone was moved before the interruption. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || (await isThere(from))) throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

async function removeEmptyFolder(path: string): Promise<void> {
  try {
    await rmdir(path)
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCode(error) ?? '')) throw error
  }
}

async function syncIfThere(folder: string): Promise<void> {
  if (await isThere(folder)) await syncFolder(folder)
}

function foldersOf(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.map((path) => dirname(path)))].toSorted()
}
