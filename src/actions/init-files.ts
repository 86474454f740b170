/** Which files `init` writes, and in which order. A file of the person's own is never replaced, except opsctl.yaml. */
import {readdir, readFile} from 'node:fs/promises'
import {dirname, join, relative, sep} from 'node:path'

import {createTwoFilesPatch} from 'diff'

import {initMessages} from '../messages/init.js'
import {packageRoot} from '../package-root.js'
import type {Project} from '../project.js'
import {formatJsonSchema, SCHEMA_FILE} from '../spec/json-schema.js'
import {ensureFolder, readIfThere, storageError} from '../system/files.js'
import type {Lang} from '../text.js'

const DEMO_APP = join(packageRoot(), 'templates/app/demo')
const IGNORED = ['secrets/', '.opsctl/', 'backups/']

/** One file that differs from what is there. */
export interface FilePlan {
  /** Relative to the project folder. */
  readonly path: string
  readonly change: 'create' | 'edit'
  readonly content: string
  /** What changes in a file that is there, as a unified diff. */
  readonly diff?: string
}

export interface FilesWanted {
  readonly source: string
  readonly before: string | undefined
  /** Whether the sample app belongs to the project. */
  readonly demo: boolean
  readonly lang: Lang
}

/** Every file that is missing or differs, in the order in which it is written. */
export async function planFiles(project: Project, wanted: FilesWanted): Promise<readonly FilePlan[]> {
  const files: FilePlan[] = []
  const offer = async (path: string, content: (before: string | undefined) => string) => {
    const before = await readIfThere(join(project.root, path))
    const after = content(before)
    if (after === before) return
    const diff =
      before === undefined ? {} : {diff: createTwoFilesPatch(path, path, before, after, '', '', {context: 2})}
    files.push({path, change: before === undefined ? 'create' : 'edit', content: after, ...diff})
  }

  await offer('.gitignore', withIgnored)
  const readme = initMessages.overlayReadme[wanted.lang]
  await offer('overlay/README.md', (before) => before ?? readme)
  for (const path of wanted.demo ? await demoFiles() : []) {
    const content = await readFile(join(DEMO_APP, path), 'utf8')
    await offer(`app/${path}`, (before) => before ?? content)
  }

  await offer(SCHEMA_FILE, formatJsonSchema)
  await offer('opsctl.yaml', () => wanted.source)
  return files
}

/** Writes the files in their order; the last one is what makes the folder a project. */
export async function writeFiles(
  project: Project,
  files: readonly FilePlan[],
  put: (path: string, content: string) => Promise<void>,
): Promise<readonly string[]> {
  for (const file of files) {
    const path = join(project.root, file.path)
    await ensureFolder(dirname(path), 0o755).catch((error: unknown) => {
      throw storageError(error, dirname(path))
    })
    await put(path, file.content)
  }

  return files.map((file) => file.path)
}

function withIgnored(before = ''): string {
  const present = new Set(before.split(/\r?\n/).map((line) => line.trim()))
  const missing = IGNORED.filter((line) => !present.has(line))
  if (missing.length === 0) return before
  const start = before === '' || before.endsWith('\n') ? before : `${before}\n`
  return `${start}${missing.join('\n')}\n`
}

async function demoFiles(): Promise<readonly string[]> {
  const entries = await readdir(DEMO_APP, {recursive: true, withFileTypes: true})
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(DEMO_APP, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.startsWith('node_modules/'))
    .toSorted()
}
