/**
 * Reads from the API server, many in a second: one `kubectl proxy` for the whole run answers them on a socket that only
 * this user can open and that takes no change. It logs in as kubectl does, plug-ins included. What it can't answer,
 * kubectl is asked itself, so that the words of a failure are always kubectl's.
 */
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {callHttp} from './http.js'
import {addressOf, type ClusterAddress, type ClusterControl, clusterError, kubectl, kubectlBinary} from './kubectl.js'
import {type Background, interrupted, type RunResult, serveBeside} from './run.js'

/** Which objects of a kind. */
export interface Selection {
  readonly namespace?: string
  readonly name?: string
  /** By labels. */
  readonly selector?: string
  /** By fields. */
  readonly fields?: string
}

const OPEN_MS = 5000
const READ_S = 30
const WRITES = '^(POST|PUT|PATCH|DELETE)$'

/** The path of objects: of `pods`, or with group and version of `apps/v1/deployments`. Pure. */
export function apiPath(resource: string, {namespace, name, selector, fields}: Selection = {}): string {
  const steps = resource.split('/')
  const kind = steps.pop() ?? ''
  const base = steps.length === 0 ? ['api', 'v1'] : ['apis', ...steps]
  const place = namespace === undefined ? [] : ['namespaces', namespace]
  const path = [...base, ...place, kind, ...(name === undefined ? [] : [name])].map(encodeURIComponent).join('/')
  const query = new URLSearchParams({
    ...(selector === undefined ? {} : {labelSelector: selector}),
    ...(fields === undefined ? {} : {fieldSelector: fields}),
  })
  return `/${path}${query.size > 0 ? `?${query}` : ''}`
}

/** What `kubectl get --raw` prints for a path, whatever its exit code. */
export async function readApi(at: ClusterAddress, path: string, control: ClusterControl = {}): Promise<RunResult> {
  const channel = await openChannel(at)
  const answer = channel && (await readThrough(channel, path, control))
  return answer ?? kubectl(at, ['get', '--raw', path], control)
}

/** The answer to a path, parsed; a failure becomes an error that says whose turn it is. */
export async function askApi<T>(at: ClusterAddress, path: string, control: ClusterControl = {}): Promise<T> {
  const result = await readApi(at, path, control)
  if (result.exitCode !== 0) throw clusterError(at, result)
  return JSON.parse(result.stdout) as T
}

interface ObjectList<T> {
  readonly kind: string
  readonly apiVersion: string
  readonly items?: readonly T[] | null
}

/** The objects of a list, each with the kind that the list names once for all. */
export async function listApi<T extends object>(
  at: ClusterAddress,
  path: string,
  control: ClusterControl = {},
): Promise<readonly T[]> {
  const {kind, apiVersion, items} = await askApi<ObjectList<T>>(at, path, control)
  return (items ?? []).map((item) => ({apiVersion, kind: kind.replace(/List$/, ''), ...item}))
}

interface Channel extends Background {
  readonly socketPath: string
}

const channels = new Map<string, Promise<Channel | undefined>>()

/** One for each cluster; Ctrl+C on a terminal ends it, and the next read opens another. */
async function openChannel(at: ClusterAddress): Promise<Channel | undefined> {
  const key = JSON.stringify([kubectlBinary(), addressOf(at), process.env.KUBECONFIG])
  const former = channels.get(key)
  if (!former || (await former)?.hasEnded()) {
    // Of those that ask at the same time, the first to come back here opens it; the others take that one.
    if (channels.get(key) === former) channels.set(key, startChannel(at))
  }
  return channels.get(key)
}

async function startChannel(at: ClusterAddress): Promise<Channel | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-'))
  process.once('exit', () => rmSync(folder, {recursive: true, force: true}))
  const socketPath = join(folder, 'api')
  const argv = [...addressOf(at), 'proxy', `--unix-socket=${socketPath}`, `--reject-methods=${WRITES}`]
  const started = await serveBeside(kubectlBinary(), argv, {
    isReady: (line) => line.startsWith('Starting to serve on'),
    timeoutMs: OPEN_MS,
  })
  return started && {...started, socketPath}
}

/** Undefined when it is not the API server that answers. */
async function readThrough(
  {socketPath}: Channel,
  path: string,
  {signal, requestTimeoutS = READ_S}: ClusterControl,
): Promise<RunResult | undefined> {
  try {
    const call = {host: 'localhost', port: 80, path, socketPath, timeoutMs: requestTimeoutS * 1000}
    const {status, body} = await callHttp({...call, ...(signal && {signal})})
    return status < 400 ? {exitCode: 0, stdout: body, stderr: ''} : refusal(body)
  } catch (error) {
    if (signal?.aborted) throw interrupted()
    if ((error as {cause?: Error}).cause?.name !== 'TimeoutError') return undefined
    const stderr = `Unable to connect to the server: no answer within ${requestTimeoutS} s`
    return {exitCode: 1, stdout: '', stderr}
  }
}

/** In the words of kubectl. */
function refusal(body: string): RunResult | undefined {
  try {
    const {kind, reason = 'Unknown', message = ''} = JSON.parse(body) as Readonly<Record<string, string>>
    if (kind !== 'Status') return undefined
    return {exitCode: 1, stdout: '', stderr: `Error from server (${reason}): ${message}`}
  } catch {
    return undefined
  }
}
