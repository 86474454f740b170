/** Objects of a cluster as opsctl looks at them. Pure. */
import {load, loadAll} from 'js-yaml'

export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly deletionTimestamp?: string
  }
  readonly [key: string]: unknown
}

const SERVICE_LABEL = 'app.kubernetes.io/name'
const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/** The documents of a manifest; empty ones are left out. */
export function parseManifest(yaml: string): readonly KubeObject[] {
  return (loadAll(yaml) as unknown[]).filter(
    (one): one is KubeObject => typeof one === 'object' && one !== null && 'kind' in one,
  )
}

/** One YAML document. */
export function parseYaml(text: string): unknown {
  return load(text)
}

/** What an object is known by, across versions of its kind. Objects that name no namespace lie in that of the release. */
export function identify(object: KubeObject, namespace: string): string {
  const [group = '', version] = object.apiVersion.split('/')
  return [
    version === undefined ? '' : group,
    object.kind,
    object.metadata.namespace ?? namespace,
    object.metadata.name,
  ].join('/')
}

/** The service of the stack that an object belongs to. */
export function serviceOf(object: KubeObject): string | undefined {
  return object.metadata.labels?.[SERVICE_LABEL]
}

/** Whether it makes pods that run for ever. */
export function isWorkload({kind}: KubeObject): boolean {
  return WORKLOADS.has(kind)
}

/** Kind and name, as people say it. */
export function titleOf({kind, metadata}: KubeObject): string {
  return `${kind}/${metadata.name}`
}

/** Reads a path of keys in plain data. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const key of path) at = isMap(at) ? at[key] : undefined
  return at
}

/** Whether a value is a map of plain data. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
