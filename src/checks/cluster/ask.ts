/** Questions to a cluster. An answer says why there is none, so that a check can tell a lack of rights from a lack of the thing. */
import type {ClusterTarget} from '../../runtime/cluster-target.js'
import {kubectl} from '../../system/kubectl.js'
import {apiPath, readApi, type Selection} from '../../system/kubectl-reads.js'
import {redact} from '../../system/redact.js'
import type {RunResult} from '../../system/run.js'

/** The door to one cluster for checks; given from outside, so that a test needs none. */
export type Ask = (argv: readonly string[], stdin?: string) => Promise<RunResult>

/** What the cluster said. */
export type Answer<T> =
  | {readonly state: 'ok'; readonly value: T}
  | {readonly state: 'absent' | 'forbidden' | 'failed'; readonly detail: string}

const TIMEOUT_MS = 40_000
const REQUEST_S = 15

/** Asks through kubectl, the context always named. */
export function openAsk(target: ClusterTarget): Ask {
  const control = {timeoutMs: TIMEOUT_MS, requestTimeoutS: REQUEST_S}
  return (argv, stdin) => {
    const [verb, flag, path] = argv
    if (verb === 'get' && flag === '--raw' && path !== undefined) return readApi(target, path, control)
    return kubectl(target, argv, {...control, ...(stdin === undefined ? {} : {stdin})})
  }
}

function flagsOf({context, kubeconfig}: ClusterTarget): readonly string[] {
  return ['--context', context, ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig])]
}

/** The start of a command for a person to copy. */
export function kubectlFor(target: ClusterTarget): string {
  return ['kubectl', ...flagsOf(target)].join(' ')
}

/** The same for helm, which calls the context otherwise. */
export function helmFor({context, kubeconfig, namespace}: ClusterTarget): string {
  const file = kubeconfig === undefined ? '' : ` --kubeconfig ${kubeconfig}`
  return `helm --kube-context ${context}${file} --namespace ${namespace}`
}

/** Asks for JSON. */
export async function askJson<T>(ask: Ask, argv: readonly string[]): Promise<Answer<T>> {
  const result = await ask(argv)
  if (result.exitCode !== 0) return refusal(result)
  if (result.stdout.trim() === '') return {state: 'absent', detail: ''}
  return {state: 'ok', value: JSON.parse(result.stdout) as T}
}

/** Asks for objects by their path; a list, where none is named. */
export function askObjects<T>(ask: Ask, resource: string, selection: Selection = {}): Promise<Answer<T>> {
  return askJson<T>(ask, ['get', '--raw', apiPath(resource, selection)])
}

/** Asks for lines. */
export async function askLines(ask: Ask, argv: readonly string[]): Promise<Answer<readonly string[]>> {
  const result = await ask(argv)
  if (result.exitCode !== 0) return refusal(result)
  return {state: 'ok', value: result.stdout.split('\n').filter((line) => line.trim() !== '')}
}

function refusal({stderr}: RunResult): Answer<never> {
  const detail = redact(stderr.trim()).slice(0, 500)
  if (/\(Forbidden\)|is forbidden/.test(stderr)) return {state: 'forbidden', detail}
  if (/\(NotFound\)|doesn't have a resource type|could not find the requested resource/.test(stderr)) {
    return {state: 'absent', detail}
  }
  return {state: 'failed', detail}
}
