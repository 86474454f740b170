/** Looks at opsctl.yaml, at overlay/ and at what was generated from them. */
import {access, constants, readdir} from 'node:fs/promises'
import {join} from 'node:path'

import {components} from '../../../components/registry.js'
import {OpsError, type Problem} from '../../../errors.js'
import {specMessages} from '../../../messages/spec.js'
import {packageRoot, packageVersion} from '../../../package-root.js'
import type {Project} from '../../../project.js'
import {sha256} from '../../../render/config-hash.js'
import {parseManifest} from '../../../render/manifest.js'
import {loadOverlay} from '../../../render/overlay.js'
import {isBlank, parseStack, readSource} from '../../../spec/load-stack.js'
import {placeProblems} from '../../../spec/parse-stack.js'
import type {Stack} from '../../../spec/stack.js'
import {errorCode, lstatIfThere, readIfThere, safeJoin} from '../../../system/files.js'
import {defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {foldersFact, generatedFact, type SpecFinding, specFact, toolsFact} from './facts.js'

/** Version of the format that this opsctl writes into deploy/.opsctl.json. */
const MANIFEST_FORMAT = 1
const FILE_MODE = 0o644

export const specCollector = defineCollector({
  key: specFact,
  isFor: () => true,
  async collect({project}) {
    const source = await readSource(project).catch(toProblems)
    if (source === undefined) return {state: 'missing' as const, problems: [], warnings: []}
    if (typeof source !== 'string') return {state: 'unreadable' as const, problems: source.map(toFinding), warnings: []}
    if (isBlank(source)) return {state: 'empty' as const, problems: [], warnings: []}
    const {stack, problems, warnings} = parseStack(source, 'opsctl.yaml', project.choice.target)
    const more = stack ? await inspectFiles(project, stack, source) : {problems: [], warnings: []}
    return {
      state: 'read' as const,
      problems: [...problems, ...more.problems].map(toFinding),
      warnings: [...warnings, ...more.warnings].map(toFinding),
    }
  },
})

/** The files that opsctl.yaml names, and overlay/. */
async function inspectFiles(project: Project, stack: Stack, source: string) {
  const rooms = components.filter((component) => component.isEnabled(stack))
  const found = (await Promise.all(rooms.map((room) => room.inspectFiles?.(stack, project.root) ?? []))).flat()
  const isWarning = ({level}: {readonly level?: string}) => level === 'warning'
  const overlay = await loadOverlay(project).then(() => [], toProblems)
  return {
    problems: [
      ...placeProblems(
        source,
        found.filter((one) => !isWarning(one)),
      ),
      ...overlay,
    ],
    warnings: placeProblems(source, found.filter(isWarning)),
  }
}

function toProblems(error: unknown): readonly Problem[] {
  if (!(error instanceof OpsError)) throw error
  return error.problems.length > 0 ? error.problems : [{file: 'opsctl.yaml', message: error.text}]
}

function toFinding({file, line, path, message}: Problem): SpecFinding {
  return {
    file,
    message: {en: message.en, zh: message.zh},
    missing: message.en.startsWith(specMessages.missing.en),
    ...(line === undefined ? {} : {line}),
    ...(path === undefined ? {} : {path}),
  }
}

export const toolsCollector = defineCollector({
  key: toolsFact,
  isFor: () => true,
  async collect({project}) {
    const about = JSON.parse((await readIfThere(join(packageRoot(), 'package.json'))) ?? '{}') as {
      readonly engines?: {readonly node?: string}
    }
    const manifest = manifestFormat(await readIfThere(project.manifest))
    return {
      node: process.versions.node,
      leastNode: (about.engines?.node ?? '').replace(/^[^\d]*/, ''),
      opsctl: packageVersion(),
      knownManifest: MANIFEST_FORMAT,
      ...(manifest === undefined ? {} : {manifest}),
    }
  },
})

function manifestFormat(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  try {
    const {version} = JSON.parse(text) as {readonly version?: unknown}
    return typeof version === 'number' ? version : undefined
  } catch {
    return undefined
  }
}

export const foldersCollector = defineCollector({
  key: foldersFact,
  isFor: () => true,
  async collect({project}) {
    const {root, deploy, secrets, state, backups} = project
    const blocked: {path: string; uid: number}[] = []
    const folders = [root, deploy, secrets, state, backups]
    for (const path of folders) {
      const found = await lstatIfThere(path)
      if (!found || blocked.some((one) => path.startsWith(`${one.path}/`))) continue
      if (!(await canWrite(path))) blocked.push({path, uid: found.uid})
    }
    return {me: process.getuid?.() ?? 0, blocked, looked: folders.length}
  },
})

function canWrite(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  )
}

export const generatedCollector = defineCollector({
  key: generatedFact,
  isFor: () => true,
  async collect({project}) {
    const written = await readIfThere(project.manifest).catch(unreadable)
    const {files} = parseManifest(written)
    const seen = await Promise.all(Object.entries(files).map(([path, sum]) => lookAtFile(project, path, sum)))
    const edited = seen.filter(({state}) => state === 'edited').map(({path}) => path)
    const missing = seen.filter(({state}) => state === 'missing').map(({path}) => path)
    return {
      rendered: written !== undefined,
      files: seen.length,
      edited,
      missing,
      isOlder: await hasNewerSources(project),
      unreadable: seen
        .filter(({mode}) => (mode & READABLE) !== READABLE)
        .map(({path, mode}) => ({path, mode, wanted: FILE_MODE})),
    }
  },
})

/** What a server of another user needs. */
const READABLE = 0o444

async function lookAtFile(project: Project, path: string, sum: string) {
  const full = await safeJoin(project.root, `deploy/${path}`)
  const stats = await lstatIfThere(full)
  if (!stats) return {path, state: 'missing', mode: FILE_MODE} as const
  const content = stats.isFile() ? await readIfThere(full).catch(unreadable) : undefined
  const isOurs = content !== undefined && sha256(content) === sum
  return {path, state: isOurs ? 'ours' : 'edited', mode: stats.mode & 0o777} as const
}

/** Whether anything that is rendered from was written after the last render. Rendering, to know what differs, is left to plan: it is slow. */
async function hasNewerSources(project: Project): Promise<boolean> {
  const rendered = (await lstatIfThere(project.manifest))?.mtimeMs ?? 0
  const own = await readdir(project.overlay, {recursive: true}).catch(() => [])
  const sources = [project.specFile, ...own.map((name) => join(project.overlay, name))]
  const times = await Promise.all(sources.map(async (path) => (await lstatIfThere(path))?.mtimeMs ?? 0))
  return times.some((time) => time > rendered)
}

function unreadable(error: unknown): never {
  if (errorCode(error) !== 'EACCES') throw error
  throw new CannotSee('permission', {en: 'deploy/ can’t be read by this user', zh: '当前用户无法读取 deploy/'})
}
