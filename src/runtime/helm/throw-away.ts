/** The objects of a throw-away pod that tries a configuration with the service's own binary. Pure. */
import type {ChartValues} from '../../render/helm/chart-values.js'
import {isMap, isWorkload, type KubeObject, valueAt} from './kube-object.js'

/** Label of everything that such a trial makes, so that it can be found and removed together. */
export const TRIAL_LABEL = 'opsctl/trial'

export interface Trial {
  readonly id: string
  readonly namespace: string
  readonly pod: KubeObject
  /** Everything, the pod last. */
  readonly objects: readonly KubeObject[]
}

export interface TrialOptions {
  readonly id: string
  readonly service: string
  readonly argv: readonly string[]
  readonly values: ChartValues
  /** Where the pod lies when the manifest names no namespace. */
  readonly namespace: string
  /** Secrets with the values to try, under their own names; empty when those of the cluster are to be used. */
  readonly secrets: readonly KubeObject[]
}

type Plain = Record<string, unknown>

/** Longer than any binary needs; Logstash takes a minute on a small machine. */
const DEADLINE_S = 180
const KEPT = ['imagePullSecrets', 'nodeSelector', 'tolerations', 'securityContext', 'priorityClassName'] as const

/**
 * The same image, user, files and secrets as the service, but no claim, no network and no label that a Service or a
 * policy selects: nothing it does can reach the running stack. Undefined when the manifest has no such service.
 */
export function trialOf(manifest: readonly KubeObject[], options: TrialOptions): Trial | undefined {
  const {id, service, namespace: home} = options
  const host = options.values.services[service]?.sidecarOf ?? service
  const workload = manifest.find((one) => isWorkload(one) && one.metadata.name === host)
  const spec = valueAt(workload, ['spec', 'template', 'spec']) as Plain | undefined
  if (!workload || !spec) return undefined
  const containers = [...((spec.containers ?? []) as Plain[]), ...((spec.initContainers ?? []) as Plain[])]
  const container = containers.find(({name}) => name === service)
  if (!container) return undefined

  const namespace = workload.metadata.namespace ?? home
  const copies = copiesOf(manifest, {...options, namespace}, spec)
  const rename = (name: string) =>
    copies.some((one) => one.metadata.name === `${name}-${id}`) ? `${name}-${id}` : name
  const pod = podOf({spec, container, rename}, {...options, namespace})
  return {id, namespace, pod, objects: [...copies, isolation(id, namespace), pod]}
}

/** The staged ConfigMaps and Secrets under names of their own. */
function copiesOf(manifest: readonly KubeObject[], {id, namespace, secrets}: TrialOptions, spec: Plain) {
  const named = JSON.stringify(spec)
  const maps = manifest.filter(({kind, metadata}) => kind === 'ConfigMap' && named.includes(`"${metadata.name}"`))
  const own = secrets.filter((one) => (one.metadata.namespace ?? namespace) === namespace)
  return [...maps, ...own].map(
    ({apiVersion, kind, data, binaryData, metadata: {name}}): KubeObject => ({
      apiVersion,
      kind,
      metadata: {name: `${name}-${id}`, namespace, labels: labelsOf(id)},
      ...(data === undefined ? {} : {data}),
      ...(binaryData === undefined ? {} : {binaryData}),
    }),
  )
}

function labelsOf(id: string): Readonly<Record<string, string>> {
  return {[TRIAL_LABEL]: id, 'app.kubernetes.io/part-of': 'opsctl', 'app.kubernetes.io/managed-by': 'opsctl'}
}

/** Before the first install no policy of the chart is there yet. */
function isolation(id: string, namespace: string): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {name: `opsctl-try-${id}`, namespace, labels: labelsOf(id)},
    spec: {podSelector: {matchLabels: {[TRIAL_LABEL]: id}}, policyTypes: ['Ingress', 'Egress']},
  }
}

interface PodParts {
  readonly spec: Plain
  readonly container: Plain
  readonly rename: (name: string) => string
}

function podOf({spec, container, rename}: PodParts, {id, service, argv, namespace}: TrialOptions): KubeObject {
  const kept = Object.fromEntries(KEPT.flatMap((key) => (spec[key] === undefined ? [] : [[key, spec[key]]])))
  const mounts = ((container.volumeMounts ?? []) as Plain[]).map((mount) => mount)
  const volumes = volumesOf(spec, new Set(mounts.map(({name}) => String(name))), rename)
  const {image, imagePullPolicy, securityContext, workingDir, resources} = container
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: `opsctl-try-${service}-${id}`.slice(0, 63), namespace, labels: labelsOf(id)},
    spec: {
      ...kept,
      restartPolicy: 'Never',
      activeDeadlineSeconds: DEADLINE_S,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      volumes,
      containers: [
        {
          // Container metrics leave out names that begin so.
          name: 'opsctl-try',
          image,
          ...(imagePullPolicy === undefined ? {} : {imagePullPolicy}),
          ...(workingDir === undefined ? {} : {workingDir}),
          command: argv,
          env: renameKeys(container.env ?? [], rename),
          ...(container.envFrom === undefined ? {} : {envFrom: renameKeys(container.envFrom, rename)}),
          volumeMounts: mounts,
          securityContext,
          resources: smallRequests(resources),
        },
      ],
    },
  }
}

/** It runs for seconds beside the stack: it needs the limit of the service, not its share of a node. */
function smallRequests(resources: unknown): unknown {
  const limits = valueAt(resources, ['limits'])
  return {...(limits === undefined ? {} : {limits}), requests: {cpu: '10m', memory: '32Mi'}}
}

function volumesOf(spec: Plain, wanted: ReadonlySet<string>, rename: (name: string) => string): readonly unknown[] {
  const stated = ((spec.volumes ?? []) as Plain[]).filter(({name}) => wanted.has(String(name)))
  const missing = [...wanted].filter((name) => !stated.some((one) => one.name === name))
  // A claim becomes an empty folder: the binary may want to see it, never to change the data.
  const kept = stated.map((volume) =>
    volume.persistentVolumeClaim || isWritableHost(volume)
      ? {name: volume.name, emptyDir: {sizeLimit: '64Mi'}}
      : renameKeys(volume, rename),
  )
  return [...kept, ...missing.map((name) => ({name, emptyDir: {sizeLimit: '64Mi'}}))]
}

function isWritableHost(volume: Plain): boolean {
  return valueAt(volume, ['hostPath', 'type']) === 'DirectoryOrCreate'
}

/** Points every reference to a ConfigMap or Secret at its copy. */
function renameKeys(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => renameKeys(one, rename))
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const refers = ['configMap', 'secret', 'configMapKeyRef', 'secretKeyRef', 'configMapRef', 'secretRef'].includes(
        key,
      )
      if (!refers || !isMap(inner)) return [key, renameKeys(inner, rename)]
      const named = Object.entries(inner).map(([field, name]) =>
        field === 'name' || field === 'secretName' ? [field, rename(String(name))] : [field, name],
      )
      return [key, Object.fromEntries(named)]
    }),
  )
}
