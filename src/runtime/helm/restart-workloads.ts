/** Makes the pods of services anew with the configuration they have, one after the other where there are several. */
import {OpsError} from '../../errors.js'
import {clusterMessages as say} from '../../messages/cluster.js'
import {askKubectl, listObjects} from '../../system/kubectl.js'
import {verbatim} from '../../text.js'
import type {ClusterTarget} from '../cluster-target.js'
import {namespacesOf, selectorOf} from './cluster-facts.js'
import type {HelmContext} from './helm-context.js'
import type {KubeObject} from './kube-object.js'
import {containersOf, type Pod} from './pods.js'

const WORKLOADS = 'deployments.apps,statefulsets.apps,daemonsets.apps'
const WAIT_S = 600

/** Waits until the new pods are ready. A sidecar is restarted with the pod it lies in. */
export async function restartWorkloads(
  {target}: HelmContext,
  services: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const workloads = (await listWorkloads(target)).filter((one) => services.some((service) => runs(one, service)))
  if (workloads.length === 0) throw noWorkload(services)
  const control = {requestTimeoutS: 0, timeoutMs: (WAIT_S + 30) * 1000, ...(signal && {signal})}
  for (const namespace of namespacesOf(target)) {
    const own = workloads.filter(({metadata}) => metadata.namespace === namespace)
    const names = own.map(({kind, metadata}) => `${kind.toLowerCase()}/${metadata.name}`)
    if (names.length === 0) continue
    await askKubectl(target, ['rollout', 'restart', '--namespace', namespace, ...names], control)
    const wait = ['rollout', 'status', '--namespace', namespace, `--timeout=${WAIT_S}s`]
    await Promise.all(names.map((name) => askKubectl(target, [...wait, name], control)))
  }
}

async function listWorkloads(target: ClusterTarget): Promise<readonly KubeObject[]> {
  const lists = await Promise.all(
    namespacesOf(target).map((namespace) =>
      listObjects<KubeObject>(target, [WORKLOADS, '--namespace', namespace, '--selector', selectorOf(target)]),
    ),
  )
  return lists.flat()
}

function runs(workload: KubeObject, service: string): boolean {
  const {template} = workload.spec as {template: Pick<Pod, 'spec' | 'metadata'>}
  return containersOf({...workload, ...template, status: {}} as Pod).some((one) => one.service === service)
}

function noWorkload(services: readonly string[]): OpsError {
  return new OpsError({
    code: 'OPS_SERVICE_DOWN',
    kind: 'external',
    message: say.notInCluster(services.join(', ')),
    suggestions: [verbatim('opsctl up'), verbatim('opsctl status')],
  })
}
