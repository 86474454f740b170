/** Objects of a cluster → what the checks need of them. Pure. */

import type {z} from 'zod'
import type {PodFacts} from '../../../runtime/helm/pod-causes.js'
import {podCause} from '../../../runtime/helm/pod-causes.js'
import {containersOf, isOfWorkload} from '../../../runtime/helm/pods.js'
import {isHarmless, isSecretName, looksSecret} from '../../../spec/secret-words.js'
import type {ingressFact, nodesFact, PodSeen, scalersFact, servicesFact, workloadsFact} from './facts.js'

type Meta = {readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>>}

/** Each container of the pods that are to run for ever. */
export function readPods(facts: PodFacts): PodSeen[] {
  return facts.pods.filter(isOfWorkload).flatMap((pod) =>
    containersOf(pod).map((one): PodSeen => {
      const cause = podCause(one, facts)
      const {status} = one
      const last = status?.state?.terminated ?? status?.lastState?.terminated
      return {
        pod: pod.metadata.name,
        service: one.service,
        phase: pod.status.phase ?? '',
        ready: status?.ready ?? false,
        createdAt: pod.metadata.creationTimestamp ?? '',
        terminating: pod.metadata.deletionTimestamp !== undefined,
        restarts: status?.restartCount ?? 0,
        oomKilled: last?.reason === 'OOMKilled',
        waiting: status?.state?.waiting?.reason ?? '',
        ...(cause ? {cause: {en: cause.cause.en, zh: cause.cause.zh}, fix: {en: cause.fix.en, zh: cause.fix.zh}} : {}),
      }
    }),
  )
}

export interface WorkloadJson {
  readonly metadata: Meta
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly name: string
          readonly image: string
          readonly imagePullPolicy?: string
          readonly resources?: {readonly requests?: object; readonly limits?: {readonly memory?: string}}
          readonly readinessProbe?: unknown
          readonly livenessProbe?: unknown
        }[]
      }
    }
  }
}

/** What each container of a workload lacks. */
export function readWorkloads(
  kind: string,
  workloads: readonly WorkloadJson[],
): z.infer<typeof workloadsFact.schema>['containers'] {
  return workloads.flatMap(({metadata, spec}) =>
    spec.template.spec.containers.map(({name, image, imagePullPolicy = '', resources, readinessProbe}) => ({
      workload: `${kind}/${metadata.name}`,
      container: name,
      image,
      pullPolicy: imagePullPolicy,
      lacks: [
        ...(Object.keys(resources?.requests ?? {}).length > 0 ? [] : ['resources.requests']),
        ...(resources?.limits?.memory === undefined ? ['resources.limits.memory'] : []),
        ...(readinessProbe === undefined ? ['readinessProbe'] : []),
      ],
    })),
  )
}

export interface ServiceJson {
  readonly metadata: Meta
  readonly spec: {readonly selector?: object | null; readonly clusterIP?: string}
}
export interface SliceJson {
  readonly metadata: Meta
  readonly endpoints?:
    | readonly {readonly conditions?: {readonly ready?: boolean}; readonly addresses?: readonly string[]}[]
    | null
}

/** Ready and unready addresses behind each Service that selects pods. */
export function readServices(
  services: readonly ServiceJson[],
  slices: readonly SliceJson[],
  replicas: Readonly<Record<string, number>>,
): z.infer<typeof servicesFact.schema>['services'] {
  return services
    .filter(({spec}) => Object.keys(spec.selector ?? {}).length > 0)
    .map(({metadata: {name}}) => {
      const own = slices.filter(({metadata}) => metadata.labels?.['kubernetes.io/service-name'] === name)
      const endpoints = own.flatMap((slice) => slice.endpoints ?? [])
      const ready = endpoints.filter(({conditions}) => conditions?.ready !== false).length
      return {name, ready, notReady: endpoints.length - ready, replicas: replicas[name] ?? 1}
    })
}

export interface IngressJson {
  readonly metadata: Meta
  readonly spec: {
    readonly rules?: readonly {
      readonly host?: string
      readonly http?: {readonly paths: readonly {readonly backend: {readonly service?: {readonly name: string}}}[]}
    }[]
  }
  readonly status?: {readonly loadBalancer?: {readonly ingress?: readonly unknown[]}}
}

/** Where each Ingress leads, and whether that is there. */
export function readIngresses(
  ingresses: readonly IngressJson[],
  services: readonly ServiceJson[],
): z.infer<typeof ingressFact.schema>['ingresses'] {
  const known = new Set(services.map(({metadata}) => metadata.name))
  return ingresses.map(({metadata, spec, status}) => {
    const rules = spec.rules ?? []
    const backends = rules.flatMap(({http}) => (http?.paths ?? []).flatMap(({backend}) => backend.service?.name ?? []))
    return {
      name: metadata.name,
      hosts: rules.flatMap(({host}) => host ?? []),
      missingBackends: [...new Set(backends)].filter((name) => !known.has(name)),
      address: (status?.loadBalancer?.ingress ?? []).length > 0,
    }
  })
}

export interface NodeJson {
  readonly metadata: Meta
  readonly spec: {readonly unschedulable?: boolean}
  readonly status: {
    readonly allocatable?: {readonly memory?: string}
    readonly conditions?: readonly {readonly type: string; readonly status: string}[]
  }
}
export interface RequestingPod {
  readonly spec: {
    readonly nodeName?: string
    readonly containers: readonly {readonly resources?: {readonly requests?: {readonly memory?: string}}}[]
  }
  readonly status?: {readonly phase?: string}
}

/** Each node with what its pods asked for. */
export function readNodes(
  nodes: readonly NodeJson[],
  pods: readonly RequestingPod[],
  toMiB: (quantity: string) => number,
): z.infer<typeof nodesFact.schema>['nodes'] {
  return nodes.map(({metadata: {name}, spec, status}) => {
    const conditions = status.conditions ?? []
    const own = pods.filter(
      (pod) => pod.spec.nodeName === name && !['Succeeded', 'Failed'].includes(pod.status?.phase ?? ''),
    )
    const requests = own.flatMap((pod) =>
      pod.spec.containers.map((one) => toMiB(one.resources?.requests?.memory ?? '0')),
    )
    return {
      name,
      ready: conditions.some(({type, status: is}) => type === 'Ready' && is === 'True'),
      cordoned: spec.unschedulable === true,
      pressures: conditions.filter(({type, status: is}) => type !== 'Ready' && is === 'True').map(({type}) => type),
      memoryMiB: toMiB(status.allocatable?.memory ?? '0'),
      requestedMiB: requests.reduce((sum, one) => sum + one, 0),
    }
  })
}

export interface ScalerJson {
  readonly metadata: Meta
  readonly spec: {readonly maxReplicas: number}
  readonly status?: {
    readonly currentReplicas?: number
    readonly conditions?: readonly {readonly type: string; readonly status: string; readonly message?: string}[]
  }
}

/** Whether each scaler sees what it scales by. */
export function readScalers(scalers: readonly ScalerJson[]): z.infer<typeof scalersFact.schema>['scalers'] {
  return scalers.map(({metadata, spec, status}) => {
    const active = (status?.conditions ?? []).find(({type}) => type === 'ScalingActive')
    return {
      name: metadata.name,
      replicas: status?.currentReplicas ?? 0,
      max: spec.maxReplicas,
      seesMetrics: active?.status !== 'False',
      message: active?.status === 'False' ? (active.message ?? '') : '',
    }
  })
}

export interface ReadingPod {
  readonly metadata: Meta
  readonly spec: {
    readonly containers: readonly {
      readonly env?: readonly {
        readonly valueFrom?: {readonly secretKeyRef?: {readonly name: string; readonly optional?: boolean}}
      }[]
      readonly envFrom?: readonly {readonly secretRef?: {readonly name: string; readonly optional?: boolean}}[]
    }[]
    readonly volumes?: readonly {
      readonly secret?: {readonly secretName?: string; readonly optional?: boolean}
      readonly projected?: {
        readonly sources?: readonly {readonly secret?: {readonly name: string; readonly optional?: boolean}}[]
      }
    }[]
    readonly imagePullSecrets?: readonly {readonly name: string}[]
  }
}

/** The Secrets that a pod can’t do without, as `<namespace>/<name>`. */
export function secretsOf({metadata, spec}: ReadingPod): readonly string[] {
  const named = [
    ...spec.containers.flatMap(({env = [], envFrom = []}) => [
      ...env.flatMap(({valueFrom}) => valueFrom?.secretKeyRef ?? []),
      ...envFrom.flatMap(({secretRef}) => secretRef ?? []),
    ]),
    ...(spec.volumes ?? []).flatMap(({secret, projected}) => [
      ...(secret?.secretName === undefined ? [] : [{name: secret.secretName, optional: secret.optional ?? false}]),
      ...(projected?.sources ?? []).flatMap((source) => source.secret ?? []),
    ]),
    ...(spec.imagePullSecrets ?? []),
  ]
  const needed = named.filter((one) => !('optional' in one && one.optional))
  return [...new Set(needed.map(({name}) => `${metadata.namespace ?? ''}/${name}`))]
}

/** Paths of values that look like secrets, in the person's own values. */
export function plainSecrets(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`
    if (typeof inner !== 'string') return plainSecrets(inner, at)
    return (isSecretName(key) && !isHarmless(inner)) || looksSecret(inner) ? [at] : []
  })
}
