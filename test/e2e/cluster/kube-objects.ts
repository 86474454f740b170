/** Objects of Kubernetes as tests read them: what a chart renders, by kind. */
import {loadAll} from 'js-yaml'

export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly data?: Readonly<Record<string, string>>
  readonly binaryData?: Readonly<Record<string, string>>
  readonly stringData?: Readonly<Record<string, string>>
  readonly spec?: Readonly<Record<string, unknown>>
}

export interface KubeProbe {
  readonly exec?: {readonly command: readonly string[]}
  readonly httpGet?: {readonly path: string; readonly port: number | string}
  readonly tcpSocket?: {readonly port: number | string}
  readonly periodSeconds?: number
  readonly timeoutSeconds?: number
  readonly failureThreshold?: number
  readonly initialDelaySeconds?: number
}

export interface KubeContainer {
  readonly name: string
  readonly image: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: readonly {
    readonly name: string
    readonly value?: string
    readonly valueFrom?: {readonly secretKeyRef?: {readonly name: string; readonly key: string}}
  }[]
  readonly ports?: readonly {readonly name?: string; readonly containerPort: number}[]
  readonly resources?: {
    readonly limits?: Readonly<Record<string, string | number>>
    readonly requests?: Readonly<Record<string, string | number>>
  }
  readonly startupProbe?: KubeProbe
  readonly readinessProbe?: KubeProbe
  readonly livenessProbe?: KubeProbe
  readonly lifecycle?: {readonly preStop?: unknown}
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean
    readonly readOnlyRootFilesystem?: boolean
    readonly capabilities?: {readonly drop?: readonly string[]; readonly add?: readonly string[]}
  }
  readonly volumeMounts?: readonly {
    readonly name: string
    readonly mountPath: string
    readonly readOnly?: boolean
    readonly subPath?: string
  }[]
}

export interface KubeItem {
  readonly key: string
  readonly path: string
  readonly mode?: number
}

export interface KubeVolume {
  readonly name: string
  readonly configMap?: {readonly name: string; readonly items?: readonly KubeItem[]; readonly defaultMode?: number}
  readonly secret?: {readonly secretName: string; readonly items?: readonly KubeItem[]}
  readonly projected?: {
    readonly sources: readonly {readonly secret?: {readonly name: string; readonly items?: readonly KubeItem[]}}[]
  }
  readonly emptyDir?: {readonly medium?: string; readonly sizeLimit?: string}
  readonly hostPath?: {readonly path: string}
  readonly persistentVolumeClaim?: {readonly claimName: string}
}

export interface PodSpec {
  readonly containers: readonly KubeContainer[]
  readonly initContainers?: readonly KubeContainer[]
  readonly volumes?: readonly KubeVolume[]
  readonly securityContext?: Readonly<Record<string, unknown>>
  readonly serviceAccountName?: string
  readonly automountServiceAccountToken?: boolean
  readonly terminationGracePeriodSeconds?: number
  readonly priorityClassName?: string
  readonly hostNetwork?: boolean
  readonly hostPID?: boolean
  readonly topologySpreadConstraints?: readonly unknown[]
  readonly imagePullSecrets?: readonly {readonly name: string}[]
}

export interface Workload {
  readonly object: KubeObject
  readonly pod: PodSpec
  readonly annotations: Readonly<Record<string, string>>
}

const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job'])

/** Every object of a multi-document YAML; empty documents are left out. */
export function readObjects(yaml: string): readonly KubeObject[] {
  return (loadAll(yaml) as (KubeObject | null | undefined)[]).filter((one): one is KubeObject => one != null)
}

/** `Kind/namespace/name`, unique in a release. */
export function idOf({kind, metadata}: KubeObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`
}

export function ofKind(objects: readonly KubeObject[], kind: string): readonly KubeObject[] {
  return objects.filter((object) => object.kind === kind)
}

/** Whether Helm runs an object at a moment of its own, as in a test or a migration. */
export function isHook({metadata}: KubeObject): boolean {
  return metadata.annotations?.['helm.sh/hook'] !== undefined
}

/** Everything that has pods, with what a pod of it is. */
export function workloadsOf(objects: readonly KubeObject[]): readonly Workload[] {
  return objects.flatMap((object) => {
    if (object.kind === 'Pod') {
      return [{object, pod: object.spec as unknown as PodSpec, annotations: object.metadata.annotations ?? {}}]
    }
    if (!WORKLOADS.has(object.kind)) return []
    const {template} = object.spec as {
      template: {spec: PodSpec; metadata?: {annotations?: Readonly<Record<string, string>>}}
    }
    return [{object, pod: template.spec, annotations: template.metadata?.annotations ?? {}}]
  })
}
