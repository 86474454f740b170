/** What has to be done on a machine before it can run a stack. Pure: a state in, steps out. */
import {isAtLeast, MIN_COMPOSE} from '../../checks/host/docker.js'
import {hostMessages as say} from '../../messages/host.js'
import {DAEMON_FILE, type HostState, type InitSystem, SYSCTL_FILE} from '../../system/host-state.js'
import type {Text} from '../../text.js'

/** Kernel settings and the least value that will do. */
export const WANTED_SYSCTLS: Readonly<Record<string, number>> = {'net.core.somaxconn': 1024, 'vm.overcommit_memory': 1}

export type Plugin = 'compose' | 'buildx'

export type HostAction =
  | {readonly kind: 'update-lists'}
  | {readonly kind: 'install'; readonly packages: readonly string[]; readonly ifOffered: readonly string[]}
  | {readonly kind: 'install-plugins'; readonly plugins: readonly Plugin[]}
  | {readonly kind: 'write'; readonly file: string; readonly content: string}
  | {readonly kind: 'set-sysctls'; readonly content: string; readonly values: Readonly<Record<string, number>>}
  | {readonly kind: 'start'; readonly init: InitSystem}

export interface HostStep {
  readonly id: 'lists' | 'log-rotation' | 'engine' | 'plugins' | 'debian-tools' | 'kernel' | 'start'
  readonly title: Text
  readonly why: Text
  /** How a person takes it back. */
  readonly undo: Text
  /** What is missing, in one line, for a machine that opsctl may not or can't change. */
  readonly missing: Text
  /** False for what makes a stack better but is not needed to run one. */
  readonly isEssential: boolean
  readonly action: HostAction
}

/** The steps that this machine still needs, in order. Empty when it is ready. */
export function planHost(state: HostState): readonly HostStep[] {
  const steps = [planEngine(state), planPlugins(state), planDebianTools(state), planSysctls(state), planStart(state)]
  const needed = [planLogRotation(state), ...steps].filter((step) => step !== undefined)
  const installs = needed.some((step) => step.action.kind === 'install' || step.action.kind === 'install-plugins')
  return installs && canManage(state) ? [listsStep, ...needed] : needed
}

/** Whether opsctl may and can change this machine, and the change would help. */
export function canManage(state: HostState): boolean {
  return state.os.isDebianLike && state.os.isRoot && (isEngineHere(state) || state.docker.reach === 'ok')
}

const listsStep: HostStep = {
  id: 'lists',
  title: say.listsTitle,
  why: say.listsWhy,
  undo: say.listsUndo,
  missing: say.listsTitle,
  isEssential: false,
  action: {kind: 'update-lists'},
}

/** Whether the engine is to run on this machine. One elsewhere, as DOCKER_HOST may say, is not ours to install or start. */
export function isEngineHere({docker}: HostState): boolean {
  return docker.endpoint === '' || docker.endpoint.startsWith('unix://')
}

function planEngine(state: HostState): HostStep | undefined {
  const isThere = state.docker.cli && (state.hasDaemon || state.docker.reach === 'ok' || !isEngineHere(state))
  if (isThere) return undefined
  const packages = ['docker.io', 'iptables', ...(state.hasApparmor ? ['apparmor'] : [])]
  return {
    id: 'engine',
    title: say.engineTitle,
    why: say.engineWhy,
    undo: say.removePackages(packages.join(' ')),
    missing: say.noEngine,
    isEssential: true,
    // Newer releases have the command line in a package of its own.
    action: {kind: 'install', packages, ifOffered: ['docker-cli']},
  }
}

function planPlugins(state: HostState): HostStep | undefined {
  const {docker, packages} = state
  const compose =
    docker.composeVersion ?? versionOf(packages, ['docker-compose', 'docker-compose-v2', 'docker-compose-plugin'])
  const buildx = docker.buildxVersion ?? versionOf(packages, ['docker-buildx', 'docker-buildx-plugin'])
  const plugins: Plugin[] = []
  if (compose === undefined || !isAtLeast(compose, MIN_COMPOSE)) plugins.push('compose')
  if (buildx === undefined) plugins.push('buildx')
  if (plugins.length === 0) return undefined
  const names = plugins.map((plugin) => (plugin === 'compose' ? `Compose ≥ ${MIN_COMPOSE}` : 'buildx')).join(', ')
  return {
    id: 'plugins',
    title: say.pluginsTitle(names),
    why: say.pluginsWhy(names),
    undo: say.removePackages(plugins.map((plugin) => `docker-${plugin}`).join(' ')),
    missing: say.noPlugins(names),
    isEssential: true,
    action: {kind: 'install-plugins', plugins},
  }
}

function planDebianTools(state: HostState): HostStep | undefined {
  if (!state.os.isDebianLike || state.hasMmdebstrap) return undefined
  const packages = ['mmdebstrap', 'debian-archive-keyring']
  return {
    id: 'debian-tools',
    title: say.debianTitle,
    why: say.debianWhy,
    undo: say.removePackages('mmdebstrap'),
    missing: say.noDebianTools,
    isEssential: false,
    action: {kind: 'install', packages, ifOffered: []},
  }
}

function planSysctls(state: HostState): HostStep | undefined {
  if (!state.os.isDebianLike) return undefined
  const isLow = (name: string, least: number) => (state.sysctls[name] ?? least) < least
  // A value that is high enough already stays out of the file: at the next boot the file would lower it.
  const kept = Object.entries(WANTED_SYSCTLS).filter(
    ([name, least]) => isLow(name, least) || state.sysctlFile?.includes(`${name} =`),
  )
  const low = kept.filter(([name, least]) => isLow(name, least))
  const content = ['# Written by opsctl host prepare.', ...kept.map(([name, value]) => `${name} = ${value}`), ''].join(
    '\n',
  )
  const isFileDone = kept.length === 0 || state.sysctlFile === content
  if (isFileDone && (low.length === 0 || !state.canSetSysctls)) return undefined
  const lines = kept.map(([name, value]) => `${name}=${value}`).join(' ')
  const before = low.map(([name]) => `${name}=${state.sysctls[name]}`).join(' ')
  return {
    id: 'kernel',
    title: say.sysctlTitle,
    why: say.sysctlWhy(lines),
    undo: say.sysctlUndo(SYSCTL_FILE, before),
    missing: say.noSysctl(lines),
    isEssential: false,
    action: {kind: 'set-sysctls', content, values: Object.fromEntries(low)},
  }
}

function planLogRotation(state: HostState): HostStep | undefined {
  if (!state.os.isDebianLike || state.hasDaemonJson || !isEngineHere(state)) return undefined
  const content = {'log-driver': 'json-file', 'log-opts': {'max-size': '10m', 'max-file': '3'}}
  return {
    id: 'log-rotation',
    title: say.daemonJsonTitle,
    why: say.daemonJsonWhy,
    undo: say.removeFile(DAEMON_FILE),
    missing: say.noRotation,
    isEssential: false,
    action: {kind: 'write', file: DAEMON_FILE, content: `${JSON.stringify(content, null, 2)}\n`},
  }
}

function planStart(state: HostState): HostStep | undefined {
  const {reach, endpoint} = state.docker
  if (reach === 'ok') return undefined
  const missing = reach === 'denied' ? say.denied : say.notRunning
  return {
    id: 'start',
    title: say.startTitle,
    why: say.startWhy(state.init),
    undo: say.startUndo(state.init),
    missing: isEngineHere(state) ? missing : say.remoteSilent(endpoint),
    isEssential: true,
    action: {kind: 'start', init: state.init},
  }
}

function versionOf(packages: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  return names.map((name) => packages[name]).find((version) => version !== undefined)
}
