/** helm 3 and 4, always with an explicit context and namespace. One function per verb; argv holds no secret. */
import {OpsError} from '../errors.js'
import {clusterMessages as say} from '../messages/cluster.js'
import {type ClusterAddress, clusterError, toolMissing} from './kubectl.js'
import {capture, type RunOptions, type RunResult} from './run.js'

/** A release and where it lies. */
export interface ReleaseAddress extends ClusterAddress {
  readonly namespace: string
  readonly release: string
}

/** A chart with the values files that are merged over its own, the last one winning. */
export interface ChartFiles {
  readonly chart: string
  readonly values: readonly string[]
  /** One more values file, as text, merged last. */
  readonly moreValues?: string
}

export interface HelmVersion {
  readonly major: number
  readonly minor: number
}

/** One revision of a release, as `helm history` says. */
export interface Revision {
  readonly revision: number
  readonly updated: string
  readonly status: string
  readonly description: string
}

type Control = Pick<RunOptions, 'signal' | 'onLine' | 'timeoutMs'>

const QUICK_MS = 60_000
const OLDEST_MAJOR = 3
const NEWEST_MAJOR = 4
/** From this minor of Helm 3 on, a template may ask the server what it has: the chart keeps what can't change by it. */
const ASKS_SERVER_MINOR = 13
/** The first minor of Helm 3 that can be told to leave the schema of the values alone. */
const SKIPS_SCHEMA_MINOR = 16
/** An interrupted upgrade takes itself back; cut short, it would leave the release locked. */
const ROLLBACK_GRACE_MS = 180_000

/** Helm works for a second and then waits: to collect its garbage less often saves a quarter of that second. */
const GOGC = process.env.GOGC ?? '400'

const versions = new Map<string, Promise<HelmVersion>>()

/** Which Helm this is; asked once. Throws OPS_HELM_UNSUPPORTED for what is neither 3 nor 4. */
export function helmVersion(): Promise<HelmVersion> {
  const binary = helmBinary()
  const known = versions.get(binary) ?? readVersion()
  versions.set(binary, known)
  return known
}

async function readVersion(): Promise<HelmVersion> {
  const {stdout} = await helm(['version', '--template', '{{.Version}}'], {})
  const version = parseHelmVersion(stdout)
  if (version) return version
  throw new OpsError({
    code: 'OPS_HELM_UNSUPPORTED',
    kind: 'environment',
    message: say.helmUnsupported(stdout.trim()),
    suggestions: [say.getTool('helm', 'OPSCTL_HELM')],
  })
}

/** Reads `v3.22.0`; undefined for a Helm that opsctl does not know. */
export function parseHelmVersion(printed: string): HelmVersion | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(printed.trim()) ?? []
  const version = {major: Number(major), minor: Number(minor)}
  if (version.major === OLDEST_MAJOR) return version.minor >= ASKS_SERVER_MINOR ? version : undefined
  return version.major === NEWEST_MAJOR ? version : undefined
}

/** The revisions of a release, oldest first; empty when there is none. */
export async function helmHistory(at: ReleaseAddress, control: Control = {}): Promise<readonly Revision[]> {
  const result = await helm([...addressOf(at), 'history', at.release, '--max', '20', '--output', 'json'], control)
  if (result.exitCode !== 0 && /release: not found/.test(result.stderr)) return []
  if (result.exitCode !== 0) throw clusterError(at, result)
  return JSON.parse(result.stdout) as Revision[]
}

/** The manifest of one revision, without its hooks. */
export async function helmManifest(at: ReleaseAddress, revision: number): Promise<string> {
  return ask(at, ['get', 'manifest', at.release, '--revision', String(revision)])
}

/** The values of one revision, as given. */
export async function helmValues(at: ReleaseAddress, revision: number): Promise<unknown> {
  const printed = await ask(at, ['get', 'values', at.release, '--revision', String(revision), '--output', 'json'])
  return JSON.parse(printed)
}

/** What the chart would write, without its hooks; the cluster is asked which kinds it knows, and changes nothing. */
export async function helmTemplate(
  at: ReleaseAddress,
  files: ChartFiles,
  {isUpgrade}: {readonly isUpgrade: boolean},
): Promise<RunResult> {
  const flags = templateFlags(await helmVersion(), isUpgrade)
  return helm([...addressOf(at), 'template', at.release, files.chart, ...flags, ...valuesOf(files)], {
    ...(files.moreValues === undefined ? {} : {stdin: files.moreValues}),
  })
}

/** Flags by which a template asks the server what it has and which kinds it knows, by version. */
export function templateFlags({major}: HelmVersion, isUpgrade: boolean): readonly string[] {
  // Helm 3 looks things up for the one, and takes the server's version and kinds for the other.
  const asks = major > OLDEST_MAJOR ? ['--dry-run=server'] : ['--dry-run=server', '--validate']
  return ['--no-hooks', '--skip-tests', ...asks, ...(isUpgrade ? ['--is-upgrade'] : [])]
}

export interface UpgradeOptions extends Control {
  readonly timeoutS: number
  /** The same chart with the same values has just been templated against the server, which checked both. */
  readonly isChecked?: boolean
}

/** Installs or upgrades, waits until everything is ready, and goes back to the former revision when it fails. */
export async function helmUpgrade(at: ReleaseAddress, files: ChartFiles, options: UpgradeOptions): Promise<RunResult> {
  const {timeoutS, isChecked = false, ...control} = options
  const flags = upgradeFlags(await helmVersion(), timeoutS, isChecked)
  return helm([...addressOf(at), 'upgrade', at.release, files.chart, ...flags, ...valuesOf(files)], {
    ...control,
    // A failed upgrade is taken back within the same run, which may last as long again.
    timeoutMs: (2 * timeoutS + 120) * 1000,
  })
}

/** Flags of an upgrade that undoes itself, by version. */
export function upgradeFlags({major, minor}: HelmVersion, timeoutS: number, isChecked = false): readonly string[] {
  // What people changed by hand goes back to what the files say, as the plan told; Helm 3 never knew otherwise.
  const apply = ['--server-side=true', '--force-conflicts']
  const undo = major > OLDEST_MAJOR ? ['--rollback-on-failure', '--wait=watcher', ...apply] : ['--atomic', '--wait']
  const canSkip = major > OLDEST_MAJOR || minor >= SKIPS_SCHEMA_MINOR
  const known = isChecked ? ['--disable-openapi-validation', ...(canSkip ? ['--skip-schema-validation'] : [])] : []
  return ['--install', ...undo, ...known, '--timeout', `${timeoutS}s`, '--history-max', '10']
}

/** Removes the release; what it does not own stays: claims of volumes, Secrets, namespaces. */
export async function helmUninstall(at: ReleaseAddress, options: UpgradeOptions): Promise<RunResult> {
  const {timeoutS, ...control} = options
  const argv = ['uninstall', at.release, '--ignore-not-found', '--wait', '--timeout', `${timeoutS}s`]
  // Otherwise the pods would still be ending when the command is done.
  const cascade = ['--cascade', 'foreground']
  return helm([...addressOf(at), ...argv, ...cascade], {...control, timeoutMs: (timeoutS + 60) * 1000})
}

async function ask(at: ReleaseAddress, argv: readonly string[]): Promise<string> {
  const result = await helm([...addressOf(at), ...argv], {})
  if (result.exitCode !== 0) throw clusterError(at, result)
  return result.stdout
}

async function helm(argv: readonly string[], control: Control & {readonly stdin?: string}): Promise<RunResult> {
  const binary = helmBinary()
  try {
    const settings = {timeoutMs: QUICK_MS, group: true, graceMs: ROLLBACK_GRACE_MS, env: {GOGC}}
    return await capture(binary, argv, {...settings, ...control})
  } catch (error) {
    if (error instanceof OpsError && error.code === 'OPS_TOOL_MISSING') throw toolMissing(binary, 'helm', error)
    throw error
  }
}

function addressOf(at: ReleaseAddress): readonly string[] {
  const kubeconfig = at.kubeconfig === undefined ? [] : ['--kubeconfig', at.kubeconfig]
  return [...kubeconfig, '--kube-context', at.context, '--namespace', at.namespace]
}

function valuesOf({values, moreValues}: ChartFiles): readonly string[] {
  return [...values, ...(moreValues === undefined ? [] : ['-'])].flatMap((file) => ['--values', file])
}

function helmBinary(): string {
  return process.env.OPSCTL_HELM ?? 'helm'
}
