/** Looks at backups/: as `opsctl` would lay it out, with a manifest in a folder each, and as a person’s own script fills it. */
import {createHash} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {open, readdir, readFile, stat, statfs} from 'node:fs/promises'
import {basename, dirname, join, resolve} from 'node:path'
import {Writable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {createGunzip} from 'node:zlib'
import {z} from 'zod'

import type {Access, Stack} from '../../../components/component.js'
import type {Project} from '../../../project.js'
import {errorCode, lstatIfThere, readIfThere} from '../../../system/files.js'
import {defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {type BackupSeen, backupsFact} from './facts.js'
import {endsAsRdb, formatByName, formatOf, kindOf} from './first-bytes.js'

const HEAD_BYTES = 512
const MOST_FILES = 400
/** What is larger is not read to its end in a look that everybody waits for. */
const MOST_READ = 64 * 2 ** 20
/** Backups of each kind that are read to their end. */
const NEWEST = 1

/** What a manifest says of its backup. Whatever else stands there is left alone. */
const manifestSchema = z.object({
  endedAt: z.string().optional(),
  createdAt: z.string().optional(),
  artifacts: z
    .array(z.object({file: z.string(), kind: z.string().optional(), sha256: z.string().optional()}))
    .default([]),
  restoreTest: z.object({at: z.string(), ok: z.boolean()}).optional(),
})
type Manifest = z.infer<typeof manifestSchema>

interface Entry {
  readonly file: string
  readonly path: string
  readonly manifest: Manifest | undefined
}

export const backupsCollector = defineCollector({
  key: backupsFact,
  isFor: () => true,
  async collect({project, stack, access, signal}) {
    const found = await lstatIfThere(project.backups)
    const folder = {
      there: found !== undefined,
      mode: (found?.mode ?? 0) & 0o777,
      isRemote: await isRemote(project.backups),
    }
    const {entries, partial, restoreTest} = await listEntries(project)
    const seen = (await Promise.all(entries.map(lookAt))).flat().toSorted((a, b) => (a.at < b.at ? 1 : -1))
    const read = newestOf(seen)
    const backups = await Promise.all(
      seen.map((one) => (read.has(one.file) ? readWhole(one, entries, access, signal) : one)),
    )
    const offsite = await lookOffsite(project, stack)
    const {bavail, bsize} = await statfs(folder.there ? project.backups : project.root)
    return {
      folder,
      backups,
      partial,
      freeBytes: bavail * bsize,
      ...(restoreTest ? {restoreTest} : {}),
      ...(offsite ? {offsite} : {}),
    }
  },
})

function newestOf(backups: readonly BackupSeen[]): ReadonlySet<string> {
  const kinds = [...new Set(backups.map(({kind}) => kind))]
  return new Set(
    kinds.flatMap((kind) => backups.filter((one) => one.kind === kind).slice(0, NEWEST)).map(({file}) => file),
  )
}

async function listEntries(project: Project) {
  const entries: Entry[] = []
  const partial: string[] = []
  let restoreTest: Manifest['restoreTest']
  for (const name of await namesIn(project.backups)) {
    const path = join(project.backups, name)
    if (name.endsWith('.partial')) partial.push(name)
    if (name.startsWith('.') || name.endsWith('.partial') || isCompanion(name)) continue
    if ((await stat(path).catch(() => undefined))?.isDirectory()) {
      const manifest = readManifest(await readIfThere(join(path, 'manifest.json')))
      if ((manifest?.restoreTest?.at ?? '') > (restoreTest?.at ?? '')) restoreTest = manifest?.restoreTest
      for (const inner of await namesIn(path)) {
        if (!isCompanion(inner)) entries.push({file: `${name}/${inner}`, path: join(path, inner), manifest})
      }
    } else entries.push({file: name, path, manifest: undefined})
  }
  return {entries: entries.slice(-MOST_FILES), partial, restoreTest}
}

/** What stands beside a backup and is none. */
function isCompanion(name: string): boolean {
  return /\.(sha256|sha256sum|md5|log|json|txt)$|^SHA256SUMS$/.test(name)
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).toSorted()
  } catch (error) {
    if (errorCode(error) === 'EACCES')
      throw new CannotSee('permission', {en: `${path} can’t be read`, zh: `无法读取 ${path}`})
    return []
  }
}

function readManifest(text: string | undefined): Manifest | undefined {
  if (text === undefined) return undefined
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

async function lookAt({file, path, manifest}: Entry): Promise<BackupSeen[]> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) return []
  const format = formatOf(await readPart(path, 0, HEAD_BYTES))
  const artifact = manifest?.artifacts.find((one) => one.file === basename(file))
  const named = formatByName(file)
  const kind = artifact?.kind === 'postgres' || artifact?.kind === 'redis' ? artifact.kind : kindOf(file, format)
  return [
    {
      file,
      kind,
      at: manifest?.endedAt ?? manifest?.createdAt ?? found.mtime.toISOString(),
      bytes: found.size,
      mode: found.mode & 0o777,
      format,
      wasRead: false,
      checksum: artifact?.sha256 === undefined && (await sidecar(path)) === undefined ? 'none' : 'untried',
      inCatalog: artifact !== undefined,
      ...(named === undefined ? {} : {named}),
    },
  ]
}

async function readPart(path: string, from: number, bytes: number): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    const {buffer, bytesRead} = await handle.read(Buffer.alloc(bytes), 0, bytes, from)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** The sum that stands beside a file, or in SHA256SUMS. */
async function sidecar(path: string): Promise<string | undefined> {
  for (const beside of [`${path}.sha256`, `${path}.sha256sum`, join(dirname(path), 'SHA256SUMS')]) {
    const text = await readFile(beside, 'utf8').catch(() => undefined)
    const line = text?.split('\n').find((one) => beside.includes(basename(path)) || one.includes(basename(path)))
    const sum = /^[0-9a-f]{64}/.exec(line ?? '')?.[0]
    if (sum !== undefined) return sum
  }
  return undefined
}

async function readWhole(
  one: BackupSeen,
  entries: readonly Entry[],
  access: Access,
  signal: AbortSignal,
): Promise<BackupSeen> {
  const entry = entries.find(({file}) => file === one.file)
  if (!entry || one.bytes > MOST_READ || one.bytes === 0) return one
  const wanted =
    entry.manifest?.artifacts.find(({file}) => file === basename(one.file))?.sha256 ?? (await sidecar(entry.path))
  const sum = createHash('sha256')
  await pipeline(createReadStream(entry.path), sum, {signal})
  const broken = await findBreak(one, entry.path, access, signal)
  return {
    ...one,
    wasRead: broken !== undefined || canRead(one.format),
    checksum: wanted === undefined ? 'none' : sum.digest('hex') === wanted ? 'match' : 'mismatch',
    ...(broken === undefined ? {} : {broken}),
  }
}

function canRead(format: BackupSeen['format']): boolean {
  return ['gzip', 'pg-custom', 'rdb', 'sql'].includes(format)
}

async function findBreak(
  {format, bytes}: BackupSeen,
  path: string,
  access: Access,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (format === 'gzip') {
    const nowhere = new Writable({write: (_chunk, _encoding, done) => done()})
    return pipeline(createReadStream(path), createGunzip(), nowhere, {signal}).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
  }
  if (format === 'rdb')
    return endsAsRdb(await readPart(path, Math.max(0, bytes - 16), 16)) ? undefined : 'it ends before its end mark'
  if (format !== 'pg-custom') return undefined
  // Listing alone does not see that rows are missing or turned over: everything is decoded.
  const result = await access
    .instance('postgres')
    .exec(['pg_restore', '-f', '/dev/null'], {stdin: createReadStream(path), timeoutMs: 4500})
    .catch(() => undefined)
  return result === undefined || result.exitCode === 0 ? undefined : result.stderr.trim().split('\n').at(-1)
}

/** File systems that lie on another machine. */
const REMOTE = /^(nfs4?|cifs|smb3|fuse\.(sshfs|s3fs|rclone|goofys)|ceph|glusterfs|9p)$/

async function isRemote(path: string): Promise<boolean> {
  const lines = ((await readIfThere('/proc/mounts')) ?? '').split('\n').map((line) => line.split(' '))
  const above = lines.filter(([, at = '']) => path === at || path.startsWith(at.endsWith('/') ? at : `${at}/`))
  const nearest = above.toSorted((a, b) => (b[1]?.length ?? 0) - (a[1]?.length ?? 0))[0]
  return REMOTE.test(nearest?.[2] ?? '')
}

/** The second place of opsctl.yaml: `backup.offsite`, a folder, or an address that only a client of it can ask. */
async function lookOffsite(project: Project, {backup}: Stack) {
  const place = (backup as {readonly offsite?: unknown} | undefined)?.offsite
  if (typeof place !== 'string') return undefined
  if (place.includes('://')) return {place, isAsked: false}
  const folder = resolve(project.root, place)
  const times = await Promise.all(
    (await namesIn(folder)).map(
      async (name) => (await stat(join(folder, name)).catch(() => undefined))?.mtime.toISOString() ?? '',
    ),
  )
  const newest = times.toSorted().at(-1)
  return {place, isAsked: true, ...(newest ? {newest} : {})}
}
