/** kubectl, always with an explicit context. One door: nothing else starts it; argv holds no secret. */
import {OpsError} from '../errors.js'
import {clusterMessages as say} from '../messages/cluster.js'
import {verbatim} from '../text.js'
import {redact} from './redact.js'
import {type Background, capture, type RunOptions, type RunResult, serveBeside} from './run.js'

/** Where a cluster is reached. */
export interface ClusterAddress {
  readonly kubeconfig?: string
  readonly context: string
}

export type ClusterControl = Pick<RunOptions, 'signal' | 'onLine' | 'timeoutMs' | 'stdin' | 'sink' | 'group'> & {
  /** How long one request may take; 0 for streams, which last. */
  readonly requestTimeoutS?: number
}

const REQUEST_S = 30
const QUICK_MS = 60_000
const FORWARD_MS = 10_000

/** Runs kubectl and returns what it printed, whatever its exit code. Throws only when it is missing, hangs or is interrupted. */
export async function kubectl(
  at: ClusterAddress,
  argv: readonly string[],
  {requestTimeoutS = REQUEST_S, ...control}: ClusterControl = {},
): Promise<RunResult> {
  const binary = kubectlBinary()
  try {
    const where = [...addressOf(at), `--request-timeout=${requestTimeoutS}s`]
    return await capture(binary, [...where, ...argv], {timeoutMs: QUICK_MS, ...control})
  } catch (error) {
    if (error instanceof OpsError && error.code === 'OPS_TOOL_MISSING') throw toolMissing(binary, 'kubectl', error)
    throw error
  }
}

/** Runs kubectl and returns its stdout; a failure becomes an error that says whose turn it is. */
export async function askKubectl(
  at: ClusterAddress,
  argv: readonly string[],
  control: ClusterControl = {},
): Promise<string> {
  const result = await kubectl(at, argv, control)
  if (result.exitCode !== 0) throw clusterError(at, result)
  return result.stdout
}

/** Runs kubectl with `-o json` and parses the answer; an empty answer is undefined. */
export async function askJson<T>(
  at: ClusterAddress,
  argv: readonly string[],
  control: ClusterControl = {},
): Promise<T | undefined> {
  const printed = await askKubectl(at, [...argv, '-o', 'json'], control)
  return printed.trim() === '' ? undefined : (JSON.parse(printed) as T)
}

/** The items of a list of objects. */
export async function listObjects<T>(
  at: ClusterAddress,
  argv: readonly string[],
  control: ClusterControl = {},
): Promise<readonly T[]> {
  return (await askJson<{readonly items?: readonly T[]}>(at, ['get', ...argv], control))?.items ?? []
}

/** Names of the contexts in the kubeconfig. */
export async function listContexts(kubeconfig: string | undefined): Promise<readonly string[]> {
  const where = kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]
  const result = await capture(kubectlBinary(), [...where, 'config', 'get-contexts', '-o', 'name'], {
    timeoutMs: QUICK_MS,
  })
  return result.exitCode === 0 ? result.stdout.split('\n').filter(Boolean) : []
}

/** A port of a pod on this host. */
export interface Forward extends Background {
  readonly port: number
}

/** Forwards a port of a pod to one of 127.0.0.1, a free one if none is named, until opsctl ends. Undefined when the pod can't be reached. */
export async function openForward(
  at: ClusterAddress,
  pod: {readonly namespace: string; readonly name: string},
  port: number,
  wanted?: number,
): Promise<Forward | undefined> {
  const ports = `${wanted ?? ''}:${port}`
  const argv = ['port-forward', '--address', '127.0.0.1', '--namespace', pod.namespace, `pod/${pod.name}`, ports]
  let local = 0
  const started = await serveBeside(kubectlBinary(), [...addressOf(at), ...argv], {
    isReady(line) {
      local = Number(/^Forwarding from 127\.0\.0\.1:(\d+) /.exec(line)?.[1] ?? 0)
      return local !== 0
    },
    timeoutMs: FORWARD_MS,
  })
  return started && {...started, port: local}
}

/** The error for a tool that is not there, with one way to get it. */
export function toolMissing(binary: string, tool: 'kubectl' | 'helm', cause: OpsError): OpsError {
  const variable = tool === 'kubectl' ? 'OPSCTL_KUBECTL' : 'OPSCTL_HELM'
  return new OpsError({
    code: 'OPS_TOOL_MISSING',
    kind: 'environment',
    message: say.toolMissing(binary),
    suggestions: [say.getTool(tool, variable)],
    cause,
  })
}

/** Puts a failed answer of the API server into words: unreachable, unknown context, refused, or what it said. */
export function clusterError({context}: ClusterAddress, result: RunResult): OpsError {
  const said = redact(`${result.stderr}\n${result.stdout}`).trim()
  const lines = said.split('\n').filter((line) => !/^[EW]\d{4} /.test(line))
  const detail = lines.slice(-20).join('\n')
  const last = lines.at(-1) ?? ''
  if (/^error: (stat .*no such file or directory|error loading config file)/m.test(said))
    return failure('OPS_KUBECONFIG_UNREADABLE', 'environment', say.badKubeconfig(last), [say.otherKubeconfig], detail)
  if (/context "[^"]*" does not exist|context was not found|no context exists|current-context/.test(said))
    return failure('OPS_CONTEXT_UNKNOWN', 'usage', say.contextUnknown(context), [say.listContexts], detail)
  if (/Unauthorized|must be logged in|certificate has expired|provide credentials/i.test(said))
    return failure('OPS_CLUSTER_DENIED', 'environment', say.unauthorized(context), [say.logInAgain(context)], detail)
  if (
    /Unable to connect|connection refused|was refused|no such host|i\/o timeout|TLS handshake timeout|unreachable/i.test(
      said,
    )
  )
    return failure('OPS_CLUSTER_UNREACHABLE', 'environment', say.unreachable(context), [say.tryReach(context)], detail)
  const right =
    /User "[^"]*" cannot (\S+) resource "([^"]*)"[\s\S]*?(?:in the namespace "([^"]*)"|at the cluster scope)/.exec(said)
  if (right) {
    const [, verb = '', resource = '', namespace] = right
    return failure(
      'OPS_CLUSTER_DENIED',
      'environment',
      say.denied(verb, resource, namespace),
      [say.askForRight],
      detail,
    )
  }
  return failure('OPS_KUBECTL_FAILED', 'external', verbatim(last), [verbatim('opsctl status')], detail)
}

function failure(
  code: `OPS_${string}`,
  kind: 'usage' | 'environment' | 'external',
  message: OpsError['text'],
  suggestions: readonly [OpsError['text']],
  detail: string,
): OpsError {
  return new OpsError({code, kind, message, suggestions, detail})
}

/** The flags that name a cluster. */
export function addressOf(at: ClusterAddress): readonly string[] {
  return [...(at.kubeconfig === undefined ? [] : ['--kubeconfig', at.kubeconfig]), '--context', at.context]
}

/** The program. */
export function kubectlBinary(): string {
  return process.env.OPSCTL_KUBECTL ?? 'kubectl'
}
