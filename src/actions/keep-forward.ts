/** Keeps a port of a service in a cluster reachable from this host, whatever becomes of its pods, until it is told to stop. */
import {OpsError} from '../errors.js'
import {logsMessages as say} from '../messages/logs.js'
import type {ClusterTarget} from '../runtime/cluster-target.js'
import type {Runtime} from '../runtime/runtime.js'
import {sleep} from '../system/clock.js'
import {openForward} from '../system/kubectl.js'
import {verbatim} from '../text.js'

export interface ForwardOptions {
  readonly service: string
  readonly port: number
  /** The port on this host that is tried first. */
  readonly wanted: number
  readonly signal: AbortSignal
  readonly onReady: (port: number) => Promise<void>
}

const LOOK_EVERY_MS = 500
const PRIVILEGED = 1024

/** Returns when the signal is aborted. Throws OPS_SERVICE_DOWN when no pod of the service can be reached at the start. */
export async function keepForward(runtime: Runtime, target: ClusterTarget, options: ForwardOptions): Promise<void> {
  const {service, signal} = options
  let port = options.wanted < PRIVILEGED ? undefined : options.wanted
  for (let starts = 0; !signal.aborted; starts += 1) {
    const forward = await openOnce(runtime, target, options, port)
    if (!forward && starts === 0) throw noPod(service)
    if (forward) {
      if (forward.port !== port || starts === 0) await options.onReady(forward.port)
      port = forward.port
      while (!signal.aborted && !forward.hasEnded()) await sleep(LOOK_EVERY_MS, signal)
      forward.stop()
    }

    if (!signal.aborted) await sleep(LOOK_EVERY_MS, signal)
  }
}

async function openOnce(
  runtime: Runtime,
  target: ClusterTarget,
  {service, port}: ForwardOptions,
  wanted: number | undefined,
) {
  const states = await runtime.status()
  const pod = states.find((state) => state.service === service && state.state === 'running')
  if (!pod) return undefined
  const at = {namespace: target.namespace, name: pod.name}
  const first = wanted === undefined ? undefined : await openForward(target, at, port, wanted)
  return first ?? openForward(target, at, port)
}

function noPod(service: string): OpsError {
  return new OpsError({
    code: 'OPS_SERVICE_DOWN',
    kind: 'external',
    message: say.noPod(service),
    suggestions: [verbatim('opsctl status'), verbatim(`opsctl logs ${service}`)],
  })
}
