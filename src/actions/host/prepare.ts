/** Gives a machine what a stack needs: plan first, then only what is missing. */
import {isAtLeast, MIN_COMPOSE} from '../../checks/host/docker.js'
import {OpsError} from '../../errors.js'
import {hostMessages as say} from '../../messages/host.js'
import {installedPackages, installFromSuite, installPackages, offeredVersion, updateLists} from '../../system/apt.js'
import {startDaemon} from '../../system/docker-daemon.js'
import {setSysctls, writeHostFile} from '../../system/host-files.js'
import {type HostState, readHostState} from '../../system/host-state.js'
import type {RunOptions} from '../../system/run.js'
import type {Text} from '../../text.js'
import type {StepRunner} from '../step.js'
import {
  canManage,
  type HostAction,
  type HostStep,
  isEngineHere,
  type Plugin,
  planHost,
  WANTED_SYSCTLS,
} from './prepare-plan.js'

type Options = Pick<RunOptions, 'signal' | 'onLine'>

export interface PrepareOptions extends Options {
  /** False: only say what would be done. */
  readonly apply: boolean
  readonly runSteps: StepRunner
}

/** `unable`: something is missing that opsctl may not or can't install here. */
export interface PrepareAnswer {
  readonly state: 'ready' | 'planned' | 'prepared' | 'unable'
  readonly steps: readonly HostStep[]
  readonly notes: readonly Text[]
  readonly engineVersion: string | undefined
}

/** Newest first: of both, single packages run on older releases, because they need little but the C library. */
const NEWER_SUITES = ['sid', 'trixie'] as const

/** Packages that hold a plugin, by the names that distributions give them. */
const PLUGIN_PACKAGES: Readonly<Record<Plugin, readonly string[]>> = {
  compose: ['docker-compose-v2', 'docker-compose-plugin', 'docker-compose'],
  buildx: ['docker-buildx-plugin', 'docker-buildx'],
}

/** Plans and, when told to, carries out what this machine needs. A second run finds nothing to do. */
export async function prepareHost(options: PrepareOptions): Promise<PrepareAnswer> {
  const state = await readHostState(Object.keys(WANTED_SYSCTLS))
  const steps = planHost(state)
  if (!canManage(state)) return explainMissing(state, steps)
  const notes = state.hasCgroups ? [] : [say.cgroups]
  const engineVersion = state.docker.engineVersion
  if (steps.length === 0) return {state: 'ready', steps, notes, engineVersion}
  if (!options.apply) return {state: 'planned', steps, notes, engineVersion}
  const {apply, runSteps, ...control} = options
  await runSteps(
    steps.map((step) => ({title: step.title, run: () => perform(step.action, state, control), undo: null})),
  )
  const after = await readHostState(Object.keys(WANTED_SYSCTLS))
  return {state: 'prepared', steps, notes, engineVersion: after.docker.engineVersion}
}

function explainMissing(state: HostState, steps: readonly HostStep[]): PrepareAnswer {
  const engineVersion = state.docker.engineVersion
  const missing = steps.filter((step) => step.isEssential)
  if (missing.length === 0) return {state: 'ready', steps: [], notes: [], engineVersion}
  return {state: 'unable', steps: missing, notes: [wayOut(state)], engineVersion}
}

function wayOut(state: HostState): Text {
  if (!isEngineHere(state)) return say.checkDockerHost
  return state.os.isDebianLike ? say.needsRoot : say.needsDebian(state.os.name)
}

async function perform(action: HostAction, state: HostState, options: Options): Promise<Text | undefined> {
  switch (action.kind) {
    case 'update-lists':
      await updateLists(options)
      return undefined
    case 'install':
      await installPackages([...action.packages, ...(await onlyOffered(action.ifOffered))], options)
      return undefined
    case 'install-plugins':
      return installPlugins(action.plugins, state, options)
    case 'write':
      await writeHostFile(action.file, action.content)
      return undefined
    case 'set-sysctls':
      await setSysctls(action.content, action.values)
      return undefined
    case 'start':
      await startDaemon(action.init, options)
      return undefined
  }
}

async function onlyOffered(names: readonly string[]): Promise<readonly string[]> {
  const offers = await Promise.all(names.map(async (name) => [name, await offeredVersion(name)] as const))
  return offers.filter(([, version]) => version !== undefined).map(([name]) => name)
}

async function installPlugins(
  plugins: readonly Plugin[],
  state: HostState,
  options: Options,
): Promise<Text | undefined> {
  const own: string[] = []
  const newer: string[] = []
  for (const plugin of plugins) {
    const offer = await pickOffer(plugin)
    if (offer === undefined) newer.push(`docker-${plugin}`)
    else own.push(offer)
  }
  if (own.length > 0) await installPackages(own, options)
  if (newer.length > 0) await installFromNewerSuite(newer, state, options)
  const installed = await installedPackages([...own, ...newer])
  const words = [...installed].map(([name, version]) => `${name} ${version}`).join(', ')
  return {en: words, zh: words}
}

/** The package of this release that holds a plugin in a version that will do. */
async function pickOffer(plugin: Plugin): Promise<string | undefined> {
  for (const name of PLUGIN_PACKAGES[plugin]) {
    const version = await offeredVersion(name)
    if (version !== undefined && (plugin === 'buildx' || isAtLeast(version, MIN_COMPOSE))) return name
  }
  return undefined
}

async function installFromNewerSuite(names: readonly string[], state: HostState, options: Options): Promise<void> {
  let cause: unknown
  for (const suite of state.os.id === 'debian' ? NEWER_SUITES : []) {
    try {
      await installFromSuite(suite, names, state.os, options)
      return
    } catch (error) {
      if (error instanceof OpsError && error.kind === 'interrupted') throw error
      cause = error
    }
  }
  throw new OpsError({
    code: 'OPS_PACKAGE_NOT_FOUND',
    kind: 'environment',
    message: say.noNewerSuite(names.join(', ')),
    suggestions: [say.installPlugins(names.join(', '))],
    ...(cause instanceof OpsError && cause.detail !== undefined ? {detail: cause.detail} : {}),
    cause,
  })
}
