/** Asks the docker command line what it and its engine are. Works when the engine is down. */
import {lstat} from 'node:fs/promises'

import {OpsError} from '../errors.js'
import {preflightMessages as say} from '../messages/preflight.js'
import {capture, run} from './run.js'

/** What Docker says of itself. */
export interface DockerState {
  readonly cli: boolean
  readonly reach: 'ok' | 'no-cli' | 'no-socket' | 'denied' | 'refused' | 'silent'
  /** Where the command line looks for the engine. */
  readonly endpoint: string
  readonly engineVersion: string | undefined
  readonly composeVersion: string | undefined
  readonly buildxVersion: string | undefined
  readonly cgroupVersion: string | undefined
  readonly limits: {readonly memory: boolean; readonly cpu: boolean; readonly pids: boolean} | undefined
  readonly memoryMiB: number | undefined
  readonly cpus: number | undefined
  readonly rootFolder: string | undefined
}

interface Info {
  readonly ServerVersion?: string
  readonly ServerErrors?: readonly string[]
  readonly CgroupVersion?: string
  readonly MemoryLimit?: boolean
  readonly CpuCfsQuota?: boolean
  readonly PidsLimit?: boolean
  readonly MemTotal?: number
  readonly NCPU?: number
  readonly DockerRootDir?: string
  readonly ClientInfo?: {readonly Plugins?: readonly {readonly Name: string; readonly Version?: string}[]}
  readonly Driver?: string
  readonly LoggingDriver?: string
  readonly Architecture?: string
  readonly OperatingSystem?: string
  readonly LiveRestoreEnabled?: boolean
  readonly SecurityOptions?: readonly string[] | null
  readonly Warnings?: readonly string[] | null
  readonly HttpProxy?: string
  readonly HttpsProxy?: string
  readonly NoProxy?: string
}

/** What the engine says of itself beyond what a stack needs to start. */
export interface EngineDetails {
  readonly driver: string
  readonly loggingDriver: string
  /** As in `x86_64`. */
  readonly architecture: string
  readonly operatingSystem: string
  readonly liveRestore: boolean
  readonly securityOptions: readonly string[]
  readonly warnings: readonly string[]
  /** Whether the daemon goes through a proxy; its address may hold a password and stays with the daemon. */
  readonly hasProxy: boolean
  readonly noProxy: string
}

const NO_CLI = {
  cli: false,
  reach: 'no-cli',
  endpoint: '',
  engineVersion: undefined,
  composeVersion: undefined,
  buildxVersion: undefined,
  cgroupVersion: undefined,
  limits: undefined,
  memoryMiB: undefined,
  cpus: undefined,
  rootFolder: undefined,
} as const satisfies DockerState

const ANSWER_TIMEOUT_MS = 15_000
const DEFAULT_ENDPOINT = 'unix:///var/run/docker.sock'

/** Reads what Docker is and whether it answers. Never throws for a Docker that is missing or down. */
export async function readDockerState(): Promise<DockerState> {
  return (await readDocker()).state
}

/** The same, with what else an engine that answers says of itself, from one question. */
export async function readDocker(): Promise<{readonly state: DockerState; readonly details?: EngineDetails}> {
  try {
    const {stdout, stderr} = await capture('docker', ['info', '--format', '{{json .}}'], {timeoutMs: ANSWER_TIMEOUT_MS})
    const endpoint = process.env.DOCKER_HOST ?? DEFAULT_ENDPOINT
    const info = parseInfo(stdout)
    const trouble = [stderr, ...(info.ServerErrors ?? [])].join('\n')
    const reach = info.ServerVersion ? 'ok' : await judgeReach(trouble, endpoint)
    return {state: toState(info, reach, endpoint), ...(reach === 'ok' ? {details: toDetails(info)} : {})}
  } catch (error) {
    if (error instanceof OpsError && error.code === 'OPS_TOOL_MISSING') return {state: NO_CLI}
    if (error instanceof OpsError && error.code === 'OPS_TOOL_TIMEOUT') {
      return {state: {...NO_CLI, cli: true, reach: 'silent'}}
    }
    throw error
  }
}

/** Throws OPS_DOCKER_UNREACHABLE unless the engine answers. */
export async function demandEngine(): Promise<void> {
  const {reach, endpoint} = await readDockerState()
  if (reach === 'ok') return
  const where = endpoint || DEFAULT_ENDPOINT
  throw new OpsError({
    code: 'OPS_DOCKER_UNREACHABLE',
    kind: 'environment',
    message: reach === 'denied' ? say.denied(where) : say.refused(where),
    suggestions: reach === 'denied' ? [say.joinGroup] : [say.prepare],
  })
}

/** Whether a path is a socket that exists. */
async function isSocket(path: string): Promise<boolean> {
  return lstat(path).then(
    (stat) => stat.isSocket() || stat.isSymbolicLink(),
    () => false,
  )
}

/** Whether the registry of an image answers for it in time. The client asks, as it would before a pull. */
export async function askRegistry(reference: string, timeoutMs: number): Promise<boolean> {
  try {
    const {exitCode, stderr} = await capture('docker', ['manifest', 'inspect', reference], {timeoutMs})
    // These are answers too: of a registry that is there but doesn't have or doesn't give this image.
    return exitCode === 0 || /no such manifest|manifest unknown|toomanyrequests|unauthorized|denied:/i.test(stderr)
  } catch (error) {
    if (error instanceof OpsError && error.kind !== 'interrupted') return false
    throw error
  }
}

/** Ports that containers publish on this host, with the container's name and Compose project. */
export async function listPublishedPorts(): Promise<
  readonly {readonly container: string; readonly project: string; readonly bind: string; readonly port: number}[]
> {
  const row = '{{.Names}}\t{{.Label "com.docker.compose.project"}}\t{{.Ports}}'
  const printed = await run('docker', ['ps', '--format', row], {timeoutMs: ANSWER_TIMEOUT_MS})
  return printed.split('\n').flatMap((line) => {
    const [container = '', project = '', ports = ''] = line.split('\t')
    return parsePorts(ports).map((port) => ({container, project, ...port}))
  })
}

/** Parses `127.0.0.1:8080->80/tcp, :::9000-9001->9000-9001/tcp`. */
export function parsePorts(text: string): readonly {readonly bind: string; readonly port: number}[] {
  return text.split(', ').flatMap((part) => {
    const [, bind, first, last] = /^(.*):(\d+)(?:-(\d+))?->.*\/tcp$/.exec(part) ?? []
    if (bind === undefined || first === undefined) return []
    const count = Number(last ?? first) - Number(first) + 1
    return Array.from({length: count}, (_, index) => ({
      bind: bind.replace(/^\[|\]$/g, ''),
      port: Number(first) + index,
    }))
  })
}

/** Parses `docker info --format '{{json .}}'`; what is not JSON is an engine that says nothing. */
export function parseInfo(text: string): Info {
  try {
    return (JSON.parse(text) as Info | null) ?? {}
  } catch {
    return {}
  }
}

async function judgeReach(trouble: string, endpoint: string): Promise<DockerState['reach']> {
  if (/permission denied/i.test(trouble)) return 'denied'
  const socket = /^unix:\/\/(.*)$/.exec(endpoint)?.[1]
  return socket !== undefined && !(await isSocket(socket)) ? 'no-socket' : 'refused'
}

function toState(info: Info, reach: DockerState['reach'], endpoint: string): DockerState {
  const plugin = (name: string) => info.ClientInfo?.Plugins?.find((found) => found.Name === name)?.Version
  const isUp = reach === 'ok'
  return {
    cli: true,
    reach,
    endpoint,
    engineVersion: isUp ? info.ServerVersion : undefined,
    composeVersion: plugin('compose'),
    buildxVersion: plugin('buildx'),
    cgroupVersion: isUp ? info.CgroupVersion : undefined,
    limits: isUp
      ? {memory: info.MemoryLimit === true, cpu: info.CpuCfsQuota === true, pids: info.PidsLimit === true}
      : undefined,
    memoryMiB: isUp && info.MemTotal ? Math.floor(info.MemTotal / 1024 ** 2) : undefined,
    cpus: isUp ? info.NCPU : undefined,
    rootFolder: isUp ? info.DockerRootDir : undefined,
  }
}

function toDetails(info: Info): EngineDetails {
  return {
    driver: info.Driver ?? '',
    loggingDriver: info.LoggingDriver ?? '',
    architecture: info.Architecture ?? '',
    operatingSystem: info.OperatingSystem ?? '',
    liveRestore: info.LiveRestoreEnabled === true,
    securityOptions: info.SecurityOptions ?? [],
    warnings: info.Warnings ?? [],
    hasProxy: Boolean(info.HttpProxy || info.HttpsProxy),
    noProxy: info.NoProxy ?? '',
  }
}
