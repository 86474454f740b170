/** Looks at opsctl.yaml, at overlay/ and at what was generated from them. */
import {access, constants} from 'node:fs/promises'
import {join} from 'node:path'

import {components} from '../../../components/registry.js'
import {OpsError, type Problem} from '../../../errors.js'
import {specMessages} from '../../../messages/spec.js'
import {packageRoot, packageVersion} from '../../../package-root.js'
import type {Project} from '../../../project.js'
import {MANIFEST, parseManifest} from '../../../render/manifest.js'
import {loadOverlay} from '../../../render/overlay.js'
import {renderStack} from '../../../render/render-stack.js'
import {compareFiles} from '../../../render/write-files.js'
import {isBlank, parseStack, readSource} from '../../../spec/load-stack.js'
import {placeProblems} from '../../../spec/parse-stack.js'
import type {Stack} from '../../../spec/stack.js'
import {errorCode, lstatIfThere, readIfThere} from '../../../system/files.js'
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
  async collect({project, stack}) {
    const manifest = parseManifest(await readIfThere(project.manifest))
    const files = renderStack(stack, await loadOverlay(project).catch(brokenOverlay))
    const {changes, handEdits} = await compareFiles(project, files).catch(unreadable)
    const edited = new Set(handEdits.map(({path}) => path))
    const missing = changes.filter(({action, path}) => action === 'created' && manifest.files[path] !== undefined)
    const unreadableOnes = await findUnreadable(project, files)
    const others = new Set([...missing.map(({path}) => path), ...edited, ...unreadableOnes.map(({path}) => path)])
    return {
      rendered: (await lstatIfThere(join(project.deploy, MANIFEST))) !== undefined,
      files: files.length,
      edited: [...edited],
      missing: missing.map(({path}) => path),
      outdated: changes.map(({path}) => path).filter((path) => !others.has(path)),
      unreadable: unreadableOnes,
    }
  },
})

async function findUnreadable(project: Project, files: ReturnType<typeof renderStack>) {
  const found = await Promise.all(
    files.map(async ({path, mode: wanted = FILE_MODE}) => {
      const mode = (await lstatIfThere(join(project.deploy, path)))?.mode
      return mode === undefined || (mode & wanted) === wanted ? [] : [{path, mode: mode & 0o777, wanted}]
    }),
  )
  return found.flat()
}

function brokenOverlay(error: unknown): never {
  if (error instanceof OpsError) throw new CannotSee('no-data', error.text)
  throw error
}

function unreadable(error: unknown): never {
  if (errorCode(error) !== 'EACCES') throw error
  throw new CannotSee('permission', {en: 'deploy/ can’t be read by this user', zh: '当前用户无法读取 deploy/'})
}
