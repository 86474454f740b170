/** The merged Compose model, as opsctl compares it. Pure. */
import {createHash} from 'node:crypto'

/** One service of the model: the JSON of `docker compose config`. */
export type ModelService = Readonly<Record<string, unknown>>

export interface Model {
  readonly name: string
  readonly services: Readonly<Record<string, ModelService>>
  /** Real names of the volumes, by the name the services use. */
  readonly volumes: Readonly<Record<string, string>>
  /** File of each secret, by name. */
  readonly secrets: Readonly<Record<string, string>>
  /** The JSON it was read from. */
  readonly json: string
}

interface RawModel {
  readonly name: string
  readonly services?: Readonly<Record<string, ModelService>>
  readonly volumes?: Readonly<Record<string, {readonly name?: string} | null>>
  readonly secrets?: Readonly<Record<string, {readonly file?: string} | null>>
}

/** Reads what `docker compose config --format json` printed. */
export function parseModel(json: string): Model {
  const raw = JSON.parse(json) as RawModel
  return {
    name: raw.name,
    services: raw.services ?? {},
    volumes: mapValues(raw.volumes ?? {}, (volume, key) => volume?.name ?? `${raw.name}_${key}`),
    secrets: mapValues(raw.secrets ?? {}, (secret) => secret?.file ?? ''),
    json,
  }
}

/** A service fit to be kept on disk: values of the environment become digests, for one of them may be a secret. */
export function sealService(service: ModelService): ModelService {
  const environment = service.environment
  if (typeof environment !== 'object' || environment === null) return service
  const sealed = mapValues(environment as Record<string, unknown>, (value) => digest(String(value)))
  return {...service, environment: sealed}
}

/** Dotted paths of the keys in which two services differ; lists count as one value. */
export function changedKeys(before: ModelService, after: ModelService): readonly string[] {
  return differ(before, after, '').toSorted()
}

function differ(before: unknown, after: unknown, path: string): readonly string[] {
  if (canonical(before) === canonical(after)) return []
  if (!isMap(before) || !isMap(after)) return [path]
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].flatMap((key) => differ(before[key], after[key], path === '' ? key : `${path}.${key}`))
}

export interface ModelMount {
  readonly type: string
  readonly source?: string
  readonly target: string
  readonly read_only?: boolean
}

/** The mounts of a service. */
export function mountsOf(service: ModelService): readonly ModelMount[] {
  return (service.volumes ?? []) as readonly ModelMount[]
}

/** The names of the secrets a service reads. */
export function secretsOf(service: ModelService): readonly string[] {
  return ((service.secrets ?? []) as readonly {source: string}[]).map((secret) => secret.source)
}

/** How many containers a service has. */
export function replicasOf(service: ModelService): number {
  const deploy = service.deploy as {replicas?: number} | undefined
  return (service.scale as number | undefined) ?? deploy?.replicas ?? 1
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON with sorted keys, so that order never counts as a difference. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      isMap(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
    ) ?? 'undefined'
  )
}

function digest(value: string): string {
  return `sha256:${createHash('sha256').update(value).digest('hex').slice(0, 16)}`
}

function mapValues<A, B>(map: Readonly<Record<string, A>>, change: (value: A, key: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]))
}
