/** A file that only grows, one JSON value a line, each on disk before the next step is taken. */
import {open} from 'node:fs/promises'
import {dirname} from 'node:path'

import {ensureFolder, readIfThere, storageError, syncFolder} from './files.js'

/** Appends one value and waits until the disk has it. Readable by its owner only. */
export async function appendLine(path: string, value: unknown): Promise<void> {
  try {
    await ensureFolder(dirname(path), 0o700)
    const handle = await open(path, 'a', 0o600)
    try {
      await handle.appendFile(`${JSON.stringify(value)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }

    await syncFolder(dirname(path))
  } catch (error) {
    throw storageError(error, path)
  }
}

/** Its values in order; undefined when there is no such file. A last line that a crash cut off is left out. */
export async function readLines(path: string): Promise<readonly unknown[] | undefined> {
  const text = await readIfThere(path)
  return text
    ?.split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as unknown]
      } catch {
        return []
      }
    })
}
