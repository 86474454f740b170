/** Reads the files that are to be judged; folders are walked for what looks like a config. */
import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'

import {OpsError} from '../../errors.js'
import {lintMessages as say} from '../../messages/lint.js'
import {readSmallFile} from '../../system/read-small-file.js'
import type {Text} from '../../text.js'

const MAX_BYTES = 20_000_000
const MAX_FILES = 5000
const LIKELY = /\.(ya?ml|json|ndjson|conf|rules|mmd|md)$/i
const SKIPPED = new Set(['node_modules', '.git', '.opsctl', 'secrets'])

/** A file with its text; one that was named must be of a known kind, one that was found need not. */
export interface ReadFile {
  readonly path: string
  readonly text: string
  readonly isNamed: boolean
}

/** Every file that the paths name or hold. */
export async function readLintFiles(paths: readonly string[]): Promise<readonly ReadFile[]> {
  const files: ReadFile[] = []
  for (const path of new Set(paths)) {
    const facts = await stat(path).catch(() => undefined)
    if (!facts) throw unusable(say.missing(path))
    if (!facts.isDirectory()) {
      files.push({path, text: await readText(path), isNamed: true})
      continue
    }

    for (const found of await listFolder(path)) files.push({path: found, text: await readText(found), isNamed: false})
  }

  return files
}

async function listFolder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, {withFileTypes: true})
  const paths: string[] = []
  for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) paths.push(...(await listFolder(path)))
    if (entry.isFile() && LIKELY.test(entry.name)) paths.push(path)
    if (paths.length > MAX_FILES) break
  }

  return paths
}

async function readText(path: string): Promise<string> {
  const read = await readSmallFile(path, MAX_BYTES)
  if (!('bytes' in read)) throw unusable(read.failure === 'too-big' ? say.tooBig(path) : say.unreadable(path))
  const text = read.bytes.toString('utf8')
  if (text.includes('\0')) throw unusable(say.notText(path))
  return text
}

/** A file that cannot be judged. */
export function unusable(message: Text, way: Text = say.checkPath): OpsError {
  return new OpsError({code: 'OPS_LINT_UNREADABLE', kind: 'usage', message, suggestions: [way]})
}
