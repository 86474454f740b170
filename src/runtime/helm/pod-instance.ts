/** One running service in a cluster: commands in its pod, requests through a forwarded port, signals to its process. */
import type {ExecOptions, ExecResult, HttpAnswer, Instance, InstanceRequest} from '../../components/component.js'
import {OpsError} from '../../errors.js'
import {runtimeMessages} from '../../messages/runtime.js'
import {callHttp} from '../../system/http.js'
import {type Forward, kubectl, openForward} from '../../system/kubectl.js'
import {verbatim} from '../../text.js'
import type {ClusterTarget} from '../cluster-target.js'
import {serviceDown} from '../errors.js'
import {containersOf, isOfWorkload, type Pod, type ServiceContainer} from './pods.js'

const EXEC_MS = 30_000

/** Forwarded ports, one per pod and port, kept as long as opsctl runs. */
export interface Forwards {
  open(pod: Pod, port: number): Promise<Forward>
  drop(pod: Pod, port: number): void
}

/** Opens nothing until it is asked. */
export function openForwards(target: ClusterTarget): Forwards {
  const known = new Map<string, Promise<Forward>>()
  const keyOf = ({metadata}: Pod, port: number) => `${metadata.namespace}/${metadata.name}:${port}`
  const open = async (pod: Pod, port: number) => {
    const {name, namespace = target.namespace} = pod.metadata
    const forward = await openForward(target, {name, namespace}, port)
    if (!forward) throw new Error(`port ${port} of pod ${name} can’t be forwarded`)
    return forward
  }

  return {
    async open(pod, port) {
      const key = keyOf(pod, port)
      const former = known.get(key)
      const there = await former?.catch(() => undefined)
      if (there && !there.hasEnded()) return there
      // Of those that ask at the same time, the first to come back here opens it anew; the others take that one.
      if (known.get(key) === former) known.set(key, open(pod, port))
      return known.get(key) as Promise<Forward>
    },
    drop(pod, port) {
      const key = keyOf(pod, port)
      void known.get(key)?.then(
        (forward) => forward.stop(),
        () => undefined,
      )
      known.delete(key)
    },
  }
}

/** Opens a service; its pod is looked up when it is first needed, and again once it does not answer. */
export function openPodInstance(
  {target, service}: {readonly target: ClusterTarget; readonly service: string},
  list: () => Promise<readonly Pod[]>,
  forwards: Forwards,
): Instance {
  let found: ServiceContainer | undefined
  const container = async (): Promise<ServiceContainer> => {
    found ??= pickContainer(await list(), service)
    if (!found) throw serviceDown(service)
    return found
  }
  const exec: Instance['exec'] = async (argv, options = {}) => {
    const result = await execIn(target, await container(), argv, options)
    if (result.exitCode !== 0 && isGone(result)) found = undefined
    return result
  }

  return {
    exec,
    async http(request) {
      const {pod} = await container()
      try {
        return await ask(await forwards.open(pod, request.port), request)
      } catch (error) {
        forwards.drop(pod, request.port)
        found = undefined
        throw error
      }
    },
    async reach(port) {
      const {pod} = await container()
      const forward = await forwards.open(pod, port)
      return {host: '127.0.0.1', port: forward.port}
    },
    async signal(name) {
      const send = `kill -s ${name.replace(/^SIG/, '')} 1`
      const result = await exec(['sh', '-c', send])
      const lacksShell = /executable file not found|no such file/.test(result.stderr)
      const {exitCode, stderr} = lacksShell ? await exec(send.split(' ')) : result
      if (exitCode !== 0) throw notSignalled(service, name, stderr)
    },
  }
}

/** A container that is ready, else one that runs; pods that are ending don't count. Pure. */
export function pickContainer(pods: readonly Pod[], service: string): ServiceContainer | undefined {
  const running = pods
    .filter((pod) => isOfWorkload(pod) && !pod.metadata.deletionTimestamp)
    .flatMap(containersOf)
    .filter((one) => one.service === service && one.status?.state?.running)
  return running.find(({status}) => status?.ready) ?? running[0]
}

function execIn(
  target: ClusterTarget,
  {pod, service}: ServiceContainer,
  argv: readonly string[],
  {user: _, ...control}: ExecOptions,
): Promise<ExecResult> {
  const where = ['--namespace', pod.metadata.namespace ?? target.namespace, '--container', service]
  const open = control.stdin === undefined ? [] : ['--stdin']
  return kubectl(target, ['exec', pod.metadata.name, ...where, ...open, '--', ...argv], {
    requestTimeoutS: 0,
    timeoutMs: EXEC_MS,
    ...control,
  })
}

function isGone({stderr}: ExecResult): boolean {
  return /NotFound|not found|container not found|cannot exec|completed pod/.test(stderr)
}

async function ask(forward: Forward, request: InstanceRequest): Promise<HttpAnswer> {
  return callHttp({...request, host: '127.0.0.1', port: forward.port})
}

function notSignalled(service: string, name: string, detail: string): OpsError {
  return new OpsError({
    code: 'OPS_SIGNAL_FAILED',
    kind: 'external',
    message: runtimeMessages.notSignalled(service, name),
    detail,
    suggestions: [verbatim(`opsctl restart ${service}`)],
  })
}
