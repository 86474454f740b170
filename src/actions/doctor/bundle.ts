/** A support bundle: what another person needs to judge this stack, without its secrets. Nothing is ever sent. */
import {createHash, randomBytes} from 'node:crypto'
import {readdir, readFile} from 'node:fs/promises'
import {hostname} from 'node:os'
import {basename, join, resolve} from 'node:path'

import {type ArchiveFile, packArchive, unpackArchive} from '../../doctor/bundle/archive.js'
import {BUNDLE_VERSION, type BundleManifest} from '../../doctor/bundle/manifest.js'
import {createRedactor, type Redactor} from '../../doctor/bundle/redactor.js'
import {valuesOf} from '../../doctor/bundle/secret-forms.js'
import {formatReport} from '../../doctor/formats/index.js'
import type {DoctorReport, ReportDocument} from '../../doctor/report-schema.js'
import {OpsError} from '../../errors.js'
import {bundleMessages as say} from '../../messages/doctor-bundle.js'
import {packageVersion} from '../../package-root.js'
import type {Project} from '../../project.js'
import {putFile} from '../../system/put-file.js'
import type {Lang} from '../../text.js'
import {collectLogs, collectMetrics, filesUnder, readFiles, type Source} from './bundle-sources.js'
import {type DoctorOptions, runDoctor} from './run.js'

export interface BundleOptions extends Omit<DoctorOptions, 'from'> {
  readonly out?: string | undefined
  /** What is replaced beside secrets. */
  readonly also: ReadonlySet<'ip' | 'host'>
  /** Says what would be in it, and writes nothing. */
  readonly preview: boolean
  readonly redact: boolean
  readonly lang: Lang
  /** The report in that language. */
  toDocument(report: DoctorReport): ReportDocument
}

export interface BundleReport {
  /** The file that was written; absent for a preview. */
  readonly path?: string
  readonly bytes: number
  readonly manifest: BundleManifest
}

/** Most that one file of logs may have, from its end. */
const FILE_BYTES = 5 * 1024 ** 2
/** Most that all files have together before they are packed. */
const ALL_BYTES = 100 * 1024 ** 2

/** Collects, redacts, packs, and looks once more for secrets in what is finished. Throws OPS_BUNDLE_LEAK instead of writing one. */
export async function writeBundle(project: Project, options: BundleOptions): Promise<BundleReport> {
  const secrets = await readSecrets(project)
  const redactor = createRedactor({secrets, key: randomBytes(32), also: options.also, hosts: [hostname()]})
  const sources = await collect(project, options)
  const files = prepare(sources, options.redact ? redactor : undefined)
  const manifest = manifestOf(files, sources, redactor, options)
  const packed = await packArchive([{path: 'manifest.json', content: toJson(manifest)}, ...files])
  if (options.redact) await demandClean(packed, redactor)
  if (options.preview) return {bytes: packed.length, manifest}
  const path = resolve(options.out ?? join(project.root, nameOf(manifest)))
  await putFile(path, packed, 0o600)
  return {path, bytes: packed.length, manifest}
}

interface Collected {
  readonly project: string
  readonly sources: readonly Source[]
}

/** Folders of the project that are shown: what opsctl wrote, what the person added, and what was done in trouble. */
const foldersOf = ({deploy, overlay, state}: Project) => [
  deploy,
  overlay,
  join(state, 'doctor', 'fixes'),
  join(state, 'incidents'),
  join(state, 'checklists'),
]

async function collect(project: Project, options: BundleOptions): Promise<Collected> {
  const crashes: string[] = []
  const onCrash = (name: string, error: unknown) => {
    crashes.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  const run = await runDoctor(project, {...options, onCrash})
  const report = options.toDocument(run.report)
  const {stack} = run.judged
  const paths = await Promise.all(foldersOf(project).map((folder) => filesUnder(project.root, folder)))
  const config = await readFiles(project.root, ['opsctl.yaml', ...paths.flat()])
  const [logs, metrics] = await Promise.all([
    collectLogs(project, stack, options.signal),
    collectMetrics(project, stack, options.signal),
  ])
  const own: readonly Source[] = [
    {path: 'report.json', document: report},
    {path: 'report.md', content: formatReport(report, 'md', options.lang)},
    {path: 'facts.json', document: run.facts},
    {path: 'doctor.log', content: crashes.join('\n')},
  ]
  const named = config.map((source) => ({...source, path: `config/${source.path}`}))
  return {project: stack.project, sources: [...own, ...named, ...logs, ...metrics]}
}

interface Prepared extends ArchiveFile {
  readonly cut: boolean
}

/** Cuts, then redacts: a token is never cut in two, and no secret survives at a cut edge because lines stay whole. */
function prepare({sources}: Collected, redactor: Redactor | undefined): readonly Prepared[] {
  let left = ALL_BYTES
  return sources.flatMap(({path, content, document}) => {
    if (document !== undefined) {
      const whole = toJson(redactor ? redactor.redactDocument(path, document) : document)
      left -= whole.length
      return [{path, content: whole, cut: false}]
    }

    if (content === undefined) return []
    const room = Math.max(0, Math.min(FILE_BYTES, left))
    const kept = path.startsWith('logs/') || left < content.length ? lastLines(content, room) : content
    left -= kept.length
    return [{path, content: redactor ? redactor.redact(path, kept) : kept, cut: kept.length < content.length}]
  })
}

function lastLines(content: string, most: number): string {
  if (content.length <= most) return content
  const tail = content.slice(content.length - most)
  const start = tail.indexOf('\n') + 1
  return start === 0 ? '' : tail.slice(start)
}

function manifestOf(
  files: readonly Prepared[],
  {project, sources}: Collected,
  redactor: Redactor,
  {redact}: BundleOptions,
): BundleManifest {
  const counts = redactor.counts()
  return {
    schema: `opsctl.bundle/v${BUNDLE_VERSION}`,
    createdAt: new Date().toISOString(),
    opsctl: packageVersion(),
    project,
    redacted: redact,
    files: files.map(({path, content, cut}) => ({
      path,
      bytes: Buffer.byteLength(content),
      sha256: createHash('sha256').update(content).digest('hex'),
      cut,
      redactions: {...counts[path]},
    })),
    missing: sources.flatMap(({path, why}) => (why === undefined ? [] : [{path, why}])),
  }
}

/** Reads the finished archive as its receiver will, and looks for every known secret in every form. */
async function demandClean(packed: Buffer, redactor: Redactor): Promise<void> {
  for (const [path, content] of await unpackArchive(packed)) {
    const names = redactor.leaks(content)
    if (names.length === 0) continue
    throw new OpsError({
      code: 'OPS_BUNDLE_LEAK',
      kind: 'bug',
      message: say.leak(names.join(', '), path),
      suggestions: [say.reportLeak],
    })
  }
}

async function readSecrets(project: Project): Promise<readonly {readonly name: string; readonly value: string}[]> {
  // What begins with a dot is the store's own book-keeping: names of secrets, which a bundle shows.
  const names = (await readdir(project.secrets).catch(() => [])).filter((name) => !name.startsWith('.'))
  const read = await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(project.secrets, name), 'utf8').catch(() => '')
      return valuesOf(content).map((value) => ({name: basename(name), value}))
    }),
  )
  return read.flat()
}

function nameOf({project, createdAt, redacted}: BundleManifest): string {
  const time = createdAt.replaceAll(/[-:]|\.\d+/g, '')
  return `${redacted ? '' : 'UNREDACTED-'}opsctl-bundle-${project}-${time}.tar.gz`
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`
}
