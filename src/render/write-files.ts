/**
 * Rendered files → disk. Compares with what is there, keeps what a person edited, stages the rest in
 * `.opsctl/staging/` and moves it into `deploy/` as one change that survives a crash or a full disk at any point.
 * The caller holds the project lock.
 */
import {rmdir} from 'node:fs/promises'
import {dirname, join, posix} from 'node:path'

import {OpsError} from '../errors.js'
import {renderMessages as say} from '../messages/render.js'
import type {Project} from '../project.js'
import {ensureFolder, exists, lstatIfThere, readIfThere, removeTree, safeJoin, storageError} from '../system/files.js'
import {commitMoves, replayMoves} from '../system/journal.js'
import {writeWhole} from '../system/put-file.js'
import {type DeployFile, sha256} from './config-hash.js'
import {formatManifest, MANIFEST, type Manifest, parseManifest} from './manifest.js'

/** What writing would do to one file under `deploy/`. */
export interface FileChange {
  readonly path: string
  readonly action: 'created' | 'changed' | 'removed'
  /** Content on disk; absent when there is none or when it is no plain file. */
  readonly before?: string
  /** Content to be written; absent when the file is removed. */
  readonly after?: string
}

/** How `deploy/` differs from what was rendered. */
export interface Comparison {
  readonly changes: readonly FileChange[]
  /** Those of the changes that would drop what a person wrote. */
  readonly handEdits: readonly FileChange[]
  readonly unchanged: number
  /** Whether the manifest would be written, which also happens when no file changes. */
  readonly isManifestNew: boolean
}

/** Rendered files that lie ready beside `deploy/`. */
export interface Staged extends Comparison {
  /** Absolute folder laid out like `deploy/`, with every file. */
  readonly dir: string
  /** Moves the changes into `deploy/`; throws OPS_HAND_EDIT, with nothing written, unless forced. */
  commit(): Promise<void>
  discard(): Promise<void>
}

const FILE_MODE = 0o644
const FOLDER_MODE = 0o755
const STAGING = '.opsctl/staging'

/** Lays all files out in the staging folder and says what committing them would change. Finishes an interrupted commit first. */
export async function stageFiles(
  project: Project,
  files: readonly DeployFile[],
  options: {readonly force?: boolean} = {},
): Promise<Staged> {
  await recoverWrites(project)
  const manifest = manifestFile(files)
  const comparison = await compareFiles(project, files)
  const dir = join(project.root, STAGING)
  // A commit that was interrupted still needs its files.
  const discard = async () => ((await exists(journalFile(project))) ? undefined : removeTree(dir))
  try {
    await layOut(project, [...files, manifest])
  } catch (error) {
    await discard()
    throw storageError(error, dir)
  }

  return {
    ...comparison,
    dir,
    discard,
    async commit() {
      if (comparison.handEdits.length > 0 && !options.force) throw await handEditError(comparison.handEdits)
      await commitStaged(project, comparison)
      await discard()
    },
  }
}

/** Finishes a commit that was interrupted; false when there was none. */
export async function recoverWrites(project: Project): Promise<boolean> {
  const finished = await replayMoves(project.root, journalFile(project))
  if (finished) await removeTree(await safeJoin(project.root, STAGING))
  return finished
}

/** Reads `deploy/` and compares; writes nothing. */
export async function compareFiles(project: Project, files: readonly DeployFile[]): Promise<Comparison> {
  const written = await readIfThere(await inDeploy(project, MANIFEST))
  const manifest = parseManifest(written)
  const wanted = new Map(files.map((file) => [file.path, file]))
  const paths = [...new Set([...wanted.keys(), ...Object.keys(manifest.files)])].toSorted()
  const changes: FileChange[] = []
  const handEdits: FileChange[] = []
  for (const path of paths) {
    const found = await readFound(project, path)
    const change = compareOne(path, wanted.get(path), found)
    if (!change) continue
    changes.push(change)
    if (found && isHandEdit(found, manifest.files[path], wanted.get(path))) handEdits.push(change)
  }

  const created = changes.filter(({action}) => action === 'created').length
  const changed = changes.filter(({action}) => action === 'changed').length
  const isManifestNew = written !== manifestFile(files).content
  return {changes, handEdits, unchanged: files.length - created - changed, isManifestNew}
}

/** The error for files that a person edited, with the difference between what they wrote and what would be written. */
export async function handEditError(edits: readonly FileChange[]): Promise<OpsError> {
  const {createTwoFilesPatch} = await import('diff')
  const patches = edits.map(({path, before, after}) =>
    createTwoFilesPatch(`rendered/${path}`, `deploy/${path}`, after ?? '', before ?? '', undefined, undefined, {
      context: 2,
    })
      .split('\n')
      .slice(1)
      .join('\n')
      .trimEnd(),
  )
  return new OpsError({
    code: 'OPS_HAND_EDIT',
    kind: 'usage',
    message: say.handEdits(edits.length),
    problems: edits.map(({path}) => ({file: `deploy/${path}`, message: say.editedBy})),
    detail: patches.join('\n'),
    suggestions: [say.moveToOverlay, say.forceIt],
  })
}

interface Found {
  /** Undefined for anything but a plain file. */
  readonly content: string | undefined
  readonly mode: number
}

async function readFound(project: Project, path: string): Promise<Found | undefined> {
  const full = await inDeploy(project, path)
  const stats = await lstatIfThere(full)
  if (!stats) return undefined
  return {content: stats.isFile() ? await readIfThere(full) : undefined, mode: stats.mode & 0o777}
}

function compareOne(path: string, file: DeployFile | undefined, found: Found | undefined): FileChange | undefined {
  const before = found?.content === undefined ? {} : {before: found.content}
  if (!file) return found && {path, action: 'removed', ...before}
  if (!found) return {path, action: 'created', after: file.content}
  // More permission than needed is what a checkout under another umask gives; less would keep a server from reading it.
  const mode = file.mode ?? FILE_MODE
  if (found.content === file.content && (found.mode & mode) === mode) return undefined
  return {path, action: 'changed', ...before, after: file.content}
}

function isHandEdit(found: Found, written: string | undefined, wanted: DeployFile | undefined): boolean {
  if (found.content === undefined) return true
  return found.content !== wanted?.content && sha256(found.content) !== written
}

function manifestFile(files: readonly DeployFile[]): DeployFile {
  const reload: Record<string, string[]> = {}
  for (const file of files) {
    if (file.reload === undefined) continue
    reload[file.reload] ??= []
    reload[file.reload]?.push(file.path)
  }

  const manifest: Manifest = {
    files: Object.fromEntries(files.map(({path, content}) => [path, sha256(content)])),
    reload: Object.fromEntries(Object.entries(reload).map(([id, paths]) => [id, paths.toSorted()])),
  }
  return {path: MANIFEST, content: formatManifest(manifest)}
}

async function layOut(project: Project, files: readonly DeployFile[]): Promise<void> {
  await ensureFolder(project.state, 0o700)
  await removeTree(await safeJoin(project.root, STAGING))
  for (const {path, content, mode = FILE_MODE} of files) {
    const target = await safeJoin(project.root, `${STAGING}/${path}`)
    await ensureFolder(dirname(target), FOLDER_MODE)
    // Made durable when committed, and only those that change.
    await writeWhole(target, content, mode, {durable: false})
  }
}

/** The manifest moves last. Everything that needs space, folders too, is done before the log is in place. */
async function commitStaged(project: Project, {changes, isManifestNew}: Comparison): Promise<void> {
  const written = changes.filter(({action}) => action !== 'removed').map(({path}) => path)
  const removed = changes.filter(({action}) => action === 'removed').map(({path}) => path)
  const moved = isManifestNew ? [...written, MANIFEST] : written
  if (moved.length === 0 && removed.length === 0) return
  const made: string[] = []
  try {
    for (const path of moved) made.push(...(await ensureFolder(dirname(await inDeploy(project, path)), FOLDER_MODE)))
    await commitMoves(project.root, journalFile(project), join(project.root, STAGING, '.moves.json'), {
      moves: moved.map((path) => ({from: `${STAGING}/${path}`, to: `deploy/${path}`})),
      removes: removed.map((path) => `deploy/${path}`),
      folders: foldersAbove(removed).map((path) => `deploy/${path}`),
    })
  } catch (error) {
    if (await exists(journalFile(project))) throw storageError(error, journalFile(project))
    for (const folder of made.toReversed()) await rmdir(folder).catch(() => undefined)
    await removeTree(join(project.root, STAGING))
    throw storageError(error, project.deploy)
  }
}

/** Every folder above the paths, deepest first; only the empty ones will be removed. */
function foldersAbove(paths: readonly string[]): readonly string[] {
  const folders = new Set<string>()
  for (const path of paths) {
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) folders.add(folder)
  }

  return [...folders].toSorted((a, b) => b.split('/').length - a.split('/').length || (a < b ? -1 : 1))
}

function inDeploy(project: Project, path: string): Promise<string> {
  return safeJoin(project.root, `deploy/${path}`)
}

function journalFile(project: Project): string {
  return join(project.state, 'moves.json')
}
