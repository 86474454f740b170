/** Runs a throw-away pod with a staged configuration, waits for its verdict, and always takes everything away again. */
import {randomBytes} from 'node:crypto'

import {OpsError} from '../../errors.js'
import {clusterMessages as say} from '../../messages/cluster.js'
import {monotonicMs, sleep} from '../../system/clock.js'
import {clusterError, kubectl} from '../../system/kubectl.js'
import {apiPath, askApi, listApi, readApi} from '../../system/kubectl-reads.js'
import {redact} from '../../system/redact.js'
import {interrupted} from '../../system/run.js'
import {verbatim} from '../../text.js'
import type {ClusterTarget} from '../cluster-target.js'
import type {Validation} from '../runtime.js'
import {podCause} from './pod-causes.js'
import {containersOf, type KubeEvent, type Pod} from './pods.js'
import {refusalCause} from './refusals.js'
import {TRIAL_LABEL, type Trial} from './throw-away.js'

const PATIENCE_MS = 200_000
/** An image that can't be pulled or a node that can't be found may come in a moment; then it is a failure. */
const STUCK_MS = 30_000
const PAUSE_MS = 250
const LINES = 20

/** A name that no other trial has. */
export function drawTrialId(): string {
  return randomBytes(4).toString('hex')
}

/** The verdict of the binary. Throws OPS_TRIAL_FAILED when the pod could not run. */
export async function runTrial(target: ClusterTarget, trial: Trial, signal?: AbortSignal): Promise<Validation> {
  try {
    await create(target, trial, signal)
    const pod = await awaitEnd(target, trial, signal)
    const {name, namespace = ''} = pod.metadata
    const logs = await readApi(target, `${apiPath('pods', {namespace, name})}/log?tailLines=${LINES}`)
    const output = redact(logs.stdout.trim() || pod.status.message || '')
    return {ok: pod.status.phase === 'Succeeded', output: output.split('\n').slice(-LINES).join('\n')}
  } finally {
    await removeTrial(target, trial)
  }
}

async function create(target: ClusterTarget, {objects, pod}: Trial, signal?: AbortSignal): Promise<void> {
  const stdin = JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects})
  // The server checked all of it within the manifest that it is taken from.
  const result = await kubectl(target, ['create', '--validate=false', '-f', '-'], {stdin, ...(signal && {signal})})
  if (result.exitCode === 0) return
  const refusal = refusalCause(result.stderr)
  if (!refusal) throw clusterError(target, result)
  throw failed(pod.metadata.name, refusal.cause, refusal.fix)
}

async function awaitEnd(target: ClusterTarget, trial: Trial, signal?: AbortSignal): Promise<Pod> {
  const {name, namespace = ''} = trial.pod.metadata
  const start = monotonicMs()
  for (;;) {
    const pod = await askApi<Pod>(target, apiPath('pods', {namespace, name}))
    if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return pod
    const waitedMs = monotonicMs() - start
    if (waitedMs > STUCK_MS && pod.status.phase === 'Pending') await explainStuck(target, pod)
    if (waitedMs > PATIENCE_MS) throw failed(name, say.trialSilent(PATIENCE_MS / 1000), verbatim('opsctl status'))
    if (signal?.aborted) throw interrupted()
    await sleep(PAUSE_MS, signal)
  }
}

/** Throws when there is a reason that a little waiting does not heal. */
async function explainStuck(target: ClusterTarget, pod: Pod): Promise<void> {
  const {name, namespace = ''} = pod.metadata
  const about = apiPath('events', {namespace, fields: `involvedObject.name=${name}`})
  const events = await listApi<KubeEvent>(target, about).catch(() => [])
  const [container] = containersOf(pod)
  const cause = container && podCause(container, {pods: [pod], events, claims: []})
  if (cause) throw failed(name, cause.cause, cause.fix)
}

async function removeTrial(target: ClusterTarget, {id, namespace}: Trial): Promise<void> {
  const kinds = 'pods,configmaps,secrets,networkpolicies.networking.k8s.io'
  const argv = ['delete', kinds, '--namespace', namespace, '--selector', `${TRIAL_LABEL}=${id}`, '--wait=false']
  await kubectl(target, argv).catch(() => undefined)
}

function failed(pod: string, cause: OpsError['text'], fix: OpsError['text']): OpsError {
  return new OpsError({
    code: 'OPS_TRIAL_FAILED',
    kind: 'external',
    message: say.trialFailed(pod, cause),
    suggestions: [fix, verbatim('opsctl plan')],
  })
}
