/** Results of load tests on disk, `.opsctl/bench/<id>.json`, and names for those that others are compared with. */
import {readdir} from 'node:fs/promises'
import {dirname, join, resolve} from 'node:path'

import {type BenchResult, benchKinds, benchResultSchema, RESULT_FORMAT} from '../../bench/result.js'
import {OpsError} from '../../errors.js'
import {benchHttpMessages as say} from '../../messages/bench-http.js'
import {findNearest} from '../../nearest.js'
import type {Project} from '../../project.js'
import {ensureFolder, lstatIfThere, readIfThere, storageError} from '../../system/files.js'
import {putFile} from '../../system/put-file.js'
import {type Text, verbatim} from '../../text.js'

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600
const LAST = 'last'

/** A result that is kept; without `result` its file can't be read. */
export interface KeptResult {
  readonly id: string
  readonly path: string
  /** Names it was given as a baseline. */
  readonly baselines: readonly string[]
  readonly result?: BenchResult
}

/** Keeps a result in the project, and beside it where `out` says. Returns the path in the project. Throws OPS_DISK_FULL, OPS_NOT_WRITABLE. */
export async function saveResult(project: Project, result: BenchResult, out?: string): Promise<string> {
  const path = fileOf(project, result.id)
  const content = `${JSON.stringify(result)}\n`
  try {
    await ensureFolder(folderOf(project), FOLDER_MODE)
  } catch (error) {
    throw storageError(error, folderOf(project))
  }

  await putFile(path, content, FILE_MODE)
  if (out !== undefined) await putFile(resolve(out), content)
  return path
}

/** Finds a result by its id, `last`, `last:http`, the name of a baseline, or the path of a file. Throws OPS_BENCH_RESULT_*. */
export async function loadResult(project: Project, ref: string): Promise<BenchResult> {
  if (/[/\\]|\.json$/.test(ref)) return readResult(resolve(ref), ref)
  const ids = await listIds(project)
  if (ids.length === 0) throw noResults()
  const names = await readBaselines(project)
  const id = ids.includes(ref) ? ref : (names[ref] ?? newest(ids, ref))
  if (id !== undefined) return readResult(fileOf(project, id), ref)
  throw unknownResult(ref, [...Object.keys(names), ...ids])
}

/** Every result that is kept, the newest first. */
export async function listResults(project: Project): Promise<readonly KeptResult[]> {
  const names = Object.entries(await readBaselines(project))
  const ids = (await listIds(project)).toReversed()
  return Promise.all(
    ids.map(async (id): Promise<KeptResult> => {
      const path = fileOf(project, id)
      const baselines = names.flatMap(([name, of]) => (of === id ? [name] : []))
      const result = await readResult(path, id).catch(() => undefined)
      return {id, path, baselines: baselines.toSorted(), ...(result ? {result} : {})}
    }),
  )
}

/** Gives a result a name, in place of the one that had it. Throws OPS_BENCH_NAME. */
export async function nameBaseline(project: Project, name: string, id: string): Promise<void> {
  checkName(name)
  const names = {...(await readBaselines(project)), [name]: id}
  const sorted = Object.fromEntries(Object.entries(names).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  await putFile(baselinesOf(project), `${JSON.stringify(sorted, null, 2)}\n`, FILE_MODE)
}

/** Refuses a second place that can't take a file, before the load rather than after it. Throws OPS_BENCH_OUT. */
export async function checkOut(out: string): Promise<void> {
  const [there, folder] = await Promise.all([lstatIfThere(resolve(out)), lstatIfThere(dirname(resolve(out)))])
  // A device such as /dev/stdout would be replaced by a file.
  if (folder !== undefined && (there === undefined || there.isFile())) return
  throw new OpsError({
    code: 'OPS_BENCH_OUT',
    kind: 'usage',
    message: folder ? say.outNoFile(out) : say.outNoFolder(out),
    suggestions: [verbatim('--out result.json')],
  })
}

/** Refuses a name that would be taken for something else. Throws OPS_BENCH_NAME. */
export function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/i.test(name) && !name.startsWith(LAST) && !name.endsWith('.json')) return
  throw new OpsError({
    code: 'OPS_BENCH_NAME',
    kind: 'usage',
    message: say.badName(name),
    suggestions: [verbatim('--name before-upgrade')],
  })
}

/** `20261121T204113Z-http`. */
export function resultId(startedAt: Date, kind: BenchResult['kind']): string {
  return `${startedAt.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}-${kind}`
}

function folderOf(project: Project): string {
  return join(project.state, 'bench')
}

function fileOf(project: Project, id: string): string {
  return join(folderOf(project), `${id}.json`)
}

function baselinesOf(project: Project): string {
  return join(folderOf(project), 'baselines.json')
}

/** In the order of their times. */
async function listIds(project: Project): Promise<readonly string[]> {
  const found = await readdir(folderOf(project)).catch(() => [])
  return found.flatMap((name) => /^(\d{8}T\d{6}Z-[a-z]+)\.json$/.exec(name)?.[1] ?? []).toSorted()
}

function newest(ids: readonly string[], ref: string): string | undefined {
  const [word, kind] = ref.split(':')
  if (word !== LAST) return undefined
  return ids.findLast((id) => kind === undefined || id.endsWith(`-${kind}`))
}

async function readBaselines(project: Project): Promise<Readonly<Record<string, string>>> {
  const text = await readIfThere(baselinesOf(project))
  if (text === undefined) return {}
  try {
    return JSON.parse(text) as Readonly<Record<string, string>>
  } catch (error) {
    throw unreadable(baselinesOf(project), say.notJson, error)
  }
}

async function readResult(path: string, ref: string): Promise<BenchResult> {
  let text: string | undefined
  try {
    text = await readIfThere(path)
  } catch (error) {
    throw storageError(error, path)
  }

  if (text === undefined) throw unknownResult(ref, [])
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (error) {
    throw unreadable(path, say.notJson, error)
  }

  const format = (raw as {readonly format?: unknown} | null)?.format
  if (format !== RESULT_FORMAT)
    throw unreadable(path, say.otherFormat(String(format), RESULT_FORMAT), undefined, say.newerOpsctl)
  const parsed = benchResultSchema.safeParse(raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw unreadable(path, say.wrongAt(issue?.path.join('.') ?? ''), parsed.error)
}

function noResults(): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_RESULT_UNKNOWN',
    kind: 'usage',
    message: say.noResults,
    suggestions: [verbatim('opsctl bench http / --rate 100')],
  })
}

function unknownResult(ref: string, known: readonly string[]): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_RESULT_UNKNOWN',
    kind: 'usage',
    message: say.unknownResult(ref, findNearest(ref, known)),
    suggestions: [verbatim('opsctl bench list'), say.refForms(benchKinds[0])],
  })
}

function unreadable(path: string, why: Text, cause?: unknown, way: Text = verbatim('opsctl bench list')): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_RESULT_INVALID',
    kind: 'usage',
    message: say.unreadableResult(path, why),
    suggestions: [way],
    ...(cause === undefined ? {} : {cause}),
  })
}
